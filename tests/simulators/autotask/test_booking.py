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

INVALID = "does not exist or is invalid. ; on record number [1]."
NO_ROLE = f"Reference value on field: roleID of timeEntryType: Role {INVALID}"
NO_TICKET = f"Reference value on field: ticketID of type: Ticket {INVALID}"
NO_RESOURCE = f"Reference value on field: resourceID of type: Resource {INVALID}"
NO_PAIR = "The specified AssignedResourceID and AssignedRoleID combination is not currently defined"


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
            NO_ROLE,
        ),
        (
            {"roleID": people.RETIRED_ROLE},
            NO_ROLE,
        ),
        (
            {"roleID": people.PROJECT_MANAGER},
            NO_PAIR,
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
            NO_TICKET,
        ),
        (
            {"resourceID": FORMER},
            NO_RESOURCE,
        ),
        (
            {"resourceID": API_USER},
            NO_RESOURCE,
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
    assert "internalBillingCodeID" in refusal(autotask.books(**half_an_hour(ticketID=None)))


def test_tickets_take_time_of_people_who_are_not_on_them(autotask):
    ticket = autotask.tickets_of(KELLER)[0]
    assert autotask.booked(**half_an_hour(ticket["id"]))


def test_any_active_role_will_do_where_the_gate_is_wide(autotask):
    autotask.quirk("ticket_gate_is_service_desk_roles", on=False)
    assert autotask.booked(**half_an_hour(roleID=people.PROJECT_MANAGER))


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
    assert autotask.item("Tickets", 35400)["assignedResourceRoleID"] == PIERCE_ROLE
