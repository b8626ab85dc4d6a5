from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Lock

import pytest

from psa_sync.domain.budget import Ceilings, micros
from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import ProgressStatus
from psa_sync.sync.backfill_person import MANY, RANGES
from psa_sync.sync.foresee_end import foresee_end
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.side_by_side import side_by_side
from psa_sync.sync.start_backfill import backfill_of
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.scene import LIMITS, Scene

DAYS = 30
HURRIED = LIMITS.call * 2 - timedelta(seconds=1)


def with_work(scene: Scene, rows: int) -> Scene:
    """A technician with so many rows in the PSA, spread over the days that are read."""
    scene.psa.page_size = 100
    for number in range(rows):
        begin = a_content().start - timedelta(days=number % DAYS, minutes=number // DAYS)
        content = a_content(start=begin, end=begin + timedelta(minutes=1), notes=str(number))
        scene.psa.person_books(scene.paul, content)
    return scene


def backfill(scene: Scene):
    job = backfill_of(ACCOUNT, CONNECTWISE, USER, scene.effects)
    scene.psa.calls.clear()
    return job


def progress(scene: Scene, job):
    found = scene.world.progress.get(ACCOUNT, job.progress_id)
    assert found is not None
    return found


def notes(scene: Scene) -> list[int]:
    return sorted(int(entry.local.notes) for entry in scene.entries.all())


def test_a_backfill_shows_how_much_there_is_and_how_much_is_done(scene: Scene):
    with_work(scene, 250)
    job = backfill(scene)
    assert progress(scene, job).status is ProgressStatus.QUEUED
    seen = []
    scene.psa.before = lambda call: seen.append((call, progress(scene, job).done))
    run_pull(job, effects=scene.effects)
    assert seen[1:] == [("rows_of_days", 0), ("rows_of_days", 100), ("rows_of_days", 200)]
    ended = progress(scene, job)
    assert (ended.status, ended.done, ended.total) == (ProgressStatus.DONE, 250, 250)
    assert ended.unit == "time_entries"


def test_few_rows_are_read_in_one_list(scene: Scene):
    run_pull(backfill(with_work(scene, 90)), effects=scene.effects)
    assert scene.psa.calls == {"count_of_days": 1, "rows_of_days": 1}


def test_many_rows_are_read_in_ranges_that_miss_nothing(scene: Scene):
    with_work(scene, MANY + 20)
    run_pull(backfill(scene), effects=scene.effects)
    assert notes(scene) == list(range(MANY + 20))
    assert scene.psa.calls["rows_of_days"] >= RANGES


def test_what_is_left_goes_on_in_new_messages_and_counts_nothing_twice(scene: Scene):
    with_work(scene, MANY + 20)
    job = first = backfill(scene)
    scene.time_left = HURRIED
    messages, done = 0, [0]
    while job is not None:
        run_pull(job, effects=scene.effects)
        messages += 1
        done.append(progress(scene, first).done)
        job = next(iter(scene.world.queue.take_pulled()), None)
    assert notes(scene) == list(range(MANY + 20))
    assert messages == 4
    assert done == sorted(done)
    assert progress(scene, first).done == MANY + 20


def test_a_message_that_comes_twice_counts_once(scene: Scene):
    with_work(scene, 150)
    job = backfill(scene)
    scene.time_left = HURRIED
    run_pull(job, effects=scene.effects)
    (rest,) = scene.world.queue.take_pulled()
    for _ in range(2):
        run_pull(rest, effects=scene.effects)
    assert progress(scene, job).done == 150


def test_a_list_that_fails_in_the_middle_is_read_again_later(scene: Scene):
    with_work(scene, 150)
    job = backfill(scene)

    def second_page_fails(call: str) -> None:
        if (call, scene.psa.calls[call]) == ("rows_of_days", 2):
            scene.psa.fail(call, not_sent())

    scene.psa.before = second_page_fails
    run_pull(job, effects=scene.effects)
    assert progress(scene, job).status is ProgressStatus.FAILED
    (again,) = scene.world.queue.take_pulled()
    assert again == replace(job, attempt=1)
    run_pull(again, effects=scene.effects)
    assert notes(scene) == list(range(150))
    assert progress(scene, job).status is ProgressStatus.DONE


def test_three_lists_are_read_at_the_same_time(scene: Scene):
    with_work(scene, MANY + 20)
    with_slots(scene, 5)
    scene.effects = replace(scene.effects, at_once=side_by_side())
    together = Barrier(RANGES)
    waited: list[str] = []

    def waits(call: str) -> None:
        if call == "rows_of_days" and len(waited) < RANGES:
            waited.append(call)
            together.wait(timeout=30)

    scene.psa.before = waits
    run_pull(backfill(scene), effects=scene.effects)
    assert len(waited) == RANGES
    assert notes(scene) == list(range(MANY + 20))


def at_once(scene: Scene, steps):
    return side_by_side()(steps, scene.psa, scene.connection, scene.effects)


def with_slots(scene: Scene, slots: int) -> Scene:
    """A PSA that takes so many calls at the same time."""
    scene.ceilings = Ceilings(hourly=100_000, at_once=slots)
    return scene


@pytest.mark.parametrize(("slots", "most"), [(1, 1), (3, 2), (5, 3), (20, 3)])
def test_pulls_use_half_of_the_slots_at_once_and_no_more_than_three(scene: Scene, slots, most):
    with_slots(scene, slots)
    together, lock = Barrier(most), Lock()
    running, peak = [0], [0]

    def work(_psa):
        with lock:
            running[0] += 1
            peak[0] = max(peak[0], running[0])
        together.wait(timeout=30)
        with lock:
            running[0] -= 1

    at_once(scene, [work] * most * 3)
    assert peak == [most]


def test_results_come_in_the_order_of_the_steps(scene: Scene):
    steps = [lambda _psa, number=number: number for number in range(5)]
    assert at_once(scene, steps) == [0, 1, 2, 3, 4]


def test_a_step_that_fails_waits_for_the_others(scene: Scene):
    ended = []

    def fails(_psa):
        message = "away"
        raise TransientError(message)

    def works(_psa):
        ended.append(1)

    with pytest.raises(TransientError, match="away"):
        at_once(with_slots(scene, 5), [works, fails, works])
    assert len(ended) == 2


def test_a_backfill_ends_no_sooner_than_the_psa_may_be_called_again(scene: Scene):
    with_work(scene, 250)
    job = backfill(scene)
    assert told_to_take(scene, job) is None
    scene.time_left = HURRIED
    run_pull(job, effects=scene.effects)
    scene.clock.advance(60)
    assert told_to_take(scene, job) == 90  # a hundred of 250 in a minute
    known = scene.world.budgets.read(ACCOUNT, CONNECTWISE)
    asked = micros(scene.clock() + timedelta(minutes=10))
    scene.world.budgets.save(replace(known, quiet_until=asked))
    assert told_to_take(scene, job) == 600 + 90


def told_to_take(scene: Scene, job) -> int | None:
    return foresee_end(progress(scene, job), effects=scene.effects)
