"""How far back a reconciliation looks, what it costs, and how it goes on in the next message."""

from collections import Counter
from datetime import timedelta

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.reconcile import Reach
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.schedule_pulls import schedule_pulls
from tests.builders import ACCOUNT, CONNECTWISE, NOW, USER, a_pull_job, an_id
from tests.unit.sync.reconciling import (
    JOB,
    entry_of,
    looks_of,
    recent,
    reconcile,
    with_rows,
)


def test_an_unchanged_window_costs_one_call_and_no_write(scene):
    with_rows(scene=scene)
    reconcile(scene)
    scene.psa.calls = Counter()
    saves, state = scene.entries.saves, scene.world.cursors.reconciled(ACCOUNT, CONNECTWISE)
    recent(scene)
    assert scene.psa.calls == {"stamps_of_days": 1}
    assert scene.entries.saves == saves
    assert scene.world.cursors.reconciled(ACCOUNT, CONNECTWISE) == state


def test_older_months_cost_one_count_each_by_night(scene):
    with_rows(scene=scene)
    reconcile(scene)
    saves = scene.entries.saves
    scene.later(24 * 3600)
    scene.psa.calls = Counter()
    scene.pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER, reach=Reach.BILLING))
    assert scene.psa.calls == {"stamps_of_days": 1, "count_of_days": 2}
    assert scene.entries.saves == saves


def test_a_count_that_differs_is_looked_into(scene):
    with_rows(count=90, scene=scene)
    row = scene.psa.rows()[80]
    assert row.work_date < (NOW - timedelta(days=20)).date()
    scene.psa.person_deletes(row.psa_id)
    billing = a_pull_job(kind=PullKind.RECONCILE, user_id=USER, reach=Reach.BILLING)
    for _ in range(2):
        scene.later(24 * 3600)
        scene.pull(billing)
    assert entry_of(scene, row).deleted_at is not None


def test_wide_windows_come_by_night_and_by_week(scene):
    with_rows(scene=scene)
    seen = []
    for _ in range(8 * 4):
        scene.later(6 * 3600)
        run_pull(JOB, effects=scene.effects)
        (job,) = scene.world.queue.take_pulled()
        seen.append(job.reach)
    assert seen[0] is Reach.ALL
    assert Counter(seen) == {Reach.ALL: 2, Reach.BILLING: 6, Reach.RECENT: 24}


def test_a_walk_goes_on_in_the_next_message_when_time_runs_out(scene):
    with_rows(count=90, scene=scene)
    rows = [scene.psa.rows()[place] for place in (2, 80)]
    for row in rows:
        scene.psa.person_deletes(row.psa_id)

    def takes_long(name):
        if name in {"stamps_of_days", "count_of_days"}:
            scene.time_left -= timedelta(seconds=15)

    scene.psa.before = takes_long
    for _ in range(2):
        scene.later(6 * 3600)
        jobs, messages = [a_pull_job(kind=PullKind.RECONCILE, user_id=USER, reach=Reach.ALL)], 0
        while jobs:
            scene.time_left = timedelta(seconds=60)
            run_pull(jobs.pop(), effects=scene.effects)
            jobs += scene.world.queue.take_pulled()
            messages += 1
        assert messages > 3
    assert all(entry_of(scene, row).deleted_at is not None for row in rows)


def test_a_psa_that_is_too_slow_for_any_look_does_not_keep_the_walk_going_for_ever(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[2]
    scene.psa.person_deletes(row.psa_id)
    scene.later(6 * 3600)
    scene.time_left = timedelta(seconds=30)
    run_pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER), effects=scene.effects)
    assert scene.world.queue.take_pulled() == []
    assert looks_of(scene, row) == 0
    scene.time_left = timedelta(seconds=60)
    recent(scene)
    assert looks_of(scene, row) == 1


def test_the_schedule_asks_for_every_connection_that_may_call(scene):
    sent = schedule_pulls(
        PullKind.RECONCILE, connections=scene.world.connections, queue=scene.world.queue
    )
    assert (sent, scene.world.queue.take_pulled()) == (1, [JOB])


def test_somebody_who_is_not_authenticated_any_more_is_passed_over(scene):
    with_rows(scene=scene)
    before = scene.psa.calls.copy()
    scene.pull(a_pull_job(kind=PullKind.RECONCILE, user_id=an_id(77)))
    assert scene.psa.calls == before
