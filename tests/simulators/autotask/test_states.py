import pytest

from tests.simulators.autotask.tenant_client import HEADERS, PIERCE, half_an_hour, refusal


def sets(autotask, expected=200, **asked):
    answer = autotask.control("POST", "/set", asked)
    assert answer.status_code == expected, answer.text
    return answer.json()


@pytest.mark.parametrize("state", ["submitted", "approved", "billed"])
def test_an_entry_is_locked_and_opened_again(autotask, state):
    entry = autotask.booked(**half_an_hour())
    asked = {"what": "entry", "id": entry, "state": state}
    assert sets(autotask, **asked) == asked
    assert refusal(autotask.changes(entry, summaryNotes="late"))
    assert refusal(autotask.deletes(entry))
    assert autotask.entry(entry)["summaryNotes"] == "Replaced PSU"
    sets(autotask, what="entry", id=entry, state="open")
    assert autotask.changes(entry, summaryNotes="late").status_code == 200


def test_a_submitted_week_takes_no_more_time(autotask):
    week = {"what": "timesheet", "personId": PIERCE, "date": "2026-09-22", "state": "submitted"}
    sets(autotask, **week)
    assert "submitted" in refusal(autotask.books(**half_an_hour()))
    sets(autotask, **week | {"state": "open"})
    assert autotask.booked(**half_an_hour())


def test_rights_are_listed_and_taken_away(autotask):
    listed = autotask.control("GET", "/permissions").json()["items"]
    assert {"name": "TimeEntries.create", "allowed": True} in listed
    sets(autotask, what="permission", name="TimeEntries.create", allowed=False)
    assert "adequate permissions" in refusal(autotask.books(**half_an_hour()))
    listed = autotask.control("GET", "/permissions").json()["items"]
    assert {"name": "TimeEntries.create", "allowed": False} in listed


def test_a_person_who_left_owns_no_more_time(autotask):
    sets(autotask, what="person", id=str(PIERCE), active=False)
    assert autotask.item("Resources", PIERCE)["isActive"] is False
    assert "resourceID" in refusal(autotask.books(**half_an_hour()))
    sets(autotask, what="person", id=PIERCE, active=True)
    assert autotask.booked(**half_an_hour())


def test_a_webhook_is_switched_off(autotask):
    fields = {
        "name": "memtime", "isActive": True, "webhookUrl": "https://hook.example/at",
        "deactivationUrl": "https://hook.example/off", "secretKey": "0123456789",
        "sendThresholdExceededNotification": False,
    }  # fmt: skip
    hook = autotask.call("POST", "/TicketWebhooks", fields).json()["itemId"]
    sets(autotask, what="webhook", id=hook, active=False)
    assert autotask.item("TicketWebhooks", hook)["isActive"] is False


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "weather"},
        {"what": "entry", "id": 4711, "state": "open"},
        {"what": "permission", "name": "Nothing.query", "allowed": True},
        {"what": "person", "id": PIERCE, "active": "yes"},
        {},
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(autotask, asked):
    assert " " in sets(autotask, 400, **asked)["message"]


def test_a_restricted_user_reads_nothing_where_the_vendor_says_so(autotask):
    autotask.quirk("restricted_reads_are_empty", on=True)
    every = {"op": "gte", "field": "id", "value": 0}
    assert autotask.query("TimeEntries", every)
    sets(autotask, what="permission", name="TimeEntries.query", allowed=False)
    assert autotask.query("TimeEntries", every) == []
    assert autotask.item("TimeEntries", 900001) is None
    counted = autotask.call("POST", "/TimeEntries/query/count", {"filter": [every]})
    assert counted.json() == {"queryCount": 0}
    assert autotask.query("Tickets", every)


def fault(autotask, mode, **more):
    assert autotask.control("POST", "/faults", {"mode": mode, **more}).status_code == 201


def test_new_time_stays_out_of_lists_for_a_while(autotask):
    entry = autotask.booked(**half_an_hour())
    fault(autotask, "list_lag", params={"seconds": 60})
    mine = {"op": "eq", "field": "id", "value": entry}
    assert autotask.query("TimeEntries", mine) == []
    assert autotask.entry(entry)["id"] == entry
    autotask.clock.passes(seconds=60)
    assert [row["id"] for row in autotask.query("TimeEntries", mine)] == [entry]
    autotask.changes(entry, summaryNotes="changed")
    counted = autotask.call("POST", "/TimeEntries/query/count", {"filter": [mine]})
    assert counted.json() == {"queryCount": 0}


def test_a_list_whose_filter_is_dropped_begins_with_everybody(autotask):
    fault(autotask, "drop_filter", times=2)
    mine = {"op": "eq", "field": "resourceID", "value": PIERCE}
    assert autotask.entry(900001)
    owners = {row["resourceID"] for row in autotask.query("TimeEntries", mine)}
    assert len(owners) == 12
    counted = autotask.call("POST", "/TimeEntries/query/count", {"filter": [mine]})
    assert counted.json()["queryCount"] > 500
    assert {row["resourceID"] for row in autotask.query("TimeEntries", mine)} == {PIERCE}


def test_revoked_credentials_are_wrong_credentials(autotask):
    fault(autotask, "revoke_credentials")
    answer = autotask.call("GET", "/TimeEntries/900001")
    assert (answer.status_code, answer.content) == (401, b"")
    zone = autotask.call("GET", f"/zoneInformation?user={HEADERS['UserName']}")
    assert zone.status_code == 200
    autotask.control("DELETE", "/faults")
    assert autotask.call("GET", "/TimeEntries/900001").status_code == 200
