"""Work that may not call its PSA: what waits, where, and who goes first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.breaker import OPENS_AFTER
from psa_sync.domain.budget import Budget, Ceilings, micros
from psa_sync.domain.entry import SyncState
from psa_sync.domain.jobs import ProgressStatus, PullJob, PullKind
from psa_sync.sync.read_budget import budget_of
from psa_sync.sync.run_pull import MAX_ATTEMPTS, run_pull
from psa_sync.sync.start_refresh import start_refresh
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_pull_job, an_id
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.scene import Scene


def budget(scene: Scene) -> Budget:
    return scene.world.budgets.read(ACCOUNT, CONNECTWISE)


def has(scene: Scene, **state: object) -> None:
    scene.world.budgets.save(replace(budget(scene), **state))  # type: ignore[arg-type]


def is_empty(scene: Scene) -> None:
    has(scene, level=0, as_of=micros(scene.clock()))


def is_down(scene: Scene) -> None:
    """The PSA does not answer, until the breaker opens."""
    scene.psa.fail("create", *[not_sent() for _ in range(OPENS_AFTER)])
    scene.books()
    for _ in range(OPENS_AFTER):
        scene.push()
        scene.clock.advance(600)
    scene.clock.advance(-600)


def test_nothing_is_claimed_without_a_call_to_send_it_with(scene: Scene):
    is_empty(scene)
    scene.books()
    saves = scene.entries.saves
    (job,) = scene.world.queue.take_pushed()
    scene.world.queue.pushed.append(job)
    scene.deliver()
    entry = scene.entry()
    assert (entry.attempts, entry.intent) == (0, None)
    assert (entry.problem and entry.problem.code, entry.failures) == ("waits_its_turn", 0)
    assert scene.state() is SyncState.WAITING
    assert scene.entries.saves == saves + 1


def test_what_can_be_done_soon_comes_back_without_a_write(scene: Scene):
    is_empty(scene)
    scene.books()
    saves = scene.entries.saves
    scene.push()
    first, again = scene.world.queue.take_pushed()
    assert again == replace(first, attempt=1)
    assert scene.entries.saves == saves


def test_an_entry_that_waited_is_sent_at_its_turn(scene: Scene):
    is_empty(scene)
    scene.books()
    scene.deliver()
    scene.later(60)
    assert scene.state() is SyncState.SYNCED


def test_a_dead_psa_is_not_called_for_every_entry(scene: Scene):
    is_down(scene)
    for number in range(2, 12):
        scene.books(number)
    scene.deliver()
    assert scene.psa.calls["create"] == OPENS_AFTER
    assert {scene.problem(number) for number in range(2, 12)} == {"psa_unreachable"}
    turns = [scene.entry(number).waiting_until for number in range(2, 12)]
    assert len(set(turns)) == 10


def test_all_that_waited_goes_out_once_the_psa_is_back(scene: Scene):
    is_down(scene)
    for number in range(2, 6):
        scene.books(number)
    scene.deliver()
    scene.later(700)
    scene.later(60)
    assert {scene.state(number) for number in range(1, 6)} == {SyncState.SYNCED}


def test_a_poll_that_finds_nothing_to_pay_with_leaves_the_rest_to_pushes(scene: Scene):
    has(scene, level=30_000_000, as_of=micros(scene.clock()))
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 0
    scene.books()
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_an_import_that_finds_nothing_to_pay_with_comes_back(scene: Scene):
    is_empty(scene)
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id="user-pierce"))
    assert scene.world.queue.delays
    assert min(scene.world.queue.delays) >= timedelta(seconds=1)


def test_who_watches_an_import_sees_what_it_waits_for(scene: Scene):
    started = start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    (job, *_) = (one for one in scene.world.queue.take_pulled() if one.progress_id == started.id)
    is_empty(scene)
    run_pull(job, effects=scene.effects)
    shown = scene.world.progress.get(ACCOUNT, started.id)
    assert shown is not None
    assert shown.problem is not None
    assert (shown.status, shown.problem.code) == (ProgressStatus.QUEUED, "waits_its_turn")
    assert shown.finished_at is None
    scene.clock.advance(600)
    scene.pull()
    done = scene.world.progress.get(ACCOUNT, started.id)
    assert done is not None
    assert done.problem is None


def test_an_import_that_never_gets_its_turn_says_so_at_last(scene: Scene):
    started = start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    (job, *_) = (one for one in scene.world.queue.take_pulled() if one.progress_id == started.id)
    is_empty(scene)
    run_pull(replace(job, attempt=MAX_ATTEMPTS), effects=scene.effects)
    shown = scene.world.progress.get(ACCOUNT, started.id)
    assert shown is not None
    assert shown.problem is not None
    assert (shown.status, shown.problem.code) == (ProgressStatus.FAILED, "waits_its_turn")
    assert scene.world.queue.take_pulled() == []


def test_the_others_use_of_a_shared_limit_is_looked_at_every_five_minutes(scene: Scene):
    scene.psa.shared = (3000, 10_000)
    scene.pull()
    scene.pull()
    assert scene.psa.calls["calls_of_all"] == 1
    scene.clock.advance(300)
    scene.pull()
    assert scene.psa.calls["calls_of_all"] == 2


def test_a_count_that_is_not_told_hinders_no_poll(scene: Scene):
    scene.psa.fail("calls_of_all", not_sent())
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 1


def test_over_three_quarters_only_pushes_go_and_it_is_looked_at_again(scene: Scene):
    scene.psa.shared = (8000, 10_000)
    scene.pull()
    scene.clock.advance(300)
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 1  # the first poll found it out
    scene.books()
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    scene.psa.shared = (1000, 10_000)
    scene.clock.advance(300)
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 2


def test_over_half_nothing_is_compared(scene: Scene):
    scene.psa.shared = (5100, 10_000)
    scene.pull()
    scene.pull(a_pull_job(kind=PullKind.RECONCILE))
    assert scene.psa.calls["count_of_days"] + scene.psa.calls["rows_of_days"] == 0
    scene.pull(PullJob(account=ACCOUNT, app=CONNECTWISE, kind=PullKind.CHANGES))
    assert scene.psa.calls["changed_rows"] == 2


def test_people_see_how_much_is_used_and_when_the_last_that_waits_is_sent(scene: Scene):
    scene.ceilings = Ceilings(hourly=3600, at_once=3)
    idle = budget_of(ACCOUNT, CONNECTWISE, effects=scene.effects)
    assert (idle.used, idle.ceiling, idle.now_hourly) == (0, 3600, 3600)
    assert (idle.waits_for, idle.drained_at, idle.shared) == (None, None, None)
    has(scene, level=0, as_of=micros(scene.clock()), spent=budget(scene).spent)
    for number in range(1, 4):
        scene.books(number)
    scene.deliver()
    seen = budget_of(ACCOUNT, CONNECTWISE, effects=scene.effects)
    assert seen.waits_for == "waits_its_turn"
    assert seen.drained_at is not None
    assert seen.drained_at in {scene.entry(one).waiting_until for one in range(1, 4)}
    assert seen.window == timedelta(hours=1)


def test_people_see_that_a_psa_is_down_or_asks_to_slow_down(scene: Scene):
    is_down(scene)
    down = budget_of(ACCOUNT, CONNECTWISE, effects=scene.effects)
    assert (down.waits_for, down.failures["push"]) == ("psa_unreachable", OPENS_AFTER)
    slow = Scene()
    has(slow, quiet_until=micros(slow.clock()) + 1, pace=1000, paced_at=micros(slow.clock()))
    seen = budget_of(ACCOUNT, CONNECTWISE, effects=slow.effects)
    assert (seen.waits_for, seen.now_hourly) == ("psa_rate_limited", 1000)


def test_the_first_entry_is_sent_as_ever(scene: Scene):
    scene.books()
    scene.deliver()
    assert scene.psa.calls["create"] == 1
    assert scene.entry().id == an_id()


def test_the_log_tells_a_pull_that_waits_from_one_that_got_no_answer(
    scene: Scene, caplog: pytest.LogCaptureFixture
):
    is_empty(scene)
    run_pull(a_pull_job(kind=PullKind.CHANGES), effects=scene.effects)
    has(scene, level=None, quiet_until=micros(scene.clock()) + 60_000_000)
    run_pull(a_pull_job(kind=PullKind.CHANGES), effects=scene.effects)
    scene.clock.advance(60)
    scene.psa.fail("changed_rows", not_sent())
    run_pull(a_pull_job(kind=PullKind.CHANGES), effects=scene.effects)
    assert [(line.getMessage(), vars(line)["code"]) for line in caplog.records] == [
        ("a pull has to wait", "waits_its_turn"),
        ("a pull has to wait", "psa_rate_limited"),
        ("the PSA did not answer a pull", "psa_unreachable"),
    ]
