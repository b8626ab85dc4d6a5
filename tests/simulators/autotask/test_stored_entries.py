import pytest

from local.simulators.autotask import catalogue
from tests.simulators.autotask.tenant_client import (
    PIERCE,
    half_an_hour,
    refusal,
)

REGULAR = {
    "resourceID": PIERCE,
    "internalBillingCodeID": catalogue.MEETING,
    "dateWorked": "2026-09-23T00:00:00Z",
    "hoursWorked": 1.5,
}


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
    sent = "Grüße, 5 € ✓ → done"
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes=sent, internalNotes=sent)))
    assert row["summaryNotes"] == row["internalNotes"] == "Grüße, 5 € ? ? done"
    autotask.quirk("replaces_characters", on=False)
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes=sent)))
    assert row["summaryNotes"] == sent


def test_too_long_notes_are_cut_without_a_word(autotask):
    row = autotask.entry(autotask.booked(**half_an_hour(summaryNotes="x" * 32001)))
    assert row["summaryNotes"] == "x" * 32000


def test_notes_can_be_required(autotask):
    autotask.quirk("notes_required", on=True)
    assert "summaryNotes" in refusal(autotask.books(**half_an_hour(summaryNotes=None)))


def test_work_without_a_work_type_takes_the_tenants_first(autotask):
    body = {"companyID": 0, "title": "Bare", "status": 1, "priority": 2}
    ticket = autotask.call("POST", "/Tickets", body).json()["itemId"]
    row = autotask.entry(autotask.booked(**half_an_hour(ticket)))
    assert (row["billingCodeID"], row["contractID"]) == (catalogue.REMOTE_SUPPORT, None)


def test_time_on_internal_projects_is_not_billed_and_posts_to_the_own_company(autotask):
    internal = {"op": "eq", "field": "projectType", "value": 4}
    project = autotask.query("Projects", internal)[0]
    of_project = {"op": "eq", "field": "projectID", "value": project["id"]}
    still_open = {"op": "noteq", "field": "status", "value": 5}
    task = autotask.query("Tasks", of_project, still_open)[0]
    person = {"resourceID": task["assignedResourceID"], "roleID": task["assignedResourceRoleID"]}
    entry = autotask.booked(**half_an_hour(None, taskID=task["id"]) | person)
    assert autotask.entry(entry)["isNonBillable"] is True
    autotask.sets(what="entry", id=entry, state="billed")
    autotask.sets(what="entry", id=entry, state="billed")
    wanted = {"op": "eq", "field": "timeEntryID", "value": entry}
    (item,) = autotask.query("BillingItems", wanted)
    assert (item["companyID"], item["nonBillable"]) == (0, 1)


def test_the_offset_counts_on_the_billed_hours(autotask):
    row = autotask.entry(autotask.booked(**half_an_hour(offsetHours=0.25)))
    assert (row["hoursWorked"], row["hoursToBill"]) == (0.5, 0.75)
