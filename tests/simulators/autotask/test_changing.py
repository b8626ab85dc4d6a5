import pytest

from local.simulators.autotask import catalogue
from tests.simulators.autotask.tenant_client import (
    API_USER,
    HEADERS,
    KELLER,
    PIERCE,
    half_an_hour,
    refusal,
)

NO_RECORD = (
    "No message. No matching records found. The logged in Resource may not have the required "
    "permissions to {} the data."
)


@pytest.fixture
def entry(autotask):
    booked = autotask.booked(**half_an_hour())
    autotask.clock.passes(minutes=5)
    return booked


@pytest.fixture
def task_entry(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    fields = half_an_hour(ticketID=None, taskID=task["id"], startDateTime=None, endDateTime=None)
    return autotask.booked(**fields, hoursWorked=2.0)


def test_only_sent_fields_change(autotask, entry):
    before = autotask.entry(entry)
    answer = autotask.changes(entry, summaryNotes="Replaced both PSUs")
    assert (answer.status_code, answer.json()) == (200, {"itemId": entry})
    moved = {
        "summaryNotes": "Replaced both PSUs",
        "lastModifiedDateTime": "2026-09-23T15:05:07Z",
        "lastModifiedUserID": API_USER,
    }
    assert autotask.entry(entry) == before | moved
    assert autotask.history(entry) == [("api", "created"), ("api", "updated")]


def test_hours_alone_change_nothing_where_there_is_a_window(autotask, entry):
    before = autotask.entry(entry)
    assert autotask.changes(entry, hoursWorked=3).status_code == 200
    assert autotask.entry(entry) == before
    assert autotask.history(entry) == [("api", "created")]


def test_hours_follow_a_new_window(autotask, entry):
    assert autotask.changes(entry, endDateTime="2026-09-23T14:50:00Z").status_code == 200
    row = autotask.entry(entry)
    assert (row["hoursWorked"], row["hoursToBill"]) == (0.8333, 1.0)


def test_hours_alone_do_change_where_there_is_no_window(autotask, task_entry):
    assert autotask.changes(task_entry, hoursWorked=2.67).status_code == 200
    assert autotask.entry(task_entry)["hoursWorked"] == 2.67


def test_read_only_fields_and_the_owner_are_ignored(autotask, entry):
    before = autotask.entry(entry)
    ignored = {"hoursToBill": 9, "timeEntryType": 6, "creatorUserID": 1, "resourceID": KELLER}
    assert autotask.changes(entry, **ignored).status_code == 200
    assert autotask.entry(entry) == before


def test_an_unchanged_row_can_still_be_touched_in_other_tenants(autotask, entry):
    autotask.quirk("keeps_modified_on_no_change", on=False)
    autotask.changes(entry, summaryNotes="Replaced PSU")
    assert autotask.entry(entry)["lastModifiedDateTime"] == "2026-09-23T15:05:07Z"


def test_the_owner_can_change_in_other_tenants(autotask, entry):
    autotask.quirk("ignores_resource_change", on=False)
    role = autotask.item("Resources", KELLER)["defaultServiceDeskRoleID"]
    assert autotask.changes(entry, resourceID=KELLER, roleID=role).status_code == 200
    assert autotask.entry(entry)["resourceID"] == KELLER


def test_a_changed_entry_obeys_the_same_rules(autotask, entry):
    before = autotask.entry(entry)
    assert "24 hours" in refusal(autotask.changes(entry, endDateTime="2026-09-23T13:00:00Z"))
    assert "start and stop" in refusal(autotask.changes(entry, endDateTime=None))
    assert "allocation code" in refusal(autotask.changes(entry, billingCodeID=catalogue.MEETING))
    assert autotask.entry(entry) == before


def test_time_moves_between_tickets_and_takes_the_contract_along(autotask, entry):
    other = autotask.tickets_of(PIERCE)[1]
    assert autotask.changes(entry, ticketID=other["id"]).status_code == 200
    row = autotask.entry(entry)
    assert (row["ticketID"], row["contractID"]) == (other["id"], other["contractID"])


def test_time_never_moves_between_tickets_and_tasks(autotask, entry, task_entry):
    task = autotask.entry(task_entry)["taskID"]
    text = "This taskID does not reference a valid Task"
    assert refusal(autotask.changes(entry, taskID=task)) == text
    assert refusal(autotask.changes(entry, ticketID=None, taskID=task)) == text
    assert "valid Ticket" in refusal(autotask.changes(task_entry, ticketID=35400))
    text = "Only one of ticketID,taskID and InternallAllocationCodeID can be used at once"
    assert refusal(autotask.changes(entry, internalBillingCodeID=catalogue.MEETING)) == text
    assert refusal(autotask.changes(task_entry, internalBillingCodeID=catalogue.MEETING)) == text
    assert refusal(autotask.changes(entry, ticketID=None)) == text


def test_the_mirrored_work_type_follows_and_may_be_sent_back_as_it_is(autotask, entry):
    mirrored = autotask.entry(entry)["internalBillingCodeID"]
    same = {"internalBillingCodeID": mirrored, "billingCodeID": catalogue.ONSITE_SUPPORT}
    assert autotask.changes(entry, **same).status_code == 200
    assert autotask.entry(entry)["internalBillingCodeID"] == catalogue.ONSITE_SUPPORT


def test_a_patch_needs_an_id_that_exists(autotask):
    body = {"summaryNotes": "x"}
    assert "id" in refusal(autotask.call("PATCH", "/TimeEntries", body))
    assert refusal(autotask.changes(4711, **body)) == NO_RECORD.format("update")


def test_put_empties_what_is_not_sent(autotask, entry):
    autotask.changes(entry, internalNotes="inside")
    answer = autotask.call("PUT", "/TimeEntries", {"id": entry, **half_an_hour()})
    assert answer.status_code == 200
    assert autotask.entry(entry)["internalNotes"] is None
    incomplete = {"id": entry, "summaryNotes": "x"}
    assert refusal(autotask.call("PUT", "/TimeEntries", incomplete))


def test_posted_time_is_refused_and_has_a_billing_item(autotask, entry):
    before = autotask.entry(entry)
    autotask.sets(what="entry", id=entry, state="billed")
    posted = autotask.entry(entry)
    assert posted["billingApprovalDateTime"] == "2026-09-23T15:05:07Z"
    assert posted["lastModifiedDateTime"] == before["lastModifiedDateTime"]
    wanted = {"op": "in", "field": "timeEntryID", "value": [entry]}
    (item,) = autotask.query("BillingItems", wanted)
    assert (item["quantity"], item["ticketID"]) == (0.5, 35400)
    assert "posted" in refusal(autotask.changes(entry, summaryNotes="x"))
    assert "posted" in refusal(autotask.deletes(entry))
    autotask.sets(what="entry", id=entry, state="open")
    assert autotask.query("BillingItems", wanted) == []
    assert autotask.entry(entry) == before
    assert autotask.changes(entry, summaryNotes="x").status_code == 200


def test_posting_moves_the_last_change_in_other_tenants(autotask, entry):
    autotask.quirk("posting_touches_row", on=True)
    autotask.sets(what="entry", id=entry, state="billed")
    assert autotask.entry(entry)["lastModifiedDateTime"] == "2026-09-23T15:05:07Z"


def test_submitted_time_is_neither_changed_nor_deleted(autotask, entry):
    autotask.sets(what="entry", id=entry, state="submitted")
    assert "submitted" in refusal(autotask.changes(entry, summaryNotes="x"))
    text = "You do not have permission to delete time entries that have been submitted."
    assert refusal(autotask.deletes(entry)) == text
    autotask.sets(what="entry", id=entry, state="open")
    assert autotask.deletes(entry).status_code == 200


def test_time_cannot_move_into_a_submitted_week(autotask, entry):
    autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-16", state="approved")
    assert "submitted" in refusal(autotask.changes(entry, dateWorked="2026-09-16"))


def test_a_deleted_entry_is_gone_and_remembered_in_the_log(autotask, entry):
    row = autotask.entry(entry)
    assert autotask.deletes(entry).json() == {"itemId": entry}
    assert autotask.entry(entry) is None
    since = {"op": "gte", "field": "deletedDateTime", "value": "2026-09-23T15:05:00Z"}
    (log,) = autotask.query("DeletedTicketActivityLogs", since)
    kept = ("startDateTime", "endDateTime", "hoursWorked", "ticketID")
    assert [log[name] for name in kept] == [row[name] for name in kept]
    assert (log["createdByResourceID"], log["deletedByResourceID"]) == (API_USER, API_USER)
    assert log["ticketNumber"] == autotask.item("Tickets", 35400)["ticketNumber"]
    assert autotask.history(entry) == [("api", "created"), ("api", "deleted")]
    assert refusal(autotask.deletes(entry)) == NO_RECORD.format("delete")


def test_deleted_task_time_has_its_own_log_and_regular_time_none(autotask, task_entry):
    regular = autotask.booked(
        resourceID=PIERCE,
        internalBillingCodeID=catalogue.MEETING,
        dateWorked="2026-09-23",
        hoursWorked=1,
    )
    task = autotask.entry(task_entry)["taskID"]
    assert autotask.deletes(task_entry).status_code == 200
    assert autotask.deletes(regular).status_code == 200
    every = {"op": "gte", "field": "id", "value": 0}
    assert [log["taskID"] for log in autotask.query("DeletedTaskActivityLogs", every)] == [task]
    assert autotask.query("DeletedTicketActivityLogs", every) == []


def test_only_the_creator_deletes_over_the_api(autotask):
    recent = {"op": "gte", "field": "dateWorked", "value": "2026-09-21"}
    theirs = autotask.query("TimeEntries", recent)[0]["id"]
    text = "You do not have permission to delete time entries that you did not create."
    assert refusal(autotask.deletes(theirs)) == text


def test_an_entry_that_is_not_there_is_an_empty_item(autotask):
    answer = autotask.call("GET", "/TimeEntries/4711", headers=HEADERS)
    assert (answer.status_code, answer.json()) == (200, {"item": None})
