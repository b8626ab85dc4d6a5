"""What was given up is in sight of people, and goes on by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import ProgressStatus, PullKind
from psa_sync.sync.read_problems import read_problems
from psa_sync.sync.redrive import redrive
from psa_sync.sync.take_dead_letter import take_dead_letter
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    USER,
    a_progress,
    a_pull_job,
    a_push_job,
    an_id,
)
from tests.fakes.psa_faults import not_sent, refuses
from tests.unit.sync.scene import Scene
from tests.unit.sync.test_mending import ADMIN, PAUL

HOUR = timedelta(hours=1)


def given_up(scene: Scene, number: int = 1) -> None:
    take_dead_letter(a_push_job(entry_id=an_id(number)), effects=scene.effects)


def pause(scene: Scene) -> timedelta:
    until = scene.entry().waiting_until
    assert until is not None
    return until - scene.clock()


def problems(scene: Scene, viewer=ADMIN, app=None):
    page = read_problems(viewer, app=app, cursor=None, limit=100, effects=scene.effects)
    return [(one.entry_id, one.problem.code) for one in page.items]


# Pushes


def test_a_push_that_was_given_up_is_a_problem_of_the_entry(scene: Scene):
    scene.books()
    given_up(scene)
    assert scene.state() is SyncState.WAITING
    assert scene.problem() == "gave_up"
    assert scene.told() == ["booked", "gave_up"]


def test_the_same_letter_again_changes_nothing(scene: Scene):
    scene.books()
    given_up(scene)
    before = scene.entry()
    given_up(scene)
    assert scene.entry() == before


def test_an_entry_that_was_given_up_goes_on_by_itself(scene: Scene):
    scene.books()
    given_up(scene)
    scene.later(pause(scene).total_seconds() - 1)
    assert scene.psa.rows() == []
    scene.later(1)
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() is None


def test_an_entry_that_is_given_up_again_rests_longer(scene: Scene):
    scene.books()
    pauses = []
    for _ in range(7):
        given_up(scene)
        pauses.append(pause(scene))
        scene.clock.now += pauses[-1]
    assert [one / HOUR for one in pauses] == [0.25, 0.25, 0.5, 1, 2, 4, 6]


def test_a_letter_about_an_entry_that_arrived_after_all_says_nothing(scene: Scene):
    scene.books()
    scene.deliver()
    given_up(scene)
    assert (scene.state(), scene.problem()) == (SyncState.SYNCED, None)


def test_a_letter_does_not_hide_why_an_entry_waits(scene: Scene):
    scene.psa.fail("create", not_sent())
    scene.books()
    scene.deliver()
    given_up(scene)
    assert scene.problem() == "psa_unreachable"


def test_a_letter_does_not_hide_that_the_key_was_refused(scene: Scene):
    connection = replace(scene.connection, status=ConnectionStatus.AUTH_FAILED)
    scene.world.connections.save(connection)
    scene.books()
    scene.deliver()
    given_up(scene)
    assert scene.problem() == "credentials_refused"


def test_a_letter_about_nothing_is_taken(scene: Scene):
    given_up(scene, number=404)
    assert problems(scene) == []


def test_a_letter_comes_back_while_others_write_the_row(scene: Scene):
    scene.books()
    save, moves = scene.entries.save, iter(range(3))

    def disturbed(entry, *, events=()):
        if next(moves, None) is not None:
            save(scene.entry())
        return save(entry, events=events)

    scene.entries.save = disturbed  # type: ignore[method-assign]
    given_up(scene)
    assert scene.problem() == "gave_up"
    moves = iter(range(99))
    scene.clock.now += HOUR
    with pytest.raises(StaleError):
        given_up(scene)


# Pulls


def test_a_watched_job_that_was_given_up_has_failed(scene: Scene):
    scene.world.progress.save(a_progress())
    job = a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER, progress_id="job-1")
    take_dead_letter(job, effects=scene.effects)
    progress = scene.world.progress.get(ACCOUNT, "job-1")
    assert progress is not None
    assert progress.status is ProgressStatus.FAILED
    assert progress.problem is not None
    assert progress.problem.code == "gave_up"
    assert progress.finished_at == scene.clock()
    assert scene.world.progress.running(ACCOUNT, CONNECTWISE, USER, "refresh") is None
    scene.clock.now += HOUR
    take_dead_letter(job, effects=scene.effects)
    assert scene.world.progress.get(ACCOUNT, "job-1") == progress


def test_a_poll_that_was_given_up_is_a_problem_of_the_connection_until_one_succeeds(scene: Scene):
    take_dead_letter(a_pull_job(), effects=scene.effects)
    assert problems(scene) == [(None, "gave_up")]
    assert problems(scene, app=AUTOTASK) == []
    assert problems(scene, viewer=PAUL) == []
    scene.clock.now += HOUR
    scene.pull()
    assert problems(scene) == []


def test_a_letter_about_a_connection_that_is_gone_is_taken(scene: Scene):
    take_dead_letter(a_pull_job(app=AUTOTASK), effects=scene.effects)
    forgotten = a_pull_job(app=AUTOTASK, progress_id="long ago")
    take_dead_letter(forgotten, effects=scene.effects)
    assert problems(scene) == []


# All at once


def test_an_admin_tries_everything_again_that_may_succeed(scene: Scene):
    scene.psa.fail("create", refuses("work_item_closed"), not_sent())
    for number in (1, 2, 3):
        scene.books(number)
        scene.push(number)
    scene.books(4)
    given_up(scene, 4)
    found = redrive(ADMIN, app=None, effects=scene.effects)
    assert (found.retried, found.has_more) == (2, False)
    scene.deliver()
    states = [scene.state(number) for number in (1, 2, 3, 4)]
    assert states == [SyncState.REJECTED, *[SyncState.SYNCED] * 3]


def test_only_the_chosen_app_is_tried_again(scene: Scene):
    scene.books()
    given_up(scene)
    take_dead_letter(a_pull_job(), effects=scene.effects)
    assert redrive(ADMIN, app=AUTOTASK, effects=scene.effects).retried == 0
    assert scene.world.queue.take_pulled() == []
    assert redrive(ADMIN, app=CONNECTWISE, effects=scene.effects).retried == 1
    assert scene.world.queue.take_pulled() == [a_pull_job()]


def test_many_entries_are_tried_again_call_by_call(scene: Scene, monkeypatch):
    monkeypatch.setattr("psa_sync.sync.redrive.BATCH", 3)
    scene.psa.fail("create", *[refuses("work_item_closed")] * 4)
    for number in range(1, 12):
        scene.books(number)
        if number <= 4:
            scene.push(number)
        else:
            given_up(scene, number)
    scene.world.queue.take_pushed()
    calls = [redrive(ADMIN, app=None, effects=scene.effects) for _ in range(3)]
    assert [one.retried for one in calls] == [3, 3, 1]
    assert [one.has_more for one in calls] == [True, True, False]


def test_an_entry_that_was_mended_meanwhile_is_left_alone(scene: Scene):
    scene.books()
    given_up(scene)
    found = scene.entries.with_problems(ACCOUNT)
    scene.edits(notes="Mended")
    scene.entries.with_problems = lambda *_, **__: found  # type: ignore[method-assign]
    assert redrive(ADMIN, app=None, effects=scene.effects).retried == 0


def test_pulls_are_left_to_the_schedule_while_the_queue_is_away(scene: Scene):
    take_dead_letter(a_pull_job(), effects=scene.effects)
    scene.world.queue.away = True
    assert redrive(ADMIN, app=None, effects=scene.effects).retried == 0
