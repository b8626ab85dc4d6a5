from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.simulators.connectwise.psa import START

FIRST_THREE = ("PPierce", "MKeller", "AHassan")


@pytest.fixture
def takes_no_time(psa):
    return {
        status["id"]
        for board in (1, 2, 3)
        for status in psa.get(f"/service/boards/{board}/statuses")
        if status["timeEntryNotAllowed"]
    }


@pytest.mark.parametrize("identifier", FIRST_THREE)
def test_each_has_primary_secondary_and_unbookable_tickets(psa, takes_no_time, identifier):
    tickets = psa.listed("/service/tickets", conditions=f'resources contains "{identifier}"')
    assert all(identifier in ticket["resources"].split(", ") for ticket in tickets)
    bookable = [one for one in tickets if one["status"]["id"] not in takes_no_time]
    owned = Counter(one["owner"]["identifier"] == identifier for one in bookable)
    assert owned[True] >= 3
    assert owned[False] >= 2
    unbookable = [one for one in tickets if one not in bookable]
    assert any(one["owner"]["identifier"] == identifier for one in unbookable)


@pytest.mark.parametrize("identifier", FIRST_THREE)
def test_each_has_project_tickets(psa, takes_no_time, identifier):
    tasks = psa.listed("/project/tickets", conditions=f'resources contains "{identifier}"')
    assert any(task["status"]["id"] not in takes_no_time for task in tasks)


def test_three_to_six_entries_on_every_working_day_up_to_yesterday(psa):
    paul = psa.member("PPierce")
    rows = psa.listed(
        "/time/entries", conditions=f"member/id={paul['id']} and dateEntered<[2026-03-04T12:00:00Z]"
    )
    zone = ZoneInfo(paul["timeZone"]["name"])
    days = Counter(datetime.fromisoformat(row["timeStart"]).astimezone(zone).date() for row in rows)
    today = START.date()
    span = [today - timedelta(days=back) for back in range(1, 92)]
    assert set(days) == {day for day in span if day.weekday() < 5}
    assert set(days.values()) <= {3, 4, 5, 6}
    assert max(days) == date(2026, 3, 3)


def test_recent_weeks_are_open_and_old_ones_locked(psa):
    statuses = {
        sheet["dateEnd"]: sheet["status"]
        for sheet in psa.listed("/time/sheets", conditions='member/identifier="TBecker"')
    }
    assert statuses["2026-03-07"] == statuses["2026-02-14"] == "Open"
    assert statuses["2026-01-24"] == "ApprovedByTierTwo"
    assert statuses["2025-12-13"] == "Billed"


def test_the_api_member_and_the_one_who_left_are_there(psa):
    former = psa.member("JFormer")
    assert former["inactiveFlag"] is True
    assert psa.ids("/time/entries", conditions=f"member/id={former['id']}") == []
    api = psa.get("/system/members", conditions='licenseClass="A"')
    assert [row["identifier"] for row in api] == ["MemtimeAPI"]


def test_reset_brings_back_the_same_rows_and_gives_no_id_twice(psa):
    before = psa.control("GET", "/ledger")["items"][0]
    first, made = psa.get(f"/time/entries/{before['id']}"), psa.enters()
    callback = {"url": "https://hook.example/?recordId=", "objectId": 1, "type": "time"}
    hook = psa.post("/system/callbacks", {**callback, "level": "owner"})
    psa.control("POST", "/reset")
    psa.get(f"/time/entries/{made['id']}", status=404)
    assert psa.get(f"/time/entries/{before['id']}") == first
    assert psa.control("GET", "/ledger")["items"][0] == before
    assert psa.control("GET", "/requests")["total"] == 2
    assert psa.enters()["id"] > made["id"]
    psa.delete(f"/system/callbacks/{hook['id']}")


COLLECTIONS = (
    "/company/companies",
    "/project/projects",
    "/project/tickets",
    "/service/tickets",
    "/system/members",
    "/time/entries",
    "/time/sheets",
)


def test_a_reset_undoes_whatever_was_done_to_seeded_rows(psa):
    def everything():
        return {path: psa.listed(path) for path in COLLECTIONS}, psa.control("GET", "/ledger")

    psa.control("POST", "/reset")
    before = everything()
    first, second, *_ = before[0]["/time/entries"]
    paul = psa.member("PPierce")
    psa.states(what="ticket", id=5001, state="closed")
    psa.states(what="entry", id=first["id"], state="billed")
    psa.states(what="timesheet", personId=str(paul["id"]), date="2026-03-02", state="approved")
    psa.states(what="entry", id=second["id"], state="open")
    psa.sets(second["id"], notes="other words")
    psa.delete(f"/time/entries/{second['id']}")
    psa.states(what="person", id="PPierce", active=False)
    assert everything() != before
    psa.control("POST", "/reset")
    assert everything() == before
