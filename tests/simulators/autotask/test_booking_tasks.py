from local.simulators.autotask import people
from tests.simulators.autotask.tenant_client import (
    KELLER,
    KELLER_ROLE,
    PIERCE,
    half_an_hour,
    refusal,
)


def on_task(task, **others):
    return half_an_hour(ticketID=None, taskID=task["id"], **others)


def test_task_time_needs_the_assignment_with_that_role(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    assert autotask.entry(autotask.booked(**on_task(task)))["timeEntryType"] == 6
    text = "This roleID is not valid for this Task and Resource"
    assert refusal(autotask.books(**on_task(task, roleID=people.ENGINEER))) == text
    keller = {"resourceID": KELLER, "roleID": KELLER_ROLE}
    assert refusal(autotask.books(**on_task(task) | keller)) == text
    secondary = {"taskID": task["id"], **keller}
    added = autotask.call("POST", f"/Tasks/{task['id']}/SecondaryResources", secondary)
    assert added.status_code == 200
    assert autotask.booked(**on_task(task) | keller)
    assert refusal(autotask.books(**on_task(task, roleID=None)))


def test_task_time_may_be_hours_only_unless_start_and_stop_are_asked_for(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    hours = on_task(task, startDateTime=None, endDateTime=None, hoursWorked=0.87)
    row = autotask.entry(autotask.booked(**hours))
    assert (row["hoursWorked"], row["hoursToBill"], row["startDateTime"]) == (0.87, 1.0, None)
    autotask.quirk("tasks_need_window", on=True)
    assert "start and stop" in refusal(autotask.books(**hours))
    assert autotask.booked(**on_task(task))


def test_the_contract_may_ask_for_start_and_stop_on_tasks(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    project = autotask.item("Projects", task["projectID"])
    contract = {"id": project["contractID"], "timeReportingRequiresStartAndStopTimes": 1}
    assert autotask.call("PATCH", "/Contracts", contract).status_code == 200
    hours = on_task(task, startDateTime=None, endDateTime=None, hoursWorked=1)
    assert "start and stop" in refusal(autotask.books(**hours))


def test_a_date_is_needed_without_a_start(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    hours = on_task(task, startDateTime=None, endDateTime=None, hoursWorked=1, dateWorked=None)
    text = "dateWorked is required when no value is supplied for startDateTime"
    assert refusal(autotask.books(**hours)) == text


def test_completed_tasks_take_no_time_completed_tickets_by_setting(autotask):
    task = autotask.tasks_of(PIERCE, complete=True)[0]
    text = "Time cannot be entered against a task that is complete."
    assert refusal(autotask.books(**on_task(task))) == text
    ticket = autotask.tickets_of(PIERCE, complete=True)[0]
    assert autotask.booked(**half_an_hour(ticket["id"]))
    autotask.quirk("refuses_complete_tickets", on=True)
    assert "complete" in refusal(autotask.books(**half_an_hour(ticket["id"])))
