"""Asked of every connector: lists that are wrong without an error, and writes that come late."""

from datetime import timedelta

import pytest

from psa_sync.domain.errors import InDoubtError, TransientError
from tests.builders import NOW
from tests.contract.bookings import marked_rows
from tests.contract.connectors import every_page, until

TODAY = NOW.date()
FIRST = TODAY - timedelta(days=20)


def lists(psa, paul):
    return (
        lambda page: psa.connector.rows_of_days(paul, FIRST, TODAY, page),
        lambda page: psa.connector.changed_rows([paul], NOW_STAMP, NOW, page),
    )


NOW_STAMP = (NOW - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_dropped_filter_gives_no_rows_of_others_and_of_other_days(psa, paul):
    psa.fault("drop_filter", psa.case.list_call, times=None)
    for walk in lists(psa, paul):
        with pytest.raises(TransientError) as caught:
            every_page(walk)
        assert caught.value.code == "psa_answer_senseless"
    with pytest.raises(TransientError):
        psa.connector.stamps_of_days(paul, FIRST, TODAY, None)
    with pytest.raises(TransientError):
        psa.connector.check_filters(paul)
    hits = psa.control("GET", "/faults")["items"][0]["hits"]
    assert hits >= 4


@pytest.mark.parametrize("params", [{"rows": 0}, {"rows": 1}, {"drop": 1}, {"drop": 3}])
def test_a_list_that_lost_rows_on_the_way_never_looks_complete(psa, paul, params):
    whole = [{row.psa_id for row in every_page(walk)} for walk in lists(psa, paul)]
    assert all(len(rows) > 3 for rows in whole)
    psa.fault("truncate_body", psa.case.list_call, times=None, params=params)
    noticed = 0
    for walk, expected in zip(lists(psa, paul), whole, strict=True):
        try:
            found = {row.psa_id for row in every_page(walk)}
        except TransientError:
            noticed += 1
            continue
        assert found == expected
    # A fault that does not know how this vendor writes a list would prove nothing.
    assert noticed


def test_a_new_row_that_lists_do_not_show_yet_is_there_when_asked_for(psa, paul, draft):
    psa_id = psa.connector.create(draft).psa_id
    psa.fault("list_lag", times=None, params={"seconds": 60}, match={"path": psa.case.list_call[1]})
    day = draft.work_date

    def listed():
        rows = every_page(lambda page: psa.connector.rows_of_days(paul, day, day, page))
        return psa_id in {row.psa_id for row in rows}

    assert not listed()
    assert psa.connector.read(psa_id, paul).marker == draft.marker
    psa.clock.advance(60)
    assert listed()


def test_a_changed_row_that_lists_do_not_show_yet_comes_with_a_later_look(psa, paul, draft):
    psa_id = psa.connector.create(draft).psa_id
    psa.clock.advance(3600)
    psa.edits(paul, psa_id, "changed in the PSA")
    psa.fault("list_lag", times=None, params={"seconds": 60}, match={"path": psa.case.list_call[1]})
    position = psa.connector.changed_rows([paul], None, psa.clock(), None).newest
    assert psa.connector.read(psa_id, paul).content.notes == "changed in the PSA"
    psa.clock.advance(60)
    seen = psa.connector.changed_rows([paul], position, psa.clock(), None)
    assert {row.psa_id: row.content.notes for row in seen.rows}[psa_id] == "changed in the PSA"


def test_a_write_that_comes_late_is_in_doubt_and_can_be_found_once_it_came(psa, paul, draft):
    psa.fault("commit_late", psa.case.create_call, params={"seconds": 0.4})
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert marked_rows(psa, draft) == []
    until(lambda: bool(marked_rows(psa, draft)))
    day = draft.work_date
    rows = every_page(lambda page: psa.connector.rows_of_days(paul, day, day, page))
    assert [row.psa_id for row in rows if row.marker == draft.marker] == marked_rows(psa, draft)


@pytest.mark.parametrize(
    ("mode", "params"),
    [("drop_filter", {}), ("truncate_body", {"rows": 0}), ("truncate_body", {"drop": 1})],
)
def test_work_items_are_given_whole_or_not_at_all(psa, paul, mode, params):
    whole = psa.work_items(paul)
    psa.fault(mode, times=None, params=params)
    try:
        found = psa.work_items(paul)
    except TransientError:
        return
    assert found == whole


def test_nobody_is_unknown_because_a_list_was_cut(psa):
    psa.fault("truncate_body", times=None, params={"rows": 0})
    with pytest.raises(TransientError):
        psa.connector.find_person("PPierce")
