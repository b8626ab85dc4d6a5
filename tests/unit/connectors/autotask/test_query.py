import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from psa_sync.connectors.autotask.query import (
    AllOf,
    AnyOf,
    Clause,
    Operator,
    Query,
    chunks,
    instant,
    timestamp,
)
from psa_sync.connectors.autotask.schemas import Resource, Ticket, TimeEntry
from tests.unit.connectors.autotask.stories import START, a_row

SINCE = Clause("last_modified_date_time", Operator.AT_LEAST, START)


def test_a_query_is_written_in_autotasks_words():
    query = Query(TimeEntry, (SINCE, Clause("resource_id", Operator.ONE_OF, (5, 7))), after=987650)
    assert json.loads(query.body()) == {
        "MaxRecords": 500,
        "filter": [
            {"op": "gte", "field": "lastModifiedDateTime", "value": "2025-03-04T14:00:00Z"},
            {"op": "in", "field": "resourceID", "value": [5, 7]},
            {"op": "gt", "field": "id", "value": 987650},
        ],
    }


def test_groups_and_empty_fields_are_written_and_only_needed_fields_asked_for():
    still_open = AllOf(
        (Clause("status", Operator.DIFFERS, 5), Clause("completed_date", Operator.EMPTY))
    )
    query = Query(
        Ticket, (AnyOf((still_open, Clause("completed_date", Operator.AT_LEAST, START))),)
    )
    body = json.loads(query.body())
    assert body["filter"] == [
        {
            "op": "or",
            "items": [
                {
                    "op": "and",
                    "items": [
                        {"op": "noteq", "field": "status", "value": 5},
                        {"op": "notExist", "field": "completedDate"},
                    ],
                },
                {"op": "gte", "field": "completedDate", "value": "2025-03-04T14:00:00Z"},
            ],
        }
    ]
    assert {"id", "ticketNumber", "assignedResourceRoleID"} <= set(body["IncludeFields"])


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ((), 500),
        ((Clause("status", Operator.EQUALS, 1),), 500),
        ((AnyOf((SINCE, Clause("resourceID", Operator.EQUALS, 1))),), 500),
        ((SINCE,), 501),
        ((SINCE,), 0),
    ],
)
def test_a_query_that_autotask_would_misread_cannot_be_made(where, rows):
    with pytest.raises(ValueError, match="not a query for TimeEntries"):
        Query(TimeEntry, where, rows=rows)


@pytest.mark.parametrize(
    ("clause", "keeps"),
    [
        (Clause("resource_id", Operator.EQUALS, 29682885), True),
        (Clause("resource_id", Operator.EQUALS, 1), False),
        (Clause("resource_id", Operator.DIFFERS, 1), True),
        (Clause("resource_id", Operator.ONE_OF, (1, 29682885)), True),
        (Clause("resource_id", Operator.ONE_OF, (1, 2)), False),
        (Clause("id", Operator.ABOVE, 987650), True),
        (Clause("id", Operator.ABOVE, 987651), False),
        (Clause("task_id", Operator.EMPTY), True),
        (Clause("ticket_id", Operator.EMPTY), False),
        (Clause("task_id", Operator.EQUALS, 1), False),
        (Clause("task_id", Operator.DIFFERS, 1), True),
        (Clause("summary_notes", Operator.EQUALS, "REPLACED PSU "), True),
        (Clause("start_date_time", Operator.AT_LEAST, START), True),
        (Clause("start_date_time", Operator.AT_MOST, START), True),
        (Clause("start_date_time", Operator.AT_LEAST, START + timedelta(seconds=1)), False),
        (Clause("start_date_time", Operator.AT_MOST, START - timedelta(seconds=1)), False),
    ],
)
def test_a_filter_judges_rows_as_autotask_should(clause, keeps):
    assert Query(TimeEntry, (clause,)).keeps(a_row()) is keeps


def test_groups_judge_as_written():
    no, yes = Clause("resource_id", Operator.EQUALS, 1), Clause("id", Operator.AT_LEAST, 0)
    assert Query(TimeEntry, (AnyOf((no, yes)),)).keeps(a_row())
    assert not Query(TimeEntry, (AllOf((no, yes)),)).keeps(a_row())
    assert not Query(TimeEntry, (AnyOf((no, no)),)).keeps(a_row())


def test_a_tenant_that_compares_by_day_is_excused_but_not_one_that_drops_the_filter():
    row = a_row(lastModifiedDateTime="2025-03-04T00:00:01Z")
    assert not Query(TimeEntry, (SINCE,)).keeps(row)
    assert Query(TimeEntry, (SINCE,)).excuses(row)
    old = a_row(lastModifiedDateTime="2025-03-01T00:00:00Z")
    assert not Query(TimeEntry, (SINCE,)).excuses(old)
    until = Clause("start_date_time", Operator.AT_MOST, START - timedelta(days=2))
    assert not Query(TimeEntry, (until,)).excuses(a_row())
    stranger = Clause("resource_id", Operator.EQUALS, 1)
    assert not Query(TimeEntry, (stranger,)).excuses(row)


def test_the_next_page_asks_behind_the_last_row_and_from_zero_at_first():
    everyone = Clause("id", Operator.AT_LEAST, 0)
    assert len(Query(Resource, (everyone,)).conditions) == 1
    assert Query(Resource, (everyone,), after=0).conditions[1].wire() == {
        "op": "gt",
        "field": "id",
        "value": 0,
    }


def test_long_lists_are_split_and_each_id_asked_for_once():
    parts = list(chunks([5, 3, 5, *range(1000, 1400)]))
    assert [len(part) for part in parts] == [200, 200, 2]
    assert sorted(row_id for part in parts for row_id in part) == [3, 5, *range(1000, 1400)]
    assert list(chunks([])) == []


def test_instants_are_cut_to_seconds_in_utc_both_ways():
    local = datetime(2025, 3, 4, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    assert timestamp(local) == "2025-03-04T14:00:00Z"
    assert instant("2025-03-04T14:00:00") == START
    assert instant("2025-03-04T09:00:00-05:00").tzinfo is UTC
