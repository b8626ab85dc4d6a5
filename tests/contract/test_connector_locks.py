"""Asked of every connector: rows, weeks, tickets and people that take no more writes."""

from dataclasses import replace

import pytest

from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from psa_sync.ports import PersonNotFound
from tests.contract.bookings import marked_rows
from tests.contract.connectors import every_page

STATES = ["submitted", "approved", "billed"]
NOTES = frozenset({Group.NOTES})


@pytest.fixture
def booked(psa, draft):
    return psa.connector.create(draft).psa_id


def reworded(draft):
    return replace(draft, content=replace(draft.content, notes="changed too late"))


@pytest.mark.parametrize("state", STATES)
def test_a_locked_row_says_so_wherever_the_psa_shows_it(psa, paul, draft, booked, state):
    psa.sets(what="entry", id=booked, state=state)
    shown = state in psa.case.shown_locks
    assert psa.connector.read(booked, paul).locked is shown
    day = draft.work_date
    rows = every_page(lambda page: psa.connector.rows_of_days(paul, day, day, page))
    assert {row.psa_id: row.locked for row in rows}[booked] is shown


@pytest.mark.parametrize("state", STATES)
def test_a_locked_row_is_refused_as_locked_and_stays_as_it_was(psa, paul, draft, booked, state):
    psa.sets(what="entry", id=booked, state=state)
    before = psa.ledger()[booked]
    for write in (
        lambda: psa.connector.update(booked, reworded(draft), NOTES),
        lambda: psa.connector.delete(booked),
    ):
        with pytest.raises(RejectedError) as caught:
            write()
        assert caught.value.code == "entry_locked"
    assert psa.ledger()[booked] == before


@pytest.mark.parametrize("state", STATES)
def test_a_row_that_was_opened_again_is_written_again(psa, paul, draft, booked, state):
    psa.sets(what="entry", id=booked, state=state)
    psa.sets(what="entry", id=booked, state="open")
    assert psa.connector.read(booked, paul).locked is False
    psa.connector.update(booked, reworded(draft), NOTES)
    assert psa.connector.read(booked, paul).content.notes == "changed too late"
    psa.connector.delete(booked)
    assert psa.ledger()[booked]["deletedAt"]


def test_a_submitted_week_takes_no_new_row_until_it_is_opened(psa, paul, draft):
    week = {"what": "timesheet", "personId": paul.id, "date": draft.work_date.isoformat()}
    psa.sets(**week, state="submitted")
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(draft)
    assert caught.value.code == "period_closed"
    assert marked_rows(psa, draft) == []
    psa.sets(**week, state="open")
    assert psa.connector.create(draft).psa_id in marked_rows(psa, draft)


def test_a_ticket_that_was_closed_takes_no_time_until_it_is_opened(psa, paul, draft, ticket):
    if psa.case.closed_takes_no_time:
        psa.sets(what="quirk", name=psa.case.closed_takes_no_time, on=True)
    number = ticket.id.rpartition(":")[2]
    psa.sets(what="ticket", id=number, state="closed")
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(draft)
    assert caught.value.code == "work_item_closed"
    assert marked_rows(psa, draft) == []
    offered = {item.id for item in psa.work_items(paul) if item.bookable}
    assert ticket.id not in offered
    psa.sets(what="ticket", id=number, state="open")
    assert psa.connector.create(draft).psa_id in marked_rows(psa, draft)


def test_who_has_left_is_not_found_and_gets_no_time(psa, paul, draft):
    psa.sets(what="person", id=paul.id, active=False)
    with pytest.raises(PersonNotFound) as missing:
        psa.connector.find_person("PPierce")
    assert missing.value.code == "user_inactive"
    with pytest.raises(RejectedError) as refused:
        psa.connector.create(draft)
    assert refused.value.vendor_words
    assert marked_rows(psa, draft) == []
    psa.sets(what="person", id=paul.id, active=True)
    assert psa.connector.find_person("PPierce") == paul
