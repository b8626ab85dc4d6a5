"""Reconciliation beside others: clients that edit, lists that are behind, two runs at once."""

from dataclasses import replace

import pytest

from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.reconcile import BrakeAction, Reach
from psa_sync.sync.brake import read_brake, release_brake
from psa_sync.sync.declare_gone import save_and_send
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.strange_rows import _is_strange
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    USER,
    a_connection,
    a_pull_job,
    a_row,
    a_synced_entry,
    an_intent,
)
from tests.unit.sync.reconciling import JOB, alive, looks_of, reconcile, with_rows


def booked(scene):
    """Many rows, and one more that was booked in Memtime; gives its row."""
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    return next(row for row in scene.psa.rows() if row.psa_id == scene.entry().psa_id)


def in_the_middle_of_a_look(scene, act):
    """Let something happen once, right before a row is read by its id."""
    once = [act]
    scene.psa.before = lambda name: name == "read" and once and once.pop()()


def loses_once(scene):
    """Let the next write of the connection's state meet somebody else's."""
    cursors, save, once = scene.world.cursors, scene.world.cursors.save_reconciled, [True]

    def loses(state):
        if once:
            once.pop()
            save(cursors.reconciled(ACCOUNT, CONNECTWISE))
        return save(state)

    cursors.save_reconciled = loses


def test_a_look_does_not_count_when_a_client_edits_meanwhile(scene):
    row = booked(scene)
    scene.psa.person_deletes(row.psa_id)
    in_the_middle_of_a_look(scene, lambda: scene.edits(notes="edited meanwhile"))
    run_pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER), effects=scene.effects)
    assert looks_of(scene, row) == 0
    assert scene.entry().local.notes == "edited meanwhile"
    for _ in range(2):
        reconcile(scene)
    assert scene.entry().generation == 2


def test_a_client_that_edits_between_the_looks_keeps_the_entry(scene):
    row = booked(scene)
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    scene.edits(notes="edited in between")
    reconcile(scene)
    assert (scene.entry().deleted_at, scene.entry().generation) == (None, 2)
    assert scene.entry().remote.content.notes == "edited in between"


def test_a_second_row_that_only_a_late_list_shows_is_no_second_row(scene):
    row = booked(scene)
    copy = scene.psa.person_copies(row.psa_id, scene.paul)
    scene.psa.sets(copy.psa_id, created_by=scene.connection.own_id)
    scene.clock.advance(7200)
    scene.psa.person_deletes(copy.psa_id)
    scene.psa.list_lag = 3600
    scene.clock.advance(60)
    scene.pull(JOB)
    assert scene.problem() is None


def test_two_that_begin_at_once_both_go_on(scene):
    with_rows(scene=scene)
    loses_once(scene)
    run_pull(JOB, effects=scene.effects)
    assert scene.world.cursors.reconciled(ACCOUNT, CONNECTWISE).all_at is None
    (job,) = scene.world.queue.take_pulled()
    assert job.reach is Reach.ALL


def test_a_conclusion_that_meets_another_is_drawn_again(scene):
    row = booked(scene)
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    loses_once(scene)
    reconcile(scene)
    assert scene.entry().deleted_at is not None


def test_two_that_carry_out_a_decision_do_it_once(scene):
    with_rows(scene=scene)
    for row in scene.psa.rows()[:12]:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    release_brake(ACCOUNT, CONNECTWISE, BrakeAction.KEEP, "maria", scene.effects)
    loses_once(scene)
    scene.pull(JOB)
    scene.pull(JOB)
    assert len(alive(scene)) == len(scene.psa.rows()) == 30
    assert scene.psa.calls["create"] == 12
    assert read_brake(ACCOUNT, CONNECTWISE, scene.effects) is None


def test_with_nobody_authenticated_there_is_nothing_to_compare(scene):
    elsewhere = a_connection(account="other", tenant="psa/other")
    scene.world.connections.save(elsewhere)
    run_pull(a_pull_job(kind=PullKind.RECONCILE, account="other"), effects=scene.effects)
    assert scene.world.queue.take_pulled() == []
    assert scene.psa.calls == {}


def test_a_state_that_never_stands_still_gives_the_job_back_to_its_queue(scene, monkeypatch):
    row = booked(scene)
    scene.psa.person_deletes(row.psa_id)

    def always_loses(_state):
        raise StaleError

    with monkeypatch.context() as moving:
        moving.setattr(scene.world.cursors, "save_reconciled", always_loses)
        with pytest.raises(StaleError):
            run_pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER), effects=scene.effects)
    assert scene.entry().deleted_at is None
    reconcile(scene)
    assert scene.entry().deleted_at is not None


def test_a_conclusion_from_an_entry_that_moved_on_is_dropped(scene):
    row = booked(scene)
    before = scene.entry()
    scene.edits(notes="meanwhile")
    assert not save_and_send(before, scene.policy, scene.effects, [])
    assert scene.entry().local.notes == "meanwhile"
    assert scene.entry().psa_id == row.psa_id


def test_a_strange_row_waits_while_its_entry_is_being_written():
    held = a_synced_entry(psa_id="1")
    assert _is_strange(a_row(), held)
    assert not _is_strange(a_row(), replace(held, intent=an_intent()))
