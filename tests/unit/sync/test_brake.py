"""More rows gone than anybody believes: nothing is deleted before an administrator has decided."""

from datetime import timedelta

import pytest

from psa_sync.domain.errors import StaleError
from psa_sync.domain.reconcile import BrakeAction
from psa_sync.sync.brake import connection_problems, read_brake, release_brake
from psa_sync.sync.delete_entry import delete_entry
from psa_sync.sync.run_pull import run_pull
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content, a_link, a_psa_user
from tests.fakes.psa_faults import refuses_the_key
from tests.unit.sync.reconciling import (
    JOB,
    alive,
    entry_of,
    problem_of,
    reconcile,
    with_rows,
    words,
)

ADMIN = "user-maria"


@pytest.fixture
def braked(scene):
    with_rows(scene=scene)
    for row in scene.psa.rows()[:12]:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(3):
        reconcile(scene)
    return scene


def decide(scene, action):
    return release_brake(ACCOUNT, CONNECTWISE, action, ADMIN, scene.effects)


def brake_of(scene):
    return read_brake(ACCOUNT, CONNECTWISE, scene.effects)


def test_nothing_is_deleted_while_the_brake_is_on(braked):
    assert len(alive(braked)) == 30
    brake = brake_of(braked)
    assert (brake.on, brake.count) == (True, 12)
    gone = {entry.id for entry in alive(braked) if entry.missing}
    assert set(brake.missing) == gone
    (problem,) = connection_problems(ACCOUNT, CONNECTWISE, braked.effects)
    assert (problem.code, problem.since, problem.detail) == (
        "mass_delete",
        brake.since,
        "12 entries",
    )


def test_it_goes_on_at_eleven_rows_and_not_at_ten(scene):
    with_rows(scene=scene)
    for row in scene.psa.rows()[:10]:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    assert len(alive(scene)) == 20
    assert brake_of(scene) is None
    for row in scene.psa.rows()[:11]:
        scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    assert brake_of(scene).count == 11


def test_a_brake_that_is_on_costs_no_write_per_cycle(braked):
    saves, state = braked.entries.saves, braked.world.cursors.reconciled(ACCOUNT, CONNECTWISE)
    reconcile(braked)
    assert braked.entries.saves == saves
    assert braked.world.cursors.reconciled(ACCOUNT, CONNECTWISE) == state


def test_deletes_that_are_real_are_carried_out(braked):
    before = {entry.id for entry in alive(braked)}
    missing = set(brake_of(braked).missing)
    assert decide(braked, BrakeAction.APPLY).decided_by == ADMIN
    assert brake_of(braked) is None
    braked.pull(braked.world.queue.take_pulled()[0])
    assert {entry.id for entry in alive(braked)} == before - missing
    assert connection_problems(ACCOUNT, CONNECTWISE, braked.effects) == []
    assert braked.world.cursors.reconciled(ACCOUNT, CONNECTWISE).brake is None


def test_rows_that_should_have_stayed_are_made_anew(braked):
    missing = brake_of(braked).missing
    decide(braked, BrakeAction.KEEP)
    braked.pull(braked.world.queue.take_pulled()[0])
    assert len(alive(braked)) == len(braked.psa.rows()) == 30
    for entry_id in missing:
        entry = braked.entries.get(ACCOUNT, entry_id)
        assert (entry.generation, entry.missing, entry.deleted_at) == (2, None, None)
        assert entry.remote.marker == entry.marker
        assert "made_anew" in words(braked, entry)
    for _ in range(3):
        reconcile(braked)
    assert len(braked.psa.rows()) == 30
    assert brake_of(braked) is None


def test_a_locked_row_is_not_made_anew_but_shown(scene):
    with_rows(scene=scene)
    rows = scene.psa.rows()[:12]
    scene.psa.sets(rows[0].psa_id, locked=True, status="Billed")
    scene.pull()
    for row in rows:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    decide(scene, BrakeAction.KEEP)
    for _ in range(4):
        reconcile(scene)
    entry = entry_of(scene, rows[0])
    assert (entry.deleted_at, entry.generation) == (None, 1)
    assert problem_of(scene, rows[0]) == "locked_row_missing"
    assert len(scene.psa.rows()) == 29


def test_a_row_that_is_there_after_all_is_never_touched(braked):
    rows = braked.psa.rows()
    hidden = {row.psa_id for row in rows[:3]}
    braked.psa.hides = lambda row: row.psa_id in hidden
    reconcile(braked)
    assert brake_of(braked).count == 15
    braked.psa.lists_well_again()
    decide(braked, BrakeAction.APPLY)
    braked.pull(braked.world.queue.take_pulled()[0])
    kept = [entry_of(braked, row) for row in rows[:3]]
    assert [(entry.deleted_at, entry.missing) for entry in kept] == [(None, None)] * 3
    assert len(alive(braked)) == 18


def test_a_right_that_is_given_back_lets_the_brake_off(scene):
    with_rows(scene=scene)
    hidden = {row.psa_id for row in scene.psa.rows()[:15]}
    scene.psa.hides = lambda row: row.psa_id in hidden
    for _ in range(3):
        reconcile(scene)
    assert brake_of(scene).count == 15
    scene.psa.lists_well_again()
    reconcile(scene)
    assert brake_of(scene) is None
    assert connection_problems(ACCOUNT, CONNECTWISE, scene.effects) == []
    assert {entry.missing for entry in alive(scene)} == {None}
    assert len(alive(scene)) == 30


def test_many_people_who_miss_a_little_put_it_on_together(scene):
    with_rows(scene=scene)
    maria = a_psa_user(id="155", user_name="MKeller")
    scene.psa.has_person(maria)
    scene.world.connections.link(a_link(user_id="user-maria", psa_user=maria))
    for number in range(12):
        start = a_content().start - timedelta(hours=number)
        scene.psa.person_books(maria, a_content(start=start, end=start + timedelta(minutes=30)))
    reconcile(scene)
    hers = [row.psa_id for row in scene.psa.rows() if row.person_id == maria.id]
    his = [row.psa_id for row in scene.psa.rows() if row.person_id != maria.id]
    for psa_id in (*hers[:7], *his[:7]):
        scene.psa.person_deletes(psa_id)
    for _ in range(3):
        reconcile(scene)
    assert brake_of(scene).count == 14
    assert len(scene.entries.all()) == 42
    assert all(entry.deleted_at is None for entry in scene.entries.all())


def test_so_many_rows_are_not_all_looked_for(scene):
    with_rows(count=40, scene=scene)
    for row in scene.psa.rows()[:38]:
        scene.psa.person_deletes(row.psa_id)
    reads = scene.psa.calls["read"]
    reconcile(scene)
    assert scene.psa.calls["read"] - reads == 25
    assert brake_of(scene).count == 38


def test_without_a_brake_there_is_nothing_to_release(scene):
    assert decide(scene, BrakeAction.APPLY) is None
    assert scene.world.queue.take_pulled() == []


def test_a_decision_is_made_once(braked):
    decide(braked, BrakeAction.APPLY)
    assert decide(braked, BrakeAction.KEEP) is None


def test_a_decision_survives_a_lost_message(braked):
    decide(braked, BrakeAction.APPLY)
    braked.world.queue.take_pulled()
    reconcile(braked)
    assert len(alive(braked)) == 18


def test_it_is_carried_out_in_the_next_message_when_time_runs_out(braked):
    decide(braked, BrakeAction.APPLY)
    jobs, messages = braked.world.queue.take_pulled(), 0

    def takes_long(_name):
        braked.time_left -= timedelta(seconds=10)

    braked.psa.before = takes_long
    while jobs:
        braked.time_left = timedelta(seconds=60)
        run_pull(jobs.pop(), effects=braked.effects)
        jobs += braked.world.queue.take_pulled()
        messages += 1
    assert messages > 3
    assert len(alive(braked)) == 18


def test_a_key_that_is_refused_in_the_middle_leaves_the_rest_for_later(braked):
    decide(braked, BrakeAction.APPLY)
    braked.psa.fail("read", refuses_the_key())
    run_pull(JOB, effects=braked.effects)
    assert len(alive(braked)) == 30
    assert not braked.connection.status.sends
    assert braked.world.cursors.reconciled(ACCOUNT, CONNECTWISE).brake.count == 12


def test_a_state_that_keeps_moving_is_told(braked):
    cursors = braked.world.cursors
    save = cursors.save_reconciled

    def loses(state):
        save(cursors.reconciled(ACCOUNT, CONNECTWISE))
        return save(state)

    cursors.save_reconciled = loses
    with pytest.raises(StaleError):
        decide(braked, BrakeAction.APPLY)


def test_what_a_client_deleted_meanwhile_is_not_made_anew(braked):
    entry_id = brake_of(braked).missing[0]
    entry = braked.entries.get(ACCOUNT, entry_id)
    delete_entry(ACCOUNT, USER, entry_id, entry.version, effects=braked.effects)
    braked.deliver()
    decide(braked, BrakeAction.KEEP)
    braked.pull(braked.world.queue.take_pulled()[0])
    assert len(braked.psa.rows()) == 29
    assert braked.entries.get(ACCOUNT, entry_id).deleted_at is not None


@pytest.mark.parametrize("action", [BrakeAction.KEEP, BrakeAction.APPLY])
def test_a_delete_that_a_lock_held_back_is_done_whatever_is_decided(scene, action):
    with_rows(scene=scene)
    rows = scene.psa.rows()[:12]
    entry = entry_of(scene, rows[0])
    delete_entry(ACCOUNT, USER, entry.id, entry.version, effects=scene.effects)
    scene.psa.sets(rows[0].psa_id, locked=True, status="Billed")
    scene.deliver()
    for row in rows:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    decide(scene, action)
    for _ in range(2):
        reconcile(scene)
    held = scene.entries.get(ACCOUNT, entry.id)
    assert (held.psa_id, held.problem) == (None, None)
    assert held.deleted_at is not None
