from itertools import pairwise

import pytest

from local.simulators.autotask import catalogue, customers
from local.simulators.autotask.people import PROJECT_MANAGER, SENIOR_ENGINEER
from tests.simulators.autotask.tenant_client import (
    API_USER,
    PIERCE,
    PIERCE_ROLE,
    half_an_hour,
    refusal,
)

EVERY = {"op": "gte", "field": "id", "value": 0}
TICKET = 35400


def clause(operator, field, value, **more):
    return {"op": operator, "field": field, "value": value, **more}


def on_contract(autotask, contract):
    ticket = autotask.query("Tickets", clause("eq", "contractID", contract), EVERY)[0]
    return autotask.item("Tickets", ticket["id"])


def test_a_project_shows_the_hours_of_its_tasks_and_not_of_its_tickets(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    seeded = autotask.query("TimeEntries", clause("eq", "taskID", task["id"]), EVERY)
    before = autotask.item("Projects", task["projectID"])["actualHours"]
    assert before >= sum(row["hoursWorked"] for row in seeded) > 0
    fields = {"ticketID": None, "taskID": task["id"], "roleID": task["assignedResourceRoleID"]}
    entry = autotask.booked(**half_an_hour(None, **fields))
    assert autotask.item("Projects", task["projectID"])["actualHours"] == before + 0.5
    end = {"startDateTime": "2026-09-23T14:00:00Z", "endDateTime": "2026-09-23T15:30:00Z"}
    autotask.changes(entry, **end)
    assert autotask.item("Projects", task["projectID"])["actualHours"] == before + 1.5
    autotask.deletes(entry)
    assert autotask.item("Projects", task["projectID"])["actualHours"] == before


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("2026-09-21T21:30:00Z", "2026-09-21T22:30:00Z", ["business", "after"]),
        ("2026-09-21T11:00:00Z", "2026-09-21T12:30:00Z", ["after", "business"]),
        ("2026-09-21T14:00:00Z", "2026-09-21T15:00:00Z", ["business"]),
        ("2026-09-19T14:00:00Z", "2026-09-19T15:00:00Z", ["after"]),
        ("2026-09-21T11:30:00Z", "2026-09-21T22:30:00Z", ["after", "business", "after"]),
    ],
)
def test_time_outside_business_hours_is_split_off(autotask, start, end, codes):
    autotask.quirk("splits_after_hours", on=True)
    span = {"startDateTime": start, "endDateTime": end, "dateWorked": None}
    booked = half_an_hour(billingCodeID=catalogue.REMOTE_SUPPORT, **span)
    first = autotask.booked(**booked)
    rows = autotask.query("TimeEntries", clause("gte", "id", first))
    named = {catalogue.REMOTE_SUPPORT: "business", catalogue.AFTER_HOURS_SUPPORT: "after"}
    assert [named[row["billingCodeID"]] for row in rows] == codes
    assert rows[0]["id"] == first
    assert rows[0]["startDateTime"] == start
    assert rows[-1]["endDateTime"] == end
    for row, after in pairwise(rows):
        assert row["endDateTime"] == after["startDateTime"]
    assert all(row["internalBillingCodeID"] == row["billingCodeID"] for row in rows)


def test_a_work_type_without_one_for_after_hours_is_never_split(autotask):
    autotask.quirk("splits_after_hours", on=True)
    span = {"startDateTime": "2026-09-21T21:30:00Z", "endDateTime": "2026-09-21T22:30:00Z"}
    entry = autotask.booked(**half_an_hour(billingCodeID=catalogue.MAINTENANCE, **span))
    assert autotask.entry(entry)["hoursWorked"] == 1.0


def test_excluded_work_leaves_its_contract_for_the_exclusion_contract(autotask):
    ticket = on_contract(autotask, customers.EXCLUDING_CONTRACT)
    courtesy = half_an_hour(ticket["id"], billingCodeID=catalogue.COURTESY)
    assert autotask.entry(autotask.booked(**courtesy))["contractID"] is None
    change = {"id": customers.EXCLUDING_CONTRACT, "exclusionContractID": 29683750}
    assert autotask.call("PATCH", "/Contracts", change).status_code == 200
    assert autotask.entry(autotask.booked(**courtesy))["contractID"] == 29683750
    paid = half_an_hour(ticket["id"], billingCodeID=catalogue.MAINTENANCE)
    assert autotask.entry(autotask.booked(**paid))["contractID"] == customers.EXCLUDING_CONTRACT


def test_a_set_of_excluded_roles_counts_while_it_is_active(autotask):
    chosen = clause("eq", "contractExclusionSetID", customers.EXCLUSION_SET)
    (contract,) = autotask.query("Contracts", chosen)
    ticket = on_contract(autotask, contract["id"])
    role = {"isActive": True, "isDefault": False, "roleID": PROJECT_MANAGER}
    gate = f"/Resources/{PIERCE}/ServiceDeskRoles"
    assert autotask.call("POST", gate, role).status_code == 200
    entry = half_an_hour(ticket["id"], roleID=PROJECT_MANAGER)
    assert autotask.entry(autotask.booked(**entry))["contractID"] is None
    usual = half_an_hour(ticket["id"], roleID=SENIOR_ENGINEER)
    assert autotask.entry(autotask.booked(**usual))["contractID"] == contract["id"]
    change = {"id": customers.EXCLUSION_SET, "isActive": False}
    assert autotask.call("PATCH", "/ContractExclusionSets", change).status_code == 200
    assert autotask.entry(autotask.booked(**entry))["contractID"] == contract["id"]


def test_a_note_moves_the_ticket_and_comes_back(autotask):
    note = {"title": "Called", "description": "Will call again", "noteType": 1, "publish": 1}
    answer = autotask.call("POST", f"/Tickets/{TICKET}/Notes", note)
    row = autotask.item("TicketNotes", answer.json()["itemId"])
    assert (row["ticketID"], row["creatorResourceID"]) == (TICKET, API_USER)
    assert autotask.item("Tickets", TICKET)["lastActivityDate"] == "2026-09-23T15:00:07Z"
    assert autotask.call("POST", "/TicketNotes", note).status_code == 404
    task = autotask.tasks_of(PIERCE)[0]["id"]
    assert autotask.call("POST", f"/Tasks/{task}/Notes", note).status_code == 200
    assert autotask.item("Tasks", task)["lastActivityDateTime"] == "2026-09-23T15:00:07Z"


def test_a_deleted_attachment_stands_in_the_log_beside_deleted_time(autotask):
    entry = autotask.booked(**half_an_hour(TICKET))
    path = f"/TimeEntries/{entry}/Attachments"
    file = {"attachmentType": "FILE_ATTACHMENT", "fullPath": "a.txt", "publish": 1}
    answer = autotask.call("POST", path, file | {"title": "a.txt", "data": "aGVsbG8h"})
    attachment = answer.json()["itemId"]
    row = autotask.item("TimeEntryAttachments", attachment)
    assert (row["parentID"], row["ticketID"], row["fileSize"]) == (entry, TICKET, 6)
    assert autotask.call("DELETE", f"{path}/{attachment}").status_code == 200
    autotask.deletes(entry)
    logged = autotask.query("DeletedTicketActivityLogs", EVERY)
    assert [(log["typeID"], log["noteOrAttachmentTitle"]) for log in logged] == [
        (3, "a.txt"),
        (2, ""),
    ]


def test_user_defined_fields_are_written_read_and_asked_for_one_at_a_time(autotask):
    own = [{"name": "SITEaccessCODE", "value": "4711"}, {"name": "unknown", "value": "x"}]
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "userDefinedFields": own})
    expected = [{"name": "SiteAccessCode", "value": "4711"}, {"name": "Building", "value": None}]
    assert autotask.item("Tickets", TICKET)["userDefinedFields"] == expected
    asked = clause("eq", "siteAccessCode", "4711", udf=True)
    assert [row["id"] for row in autotask.query("Tickets", asked)] == [TICKET]
    second = clause("eq", "Building", "x", udf=True)
    body = {"filter": [asked, second]}
    assert "user-defined" in refusal(autotask.call("POST", "/Tickets/query", body))
    body = {"filter": [clause("eq", "Floor", "1", udf=True)]}
    text = "Unable to find Floor in the Ticket Entity"
    assert refusal(autotask.call("POST", "/Tickets/query", body)) == text


def test_a_token_nobody_needs_is_given(autotask):
    assert autotask.call("GET", "/Authenticate").json()["authToken"]


def test_texts_that_are_too_long_are_cut(autotask):
    role = {"roleID": PIERCE_ROLE, "summaryNotes": "x" * 32_001}
    assert len(autotask.entry(autotask.booked(**half_an_hour(**role)))["summaryNotes"]) == 32_000
    autotask.quirk("refuses_long_texts", on=True)
    text = "summaryNotes must be less than or equal to 32000 characters."
    assert refusal(autotask.books(**half_an_hour(**role))) == text
