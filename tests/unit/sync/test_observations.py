from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.entry import Origin, SyncState
from psa_sync.domain.errors import PsaRowTakenError, StaleError
from psa_sync.sync.observe_rows import Observer
from tests.builders import (
    AUTOTASK,
    NOW,
    a_content,
    a_link,
    a_psa_user,
    an_id,
)
from tests.unit.sync.scene import Scene


def imported(scene: Scene):
    return [entry for entry in scene.entries.all() if entry.origin is Origin.PSA]


def test_a_row_made_in_the_psa_comes_to_memtime_once(scene: Scene):
    row = scene.psa.person_books(scene.paul, a_content(notes="on site"))
    scene.pull()
    scene.pull()
    (entry,) = imported(scene)
    assert (entry.psa_id, entry.local.notes, entry.version) == (row.psa_id, "on site", 1)
    assert scene.psa.calls["update"] == 0


def test_unchanged_rows_cost_no_write(scene: Scene):
    for minute in range(20):
        start = NOW - timedelta(hours=2, minutes=minute)
        scene.psa.person_books(scene.paul, a_content(start=start, end=NOW))
    scene.pull()
    saves = scene.entries.saves
    scene.clock.advance(60)
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 2
    assert scene.entries.saves == saves


def test_our_own_writes_come_back_as_echoes(scene: Scene):
    scene.books(notes="one\ntwo")
    scene.deliver()
    scene.edits(notes="three\nfour")
    scene.deliver()
    saves = scene.entries.saves
    scene.pull()
    assert scene.entries.saves == saves
    assert scene.entry().local.notes == "three\nfour"


def test_an_edit_in_the_psa_comes_in_as_a_new_version(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.person_edits(scene.row().psa_id, notes="theirs", end=NOW)
    scene.clock.advance(60)
    scene.pull()
    entry = scene.entry()
    assert (entry.local.notes, entry.local.end, entry.version) == ("theirs", NOW, 2)
    assert scene.state() is SyncState.SYNCED
    assert scene.psa.calls["update"] == 0


def test_a_change_that_merges_is_sent_on_at_once(scene: Scene):
    scene.books()
    scene.deliver()
    scene.world.queue.away = True
    scene.edits(notes="ours")
    scene.world.queue.away = False
    scene.psa.person_edits(scene.row().psa_id, work_type_id="9")
    scene.pull()
    assert scene.row().content.notes == "ours"
    assert scene.row().content.work_type_id == "9"


def test_rows_of_people_who_are_not_authenticated_stay_out(scene: Scene):
    stranger = a_psa_user(id="155", user_name="MKeller")
    row = scene.psa.person_books(stranger, a_content())
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, scene.effects)
    assert observer.take_in([row]) == 0
    assert scene.entries.all() == []


def test_two_observers_of_a_new_row_make_one_entry(scene: Scene):
    row = scene.psa.person_books(scene.paul, a_content())
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, scene.effects)
    assert observer.take_in([row, row]) == 1
    assert observer.take_in([row]) == 0
    assert len(imported(scene)) == 1


def test_an_observer_that_lost_the_race_takes_the_winners_entry(scene: Scene):
    row = scene.psa.person_books(scene.paul, a_content())
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, scene.effects)
    entries = scene.entries

    class Late:
        """Another observer takes the row in after this one looked for it."""

        def __getattr__(self, name):
            return getattr(entries, name)

        def get_many(self, account, ids):
            found = entries.get_many(account, ids)
            observer.take_in([row])
            return found

    late = Observer(
        scene.connection,
        {scene.paul.id: a_link()},
        replace(scene.effects, entries=Late()),
    )
    assert late.take_in([row]) == 0
    assert len(imported(scene)) == 1


@pytest.mark.parametrize(
    "error", [StaleError("moved"), PsaRowTakenError("another")], ids=["keeps moving", "taken"]
)
def test_a_row_that_others_are_at_is_left_to_them(scene: Scene, error):
    row = scene.psa.person_books(scene.paul, a_content())
    entries = scene.entries

    class Busy:
        def __getattr__(self, name):
            return getattr(entries, name)

        def save(self, entry, *, events=()):
            raise error

    effects = replace(scene.effects, entries=Busy())
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, effects)
    assert observer.take_in([row]) == 0
    assert scene.entries.all() == []


def test_a_copy_by_a_person_is_an_entry_of_its_own(scene: Scene):
    scene.books()
    scene.deliver()
    copy = scene.psa.person_copies(scene.row().psa_id, scene.paul)
    scene.pull()
    (entry,) = imported(scene)
    assert entry.psa_id == copy.psa_id
    assert entry.id != an_id()


def test_a_row_of_ours_finds_its_entry_though_the_table_was_restored(scene: Scene):
    scene.books()
    scene.deliver()
    restored = Scene()
    restored.psa = scene.psa
    restored.pull()
    assert restored.entry().psa_id == scene.row().psa_id
    assert restored.state() is SyncState.SYNCED


def test_a_marker_that_names_an_entry_of_another_app_binds_nothing(scene: Scene):
    scene.books()
    scene.deliver()
    other = replace(scene.entry(), app=AUTOTASK)
    scene.entries.save(other)
    saves = scene.entries.saves
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.pull()
    assert scene.entries.saves == saves


def test_a_deleted_entry_stays_deleted_whatever_old_pages_say(scene: Scene):
    scene.books()
    scene.deliver()
    old = scene.row()
    scene.deletes()
    scene.deliver()
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, scene.effects)
    observer.take_in([old])
    scene.deliver()
    assert scene.entry().deleted_at is not None
    assert scene.psa.rows() == []
    assert scene.state() is SyncState.SYNCED


def test_a_page_read_before_our_write_does_not_undo_it(scene: Scene):
    scene.books()
    scene.deliver()
    old = scene.row()
    scene.clock.advance(1)
    scene.edits(notes="new")
    scene.deliver()
    observer = Observer(scene.connection, {scene.paul.id: a_link()}, scene.effects)
    assert observer.take_in([old]) == 0
    assert scene.entry().local.notes == "new"
