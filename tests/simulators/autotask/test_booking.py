import pytest

from local.simulators.autotask import catalogue, people
from tests.simulators.autotask.tenant_client import (
    API_USER,
    FORMER,
    KELLER,
    KELLER_ROLE,
    PIERCE,
    PIERCE_ROLE,
    half_an_hour,
    refusal,
)

REGULAR = {
    "resourceID": PIERCE,
    "internalBillingCodeID": catalogue.MEETING,
    "dateWorked": "2026-09-23T00:00:00Z",
    "hoursWorked": 1.5,
}


def on_task(task, **others):
    return half_an_hour(ticketID=None, taskID=task["id"], **others)


def test_a_booked_entry_comes_back_as_autotask_stores_it(autotask):
    answer = autotask.books(**half_an_hour())
    assert answer.status_code == 200
    assert set(answer.json()) == {"itemId"}
    row = autotask.entry(answer.json()["itemId"])
    ticket = autotask.item("Tickets", 35400)
    assert row["hoursWorked"] == row["hoursToBill"] == 0.5
    assert row["timeEntryType"] == 2
    assert row["billingCodeID"] == row["internalBillingCodeID"] == ticket["billingCodeID"]
    assert row["contractID"] == ticket["contractID"]
    assert (row["isNonBillable"], row["showOnInvoice"]) == (False, True)
    assert row["createDateTime"] == row["lastModifiedDateTime"] == "2026-09-23T15:00:07Z"
    assert row["creatorUserID"] == row["lastModifiedUserID"] == API_USER
    assert row["billingApprovalDateTime"] is None
    assert len(row) == 31
    assert autotask.history(row["id"]) == [("api", "created")]


def test_body_keys_have_no_case_and_unknown_ones_are_ignored(autotask):
    fields = {name.upper(): value for name, value in half_an_hour().items()}
    entry = autotask.booked(**fields, category="x", projectID=1, hoursToBill=9.0, timeEntryType=6)
    row = autotask.entry(entry)
    assert row["summaryNotes"] == "Replaced PSU"
    assert (row["hoursToBill"], row["timeEntryType"]) == (0.5, 2)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"resourceID": None}, "Value does not exist for the required field resourceID"),
        ({"roleID": None}, "TimeEntries for Tickets must have a roleID"),
        (
            {"startDateTime": None, "endDateTime": None},
            "Must have at least one of hoursWorked or startDateTime/endDateTime",
        ),
        (
            {"startDateTime": None, "endDateTime": None, "hoursWorked": 1},
            "TimeEntries for Service tickets require a start and stop time.",
        ),
        (
            {"endDateTime": None, "hoursWorked": 1},
            "TimeEntries for Service tickets require a start and stop time.",
        ),
        (
            {"taskID": 29687001},
            "Only one of ticketID,taskID and InternallAllocationCodeID can be used at once",
        ),
        (
            {"internalBillingCodeID": catalogue.MEETING},
            "Only one of ticketID,taskID and InternallAllocationCodeID can be used at once",
        ),
        (
            {"endDateTime": "2026-09-23T14:00:00Z"},
            "hoursWorked greater than 24 hours or less than zero hours",
        ),
        (
            {"endDateTime": "2026-09-23T13:00:00Z"},
            "hoursWorked greater than 24 hours or less than zero hours",
        ),
        (
            {"endDateTime": "2026-09-24T14:01:00Z"},
            "hoursWorked greater than 24 hours or less than zero hours",
        ),
        (
            {"roleID": 4711},
            "Reference value on field: roleID of timeEntryType: Role does not exist or is "
            "invalid. ; on record number [1].",
        ),
        (
            {"roleID": people.RETIRED_ROLE},
            "Reference value on field: roleID of timeEntryType: Role does not exist or is "
            "invalid. ; on record number [1].",
        ),
        (
            {"roleID": people.PROJECT_MANAGER},
            "The specified AssignedResourceID and AssignedRoleID combination is not currently "
            "defined",
        ),
        (
            {"billingCodeID": catalogue.MEETING},
            "The given allocation code is not an active general allocation code",
        ),
        (
            {"billingCodeID": catalogue.RETIRED_WORK_TYPE},
            "The given allocation code is not an active general allocation code",
        ),
        (
            {"ticketID": 4711},
            "Reference value on field: ticketID of type: Ticket does not exist or is invalid. ; "
            "on record number [1].",
        ),
        (
            {"resourceID": FORMER},
            "Reference value on field: resourceID of type: Resource does not exist or is "
            "invalid. ; on record number [1].",
        ),
        (
            {"resourceID": API_USER},
            "Reference value on field: resourceID of type: Resource does not exist or is "
            "invalid. ; on record number [1].",
        ),
        (
            {"resourceID": "Paul"},
            "Conversion failed when converting varchar 'Paul' to data type int",
        ),
        ({"isNonBillable": "yes"}, "Value for field isNonBillable must be true or false"),
    ],
)
def test_autotask_refuses_in_its_own_words(autotask, changed, text):
    before = len(autotask.control("GET", "/ledger").json()["items"])
    sent = half_an_hour() | changed
    kept = {name: value for name, value in sent.items() if value is not None}
    assert refusal(autotask.books(**kept)) == text
    assert len(autotask.control("GET", "/ledger").json()["items"]) == before


def test_a_null_boolean_is_refused(autotask):
    answer = autotask.call("POST", "/TimeEntries", half_an_hour() | {"isNonBillable": None})
    assert "isNonBillable" in refusal(answer)


def test_some_work_is_needed(autotask):
    assert "internalBillingCodeID" in refusal(autotask.books(**half_an_hour(ticketID=None) | {}))


def test_tickets_take_time_of_people_who_are_not_on_them(autotask):
    ticket = autotask.tickets_of(KELLER)[0]
    assert autotask.booked(**half_an_hour(ticket["id"]))


def test_any_active_role_will_do_where_the_gate_is_wide(autotask):
    autotask.quirk("ticket_gate_is_service_desk_roles", on=False)
    assert autotask.booked(**half_an_hour(roleID=people.PROJECT_MANAGER))


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


def test_regular_time_needs_no_role_and_is_not_billed(autotask):
    row = autotask.entry(autotask.booked(**REGULAR))
    assert (row["timeEntryType"], row["roleID"], row["isNonBillable"]) == (5, None, True)
    assert (row["hoursWorked"], row["dateWorked"]) == (1.5, "2026-09-23T00:00:00Z")
    wrong = REGULAR | {"internalBillingCodeID": catalogue.REMOTE_SUPPORT}
    assert "allocation code" in refusal(autotask.books(**wrong))
    for hours in (0, -1, 24.5):
        assert "24 hours" in refusal(autotask.books(**REGULAR | {"hoursWorked": hours}))
    assert autotask.booked(**REGULAR | {"hoursWorked": 24})


@pytest.mark.parametrize(
    ("end", "worked", "billed"),
    [
        ("14:01", 0.0167, 0.25),
        ("14:09", 0.15, 0.25),
        ("14:15", 0.25, 0.25),
        ("14:16", 0.2667, 0.5),
        ("14:20", 0.3333, 0.5),
        ("16:40", 2.6667, 2.75),
    ],
)
def test_worked_time_is_exact_and_billed_time_rounds_up(autotask, end, worked, billed):
    fields = half_an_hour(endDateTime=f"2026-09-23T{end}:00Z", hoursWorked=7)
    row = autotask.entry(autotask.booked(**fields))
    assert (row["hoursWorked"], row["hoursToBill"]) == (worked, billed)


def test_courtesy_work_types_make_time_non_billable_unless_said_otherwise(autotask):
    courtesy = half_an_hour(billingCodeID=catalogue.COURTESY)
    assert autotask.entry(autotask.booked(**courtesy))["isNonBillable"] is True
    said = courtesy | {"isNonBillable": False}
    assert autotask.entry(autotask.booked(**said))["isNonBillable"] is False


def test_the_mirrored_work_type_can_be_switched_off(autotask):
    autotask.quirk("mirrors_work_type", on=False)
    assert autotask.entry(autotask.booked(**half_an_hour()))["internalBillingCodeID"] is None


def test_the_date_worked_is_the_local_day_when_it_is_not_sent(autotask):
    evening = {
        "startDateTime": "2026-09-23T01:00:00Z",
        "endDateTime": "2026-09-23T02:00:00Z",
        "dateWorked": None,
    }
    row = autotask.entry(autotask.booked(**half_an_hour(**evening)))
    assert row["dateWorked"] == "2026-09-22T00:00:00Z"
    sent = evening | {"dateWorked": "2026-09-23T23:00:00-05:00"}
    row = autotask.entry(autotask.booked(**half_an_hour(**sent)))
    assert row["dateWorked"] == "2026-09-23T00:00:00Z"


def test_american_evenings_cross_utc_midnight_unless_the_tenant_forbids_it(autotask):
    evening = half_an_hour(startDateTime="2026-09-22T23:30:00Z", endDateTime="2026-09-23T00:30:00Z")
    until_midnight = evening | {"endDateTime": "2026-09-23T00:00:00Z"}
    assert autotask.booked(**evening)
    autotask.quirk("refuses_utc_midnight", on=True)
    assert "midnight" in refusal(autotask.books(**evening))
    assert autotask.booked(**until_midnight)


def test_instants_are_stored_in_utc_without_fractions(autotask):
    fields = half_an_hour(
        startDateTime="2026-09-23T10:00:00.250-04:00", endDateTime="2026-09-23T14:30:00.900"
    )
    row = autotask.entry(autotask.booked(**fields))
    assert row["startDateTime"] == "2026-09-23T14:00:00Z"
    assert row["endDateTime"] == "2026-09-23T14:30:00Z"


def test_notes_lose_what_windows_1252_lacks(autotask):
    sent = "Grüße – 5 € ✓ → done"
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes=sent, internalNotes=sent)))
    assert row["summaryNotes"] == row["internalNotes"] == "Grüße – 5 € ? ? done"
    autotask.quirk("replaces_characters", on=False)
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes=sent)))
    assert row["summaryNotes"] == sent


def test_too_long_notes_are_cut_without_a_word(autotask):
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes="x" * 32001)))
    assert row["summaryNotes"] == "x" * 32000


def test_notes_can_be_required(autotask):
    autotask.quirk("notes_required", on=True)
    assert "summaryNotes" in refusal(autotask.books(**half_an_hour(summaryNotes=None)))


def test_proxy_time_entry_is_a_tenant_setting(autotask):
    for quirk in ("proxy_for_administrators", "proxy_time_entry"):
        autotask.control("POST", "/reset", {})
        autotask.quirk(quirk, on=False)
        assert "permission" in refusal(autotask.books(**half_an_hour()))
    as_pierce = {"ImpersonationResourceId": str(PIERCE)}
    assert autotask.books(as_pierce, **half_an_hour()).status_code == 200
    as_keller = {"ImpersonationResourceId": str(KELLER)}
    assert "permission" in refusal(autotask.books(as_keller, **half_an_hour()))


def test_a_submitted_timesheet_takes_no_new_time(autotask):
    text = "Cannot add time entries to a timesheet that has been submitted."
    for state in ("submitted", "approved"):
        autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-21", state=state)
        assert refusal(autotask.books(**half_an_hour())) == text
    autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-27", state="rejected")
    assert autotask.booked(**half_an_hour())
    keller = {"resourceID": KELLER, "roleID": KELLER_ROLE}
    autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-21", state="submitted")
    assert autotask.booked(**half_an_hour() | keller)


def test_the_same_entry_twice_is_two_rows(autotask):
    first, second = autotask.booked(**half_an_hour()), autotask.booked(**half_an_hour())
    assert first < second


def test_time_moves_the_last_activity_of_its_ticket(autotask):
    autotask.booked(**half_an_hour())
    assert autotask.item("Tickets", 35400)["lastActivityDate"] == "2026-09-23T15:00:07Z"
    assert autotask.item("Tickets", 35400)["lastActivityResourceID"] == API_USER
    assert PIERCE_ROLE == autotask.item("Tickets", 35400)["assignedResourceRoleID"]
