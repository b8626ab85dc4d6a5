"""Asked of every connector: what reconciliation needs to find what is gone."""

from datetime import timedelta

import pytest

from psa_sync.domain.errors import MissingError
from tests.builders import NOW

TODAY = NOW.date()
FIRST = TODAY - timedelta(days=20)


def every_stamp(psa, paul, first, last):
    stamps, page = [], None
    while True:
        found = psa.connector.stamps_of_days(paul, first, last, page)
        stamps += found.stamps
        page = found.next_page
        if page is None:
            return stamps


def every_row(psa, paul, first, last):
    rows, page = [], None
    while True:
        found = psa.connector.rows_of_days(paul, first, last, page)
        rows += found.rows
        page = found.next_page
        if page is None:
            return rows


def test_stamps_tell_of_each_row_what_the_row_itself_tells(psa, paul):
    rows = every_row(psa, paul, FIRST, TODAY)
    stamps = every_stamp(psa, paul, FIRST, TODAY)
    assert len(rows) > 10
    assert [(one.psa_id, one.work_date, one.last_updated) for one in stamps] == [
        (row.psa_id, row.work_date, row.last_updated) for row in rows
    ]


def test_a_stamp_moves_with_every_change(psa, paul, draft):
    psa_id = psa.connector.create(draft).psa_id
    day = draft.work_date
    (before,) = (one for one in every_stamp(psa, paul, day, day) if one.psa_id == psa_id)
    psa.clock.advance(60)
    psa.edits(paul, psa_id, "changed by Paul")
    (after,) = (one for one in every_stamp(psa, paul, day, day) if one.psa_id == psa_id)
    assert after.last_updated != before.last_updated
    assert after.last_updated == psa.connector.read(psa_id, paul).last_updated


def test_the_count_is_that_of_the_list(psa, paul):
    for first, last in ((FIRST, TODAY), (FIRST, FIRST), (TODAY, TODAY + timedelta(days=1))):
        listed = every_stamp(psa, paul, first, last)
        assert psa.connector.count_of_days(paul, first, last) == len(listed)


def test_a_row_that_a_person_deleted_is_in_no_list_and_not_by_its_id(psa, paul):
    row = every_row(psa, paul, FIRST, TODAY)[3]
    count = psa.connector.count_of_days(paul, FIRST, TODAY)
    psa.control("DELETE", f"/people/{paul.id}/time-entries/{row.psa_id}")
    assert row.psa_id not in {one.psa_id for one in every_stamp(psa, paul, FIRST, TODAY)}
    assert psa.connector.count_of_days(paul, FIRST, TODAY) == count - 1
    with pytest.raises(MissingError):
        psa.connector.read(row.psa_id, paul)


def test_a_filter_that_nothing_can_match_finds_nothing(psa, paul):
    psa.connector.check_filters(paul)


def test_looking_costs_a_call_each(psa, paul):
    before = sum(psa.requests().values())
    psa.connector.stamps_of_days(paul, FIRST, TODAY, None)
    psa.connector.count_of_days(paul, FIRST, TODAY)
    psa.connector.check_filters(paul)
    assert sum(psa.requests().values()) - before <= 4
