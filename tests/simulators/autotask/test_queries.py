import json
from urllib.parse import quote

import pytest
import requests

from tests.simulators.autotask.tenant_client import API, HEADERS, PIERCE, half_an_hour, refusal

ALL = {"op": "gte", "field": "id", "value": 0}


def clause(op, field, value=None):
    return {"op": op, "field": field, "value": value}


def ids(rows):
    return [row["id"] for row in rows]


@pytest.fixture
def people(autotask):
    return autotask.query("Resources", ALL)


def names(autotask, *clauses):
    return [row["userName"] for row in autotask.query("Resources", *clauses)]


@pytest.mark.parametrize(
    ("op", "value", "holds"),
    [
        ("eq", 29682890, lambda row_id: row_id == 29682890),
        ("noteq", 29682890, lambda row_id: row_id != 29682890),
        ("gt", 29682890, lambda row_id: row_id > 29682890),
        ("gte", 29682890, lambda row_id: row_id >= 29682890),
        ("lt", 29682890, lambda row_id: row_id < 29682890),
        ("lte", 29682890, lambda row_id: row_id <= 29682890),
        ("in", [29682890, 29682885, 1], lambda row_id: row_id in (29682890, 29682885)),
        ("notIn", [29682890], lambda row_id: row_id != 29682890),
    ],
)
def test_comparisons_choose_rows(autotask, people, op, value, holds):
    expected = [row_id for row_id in ids(people) if holds(row_id)]
    assert expected
    assert ids(autotask.query("Resources", clause(op, "id", value))) == expected


def test_texts_can_be_matched_in_part_and_in_any_case(autotask):
    assert names(autotask, clause("beginsWith", "userName", "pp")) == ["PPierce"]
    assert names(autotask, clause("endsWith", "lastName", "Connor")) == ["LOConnor"]
    assert names(autotask, clause("contains", "email", "KELLER@")) == ["MKeller"]
    assert names(autotask, clause("eq", "email", "PPierce@Alpine-IT.example")) == ["PPierce"]


def test_case_counts_where_the_tenant_says_so(autotask):
    autotask.quirk("ignores_case_of_strings", on=False)
    assert names(autotask, clause("eq", "userName", "ppierce")) == []
    assert names(autotask, clause("eq", "userName", "PPierce")) == ["PPierce"]


def test_presence_can_be_asked_for(autotask):
    without = names(autotask, clause("notExist", "defaultServiceDeskRoleID"))
    assert without == ["memtimeapi@alpine-it.example"]
    assert "PPierce" in names(autotask, clause("exist", "defaultServiceDeskRoleID"))


def test_empty_fields_match_no_comparison_unless_the_tenant_differs(autotask):
    asked = clause("noteq", "defaultServiceDeskRoleID", 1)
    assert "memtimeapi@alpine-it.example" not in names(autotask, asked)
    autotask.quirk("empty_never_matches", on=False)
    assert "memtimeapi@alpine-it.example" in names(autotask, asked)


def test_clauses_are_joined_by_and_and_groups_nest(autotask):
    active, chen = clause("eq", "isActive", value=True), clause("eq", "firstName", "Chen")
    former = clause("eq", "userName", "JFormer")
    assert names(autotask, active, former) == []
    either = {"op": "or", "items": [chen, former]}
    assert names(autotask, either) == ["JFormer", "CWei"]
    assert names(autotask, {"op": "and", "items": [either, active]}) == ["CWei"]


def test_an_unknown_operator_is_dropped_and_everything_comes_back(autotask, people):
    wrong = clause("ne", "id", 29682885)
    assert ids(autotask.query("Resources", wrong)) == ids(people)
    assert names(autotask, wrong, clause("eq", "userName", "CWei")) == ["CWei"]
    autotask.quirk("drops_unknown_operators", on=False)
    assert "ne" in refusal(autotask.call("POST", "/Resources/query", {"filter": [wrong]}))


def test_an_unknown_field_is_refused_by_name(autotask):
    body = {"filter": [clause("eq", "projectID", 1)]}
    text = "Unable to find projectID in the TimeEntry Entity"
    assert refusal(autotask.call("POST", "/TimeEntries/query", body)) == text
    body = {"filter": [ALL], "IncludeFields": ["id", "companyID"]}
    text = "Unable to find companyID in the TimeEntry Entity"
    assert refusal(autotask.call("POST", "/TimeEntries/query", body)) == text


def test_some_ticket_fields_cannot_be_asked_for(autotask):
    body = {"filter": [ALL], "IncludeFields": ["creatorType"]}
    assert "creatorType" in refusal(autotask.call("POST", "/Tickets/query", body))


@pytest.mark.parametrize("body", [{}, {"filter": None}, {"MaxRecords": 5}])
def test_a_query_needs_a_filter(autotask, body):
    assert "filter" in refusal(autotask.call("POST", "/Tickets/query", body))


def test_a_filter_without_clauses_asks_for_everything_or_is_refused(autotask):
    assert len(autotask.query("Companies")) == 40
    autotask.quirk("refuses_empty_filter", on=True)
    assert "filter" in refusal(autotask.call("POST", "/Companies/query", {"filter": []}))


def test_a_clause_without_a_value_asks_for_what_is_empty_or_is_refused(autotask):
    assert autotask.query("Companies", clause("eq", "parentCompanyID"), ALL)
    for wrong in (clause("noteq", "parentCompanyID"), clause("gt", "id"), clause("eq", "id")):
        assert autotask.query("Companies", wrong) == []
    assert len(autotask.query("Companies", clause("noteq", "companyName"))) == 40
    autotask.quirk("refuses_missing_value", on=True)
    body = {"filter": [clause("eq", "id")]}
    text = "Invalid query syntax. A value is required for field id."
    assert refusal(autotask.call("POST", "/Companies/query", body)) == text


def test_values_must_fit_the_field(autotask):
    body = {"filter": [clause("eq", "id", "x")]}
    text = "Conversion failed when converting varchar 'x' to data type int"
    assert refusal(autotask.call("POST", "/Tickets/query", body)) == text
    body = {"filter": [clause("gte", "lastModifiedDateTime", "soon")]}
    assert "date" in refusal(autotask.call("POST", "/TimeEntries/query", body))


def test_lists_and_or_groups_end_at_500(autotask):
    text = "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions."
    many = clause("in", "id", list(range(501)))
    assert refusal(autotask.call("POST", "/Tickets/query", {"filter": [many]})) == text
    group = {"op": "or", "items": [clause("eq", "id", n) for n in range(501)]}
    assert refusal(autotask.call("POST", "/Tickets/query", {"filter": [group]})) == text
    assert autotask.query("Tickets", clause("in", "id", list(range(35400, 35900))))


def test_pages_hold_at_most_500_rows_by_ascending_id(autotask):
    for asked in ({}, {"MaxRecords": 500}, {"MaxRecords": 9999}):
        answer = autotask.call("POST", "/TimeEntries/query", {"filter": [ALL], **asked}).json()
        assert answer["pageDetails"]["count"] == len(answer["items"]) == 500
        assert ids(answer["items"]) == sorted(ids(answer["items"]))


def test_page_links_walk_on_by_post_with_the_same_body_and_back(autotask):
    body = {"filter": [ALL], "MaxRecords": 100, "IncludeFields": ["id"]}
    first = autotask.call("POST", "/Tickets/query", body).json()
    seen, page, backs = ids(first["items"]), first, []
    while page["pageDetails"]["nextPageUrl"]:
        page = autotask.call("POST", page["pageDetails"]["nextPageUrl"], body).json()
        seen += ids(page["items"])
        backs.append(page["pageDetails"]["prevPageUrl"])
    assert seen == ids(autotask.query("Tickets", ALL))
    assert len(seen) == 300
    assert autotask.call("POST", backs[0], body).json()["items"] == first["items"]


def test_page_links_of_a_post_take_no_get_and_no_empty_body(autotask):
    body = {"filter": [ALL], "MaxRecords": 1}
    link = autotask.call("POST", "/Tickets/query", body).json()["pageDetails"]["nextPageUrl"]
    assert autotask.call("GET", link).status_code == 405
    assert refusal(autotask.call("POST", link))
    assert refusal(autotask.call("POST", link[:-4] + "!!!!", body))


def test_a_query_may_be_a_get_with_links_to_get(autotask):
    search = quote(json.dumps({"filter": [ALL], "MaxRecords": 200, "IncludeFields": ["id"]}))
    first = autotask.call("GET", f"/Tickets/query?search={search}").json()
    second = autotask.call("GET", first["pageDetails"]["nextPageUrl"]).json()
    assert ids(first["items"] + second["items"]) == ids(autotask.query("Tickets", ALL))
    assert refusal(autotask.call("GET", "/Tickets/query?search=nonsense"))


def test_keyset_paging_reaches_every_row_once(autotask):
    seen, last = [], 0
    while page := autotask.query("Tickets", clause("gt", "id", last), MaxRecords=70):
        seen += ids(page)
        last = seen[-1]
    assert len(seen) == len(set(seen)) == 300


def test_counts_need_no_rows(autotask):
    body = {"filter": [clause("eq", "assignedResourceID", PIERCE)]}
    counted = autotask.call("POST", "/Tickets/query/count", body).json()
    assert counted == {"queryCount": len(autotask.query("Tickets", *body["filter"]))}
    search = quote(json.dumps(body))
    assert autotask.call("GET", f"/Tickets/query/count?search={search}").json() == counted


def test_only_the_included_fields_come_back(autotask):
    rows = autotask.query("TimeEntries", ALL, includefields=["ID", "hoursworked"], maxrecords=2)
    assert [set(row) for row in rows] == [{"id", "hoursWorked"}] * 2


def test_query_keys_and_field_names_have_no_case(autotask):
    body = {"FILTER": [{"OP": "EQ", "Field": "USERNAME", "Value": "PPierce"}]}
    answer = autotask.call("POST", "/resources/QUERY", body).json()
    assert ids(answer["items"]) == [PIERCE]


def test_instants_compare_across_offsets_and_fractions(autotask):
    entry = autotask.booked(**half_an_hour())

    def found(op, value):
        asked = clause(op, "lastModifiedDateTime", value), clause("eq", "id", entry)
        return ids(autotask.query("TimeEntries", *asked)) == [entry]

    assert autotask.entry(entry)["lastModifiedDateTime"] == "2026-09-23T15:00:07Z"
    assert found("gte", "2026-09-23T15:00:07Z")
    assert found("gte", "2026-09-23T17:00:07+02:00")
    assert found("eq", "2026-09-23T15:00:07")
    assert not found("gte", "2026-09-23T15:00:07.001Z")
    assert found("lt", "2026-09-23T15:00:07.001Z")
    assert not found("gt", "2026-09-23T15:00:07Z")


def test_instants_may_come_without_a_designator(autotask):
    autotask.quirk("utc_without_designator", on=True)
    entry = autotask.booked(**half_an_hour(summaryNotes="ends with 2026-09-23T14:00:00Z"))
    row = autotask.entry(entry)
    assert row["startDateTime"] == "2026-09-23T14:00:00"
    assert row["summaryNotes"].endswith("Z")


def test_non_billable_time_can_be_invisible(autotask):
    entry = autotask.booked(**half_an_hour(isNonBillable=True))
    asked = clause("eq", "id", entry)
    assert ids(autotask.query("TimeEntries", asked)) == [entry]
    autotask.quirk("hides_non_billable", on=True)
    assert autotask.query("TimeEntries", asked) == []
    assert autotask.entry(entry) is None


def test_ticket_history_takes_one_clause(autotask):
    assert autotask.query("TicketHistory", clause("eq", "ticketID", 35400)) == []
    assert refusal(autotask.call("POST", "/TicketHistory/query", {"filter": [ALL]}))


def test_bodies_that_are_not_json_are_the_frameworks_business(autotask):
    address = f"{autotask.url}{API}/Tickets/query"
    answer = requests.post(address, data="{", headers=HEADERS, timeout=5)
    assert answer.status_code == 400
    assert set(answer.json()) == {"Message"}


@pytest.mark.parametrize(
    "wrong",
    [
        clause("in", "id", []),
        clause("eq", "id", [1, 2]),
        clause("eq", "isActive", "maybe"),
        clause("eq", "internalCost", "dear"),
        clause("eq", "", 1),
        "id gt 0",
    ],
)
def test_clauses_that_make_no_sense_are_refused(autotask, wrong):
    assert refusal(autotask.call("POST", "/Resources/query", {"filter": [wrong]}))


def test_booleans_and_numbers_may_come_as_text(autotask, people):
    inactive = [row["id"] for row in people if not row["isActive"]]
    assert ids(autotask.query("Resources", clause("eq", "isActive", "false"))) == inactive
    assert ids(autotask.query("Resources", clause("eq", "id", str(PIERCE)))) == [PIERCE]
    assert len(autotask.query("Resources", clause("gt", "internalCost", "44.5"))) == len(people)


def test_a_group_of_dropped_clauses_asks_for_nothing(autotask, people):
    group = {"op": "or", "items": [clause("ne", "id", 1), clause("not", "id", 2)]}
    assert ids(autotask.query("Resources", group)) == ids(people)


def test_a_filter_may_be_a_single_object(autotask):
    body = {"filter": clause("eq", "id", PIERCE)}
    assert ids(autotask.call("POST", "/Resources/query", body).json()["items"]) == [PIERCE]
