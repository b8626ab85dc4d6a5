import pytest

from local.simulators.autotask import entities
from tests.simulators.autotask.answers import FACTS, PLURALS, body_faults, row_faults
from tests.simulators.autotask.tenant_client import PIERCE, half_an_hour

EVERY = {"op": "gte", "field": "id", "value": 0}


def test_the_facts_are_about_every_entity_that_is_served():
    assert {entity.name for entity in entities.ALL} == set(FACTS)


@pytest.mark.parametrize("plural", sorted(entity.plural for entity in entities.ALL))
def test_what_an_entity_says_of_itself_and_its_rows_are_as_the_facts_have_them(autotask, plural):
    assert PLURALS[plural] in FACTS
    for path in ("", "/fields", "/userDefinedFields"):
        assert autotask.call("GET", f"/{plural}/entityInformation{path}").status_code == 200
    clause = EVERY
    if plural == "TicketHistory":
        clause = {"op": "eq", "field": "ticketID", "value": 35400}
    autotask.query(plural, clause)


def test_service_calls_are_as_the_facts_have_them(autotask):
    for path in ("/Version", "/ThresholdInformation"):
        assert autotask.call("GET", path).status_code == 200


def wrong(row, **changes):
    return list(row_faults("TimeEntry", row | changes))


def test_a_wrong_row_would_be_noticed(autotask):
    row = autotask.entry(autotask.booked(**half_an_hour()))
    assert wrong(row) == []
    assert wrong(row, hoursWorked=None) == ["TimeEntry.hoursWorked is null"]
    assert "is not I" in wrong(row, resourceID=str(PIERCE))[0]
    assert "is not I" in wrong(row, resourceID=2**31)[0]
    assert "is not T" in wrong(row, startDateTime="2026-09-23 14:00")[0]
    assert "is not B" in wrong(row, showOnInvoice=1)[0]
    assert "midnight" in wrong(row, dateWorked="2026-09-23T01:00:00Z")[0]
    assert "too long" in wrong(row, summaryNotes="x" * 32001)[0]
    assert "not in its list" in wrong(row, timeEntryType=3)[0]
    assert "other fields" in wrong(row, companyID=1)[0]
    short = {name: value for name, value in row.items() if name != "taskID"}
    assert "other fields" in wrong(short)[0]


@pytest.mark.parametrize(
    ("path", "method", "status", "body"),
    [
        ("TimeEntries", "POST", 200, {"itemId": "7"}),
        ("TimeEntries", "POST", 500, {"error": "no"}),
        ("TimeEntries/query/count", "POST", 200, {"count": 3}),
        ("TimeEntries/7", "GET", 200, {"item": None, "more": 1}),
        ("TimeEntries/query", "POST", 200, {"items": []}),
        ("Weather", "GET", 200, {"rain": True}),
        ("Version", "GET", 200, {"majorVersion": 1}),
        ("Tickets/entityInformation/fields", "GET", 200, {"fields": []}),
    ],
)
def test_a_wrong_answer_would_be_noticed(path, method, status, body):
    assert body_faults(path, method, status, body, {})
