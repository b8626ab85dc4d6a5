"""Which way entries go: both, only to the PSA, or only from it."""

from dataclasses import replace

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, Direction
from tests.builders import ACCOUNT, NOW, USER, a_content, a_pull_job
from tests.fakes.psa_faults import commits_then_silent
from tests.unit.sync.choosing import chooses
from tests.unit.sync.scene import Scene, in_step

TO_PSA = ConnectionSettings(direction=Direction.TO_PSA)
FROM_PSA = ConnectionSettings(direction=Direction.FROM_PSA)
RECONCILE = a_pull_job(kind=PullKind.RECONCILE)


def is_deleted_there(scene: Scene) -> None:
    """A person removes the row, has another one, and two comparisons miss the first."""
    scene.psa.person_deletes(scene.row().psa_id)
    scene.psa.person_books(scene.paul, a_content(notes="another"))
    for _ in range(2):
        scene.pull(RECONCILE)
        scene.clock.advance(301)


# Only to the PSA.


def test_a_persons_own_row_stays_in_the_psa():
    scene = Scene(settings=TO_PSA)
    scene.psa.person_books(scene.paul, a_content())
    scene.pull()
    assert scene.entries.of_user(ACCOUNT, USER).entries == ()


def test_a_persons_edit_is_neither_taken_in_nor_overwritten():
    scene = in_step(settings=TO_PSA)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.pull()
    assert scene.entry().local.notes == "Router swap"
    assert scene.row().content.notes == "theirs"
    assert scene.state() is SyncState.SYNCED
    assert scene.psa.calls["update"] == 0


def test_an_edit_in_memtime_goes_out_over_it_and_leaves_the_other_groups_alone():
    scene = in_step(settings=TO_PSA)
    scene.clock.advance(60)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs", work_type_id="9")
    scene.edits(notes="ours")
    scene.deliver()
    assert (scene.row().content.notes, scene.row().content.work_type_id) == ("ours", "9")
    assert "theirs" in {
        event.detail.get("notes") for event in scene.entries.history(ACCOUNT, scene.entry().id)
    }


def test_a_delete_in_memtime_wins_and_keeps_what_the_person_wrote():
    scene = in_step(settings=TO_PSA)
    scene.clock.advance(60)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.deletes()
    scene.deliver()
    assert scene.psa.rows() == []
    (last,) = scene.entries.history(ACCOUNT, scene.entry().id)[-1:]
    assert (last.what, last.detail["notes"]) == ("deleted", "theirs")


def test_a_row_that_is_proven_gone_is_shown_and_the_entry_stays():
    scene = in_step(settings=TO_PSA)
    is_deleted_there(scene)
    assert scene.entry().deleted_at is None
    assert (scene.problem(), scene.state()) == ("psa_row_deleted", SyncState.REJECTED)


def test_such_an_entry_is_made_anew_when_it_is_edited():
    scene = in_step(settings=TO_PSA)
    is_deleted_there(scene)
    scene.edits(notes="ours")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert [row.content.notes for row in scene.psa.rows()] == ["another", "ours"]


def test_such_an_entry_goes_when_it_is_deleted_in_memtime_too():
    scene = in_step(settings=TO_PSA)
    is_deleted_there(scene)
    scene.deletes()
    scene.deliver()
    assert (scene.entry().psa_id, scene.problem()) == (None, None)


def test_both_ways_again_all_that_was_passed_over_comes_in():
    scene = in_step(settings=TO_PSA)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.psa.person_books(scene.paul, a_content(notes="their own"))
    scene.pull()
    chooses(scene, direction=Direction.TWO_WAY)
    notes = {entry.local.notes for entry in scene.entries.of_user(ACCOUNT, USER).entries}
    assert notes == {"theirs", "their own"}


def test_both_ways_again_a_delete_comes_in():
    scene = in_step(settings=TO_PSA)
    is_deleted_there(scene)
    chooses(scene, direction=Direction.TWO_WAY)
    assert scene.entry().deleted_at is not None
    assert scene.problem() is None


def test_a_row_that_is_there_again_is_deleted_as_memtime_wanted():
    scene = in_step(settings=TO_PSA)
    psa_id = scene.row().psa_id
    scene.psa.person_books(scene.paul, a_content(notes="another"))
    scene.psa.hides = lambda row: row.psa_id == psa_id
    for _ in range(2):
        scene.pull(RECONCILE)
        scene.clock.advance(301)
    assert scene.problem() == "psa_row_deleted"
    scene.deletes()
    scene.deliver()
    assert scene.entry().psa_id is None
    scene.psa.hides = lambda _row: False
    scene.clock.advance(6 * 3600)
    scene.pull(RECONCILE)
    scene.later(60)
    assert scene.entry().deleted_at is not None
    assert [row.content.notes for row in scene.psa.rows()] == ["another"]


# Only from the PSA.


def test_a_booking_is_kept_and_waits_with_a_reason():
    scene = Scene(settings=FROM_PSA)
    scene.books()
    scene.deliver()
    assert (scene.state(), scene.problem()) == (SyncState.WAITING, "direction_from_psa")
    for _ in range(5):
        scene.later(3600)
    assert scene.psa.rows() == []
    assert scene.psa.calls["create"] == 0


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_a_change_of_what_is_there_waits_too(change):
    scene = in_step()
    chooses(scene, direction=Direction.FROM_PSA)
    before = scene.psa.rows()
    if change == "edit":
        scene.edits(notes="ours")
    else:
        scene.deletes()
    scene.deliver()
    scene.later(3600)
    assert scene.problem() == "direction_from_psa"
    assert scene.psa.rows() == before
    chooses(scene, direction=Direction.TWO_WAY)
    assert scene.state() is SyncState.SYNCED
    assert [row.content.notes for row in scene.psa.rows()] == (["ours"] if change == "edit" else [])


def test_what_people_do_in_the_psa_comes_in_as_ever():
    scene = Scene(settings=FROM_PSA)
    scene.psa.person_books(scene.paul, a_content(notes="their own"))
    scene.pull()
    (entry,) = scene.entries.of_user(ACCOUNT, USER).entries
    assert entry.local.notes == "their own"


def test_what_waits_goes_out_when_the_direction_changes():
    scene = Scene(settings=FROM_PSA)
    scene.books()
    scene.deliver()
    chooses(scene, direction=Direction.TWO_WAY)
    assert scene.state() is SyncState.SYNCED
    assert len(scene.psa.rows()) == 1
    assert scene.clock() == NOW


def test_it_goes_out_by_itself_even_if_nobody_was_told_of_the_change():
    scene = Scene(settings=FROM_PSA)
    scene.books()
    scene.deliver()
    turned = replace(scene.connection.settings, direction=Direction.TWO_WAY)
    scene.world.connections.save(replace(scene.connection, settings=turned))
    scene.later(700)
    assert scene.state() is SyncState.SYNCED


def test_a_create_of_unknown_outcome_is_found_out_all_the_same():
    scene = Scene()
    scene.books()
    scene.psa.fail("create", commits_then_silent())
    scene.deliver()
    chooses(scene, direction=Direction.FROM_PSA)
    scene.later(301)
    assert scene.state() is SyncState.SYNCED
    assert scene.psa.calls["create"] == 1
