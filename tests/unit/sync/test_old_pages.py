"""A poll reads a page, others act, and only then is the page applied."""

from psa_sync.domain.entry import RemoteRow, SyncState
from psa_sync.sync.observe_rows import Observer
from tests.builders import a_content, a_link
from tests.fakes.psa_faults import commits_then_silent
from tests.unit.sync.scene import Scene, in_step
from tests.unit.sync.test_races import once

SETTLE = 300


def takes_in(scene: Scene, row: RemoteRow) -> None:
    """A poll that read the row earlier gets to apply it now."""
    links = {scene.paul.id: a_link()}
    Observer(scene.connection, links, scene.effects).take_in([row])


def test_an_old_page_binds_nothing_to_an_attempt_that_came_after_it(scene: Scene):
    scene.books()
    scene.psa.fail("create", commits_then_silent())
    scene.push()
    old_page = scene.row()
    scene.psa.person_deletes(old_page.psa_id)
    scene.clock.advance(SETTLE)
    once(scene, "create", lambda: takes_in(scene, old_page))
    scene.push()
    assert scene.entry().psa_id == scene.row().psa_id != old_page.psa_id
    assert scene.state() is SyncState.SYNCED


def test_an_old_page_does_not_bring_back_what_the_client_deleted(scene: Scene):
    scene.books()
    scene.deliver()
    old_page = scene.row()
    scene.deletes()
    scene.deliver()
    takes_in(scene, old_page)
    assert scene.entry().psa_id is None
    scene.accepted(1, a_content(notes="back"), 2)
    scene.deliver()
    assert scene.entry().psa_id == scene.row().psa_id != old_page.psa_id
    assert scene.state() is SyncState.SYNCED


def test_an_old_page_does_not_undo_an_edit_made_after_its_row_was_deleted():
    scene = in_step()
    scene.psa.fail("update", commits_then_silent())
    scene.edits(notes="two")
    scene.deliver()
    old_page = scene.row()
    scene.psa.person_deletes(old_page.psa_id)
    scene.later(SETTLE)
    assert scene.problem() == "psa_row_missing"
    scene.edits(notes="three")
    takes_in(scene, old_page)
    assert scene.entry().local.notes == "three"
