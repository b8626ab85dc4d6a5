from datetime import timedelta
from decimal import Decimal

from psa_sync.domain.entry import SyncState
from tests.unit.sync.scene import Scene


def test_a_booking_becomes_one_row_and_is_in_step(scene: Scene):
    scene.books()
    scene.deliver()
    assert scene.row().hours == Decimal("1.50")
    assert scene.row().marker == scene.entry().marker
    assert scene.state() is SyncState.SYNCED
    assert scene.told() == ["booked", "created"]


def test_an_edit_sends_only_the_groups_that_changed(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.sets(scene.row().psa_id, status="Reviewed")
    scene.edits(notes="Router swapped")
    scene.deliver()
    assert scene.row().content.notes == "Router swapped"
    assert scene.row().status == "Reviewed"
    assert scene.psa.calls["update"] == 1
    assert scene.state() is SyncState.SYNCED


def test_a_delete_removes_the_row(scene: Scene):
    scene.books()
    scene.deliver()
    scene.deletes()
    scene.deliver()
    assert scene.psa.rows() == []
    assert scene.entry().psa_id is None
    assert scene.state() is SyncState.SYNCED


def test_a_push_that_finds_nothing_to_do_costs_nothing(scene: Scene):
    scene.books()
    scene.deliver()
    saves, calls = scene.entries.saves, scene.psa.calls.total()
    scene.push()
    scene.clock.advance(timedelta(days=1).total_seconds())
    scene.push()
    assert (scene.entries.saves, scene.psa.calls.total()) == (saves, calls)
