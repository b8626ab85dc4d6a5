from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOTS


def test_an_entry_lives_its_whole_life_in_the_psa(technician, psa):
    entry_id = technician.books(notes="Router swap")
    technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert psa.person_of(row) == technician.psa_user_id()
    assert psa.notes(row) == "Router swap"
    assert psa.hours(row) == 0.1

    technician.changes(entry_id, notes="Router and switch swap")
    entry = technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == "Router and switch swap"
    assert entry["remote"]["id"] == str(row["id"])

    technician.deletes(entry_id)
    psa.waits_until_gone(entry_id)
    assert len(psa.made_for(entry_id)) == 1
    assert technician.sees(entry_id)["deletedAt"]


def test_a_row_of_the_psa_comes_to_memtime_and_follows_its_edits(stack, technician, psa):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    (like,) = psa.rows_of(entry_id)
    feed, (start, end) = technician.feed(), next(SLOTS)

    row = psa.person_books(like, start, end, "Call back, line is stable")
    found = feed.waits_for("the row", lambda one: _is(one, psa, row))
    assert found["origin"] == "psa"
    assert found["notes"] == "Call back, line is stable"
    assert (found["start"], found["end"]) == (start, end)
    assert found["syncState"] == "synced"

    psa.person_edits(row, "Call back, customer is happy")
    stack.info.run_schedule("pull")  # the first time it came by itself
    changed = feed.waits_for(
        "the edit", lambda one: _is(one, psa, row) and one["notes"] != found["notes"]
    )
    assert changed["id"] == found["id"]
    assert changed["notes"] == "Call back, customer is happy"
    assert changed["version"] > found["version"]


def test_edits_of_both_sides_at_once_are_both_kept(technician, psa):
    booking = technician.a_booking()
    entry_id = technician.books(**booking)
    technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    earlier = (datetime.fromisoformat(booking["end"]) - timedelta(minutes=3)).isoformat()

    psa.person_edits(row, "Written in the PSA")
    technician.changes(entry_id, end=earlier)

    wait_for("both edits", lambda: psa.hours(psa.rows_of(entry_id)[0]) < 0.1, ARRIVES_SECONDS)
    entry = technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == entry["notes"] == "Written in the PSA"
    assert entry["durationSeconds"] == 180
    assert psa.hours(row) == entry["remote"]["hours"] == 0.05


def test_the_timesheet_shows_both_sides_and_explains_every_second(technician, psa):
    booking = technician.a_booking()
    start = datetime.fromisoformat(booking["start"])
    day = start.astimezone(ZoneInfo("America/New_York")).date().isoformat()
    before = _timesheet(technician, day)

    technician.waits_until_synced(technician.books(**booking))

    after = _timesheet(technician, day)
    assert after["unexplainedSeconds"] == 0
    (old,), (new,) = before["days"], after["days"]
    assert new["date"] == day
    assert new["memtimeSeconds"] - old["memtimeSeconds"] == 360
    assert new["psaSeconds"] - old["psaSeconds"] == 360


def _is(entry, psa, row):
    remote = entry["remote"]
    return entry["app"] == psa.app and remote and remote["id"] == str(row["id"])


def _timesheet(technician, day):
    return technician.api.ok("GET", f"/v1/timesheet?app={technician.app}&from={day}&to={day}")
