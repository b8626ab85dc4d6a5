"""For each refusal of time, states and rights a call that is answered with it."""

from local.simulators.autotask import catalogue
from local.simulators.autotask.people import NETWORK_ENGINEER, PROJECT_MANAGER
from tests.simulators.autotask.refused_words import CALLS as CALLS
from tests.simulators.autotask.refused_words import MEETING, TICKET, books, call, on_task, span
from tests.simulators.autotask.tenant_client import API_USER, FORMER, PIERCE, half_an_hour

books("no_owner", resourceID=None)
books("one_parent", internalBillingCodeID=catalogue.MEETING)
books("no_time", startDateTime=None, endDateTime=None)
books("ticket_window", startDateTime=None, endDateTime=None, hoursWorked=1)
books("bad_hours", **span("2026-09-23T14:00:00Z", "2026-09-23T14:00:00Z"))
books("over_midnight", "refuses_utc_midnight", **span("2026-09-22T23:00Z", "2026-09-23T01:00Z"))
books("in_future", "refuses_future_time", **span("2026-09-30T14:00Z", "2026-09-30T15:00Z"))
books("too_old", "refuses_old_time", **span("2026-05-01T14:00Z", "2026-05-01T15:00Z"))
books("wrong_work_type", billingCodeID=catalogue.RETIRED_WORK_TYPE)
books("ticket_role", roleID=None)
books("role_missing", roleID=4711)
books("pair_undefined", roleID=NETWORK_ENGINEER)
books("bad_reference", resourceID=FORMER)
books("bad_number", hoursWorked="much")
books("bad_date", dateWorked="soon")
books("bad_flag", showOnInvoice=None, isNonBillable="yes")
books("too_long", "refuses_long_texts", summaryNotes="x" * 32_001)


@call
def task_window(autotask):
    autotask.quirk("tasks_need_window", on=True)
    timeless = {"startDateTime": None, "endDateTime": None, "hoursWorked": 1}
    return autotask.books(**on_task(autotask, **timeless))


@call
def no_date(autotask):
    return autotask.books(**MEETING, hoursWorked=1)


@call
def overlap(autotask):
    autotask.booked(**half_an_hour())
    autotask.quirk("refuses_overlaps", on=True)
    return autotask.books(**half_an_hour())


@call
def wrong_regular_code(autotask):
    fields = MEETING | {"internalBillingCodeID": catalogue.MAINTENANCE}
    return autotask.books(**fields, dateWorked="2026-09-23", hoursWorked=1)


@call
def task_complete(autotask):
    fields = on_task(autotask)
    autotask.sets(what="task", id=fields["taskID"], state="closed")
    return autotask.books(**fields)


@call
def ticket_complete(autotask):
    autotask.quirk("refuses_complete_tickets", on=True)
    return autotask.books(**half_an_hour(autotask.tickets_of(PIERCE, complete=True)[0]["id"]))


@call
def task_role(autotask):
    return autotask.books(**on_task(autotask, roleID=None))


@call
def task_pair(autotask):
    return autotask.books(**on_task(autotask, roleID=PROJECT_MANAGER))


@call
def half_assigned(autotask):
    return autotask.call("PATCH", "/Tickets", {"id": TICKET, "assignedResourceRoleID": None})


@call
def no_department(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    path = f"/Projects/{task['projectID']}/Tasks"
    return autotask.call("PATCH", path, {"id": task["id"], "departmentID": None})


@call
def task_role_invalid(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    change = {"id": task["id"], "assignedResourceRoleID": PROJECT_MANAGER}
    return autotask.call("PATCH", f"/Projects/{task['projectID']}/Tasks", change)


@call
def primary_and_secondary(autotask):
    ticket = autotask.item("Tickets", TICKET)
    link = {"resourceID": ticket["assignedResourceID"], "roleID": ticket["assignedResourceRoleID"]}
    return autotask.call("POST", f"/Tickets/{TICKET}/SecondaryResources", link)


@call
def no_proxy(autotask):
    autotask.quirk("proxy_time_entry", on=False)
    return autotask.books(**half_an_hour())


def in_week(autotask, state):
    entry = autotask.booked(**half_an_hour())
    autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-23", state=state)
    return entry


@call
def add_submitted(autotask):
    in_week(autotask, "submitted")
    return autotask.books(**half_an_hour())


@call
def edit_submitted(autotask):
    return autotask.changes(in_week(autotask, "approved"), summaryNotes="More")


@call
def delete_submitted(autotask):
    return autotask.deletes(in_week(autotask, "submitted"))


@call
def posted(autotask):
    entry = autotask.booked(**half_an_hour())
    autotask.sets(what="entry", id=entry, state="billed")
    return autotask.changes(entry, summaryNotes="More")


@call
def not_creator(autotask):
    recent = {"op": "gte", "field": "dateWorked", "value": "2026-09-21"}
    return autotask.deletes(autotask.query("TimeEntries", recent)[0]["id"])


@call
def no_delete_right(autotask):
    entry = autotask.booked(**half_an_hour())
    autotask.sets(what="permission", name="TimeEntries.delete", allowed=False)
    return autotask.deletes(entry)


@call
def not_permitted(autotask):
    autotask.sets(what="permission", name="TimeEntries.create", allowed=False)
    return autotask.books(**half_an_hour())


@call
def show_on_invoice(autotask):
    entry = autotask.booked(**half_an_hour())
    return autotask.changes(entry, {"ImpersonationResourceId": str(PIERCE)}, summaryNotes="x")


@call
def other_kind_of_work(autotask):
    entry = autotask.booked(**half_an_hour())
    return autotask.changes(entry, ticketID=None, taskID=on_task(autotask)["taskID"])


@call
def nobody(autotask):
    return autotask.control("POST", f"/people/{API_USER}/time-entries", half_an_hour())


@call
def bad_picklist_value(autotask):
    return autotask.call("PATCH", "/Tickets", {"id": TICKET, "status": 99})


@call
def missing_field(autotask):
    return autotask.call("POST", "/Tickets", {"title": "No company"})


@call
def not_found(autotask):
    return autotask.deletes(4711)
