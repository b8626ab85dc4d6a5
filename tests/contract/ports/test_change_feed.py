"""The change feed: everything once, at its latest stamp, oldest first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import ACCOUNT, NOW, USER, a_work_item, an_entry, an_id

OTHER = "user-keller"


def ids(changes):
    return [change.gone or (change.entry or change.work_item).id for change in changes]


def walk(feed, users, limit, stamp=""):
    """All changes behind the stamp, page by page."""
    seen = []
    while page := feed.after(ACCOUNT, dict.fromkeys(users, stamp), limit=limit):
        assert len(page) <= limit
        seen += page
        stamp = page[-1].stamp
    return seen


def test_an_empty_feed_is_empty(backend):
    assert backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10) == []
    assert backend.change_feed.after(ACCOUNT, {}, limit=10) == []


def test_changes_come_in_the_order_of_the_writes(backend):
    for number in (3, 1, 2):
        backend.entries.save(an_entry(id=an_id(number)))
        backend.clock.advance(1)
    changes = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert ids(changes) == [an_id(3), an_id(1), an_id(2)]
    assert [change.stamp for change in changes] == sorted({change.stamp for change in changes})


def test_writes_of_one_process_keep_their_order_while_the_clock_stands(backend):
    for number in range(20):
        backend.entries.save(an_entry(id=an_id(number)))
    changes = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=50)
    assert ids(changes) == [an_id(number) for number in range(20)]


def test_an_entry_stands_once_at_its_latest_change(backend):
    first = backend.entries.save(an_entry(id=an_id(1)))
    backend.entries.save(an_entry(id=an_id(2)))
    before = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    latest = backend.entries.save(replace(first, version=2))
    after = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert ids(after) == [an_id(2), an_id(1)]
    assert after[1].entry == latest
    assert backend.change_feed.after(ACCOUNT, {USER: before[-1].stamp}, limit=10) == after[1:]


def test_tombstones_stay_in_the_feed(backend):
    entry = backend.entries.save(an_entry())
    gone = backend.entries.save(replace(entry, deleted_at=NOW))
    (change,) = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert change.entry == gone


def test_work_items_are_changes_of_their_person(backend):
    item = a_work_item()
    backend.work_items.put(ACCOUNT, USER, [item])
    entry = backend.entries.save(an_entry())
    changes = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert [(change.work_item, change.entry) for change in changes] == [(item, None), (None, entry)]
    assert [change.user_id for change in changes] == [USER, ""]


def test_a_work_item_that_left_is_told_at_its_own_place_until_it_comes_back(backend):
    item = a_work_item()
    backend.work_items.put(ACCOUNT, USER, [item])
    entry = backend.entries.save(an_entry())
    (before, _) = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    backend.work_items.remove(ACCOUNT, USER, [item.id, item.id])
    kept, left = backend.change_feed.after(ACCOUNT, {USER: before.stamp}, limit=10)
    assert kept.entry == entry
    assert (left.gone, left.user_id, left.work_item) == (item.id, USER, None)
    backend.work_items.put(ACCOUNT, USER, [item])
    kept, back = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert (back.gone, back.work_item, back.user_id) == (None, item, USER)
    assert back.stamp > left.stamp > before.stamp


def test_only_the_asked_users_of_the_account_are_seen(backend):
    backend.entries.save(an_entry(id=an_id(1)))
    backend.entries.save(an_entry(id=an_id(2), user_id=OTHER))
    backend.entries.save(an_entry(id=an_id(3), account="other account"))
    assert ids(backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)) == [an_id(1)]
    both = backend.change_feed.after(ACCOUNT, {OTHER: "", USER: ""}, limit=10)
    assert ids(both) == [an_id(1), an_id(2)]


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_pages_of_several_users_merge_to_one_order(backend, limit):
    items = [a_work_item(id=f"connectwise:ticket:{number}") for number in range(6)]
    for number in range(6):
        backend.entries.save(an_entry(id=an_id(number), user_id=(USER, OTHER)[number % 2]))
        backend.clock.advance(0.5)
    backend.work_items.put(ACCOUNT, OTHER, items)
    expected = [*map(an_id, range(6)), *(item.id for item in items)]
    assert ids(walk(backend.change_feed, [USER, OTHER], limit)) == expected


def test_writes_at_one_instant_all_have_their_own_place(backend):
    backend.work_items.put(
        ACCOUNT, USER, [a_work_item(id=f"connectwise:ticket:{number}") for number in range(60)]
    )
    assert len({change.stamp for change in walk(backend.change_feed, [USER], 7)}) == 60


@pytest.mark.parametrize("position", ["nonsense", "\ud800", "9" * 5000, "ü" * 900, "\x00"])
def test_any_text_is_a_position(backend, position):
    backend.entries.save(an_entry())
    assert len(backend.change_feed.after(ACCOUNT, {USER: position}, limit=5)) <= 1
    assert len(backend.entries.of_user(ACCOUNT, USER, cursor=position).entries) <= 1


def test_a_position_before_all_writes_sees_them_all(backend):
    backend.entries.save(an_entry())
    long_ago = f"{int((NOW - timedelta(days=400)).timestamp() * 1_000_000):016d}"
    assert len(backend.change_feed.after(ACCOUNT, {USER: long_ago}, limit=5)) == 1
