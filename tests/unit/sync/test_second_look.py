from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.reconcile import BRAKE_ROWS
from psa_sync.sync.run_pull import run_pull
from tests.builders import USER, a_pull_job
from tests.unit.sync.reconciling import entry_of, looks_of, with_rows
from tests.unit.sync.scene import LIMITS

JOB = a_pull_job(kind=PullKind.RECONCILE, user_id=USER)


def test_the_look_that_proves_a_delete_does_not_wait_for_the_next_tick(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[7]
    scene.psa.person_deletes(row.psa_id)
    run_pull(JOB, effects=scene.effects)
    (second,) = scene.world.queue.take_pulled()
    assert second == replace(JOB, again=True)
    (delay,) = scene.world.queue.delays
    assert delay == LIMITS.settle + timedelta(seconds=1)

    scene.clock.advance(delay.total_seconds())
    run_pull(second, effects=scene.effects)
    assert entry_of(scene, row).deleted_at == scene.clock()
    assert scene.world.queue.take_pulled() == []


def test_a_second_look_that_proves_nothing_is_the_last_until_the_schedule_comes_by(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[7]
    scene.psa.person_deletes(row.psa_id)
    run_pull(JOB, effects=scene.effects)
    (second,) = scene.world.queue.take_pulled()
    run_pull(second, effects=scene.effects)  # too early to count
    assert looks_of(scene, row) == 1
    assert scene.world.queue.take_pulled() == []


def test_where_nothing_is_missing_nobody_looks_again(scene):
    with_rows(scene=scene)
    run_pull(JOB, effects=scene.effects)
    assert scene.world.queue.take_pulled() == []


def test_while_the_brake_is_on_nobody_looks_again(scene):
    with_rows(scene=scene)
    for row in scene.psa.rows()[: BRAKE_ROWS + 1]:
        scene.psa.person_deletes(row.psa_id)
    run_pull(JOB, effects=scene.effects)
    assert scene.world.queue.take_pulled() == []
