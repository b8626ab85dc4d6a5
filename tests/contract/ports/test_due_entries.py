"""What is due: in order, and put off by the sweeper without a trace on the entry itself."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.ports import DueEntry
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW, USER, an_entry, an_id

MINUTE = timedelta(minutes=1)


def test_due_entries_come_oldest_first_up_to_the_limit(backend):
    for number, minutes in enumerate([3, 1, 2, 0, 5, 4, 9, 7, 8, 6]):
        due_at = NOW + timedelta(minutes=minutes)
        backend.entries.save(an_entry(id=an_id(minutes), due_at=due_at, version=number + 1))
    now = NOW + timedelta(minutes=7)
    due = backend.entries.due(now, limit=100)
    assert due == [
        DueEntry(ACCOUNT, CONNECTWISE, an_id(minutes), NOW + timedelta(minutes=minutes))
        for minutes in range(8)
    ]
    assert backend.entries.due(now, limit=3) == due[:3]
    assert backend.entries.due(NOW - timedelta(microseconds=1), limit=3) == []


def test_an_entry_with_nothing_due_leaves_the_index(backend):
    entry = backend.entries.save(an_entry(due_at=NOW))
    entry = backend.entries.save(replace(entry, due_at=None))
    assert backend.entries.due(NOW + timedelta(days=1), limit=10) == []
    backend.entries.save(replace(entry, due_at=NOW + timedelta(hours=1)))
    assert backend.entries.due(NOW, limit=10) == []
    assert len(backend.entries.due(NOW + timedelta(hours=1), limit=10)) == 1


def test_an_entry_that_was_put_off_is_due_later_and_counted(backend):
    backend.entries.save(an_entry(due_at=NOW, app=AUTOTASK))
    (due,) = backend.entries.due(NOW, limit=10)
    backend.entries.put_off(due, NOW + MINUTE)
    assert backend.entries.due(NOW + MINUTE / 2, limit=10) == []
    (again,) = backend.entries.due(NOW + MINUTE, limit=10)
    assert again == DueEntry(ACCOUNT, AUTOTASK, an_id(), NOW + MINUTE, 1)
    backend.entries.put_off(again, NOW + 3 * MINUTE)
    (third,) = backend.entries.due(NOW + 3 * MINUTE, limit=10)
    assert (third.due_at, third.pointed) == (NOW + 3 * MINUTE, 2)


def test_putting_off_leaves_the_entry_as_it_is(backend):
    saved = backend.entries.save(an_entry(due_at=NOW))
    feed = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    (due,) = backend.entries.due(NOW, limit=10)
    backend.entries.put_off(due, NOW + MINUTE)
    assert backend.entries.get(ACCOUNT, saved.id) == saved
    assert backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10) == feed
    assert backend.entries.save(saved).revision == saved.revision + 1


def test_a_save_begins_to_count_anew(backend):
    saved = backend.entries.save(an_entry(due_at=NOW))
    backend.entries.put_off(backend.entries.due(NOW, limit=1)[0], NOW + MINUTE)
    backend.entries.save(saved)
    assert backend.entries.due(NOW, limit=10) == [DueEntry(ACCOUNT, CONNECTWISE, an_id(), NOW)]


def test_an_entry_that_was_saved_meanwhile_is_not_put_off(backend):
    saved = backend.entries.save(an_entry(due_at=NOW))
    (due,) = backend.entries.due(NOW, limit=10)
    moved = backend.entries.save(replace(saved, due_at=NOW + 2 * MINUTE))
    backend.entries.put_off(due, NOW + 9 * MINUTE)
    (found,) = backend.entries.due(NOW + 2 * MINUTE, limit=10)
    assert (found.due_at, found.pointed) == (NOW + 2 * MINUTE, 0)
    backend.entries.save(replace(moved, due_at=None))
    backend.entries.put_off(found, NOW + 9 * MINUTE)
    assert backend.entries.due(NOW + timedelta(days=1), limit=10) == []


def test_an_entry_is_put_off_once_by_two_sweepers(backend):
    backend.entries.save(an_entry(due_at=NOW))
    (due,) = backend.entries.due(NOW, limit=10)
    backend.entries.put_off(due, NOW + MINUTE)
    backend.another().entries.put_off(due, NOW + 5 * MINUTE)
    (found,) = backend.entries.due(NOW + MINUTE, limit=10)
    assert found.pointed == 1


def test_putting_off_what_is_not_there_makes_nothing(backend):
    backend.entries.put_off(DueEntry(ACCOUNT, CONNECTWISE, an_id(404), NOW), NOW + MINUTE)
    assert backend.entries.get(ACCOUNT, an_id(404)) is None
    assert backend.entries.due(NOW + timedelta(days=1), limit=10) == []
