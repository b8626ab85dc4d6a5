"""The removal of a second row beside crashes, lost answers, people, clients and deletes."""

from dataclasses import replace

import pytest

from psa_sync.domain.entry import Operation, SyncState
from psa_sync.domain.second_rows import noted
from psa_sync.sync.repair_row import repair_row
from psa_sync.sync.saving import save
from psa_sync.sync.writing import Writing
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.fakes.psa_faults import (
    KilledError,
    commits_then_silent,
    denies_the_row,
    drops_then_silent,
    kills_the_worker,
    not_sent,
)
from tests.unit.sync.doubled import LATE, SETTLE, doubled, made_late, second_of
from tests.unit.sync.reconciling import alive, reconcile


def at_the(call, act, scene):
    """Let something happen once, right before the PSA gets this call."""
    once = [act]
    scene.psa.before = lambda name: name == call and once and once.pop()()


def in_step_with_one_row(scene):
    assert scene.row().psa_id == scene.entry().psa_id
    assert (scene.problem(), scene.state()) == (None, SyncState.SYNCED)
    assert (scene.entry().seconds, scene.entry().intent) == ((), None)


@pytest.mark.parametrize("committed", [True, False], ids=["deleted", "not deleted"])
def test_a_worker_that_dies_in_the_middle_does_no_harm(scene, committed):
    row = doubled(scene)
    scene.psa.fail("delete", kills_the_worker(committed=committed))
    with pytest.raises(KilledError):
        scene.pull()
    intent = scene.entry().intent
    assert (intent.operation, intent.row_id) == (Operation.REPAIR, row.psa_id)
    assert scene.state() is SyncState.QUEUED
    scene.later(SETTLE)
    in_step_with_one_row(scene)


@pytest.mark.parametrize(
    "fault", [commits_then_silent(), drops_then_silent()], ids=["deleted", "not deleted"]
)
def test_an_answer_that_is_lost_is_found_out_after_the_wait(scene, fault):
    doubled(scene)
    scene.psa.fail("delete", fault)
    scene.pull()
    assert scene.entry().intent is not None
    assert scene.problem() is None
    scene.later(SETTLE)
    in_step_with_one_row(scene)


def test_a_row_that_is_gone_when_we_come_is_done(scene):
    doubled(scene)
    scene.psa.fail("delete", denies_the_row())
    scene.pull()
    assert scene.told()[-1] == "duplicate_gone"
    assert scene.entry().seconds == ()


@pytest.mark.parametrize("call", ["read", "delete"])
def test_a_psa_that_is_away_is_asked_again_later(scene, call):
    doubled(scene)
    scene.psa.fail(call, not_sent())
    scene.pull()
    assert scene.problem() == "psa_unreachable"
    assert scene.entry().intent is None
    assert len(scene.psa.rows()) == 2
    scene.later(60)
    in_step_with_one_row(scene)


def test_a_client_may_edit_while_the_row_is_removed(scene):
    doubled(scene)
    at_the("delete", lambda: scene.edits(notes="meanwhile"), scene)
    scene.pull()
    in_step_with_one_row(scene)
    assert scene.row().content.notes == "meanwhile"


def test_an_edit_in_the_psa_that_a_poll_sees_meanwhile_is_taken_in(scene):
    doubled(scene)
    own = scene.entry().psa_id

    def edited_and_polled():
        scene.psa.person_edits(own, notes="theirs")
        scene.pull()

    scene.clock.advance(60)
    at_the("delete", edited_and_polled, scene)
    scene.pull()
    in_step_with_one_row(scene)
    assert scene.entry().local.notes == "theirs"


def test_a_row_that_a_person_edits_right_before_we_come_stays(scene):
    row = doubled(scene)
    at_the("read", lambda: scene.psa.person_edits(row.psa_id, notes="mine"), scene)
    scene.pull()
    assert len(scene.psa.rows()) == 2
    assert scene.problem() == "duplicate_row"


@pytest.mark.parametrize(
    "change", [{"created_by": "PPierce"}, {"marker": None}], ids=["another maker", "unmarked"]
)
def test_a_row_that_is_not_ours_any_more_becomes_one_of_its_own(scene, change):
    row = doubled(scene)
    at_the("read", lambda: scene.psa.sets(row.psa_id, **change), scene)
    scene.pull()
    assert scene.told()[-1] == "duplicate_gone"
    reconcile(scene)
    assert len(scene.psa.rows()) == len(alive(scene)) == 2


def judged(scene, row):
    """Let a worker judge this row as if somebody had taken it for a second one."""
    entry = noted(scene.entry(), row, now=scene.clock())
    saved = save(entry, scene.policy, scene.effects)
    link = scene.world.connections.link_of(ACCOUNT, CONNECTWISE, USER)
    writing = Writing(entry=saved, link=link, connection=scene.connection, effects=scene.effects)
    repair_row(writing, scene.psa)


def test_the_row_of_an_entry_is_never_removed_whoever_takes_it_for_a_second_one(scene):
    for number in (1, 2):
        scene.books(number, notes=str(number))
    scene.deliver()
    for row in scene.psa.rows():
        judged(scene, row)
    assert len(scene.psa.rows()) == 2
    assert scene.psa.calls["delete"] == 0


def is_made_anew(scene):
    """The PSA shows an entry's row to nobody until the entry has another one."""
    scene.books()
    scene.deliver()
    row = scene.row()
    scene.psa.person_books(scene.paul, replace(scene.entry().local, notes="a witness"))
    scene.psa.hides = lambda one: one.psa_id == row.psa_id
    scene.edits(notes="made anew")
    scene.deliver()
    for _ in range(3):
        reconcile(scene)


def test_a_row_that_the_entry_had_before_is_shown_and_not_removed(scene):
    is_made_anew(scene)
    assert scene.entry().generation == 2
    scene.psa.lists_well_again()
    reconcile(scene)
    assert scene.problem() == "duplicate_row"
    assert "own row before" in scene.entry().problem.detail
    assert scene.psa.calls["delete"] == 0
    shown = scene.entry()
    reconcile(scene)
    assert scene.entry() == shown


def test_a_late_row_of_an_entry_that_was_deleted_meanwhile_goes_too(scene):
    made_late(scene)
    scene.deletes()
    scene.deliver()
    scene.clock.advance(LATE)
    assert second_of(scene).marker != scene.entry().marker
    reconcile(scene)
    assert scene.psa.rows() == []
    assert scene.entry().deleted_at is not None
    assert scene.told()[-1] == "duplicate_removed"


def test_a_late_row_does_not_bring_back_what_a_person_deleted(scene):
    made_late(scene, late=5 * 86_400)
    scene.psa.person_books(scene.paul, replace(scene.entry().local, notes="a witness"))
    scene.psa.person_deletes(scene.entry().psa_id)
    for _ in range(3):
        reconcile(scene)
    assert scene.entry().deleted_at is not None
    scene.clock.advance(5 * 86_400)
    assert len(scene.psa.rows()) == 2
    reconcile(scene)
    assert len(scene.psa.rows()) == 1
    assert scene.entry().deleted_at is not None
    assert scene.told()[-1] == "duplicate_removed"


def test_a_second_row_of_a_deleted_entry_that_was_edited_is_shown_until_it_is_gone(scene):
    made_late(scene)
    scene.deletes()
    scene.deliver()
    scene.clock.advance(LATE)
    row = scene.psa.person_edits(second_of(scene).psa_id, notes="theirs")
    reconcile(scene)
    assert scene.problem() == "duplicate_row"
    assert scene.entry().problem.detail.startswith(f"row {row.psa_id} of {row.work_date}: it does")
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    assert (scene.problem(), scene.entry().seconds) == (None, ())


def test_a_second_look_that_meets_an_edit_is_left_to_the_next_run(scene):
    row = doubled(scene)
    scene.psa.person_edits(row.psa_id, notes="theirs")
    scene.pull()
    scene.psa.person_deletes(row.psa_id)
    at_the("stamps_of_days", lambda: scene.edits(notes="meanwhile"), scene)
    reconcile(scene)
    assert scene.problem() == "duplicate_row"
    reconcile(scene)
    assert (scene.problem(), scene.told()[-1]) == (None, "duplicate_gone")


def test_a_former_row_is_noted_later_when_its_entry_moves_just_now(scene):
    is_made_anew(scene)
    scene.psa.lists_well_again()
    at_the("read", lambda: scene.edits(notes="meanwhile"), scene)
    reconcile(scene)
    assert scene.entry().seconds == ()
    reconcile(scene)
    assert scene.problem() == "duplicate_row"
