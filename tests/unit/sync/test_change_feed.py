from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.sync.feed_cursor import LONGEST_AWAY
from psa_sync.sync.read_changes import read_changes
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, NOW, USER, a_content, a_link, a_psa_user, an_entry, an_id
from tests.unit.sync.scene import LIMITS, Scene

OTHER, ADMIN_ID = "user-keller", "user-admin"
TICKET = "connectwise:ticket:1001"
MEMBER = Viewer(account=ACCOUNT, user_id=USER, is_admin=False)
ADMIN = Viewer(account=ACCOUNT, user_id=ADMIN_ID, is_admin=True)
COLLEAGUE = a_psa_user(id="155", user_name="MKeller")
OVERLAP = LIMITS.feed_overlap.total_seconds()


@pytest.fixture
def two(scene: Scene) -> Scene:
    """Five entries of Paul and two of a colleague, who is authenticated too."""
    scene.world.connections.link(a_link(user_id=OTHER, psa_user=COLLEAGUE))
    for number in range(1, 8):
        user = USER if number <= 5 else OTHER
        local = a_content(start=NOW - timedelta(hours=20 - number))
        scene.entries.save(an_entry(id=an_id(number), user_id=user, local=local))
    return scene


def changes(scene: Scene, viewer=MEMBER, cursor=None, limit=100, app=None):
    return read_changes(viewer, cursor=cursor, limit=limit, app=app, effects=scene.effects)


def refused(scene: Scene, viewer, cursor, app=None) -> str:
    with pytest.raises(RefusedError) as caught:
        changes(scene, viewer, cursor, app=app)
    return caught.value.code


def ids(page) -> list[str]:
    return [change.entry.id if change.entry else change.work_item.id for change in page.changes]


def numbered(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


def test_the_feed_begins_at_the_beginning_and_goes_on(two: Scene):
    first = changes(two)
    assert ids(first) == [TICKET, *numbered(1, 2, 3, 4, 5)]
    assert not first.has_more
    two.clock.advance(OVERLAP + 1)
    second = changes(two, cursor=first.next_cursor)
    two.clock.advance(OVERLAP + 1)
    two.edits(3, notes="new")
    third = changes(two, cursor=second.next_cursor)
    assert ids(third) == [an_id(3)]


def test_the_feed_repeats_what_a_slow_writer_may_still_be_writing(two: Scene):
    first = changes(two)
    again = changes(two, cursor=first.next_cursor)
    assert ids(again) == ids(first)


def test_a_long_feed_says_that_there_is_more(two: Scene):
    seen, cursor, pages = [], None, 0
    while True:
        page = changes(two, ADMIN, cursor, limit=3)
        seen += ids(page)
        cursor, pages = page.next_cursor, pages + 1
        if not page.has_more:
            break
    assert pages == 3
    assert sorted(seen) == sorted({TICKET, *numbered(*range(1, 8))})


def test_the_next_walk_begins_before_this_one_began(two: Scene):
    two.clock.advance(OVERLAP + 1)
    page = changes(two, ADMIN, limit=3)
    two.clock.advance(1)
    two.edits(1, notes="changed behind the reader's back")
    two.clock.advance(600)
    while page.has_more:
        page = changes(two, ADMIN, page.next_cursor, limit=3)
    assert an_id(1) in ids(changes(two, ADMIN, page.next_cursor))


def test_a_full_last_page_is_the_last(two: Scene):
    assert not changes(two, limit=6).has_more


def test_a_member_reads_no_changes_of_others(two: Scene):
    assert an_id(6) not in ids(changes(two))
    assert an_id(6) in ids(changes(two, ADMIN))


def test_somebody_who_was_away_for_a_year_is_told_every_delete(two: Scene):
    cursor = changes(two).next_cursor
    two.deletes(2)
    two.clock.advance(364 * 86_400)
    back = changes(two, cursor=cursor)
    told = [change.entry for change in back.changes if change.entry and change.entry.deleted_at]
    assert [entry.id for entry in told] == [an_id(2)]


def test_an_admin_is_told_everything_of_somebody_who_joins_later(two: Scene):
    two.world.connections.unlink(ACCOUNT, a_link().app, OTHER)
    two.clock.advance(3600)
    cursor = changes(two, ADMIN).next_cursor
    two.clock.advance(3600)
    joins = a_link(user_id=OTHER, psa_user=COLLEAGUE)
    two.world.connections.link(replace(joins, linked_at=two.clock()))
    two.clock.advance(3600)
    page = changes(two, ADMIN, cursor, limit=1)
    assert (ids(page), page.has_more) == (numbered(6), True)
    page = changes(two, ADMIN, page.next_cursor, limit=1)
    assert (ids(page), page.has_more) == (numbered(7), False)
    assert ids(changes(two, ADMIN, page.next_cursor)) == []


def test_an_admin_who_is_authenticated_has_seen_their_own_all_the_time(two: Scene):
    two.world.connections.link(a_link(user_id=ADMIN_ID, psa_user=a_psa_user(id="1")))
    two.entries.save(an_entry(id=an_id(8), user_id=ADMIN_ID))
    assert an_id(8) in ids(changes(two, ADMIN))


def test_somebody_who_joins_within_a_walk_is_told_by_the_next(two: Scene):
    two.world.connections.unlink(ACCOUNT, a_link().app, OTHER)
    two.clock.advance(3600)
    first = changes(two, ADMIN, limit=3)
    two.clock.advance(1)
    joins = a_link(user_id=OTHER, psa_user=COLLEAGUE)
    two.world.connections.link(replace(joins, linked_at=two.clock()))
    seen: list[str] = []
    for _ in range(2):
        page = changes(two, ADMIN, first.next_cursor, limit=100)
        seen, first = [*seen, *ids(page)], page
    assert set(numbered(6, 7)) <= set(seen)


GARBLED = ["", "x", "5", "[]", "[1, 2]", '["a", null]', "\ud800", "ü", ".....", "1." * 3000]


@pytest.mark.parametrize("cursor", GARBLED)
def test_text_that_is_no_cursor_is_refused(two: Scene, cursor):
    assert refused(two, MEMBER, cursor) == "cursor_invalid"


def test_a_cursor_with_any_letter_changed_or_lost_is_refused(two: Scene):
    for cursor in (changes(two).next_cursor, changes(two, limit=2).next_cursor):
        for place in range(len(cursor)):
            other = "1" if cursor[place] != "1" else "2"
            garbled = f"{cursor[:place]}{other}{cursor[place + 1 :]}"
            assert refused(two, MEMBER, garbled) == "cursor_invalid"
            assert refused(two, MEMBER, cursor[:place]) == "cursor_invalid"
        assert changes(two, cursor=cursor)


@pytest.mark.parametrize(
    ("viewer", "app"),
    [
        (replace(MEMBER, user_id=OTHER), None),
        (replace(MEMBER, account="other"), None),
        (replace(MEMBER, is_admin=True), None),
        (MEMBER, "connectwise"),
    ],
    ids=["another user", "another account", "another role", "another choice"],
)
def test_a_cursor_of_somebody_who_sees_something_else_is_refused(two: Scene, viewer, app):
    assert refused(two, viewer, changes(two).next_cursor, app) == "cursor_of_another_reader"


def test_a_cursor_older_than_the_tombstones_are_promised_is_refused(two: Scene):
    within, ended = changes(two, limit=2).next_cursor, changes(two).next_cursor
    two.clock.advance(LONGEST_AWAY.total_seconds() - OVERLAP)
    assert changes(two, cursor=ended)
    assert changes(two, cursor=within)
    two.clock.advance(1)
    assert refused(two, MEMBER, ended) == "cursor_expired"
    assert refused(two, MEMBER, within) == "cursor_expired"


def test_a_walk_through_very_old_entries_goes_on(two: Scene):
    two.clock.advance(2 * LONGEST_AWAY.total_seconds())
    first = changes(two, limit=2)
    rest = changes(two, cursor=first.next_cursor)
    assert ids(first) + ids(rest) == [TICKET, *numbered(1, 2, 3, 4, 5)]
