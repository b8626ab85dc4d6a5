"""Scenes of time entries, each with one comparable outcome."""

from local.simulators.autotask import catalogue
from local.simulators.autotask.people import NETWORK_ENGINEER
from tests.simulators.autotask.scene_words import (
    COMPLETE,
    EVERY,
    OPEN,
    at_screen,
    clause,
    entered,
    found,
    scene,
    status_of,
    window,
)
from tests.simulators.autotask.tenant_client import HEADERS, KELLER, PIERCE, PIERCE_ROLE


@scene
def strange_characters(stage):
    return entered(stage, **window("00:10", "00:20"), summaryNotes="Fixed ✓")["summaryNotes"]


@scene
def somebody_elses_role(stage):
    return at_screen(stage, **window("00:20", "00:30"), roleID=NETWORK_ENGINEER)[0]


@scene
def work_type_of_a_ticket(stage):
    row = entered(stage, **window("00:30", "00:40"))
    return row["internalBillingCodeID"] == row["billingCodeID"]


@scene
def booked_by_the_api_user(stage):
    fields = {"resourceID": PIERCE, "ticketID": OPEN, "roleID": PIERCE_ROLE, "summaryNotes": "x"}
    return status_of(stage, "POST", "/TimeEntries", fields | window("00:40", "00:50"))


@scene
def across_midnight(stage):
    span = {"startDateTime": "2026-09-22T23:50:00Z", "endDateTime": "2026-09-23T00:05:00Z"}
    return at_screen(stage, **span)[0]


@scene
def on_a_complete_ticket(stage):
    return at_screen(stage, ticketID=COMPLETE, **window("01:00", "01:10"))[0]


@scene
def hours_on_a_task(stage):
    task = stage.autotask.tasks_of(PIERCE)[0]["id"]
    hours = {"dateWorked": "2026-09-23", "hoursWorked": 1}
    return at_screen(stage, ticketID=None, taskID=task, **hours)[0]


@scene
def without_notes(stage):
    return at_screen(stage, summaryNotes=None, **window("01:10", "01:20"))[0]


@scene
def changed_to_what_it_was(stage):
    row = entered(stage, **window("01:20", "01:30"))
    stage.autotask.clock.passes(seconds=1)
    path = f"/people/{PIERCE}/time-entries/{row['id']}"
    answer = stage.autotask.control("PATCH", path, {"summaryNotes": row["summaryNotes"]})
    same = answer.json().get("lastModifiedDateTime") == row["lastModifiedDateTime"]
    return answer.status_code, same


@scene
def given_to_somebody_else(stage):
    row = entered(stage, **window("01:30", "01:40"))
    path = f"/people/{PIERCE}/time-entries/{row['id']}"
    answer = stage.autotask.control("PATCH", path, {"resourceID": KELLER})
    return answer.status_code, answer.json().get("resourceID")


@scene
def posted(stage):
    row = entered(stage, **window("01:40", "01:50"))
    stage.autotask.clock.passes(seconds=1)
    stage.autotask.sets(what="entry", id=row["id"], state="billed")
    now = stage.autotask.entry(row["id"])
    return now["lastModifiedUserID"] == row["lastModifiedUserID"]


@scene
def approved_with_its_contract(stage):
    row = entered(stage, **window("01:50", "02:00"))
    return stage.autotask.entry(row["id"])["billingApprovalDateTime"] is not None


@scene
def changed_in_somebody_elses_name(stage):
    row = entered(stage, **window("02:00", "02:10"))
    headers = HEADERS | {"ImpersonationResourceId": str(PIERCE)}
    body = {"id": row["id"], "summaryNotes": "More"}
    return status_of(stage, "PATCH", "/TimeEntries", body, headers)


@scene
def not_billable(stage):
    row = entered(stage, isNonBillable=True, **window("02:10", "02:20"))
    return found(stage, "TimeEntries", clause("eq", "id", row["id"]))


@scene
def beyond_business_hours(stage):
    span = window("21:30", "22:30", "2026-09-21")
    before = found(stage, "TimeEntries", clause("gte", "startDateTime", span["startDateTime"]))
    entered(stage, billingCodeID=catalogue.REMOTE_SUPPORT, **span)
    after = found(stage, "TimeEntries", clause("gte", "startDateTime", span["startDateTime"]))
    return after - before


@scene
def excluded_from_its_contract(stage):
    ticket = stage.autotask.query("Tickets", clause("eq", "contractID", 29683748), EVERY)[0]
    row = entered(
        stage, ticketID=ticket["id"], billingCodeID=catalogue.COURTESY, **window("02:20", "02:30")
    )
    return row["contractID"]


@scene
def after_its_contract_ended(stage):
    ticket = stage.autotask.item("Tickets", OPEN)
    contract = stage.autotask.item("Contracts", ticket["contractID"])
    change = {"id": contract["id"], "status": 0}
    assert status_of(stage, "PATCH", "/Contracts", change) == 200
    row = entered(stage, **window("02:30", "02:40"))
    assert status_of(stage, "PATCH", "/Contracts", change | {"status": 1}) == 200
    return row["contractID"] is None


@scene
def beside_other_time(stage):
    entered(stage, **window("02:40", "02:50"))
    return at_screen(stage, **window("02:45", "02:55"))[0]


@scene
def next_week(stage):
    return at_screen(stage, **window("03:00", "03:10", "2026-09-30"))[0]


@scene
def last_spring(stage):
    return at_screen(stage, **window("03:00", "03:10", "2026-05-06"))[0]


@scene
def submitted(stage):
    row = entered(stage, **window("03:10", "03:20"))
    week = {"what": "timesheet", "personId": PIERCE, "date": "2026-09-23"}
    stage.autotask.sets(**week, state="submitted")
    now = stage.autotask.entry(row["id"])
    stage.autotask.sets(**week, state="open")
    return now["lastModifiedUserID"] == row["lastModifiedUserID"]


@scene
def a_delete_in_the_log(stage):
    before = found(stage, "DeletedTicketActivityLogs", EVERY)
    row = entered(stage, **window("03:20", "03:30"))
    stage.autotask.control("DELETE", f"/people/{PIERCE}/time-entries/{row['id']}")
    return found(stage, "DeletedTicketActivityLogs", EVERY) - before
