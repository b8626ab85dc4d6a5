"""Entries that show a problem: found without a look at the others, by whom they concern."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import ACCOUNT, NOW, USER, a_problem, an_entry, an_id

OTHER = "user-keller"


def troubled(number, minutes=0, **changes):
    problem = a_problem(since=NOW + timedelta(minutes=minutes))
    return an_entry(id=an_id(number), problem=problem, **changes)


def ids(page):
    return [entry.id for entry in page.entries]


def test_only_entries_with_a_problem_are_found(backend):
    backend.entries.save(an_entry(id=an_id(1)))
    saved = backend.entries.save(troubled(2))
    page = backend.entries.with_problems(ACCOUNT)
    assert (page.entries, page.cursor) == ((saved,), None)


def test_an_entry_that_was_mended_is_not_found(backend):
    saved = backend.entries.save(troubled(1))
    mended = backend.entries.save(replace(saved, problem=None))
    assert backend.entries.with_problems(ACCOUNT).entries == ()
    again = backend.entries.save(replace(mended, problem=a_problem(code="psa_refused")))
    assert backend.entries.with_problems(ACCOUNT).entries == (again,)


def test_a_tombstone_that_cannot_leave_is_found(backend):
    backend.entries.save(troubled(1, deleted_at=NOW))
    assert ids(backend.entries.with_problems(ACCOUNT)) == [an_id(1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_a_users_problems_come_oldest_first_across_pages(backend, limit):
    for number, minutes in enumerate([5, 1, 3, 0, 1]):
        backend.entries.save(troubled(number, minutes))
        backend.entries.save(troubled(50 + number, minutes, user_id=OTHER))
    seen, cursor = [], None
    while True:
        page = backend.entries.with_problems(ACCOUNT, user_id=USER, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        seen += ids(page)
        if page.cursor is None:
            break
        cursor = page.cursor
    assert seen == [an_id(number) for number in (3, 1, 4, 2, 0)]


def test_the_account_has_everybodys_problems_user_by_user(backend):
    for number in range(6):
        user = USER if number % 2 else OTHER
        backend.entries.save(troubled(number, 10 - number, user_id=user))
    page = backend.entries.with_problems(ACCOUNT, limit=2)
    seen = [(entry.user_id, entry.id) for entry in page.entries]
    while page.cursor is not None:
        page = backend.entries.with_problems(ACCOUNT, cursor=page.cursor, limit=2)
        seen += [(entry.user_id, entry.id) for entry in page.entries]
    by_user = [[id_ for user, id_ in seen if user == one] for one in (USER, OTHER)]
    assert by_user == [[an_id(5), an_id(3), an_id(1)], [an_id(4), an_id(2), an_id(0)]]
    assert [user for user, _ in seen] in ([USER] * 3 + [OTHER] * 3, [OTHER] * 3 + [USER] * 3)


def test_another_account_has_problems_of_its_own(backend):
    backend.entries.save(troubled(1))
    theirs = backend.entries.save(troubled(1, account="another"))
    assert backend.entries.with_problems("another").entries == (theirs,)
    assert backend.entries.with_problems("another", user_id=USER).entries == (theirs,)


def test_a_cursor_of_the_whole_account_opens_nobody_elses_problems(backend):
    for number in range(4):
        backend.entries.save(troubled(number, number, user_id=USER if number % 2 else OTHER))
    for user in (USER, OTHER):
        mine = set(ids(backend.entries.with_problems(ACCOUNT, user_id=user)))
        for limit in (1, 2, 3):
            cursor = backend.entries.with_problems(ACCOUNT, limit=limit).cursor
            page = backend.entries.with_problems(ACCOUNT, user_id=user, cursor=cursor)
            assert set(ids(page)) <= mine


@pytest.mark.parametrize("cursor", ["", "0", "zzz", "\U0010ffff", "#" * 3000, "\ud800"])
def test_a_cursor_that_somebody_made_up_does_no_harm(backend, cursor):
    backend.entries.save(troubled(1))
    assert set(ids(backend.entries.with_problems(ACCOUNT, cursor=cursor))) <= {an_id(1)}


def test_a_user_with_the_longest_id_there_is_can_have_problems(backend):
    longest = "\U0001f600" * 255
    backend.entries.save(troubled(1, user_id=longest))
    assert ids(backend.entries.with_problems(ACCOUNT, user_id=longest)) == [an_id(1)]
