"""Whatever makes both sides differ stands in the statement with its cause, on both PSAs."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest

from local.simulated_psas import SIMULATED_PSAS
from psa_sync.domain.timesheet_causes import BEFORE_IMPORT
from tests.integration.bookings import YESTERDAY, a_booking, instant, new_id, path_of
from tests.integration.deployment import ADMIN, MARIA, PAUL

DAY = YESTERDAY.date()
CSV_QUERY = {"format": "csv"}


class Desk:
    """Paul's desk: he books in Memtime and in the PSA, and reads his statement."""

    def __init__(self, deployment, app, psa, paul):
        self.deployment, self.app, self.psa, self.paul = deployment, app, psa, paul
        self.work = deployment.a_ticket(PAUL, app)
        self.screen = SIMULATED_PSAS[app].screen

    def books(self, notes="Router swap", hour=14.0, *, delivers=True, **changes):
        entry_id = new_id()
        span = {"start": instant(hour), "end": instant(hour + 0.5)}
        booking = a_booking(self.work, notes, **(span | changes))
        self.deployment.ok(PAUL, "PUT", path_of(entry_id), booking)
        if delivers:
            self.deployment.pump.deliver()
        return entry_id

    def edits(self, entry_id, *, delivers=False, **changes):
        entry = self.deployment.entry(PAUL, entry_id)
        fields = ("workItemId", "start", "end", "timeZone", "notes")
        booking = {name: entry[name] for name in fields} | changes
        self.deployment.ok(PAUL, "PUT", path_of(entry_id), booking, if_match=entry["version"])
        if delivers:
            self.deployment.pump.deliver()

    def row_of(self, entry_id):
        return str(self.deployment.entry(PAUL, entry_id)["remote"]["id"])

    def changes_there(self, entry_id, start, end):
        path = f"/people/{self.paul['id']}/time-entries/{self.row_of(entry_id)}"
        self.psa.control("PATCH", path, self.screen.span(start, end))

    def statement(self, client=PAUL, first=DAY, last=DAY, **query):
        days = {"from_": first.isoformat(), "to": last.isoformat()}
        found = self.deployment.ok(client, "GET", "/v1/timesheet", app=self.app, **days, **query)
        assert found["unexplainedSeconds"] == 0
        for day in found["days"]:
            apart = day["memtimeSeconds"] - day["psaSeconds"]
            assert sum(one["seconds"] for one in day["differences"]) == apart
        return found

    def told(self, **query):
        """Each difference as (entry, seconds, cause).

        The people of the seed worked before, too: once it is today in New York, too, the day
        before yesterday is older than the import.
        """
        days = self.statement(**query)["days"]
        lines = [one for day in days for one in day["differences"]]
        lines = [one for one in lines if one["entryId"] or one["cause"] != BEFORE_IMPORT]
        return Counter((one["entryId"], one["seconds"], one["cause"]) for one in lines)


@pytest.fixture
def desk(deployment, app, psa, paul):
    return Desk(deployment, app, psa, paul)


def test_without_differences_there_is_nothing_to_explain(desk):
    desk.books()
    found = desk.statement()
    assert (found["psa"]["live"], found["psa"]["code"], found["causes"]) == (True, None, {})
    assert found["psaUser"]["userName"] == "PPierce"
    assert found["days"][0]["psaSeconds"] == found["days"][0]["memtimeSeconds"] >= 1800
    assert desk.told(first=DAY - timedelta(days=1), last=DAY) == Counter()


def test_what_a_person_does_in_the_psa_shows_although_hooks_and_polls_are_off(desk, psa, paul):
    kept, changed, deleted = (desk.books(f"Entry {n}", 9 + n) for n in range(3))
    desk.changes_there(changed, instant(10), instant(11))
    psa.person_deletes(paul["id"], desk.row_of(deleted))
    like = psa.row_of("Entry 0")
    psa.person_books(paul["id"], like, instant(16), instant(16.25), "made there")
    assert desk.told() == Counter(
        [
            (changed, -1800, "changed_in_psa"),
            (deleted, 1800, "deleted_in_psa"),
            (None, -900, "added_in_psa"),
        ]
    )
    words = desk.statement()["causes"]
    assert set(words) == {"changed_in_psa", "deleted_in_psa", "added_in_psa"}
    assert all(one["message"] and one["fix"] and one["who"] for one in words.values())
    desk.deployment.pulls()
    assert desk.told() == Counter([(deleted, 1800, "deleted_in_psa")])
    assert desk.deployment.entry(PAUL, kept)["syncState"] == "synced"


def test_a_row_that_was_moved_to_another_day_shows_on_both(desk):
    moved = desk.books(hour=14)
    early = [
        (YESTERDAY - timedelta(hours=10 - n / 2)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in (0, 1)
    ]
    desk.changes_there(moved, *early)
    first = DAY - timedelta(days=1)
    assert desk.told(first=first) == Counter(
        [(moved, 1800, "changed_in_psa"), (moved, -1800, "changed_in_psa")]
    )


def test_what_waits_in_memtime_has_its_cause(desk, psa):
    waiting = desk.books("Not sent yet", 9, delivers=False)
    assert desk.told() == Counter([(waiting, 1800, "queued")])
    desk.deployment.pump.deliver()
    desk.edits(waiting, end=instant(10))
    assert desk.told() == Counter([(waiting, 1800, "queued")])
    desk.deployment.pump.deliver()
    assert desk.told() == Counter()
    version = desk.deployment.entry(PAUL, waiting)["version"]
    desk.deployment.call(PAUL, "DELETE", path_of(waiting), if_match=version)
    assert desk.told() == Counter([(waiting, -3600, "queued")])


def test_what_the_psa_refused_or_did_not_answer_has_its_cause(desk, psa):
    psa.breaks("status", psa.case.create_call, times=1, params={
        "status": 400, "body": psa.case.no_for_a_reason_of_its_own})  # fmt: skip
    refused = desk.books("Refused", 9)
    code = desk.deployment.entry(PAUL, refused)["problem"]["code"]
    psa.breaks("down")
    parked = desk.books("Parked", 10)
    found = desk.statement()
    assert (found["psa"]["live"], found["psa"]["code"]) == (False, "psa_unreachable")
    assert found["psa"]["reason"]
    waits_for = desk.deployment.entry(PAUL, parked)["problem"]["code"]
    assert waits_for in {"psa_unreachable", "psa_outcome_unknown"}
    assert desk.told() == Counter([(refused, 1800, code), (parked, 1800, waits_for)])


def test_an_answer_that_was_lost_is_no_difference_once_the_row_is_there(desk, psa):
    psa.breaks("commit_then_reset", psa.case.create_call, times=1)
    doubtful = desk.books()
    assert desk.deployment.entry(PAUL, doubtful)["syncState"] == "in_doubt"
    assert desk.told() == Counter()
    psa.breaks("reset_before", psa.case.create_call, times=1)
    lost = desk.books("Lost", 16)
    assert {cause for entry, _, cause in desk.told() if entry == lost} <= {
        "psa_outcome_unknown",
        "psa_unreachable",
    }


def test_a_locked_row_with_an_edit_has_its_cause(desk, psa):
    locked = desk.books()
    state = sorted(psa.case.shown_locks)[0]
    psa.control("POST", "/set", {"what": "entry", "id": int(desk.row_of(locked)), "state": state})
    desk.edits(locked, end=instant(15.5), delivers=True)
    assert desk.told() == Counter([(locked, 3600, "entry_locked")])


def test_hundredths_of_hours_are_rounding(desk, psa):
    odd = desk.books(start=instant(14), end=instant(14 + 1 / 3))
    apart = 1200 - round(psa.hours(psa.row_of("Router swap")) * 3600)
    assert abs(apart) <= 18
    assert desk.told() == Counter([(odd, apart, "rounding")] if apart else [])


def test_a_second_row_names_its_entry(desk, psa):
    psa.breaks("commit_late", psa.case.create_call, times=1, params={"seconds": 4})
    entry_id = desk.books()
    desk.deployment.until(lambda: len(psa.rows()) == 2)
    assert desk.told() == Counter([(entry_id, -1800, "duplicate_row")])


def test_settings_are_causes(desk, psa, paul):
    path = f"/v1/connected-apps/{desk.app}/settings"
    desk.deployment.ok(ADMIN, "PATCH", path, {"direction": "from_psa"})
    held = desk.books("Held", 9)
    assert desk.told() == Counter([(held, 1800, "direction_from_psa")])
    desk.deployment.ok(ADMIN, "PATCH", path, {"direction": "to_psa"})
    desk.deployment.until(lambda: desk.deployment.entry(PAUL, held)["syncState"] == "synced")
    like = psa.row_of("Held")
    psa.person_books(paul["id"], like, instant(16), instant(16.5), "made there")
    desk.deployment.pulls()
    assert desk.told() == Counter([(None, -1800, "added_in_psa")])
    desk.deployment.ok(ADMIN, "PATCH", path, {"direction": "two_way", "entrySync": "manual"})
    draft = desk.books("Draft", 11)
    assert (draft, 1800, "draft") in desk.told()


@pytest.mark.parametrize("app", ["autotask"])
def test_hidden_time_is_told_from_deleted_time(desk, psa):
    hidden = desk.books(billable="no_charge")
    desk.books("Billed", 16, billable="billable")
    psa.control("POST", "/set", {"what": "quirk", "name": "hides_non_billable", "on": True})
    assert (hidden, 1800, "hidden_in_psa") in desk.told()


def test_somebody_who_left_and_an_app_that_is_gone_still_have_a_statement(desk):
    desk.books("Sent", 9)
    root = f"/v1/connected-apps/{desk.app}"
    desk.deployment.call(PAUL, "DELETE", f"{root}/authentication")
    found = desk.statement()
    assert (found["psa"]["code"], found["psaUser"]) == ("user_not_authenticated", None)


@pytest.mark.parametrize("zone", ["America/New_York"])
@pytest.mark.parametrize("month", [(3, 8), (11, 1)], ids=["to summer time", "to winter time"])
def test_on_the_days_on_which_clocks_change_nothing_is_left_over(desk, zone, month):
    day = next(
        date(DAY.year - 1, month[0], n) for n in range(month[1], month[1] + 8)
        if date(DAY.year - 1, month[0], n).weekday() == 6
    )  # fmt: skip
    for number, start in enumerate((5, 6, 7, 14, 27)):
        hour = timedelta(hours=start)
        begin = YESTERDAY.replace(year=day.year, month=day.month, day=day.day) + hour
        end = begin + timedelta(minutes=45)
        span = {"start": begin.isoformat(), "end": end.isoformat()}
        entry = desk.books(f"Entry {number}", **span)
        assert desk.deployment.entry(PAUL, entry)["syncState"] == "synced"
    assert desk.told(first=day - timedelta(days=1), last=day + timedelta(days=1)) == Counter()
    (found,) = desk.statement(first=day, last=day)["days"]
    assert found["memtimeSeconds"] == found["psaSeconds"] >= 4 * 2700


def test_an_entry_over_midnight_is_whole_on_the_day_on_which_it_begins(desk):
    start = YESTERDAY + timedelta(hours=3)  # late in the evening of the day before in New York
    night = desk.books(start=start.isoformat(), end=(start + timedelta(hours=2.5)).isoformat())
    if desk.deployment.entry(PAUL, night)["syncState"] == "synced":
        assert desk.told(first=DAY - timedelta(days=1)) == Counter()
    else:
        assert {cause for entry, _, cause in desk.told(first=DAY - timedelta(days=1))} == {
            desk.deployment.entry(PAUL, night)["problem"]["code"]
        }


# Who reads it, and in which form.


def test_an_admin_reads_everybodys_and_a_member_her_own(desk):
    entry = desk.books()
    desk.changes_there(entry, instant(14), instant(15))
    mine = desk.statement()
    theirs = desk.statement(ADMIN, userId=PAUL.user_id)
    assert (theirs["days"], theirs["userId"]) == (mine["days"], PAUL.user_id)
    days = {"from_": DAY.isoformat(), "to": DAY.isoformat(), "app": desk.app}
    spied = desk.deployment.call(MARIA, "GET", "/v1/timesheet", userId=PAUL.user_id, **days)
    assert (spied.status, spied.code) == (404, "user_unknown")
    assert spied.body.count("Router swap") == 0


@pytest.mark.parametrize(
    ("query", "accept", "is_csv"),
    [
        ({"format": "csv"}, "application/json", True),
        ({"format": "json"}, "text/csv", False),
        ({}, "text/csv", True),
        ({}, "TEXT/CSV; charset=utf-8", True),
        ({}, "text/csv;q=0.5, application/json", False),
        ({}, "application/json;q=0.5, text/csv", True),
        ({}, "text/csv;q=none", False),
        ({}, "*/*", False),
        ({}, "", False),
    ],
)
def test_the_form_is_the_one_that_was_asked_for(settled, query, accept, is_csv):
    days = {"from_": DAY.isoformat(), "to": DAY.isoformat()}
    event = PAUL.event("GET", "/v1/timesheet", app="connectwise", **days, **query)
    event["headers"]["accept"] = accept
    answer = settled.sends(event)
    assert answer.status == 200
    kind = answer.headers["Content-Type"]
    assert kind == ("text/csv; charset=utf-8; header=present" if is_csv else "application/json")
    assert answer.headers["Vary"] == "Accept"
    assert answer.body.startswith("\ufeff") is is_csv


def test_a_table_for_a_spreadsheet_holds_no_formula(desk):
    bad = '=HYPERLINK("https://evil.example","x")'
    desk.books(bad, delivers=False)
    days = {"from_": DAY.isoformat(), "to": DAY.isoformat(), "app": desk.app}
    answer = desk.deployment.call(PAUL, "GET", "/v1/timesheet", **days, **CSV_QUERY)
    assert answer.headers["Content-Disposition"].endswith(f'-{DAY.isoformat()}.csv"')
    lines = csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff"), newline=""))
    day, difference = lines
    assert day["line"] == "day"
    assert (difference["notes"], difference["cause"]) == (f"'{bad}", "queued")


def test_a_form_that_there_is_not(settled):
    days = {"from_": DAY.isoformat(), "to": DAY.isoformat(), "app": "connectwise"}
    answer = settled.call(PAUL, "GET", "/v1/timesheet", **days, format="xlsx")
    assert (answer.status, answer.field_codes) == (422, {("format", "format_invalid")})
