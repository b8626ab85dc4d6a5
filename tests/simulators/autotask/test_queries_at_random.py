"""Whatever index answers a query, it gives the rows that reading all of them would give."""

import pytest

from tests.simulators.autotask.tenant_client import HASSAN, KELLER, PIERCE, half_an_hour

FIELDS = ("id", "resourceID", "ticketID", "lastModifiedDateTime", "dateWorked", "hoursWorked")
OPERATORS = {
    "eq": lambda value, wanted: value == wanted,
    "noteq": lambda value, wanted: value != wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "in": lambda value, wanted: value in wanted,
    "notIn": lambda value, wanted: value not in wanted,
}


def every_row(autotask):
    rows, last = [], 0
    while page := autotask.query("TimeEntries", {"op": "gt", "field": "id", "value": last}):
        rows += page
        last = page[-1]["id"]
    return rows


def a_clause(randomness, rows):
    field, operator = randomness.choice(FIELDS), randomness.choice(list(OPERATORS))
    values = [row[field] for row in randomness.sample(rows, 40) if row[field] is not None]
    value = values if operator in ("in", "notIn") else values[0]
    return {"op": operator, "field": field, "value": value}


def holds(clause, row):
    if clause["op"] == "and":
        return all(holds(item, row) for item in clause["items"])
    if clause["op"] == "or":
        return any(holds(item, row) for item in clause["items"])
    value = row[clause["field"]]
    return value is not None and OPERATORS[clause["op"]](value, clause["value"])


def a_filter(randomness, rows):
    clauses = [a_clause(randomness, rows) for _ in range(randomness.randint(1, 3))]
    if randomness.random() < 0.5:
        pair = [a_clause(randomness, rows), a_clause(randomness, rows)]
        clauses.append({"op": randomness.choice(("and", "or")), "items": pair})
    return clauses


@pytest.fixture
def busy(autotask, randomness):
    """A tenant whose rows were booked, changed and deleted after the seed."""
    for person in (PIERCE, KELLER, HASSAN):
        role = autotask.item("Resources", person)["defaultServiceDeskRoleID"]
        for ticket in autotask.tickets_of(person)[:5]:
            autotask.clock.passes(seconds=randomness.randrange(3))
            entry = autotask.booked(**half_an_hour(ticket["id"], resourceID=person, roleID=role))
            if randomness.random() < 0.3:
                autotask.deletes(entry)
            elif randomness.random() < 0.5:
                autotask.changes(entry, endDateTime="2026-09-23T15:00:00Z")
    return autotask


def test_filters_choose_the_rows_that_a_full_read_would(busy, randomness):
    rows = every_row(busy)
    matched = 0
    for _ in range(60):
        clauses = a_filter(randomness, rows)
        expected = [row["id"] for row in rows if all(holds(one, row) for one in clauses)]
        body = {"filter": clauses, "IncludeFields": ["id"]}
        counted = busy.call("POST", "/TimeEntries/query/count", body).json()
        assert counted == {"queryCount": len(expected)}, clauses
        page = busy.query("TimeEntries", *clauses, IncludeFields=["id"])
        assert [row["id"] for row in page] == expected[:500], clauses
        matched += bool(expected)
    assert matched
