"""What is deleted, changed or new in the PSA without a poll noticing."""

from datetime import timedelta

from psa_sync.domain.entry import Origin, SyncState
from tests.builders import ACCOUNT, USER, a_content
from tests.fakes.psa_faults import denies_the_row
from tests.unit.sync.reconciling import (
    JOB,
    alive,
    entry_of,
    looks_of,
    recent,
    reconcile,
    with_rows,
)


def test_a_delete_in_the_psa_becomes_a_tombstone_in_the_second_cycle(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[7]
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    watched = entry_of(scene, row)
    assert (watched.deleted_at, looks_of(scene, row)) == (None, 1)
    reconcile(scene)
    gone = entry_of(scene, row)
    assert gone.deleted_at == scene.clock()
    assert gone.version == watched.version + 1
    assert gone.psa_id is None
    assert gone.origin is Origin.PSA
    proof = scene.entries.history(ACCOUNT, gone.id)[-1]
    assert proof.what == "deleted_in_psa"
    assert proof.detail["psaId"] == row.psa_id
    assert proof.detail["looks"] == "2"
    assert proof.detail["firstMissed"] < proof.detail["lastMissed"]
    assert len(alive(scene)) == 29


def test_a_delete_that_a_lock_held_back_is_done_when_the_row_goes_without_us(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    psa_id = scene.entry().psa_id
    scene.deletes()
    scene.psa.sets(psa_id, locked=True, status="Approved")
    scene.deliver()
    assert scene.problem() == "entry_locked"
    scene.psa.person_deletes(psa_id)
    reconcile(scene)
    assert scene.entry().psa_id == psa_id
    reconcile(scene)
    assert (scene.entry().psa_id, scene.problem()) == (None, None)
    assert scene.state() is SyncState.SYNCED
    assert len(alive(scene)) == 30


def test_the_tombstone_is_in_the_change_feed(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[0]
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    stamp = scene.world.change_feed.after(ACCOUNT, {USER: ""}, limit=1000)[-1].stamp
    reconcile(scene)
    (change,) = scene.world.change_feed.after(ACCOUNT, {USER: stamp}, limit=10)
    assert change.entry.deleted_at is not None


def test_a_booking_from_memtime_that_is_deleted_in_the_psa_goes_too(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    scene.psa.person_deletes(scene.entry().psa_id)
    reconcile(scene)
    assert scene.entry().deleted_at is None
    reconcile(scene)
    assert scene.entry().deleted_at is not None
    recent(scene)
    scene.sweep()
    assert scene.psa.calls["create"] == 1


def test_an_unsent_edit_beats_the_delete_and_is_made_anew(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    first = scene.entry()
    scene.psa.person_deletes(first.psa_id)
    scene.edits(notes="Two routers")
    scene.deliver()
    assert scene.problem() == "psa_row_missing"
    reconcile(scene)
    assert "row_missing" in scene.told()
    reconcile(scene)
    entry = scene.entry()
    assert (entry.deleted_at, entry.generation, entry.problem) == (None, 2, None)
    assert entry.psa_id not in {None, first.psa_id}
    assert entry.remote.content.notes == "Two routers"
    assert scene.state() is SyncState.SYNCED
    assert "made_anew" in scene.told()


def test_an_unsent_move_to_another_day_is_found_too(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    scene.psa.person_deletes(scene.entry().psa_id)
    days = timedelta(days=5)
    scene.edits(start=a_content().start - days, end=a_content().end - days)
    scene.deliver()
    for _ in range(2):
        reconcile(scene)
    assert scene.entry().generation == 2
    assert scene.state() is SyncState.SYNCED


def test_a_row_that_moved_to_another_day_is_found_by_its_id(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    away = timedelta(days=200)
    scene.psa.person_edits(row.psa_id, start=row.content.start - away, end=row.content.end - away)
    reconcile(scene)
    entry = entry_of(scene, row)
    assert entry.local.start == row.content.start - away
    assert (entry.missing, entry.deleted_at) == (None, None)


def test_what_the_polls_missed_is_found(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.person_edits(row.psa_id, notes="changed long ago")
    new = scene.psa.person_books(scene.paul, a_content(notes="never polled"))
    scene.later(40 * 3600)
    scene.pull(JOB)
    assert entry_of(scene, row).local.notes == "changed long ago"
    assert entry_of(scene, new).local.notes == "never polled"


def test_days_before_the_first_import_are_not_imported(scene):
    with_rows(scene=scene)
    long_ago = a_content().start - timedelta(days=60)
    scene.psa.person_books(scene.paul, a_content(start=long_ago, end=long_ago + timedelta(hours=1)))
    reconcile(scene)
    assert len(alive(scene)) == 30


def test_an_entry_that_is_being_written_is_left_alone(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    scene.psa.person_deletes(scene.entry().psa_id)
    scene.deletes()
    scene.psa.fail("read", denies_the_row())
    for _ in range(2):
        reconcile(scene)
    assert scene.entry().missing is None
    assert "deleted_in_psa" not in scene.told()


def test_a_locked_row_that_is_gone_is_a_delete_when_nothing_is_unsent(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.sets(row.psa_id, locked=True, status="Billed")
    reconcile(scene)
    scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    assert entry_of(scene, row).deleted_at is not None


def test_a_locked_row_that_is_gone_is_never_made_a_second_time(scene):
    with_rows(scene=scene)
    scene.books()
    scene.deliver()
    scene.edits(notes="Two routers")
    row = scene.psa.sets(scene.entry().psa_id, locked=True, status="Billed")
    scene.deliver()
    assert scene.problem() == "entry_locked"
    scene.psa.person_deletes(row.psa_id)
    for _ in range(4):
        reconcile(scene)
    assert scene.problem() == "locked_row_missing"
    assert scene.state() is SyncState.REJECTED
    assert scene.psa.calls["create"] == 1
    assert len(scene.psa.rows()) == 30
