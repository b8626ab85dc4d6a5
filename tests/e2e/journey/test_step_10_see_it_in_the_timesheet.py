"""Step 10: My Timesheets, or Current Timesheet: both sides agree to the second."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOT

SIX_MINUTES = int(SLOT.total_seconds())
DAYS = 7


def test_a_new_entry_is_on_both_sides_of_its_day(technician, psa):
    booking = technician.a_booking()
    day = day_of(technician, booking)
    before = timesheet(technician, day, day)

    technician.waits_until_synced(technician.books(**booking))

    after = timesheet(technician, day, day)
    assert after["unexplainedSeconds"] == 0
    (old,), (new,) = before["days"], after["days"]
    assert new["date"] == day.isoformat()
    assert new["memtimeSeconds"] - old["memtimeSeconds"] == SIX_MINUTES
    assert new["psaSeconds"] - old["psaSeconds"] == SIX_MINUTES


def test_the_week_agrees_with_the_psas_own_time_sheet_to_the_second(technician, psa):
    today = datetime.now(ZoneInfo(technician.time_zone())).date()
    first = today - timedelta(days=DAYS - 1)

    def agrees():
        sheet = timesheet(technician, first, today)
        theirs = psa_side(technician, psa, first, today)
        shown = {one["date"]: one["psaSeconds"] for one in sheet["days"]}
        return sheet if shown == theirs else None

    sheet = wait_for("what is under way to settle", agrees, ARRIVES_SECONDS)
    assert sheet["unexplainedSeconds"] == 0
    assert [one["date"] for one in sheet["days"]] == [
        (first + timedelta(days=number)).isoformat() for number in range(DAYS)
    ]
    assert sum(one["psaSeconds"] for one in sheet["days"]) > 0
    for one in sheet["days"]:
        explained = sum(difference["seconds"] for difference in one["differences"])
        assert one["memtimeSeconds"] - one["psaSeconds"] == explained
        assert all(difference["cause"] for difference in one["differences"])


def test_what_has_not_arrived_is_a_difference_with_a_cause(technician, psa):
    booking = technician.a_booking()
    psa.breaks("rate_limit", psa.case.create_call, params={"retryAfter": 1})
    entry_id = technician.books(**booking)
    technician.waits_for_state(entry_id, "waiting")
    day = day_of(technician, booking)
    sheet = timesheet(technician, day, day)
    (difference,) = (one for one in sheet["days"][0]["differences"] if one["entryId"] == entry_id)
    assert (difference["seconds"], bool(difference["cause"])) == (SIX_MINUTES, True)
    assert sheet["unexplainedSeconds"] == 0
    psa.heals()
    technician.waits_until_synced(entry_id)


def test_a_colleague_does_not_see_it_and_an_admin_does(technician, colleague, admin):
    day = datetime.now(UTC).date().isoformat()
    path = f"/v1/timesheet?app={technician.app}&from={day}&to={day}&userId={technician.user_id}"
    assert admin.ok("GET", path)["days"]
    assert colleague.api.call("GET", path).status_code in {403, 404}


def day_of(technician, booking):
    zone = ZoneInfo(technician.time_zone())
    return datetime.fromisoformat(booking["start"]).astimezone(zone).date()


def timesheet(technician, first, last):
    days = f"from={first.isoformat()}&to={last.isoformat()}"
    return technician.api.ok("GET", f"/v1/timesheet?app={technician.app}&{days}")


def psa_side(technician, psa, first, last):
    """The seconds of each day, added up from the rows that the PSA shows."""
    zone, person = technician.time_zone(), technician.psa_user_id()
    days = {
        (first + timedelta(days=number)).isoformat(): 0 for number in range((last - first).days + 1)
    }
    seconds = Counter(days)
    for row in psa.rows_by(person):
        if (day := psa.day(row, zone)) in days:
            seconds[day] += round(psa.hours(row) * 3600)
    return dict(seconds)
