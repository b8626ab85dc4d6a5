"""A create that the PSA commits later than anybody waits for: its second row goes, or is shown."""

from dataclasses import replace

import pytest

from psa_sync.domain.entry import SyncState
from tests.builders import ACCOUNT, CONNECTWISE, a_link, a_psa_user
from tests.fakes.psa_faults import (
    commits_late,
    commits_then_silent,
    drops_then_silent,
    refuses,
)
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.unit.sync.doubled import SETTLE, doubled
from tests.unit.sync.reconciling import reconcile
from tests.unit.sync.scene import Scene


def polls(scene):
    scene.pull()


@pytest.mark.parametrize("finds", [polls, reconcile], ids=["poll", "reconciliation"])
@pytest.mark.parametrize("habits", [Habits(), WINDOWED], ids=["with row", "id alone"])
def test_the_second_row_is_found_and_removed(finds, habits):
    scene = Scene(habits)
    doubled(scene, break_seconds=300)
    kept = scene.entry()
    finds(scene)
    assert scene.row().psa_id == kept.psa_id
    assert scene.entry().local == kept.local
    assert scene.told()[-2:] == ["duplicate_found", "duplicate_removed"]
    assert (scene.problem(), scene.state()) == (None, SyncState.SYNCED)
    assert scene.entry().seconds == ()


def test_the_resolver_keeps_the_older_row_and_removes_the_other(scene):
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    first = scene.row()
    second = scene.psa.person_copies(first.psa_id, scene.paul)
    scene.psa.sets(second.psa_id, created_by=first.created_by)
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id == first.psa_id
    assert scene.told()[-3:] == ["adopted", "duplicate_found", "duplicate_removed"]


def test_the_resolver_adopts_the_locked_row_for_that_one_cannot_be_removed(scene):
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    first = scene.row()
    second = scene.psa.person_copies(first.psa_id, scene.paul)
    scene.psa.sets(second.psa_id, created_by=first.created_by, locked=True, status="Billed")
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id == second.psa_id
    assert scene.problem() is None


def edited_between_two_creates(scene, last):
    """The first create comes late, with the words of before the edit; the other ends so."""
    scene.psa.fail("create", commits_late(400), last)
    scene.books(notes="first words")
    scene.deliver()
    scene.edits(notes="second thought")
    scene.later(SETTLE)
    assert scene.psa.calls["create"] == 2
    scene.later(SETTLE)


@pytest.mark.parametrize(
    "last", [commits_then_silent(), drops_then_silent()], ids=["both arrive", "one arrives"]
)
def test_an_edit_is_not_lost_when_the_row_found_is_of_an_earlier_create(scene, last):
    edited_between_two_creates(scene, last)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.row().content.notes == scene.entry().local.notes == "second thought"
    assert (scene.problem(), scene.state()) == (None, SyncState.SYNCED)


def test_of_two_locked_rows_the_older_is_adopted_and_the_other_shown(scene):
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    first = scene.psa.sets(scene.row().psa_id, locked=True, status="Billed")
    second = scene.psa.person_copies(first.psa_id, scene.paul)
    scene.psa.sets(second.psa_id, created_by=first.created_by)
    scene.later(SETTLE)
    assert scene.entry().psa_id == first.psa_id
    assert scene.problem() == "duplicate_row_locked"
    assert len(scene.psa.rows()) == 2


def test_an_edit_made_since_the_first_create_does_not_hide_what_we_sent(scene):
    doubled(scene, notes="first words")
    scene.edits(notes="second thought")
    scene.deliver()
    scene.pull()
    assert scene.row().content.notes == "second thought"
    assert scene.problem() is None


def test_a_second_row_that_a_person_edited_stays_and_is_shown(scene):
    row = doubled(scene)
    scene.psa.person_edits(row.psa_id, notes="this is the one I billed")
    scene.psa.sets(row.psa_id, timesheet="2025-03-01 to 2025-03-07")
    scene.pull()
    assert len(scene.psa.rows()) == 2
    assert scene.problem() == "duplicate_row"
    assert scene.state() is SyncState.SYNCED
    assert scene.entry().problem.detail == (
        f"row {row.psa_id} of {row.work_date}, timesheet 2025-03-01 to 2025-03-07, "
        f"beside row {scene.entry().psa_id}: it does not say what we sent"
    )
    assert scene.told()[-1] == "duplicate_kept"


def test_a_second_row_of_somebody_else_stays(scene):
    row = doubled(scene)
    scene.psa.person_edits(row.psa_id, notes="given away")
    maria = a_psa_user(id="291", user_name="MKeller", name="Maria Keller")
    scene.world.connections.link(a_link(user_id="user-keller", psa_user=maria))
    scene.psa.sets(row.psa_id, person_id="291")
    scene.pull()
    assert len(scene.psa.rows()) == 2
    assert scene.problem() == "duplicate_row"


def test_a_locked_second_row_stays_until_it_is_reopened(scene):
    row = doubled(scene)
    scene.psa.sets(row.psa_id, locked=True, status="ApprovedByTierOne")
    scene.pull()
    assert scene.problem() == "duplicate_row_locked"
    assert scene.entry().problem.detail.endswith("approved or billed (ApprovedByTierOne)")
    assert scene.psa.calls["delete"] == 0
    scene.clock.advance(600)
    scene.psa.sets(row.psa_id, locked=False, status="Open")
    scene.pull()
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.problem() is None


def test_a_shown_second_row_is_seen_again_without_any_write(scene):
    row = doubled(scene)
    scene.psa.sets(row.psa_id, locked=True, status="Billed")
    reconcile(scene)
    before = scene.entry()
    reconcile(scene)
    scene.pull()
    assert scene.entry() == before
    assert scene.told().count("duplicate_found") == 1


def test_a_shown_second_row_that_a_person_deletes_is_over(scene):
    row = doubled(scene)
    scene.psa.person_edits(row.psa_id, notes="theirs")
    scene.pull()
    assert scene.problem() == "duplicate_row"
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    assert (scene.problem(), scene.told()[-1]) == (None, "duplicate_gone")


def test_a_lock_told_only_by_the_refusal_of_the_delete_is_shown_too(scene):
    doubled(scene)
    scene.psa.fail("delete", refuses("entry_locked", "The timesheet was submitted."))
    scene.pull()
    assert scene.problem() == "duplicate_row_locked"
    assert "The timesheet was submitted." in scene.entry().problem.detail
    scene.edits(notes="still goes out")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() == "duplicate_row_locked"


def test_a_refused_delete_is_shown_with_the_psas_words(scene):
    doubled(scene)
    scene.psa.fail("delete", refuses("permission_missing", "No right to delete."))
    scene.pull()
    assert scene.problem() == "duplicate_row"
    assert "(No right to delete.)" in scene.entry().problem.detail
    assert len(scene.psa.rows()) == 2


def test_a_second_row_is_removed_though_the_entry_itself_is_refused(scene):
    doubled(scene)
    scene.psa.fail("update", refuses())
    scene.edits(notes="the ticket is closed by now")
    scene.deliver()
    assert scene.problem() == "work_item_closed"
    scene.pull()
    assert len(scene.psa.rows()) == 1
    assert scene.problem() == "work_item_closed"


def test_a_shown_second_row_gives_way_to_what_holds_the_entry_and_comes_back(scene):
    row = doubled(scene)
    scene.psa.sets(row.psa_id, locked=True)
    scene.pull()
    scene.psa.fail("update", refuses())
    scene.edits(notes="the ticket is closed by now")
    scene.deliver()
    assert scene.problem() == "work_item_closed"
    scene.edits(notes="other words")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() == "duplicate_row_locked"


def test_a_copy_that_a_person_made_is_a_row_of_its_own(scene):
    scene.books()
    scene.deliver()
    copy = scene.psa.person_copies(scene.row().psa_id, scene.paul)
    assert copy.marker == scene.entry().marker
    reconcile(scene)
    assert len(scene.psa.rows()) == 2
    assert (scene.problem(), scene.entry().seconds) == (None, ())
    owners = scene.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, [copy.psa_id])
    assert owners[copy.psa_id] != scene.entry().id
    scene.deletes()
    scene.deliver()
    assert scene.row().psa_id == copy.psa_id


def test_a_row_is_not_removed_while_nobody_knows_our_own_name_in_the_psa(scene):
    doubled(scene)
    scene.world.connections.save(replace(scene.connection, own_id=None))
    scene.pull()
    assert len(scene.psa.rows()) == 2
    assert "not certain that we made it" in scene.entry().problem.detail
    assert scene.psa.calls["delete"] == 0
