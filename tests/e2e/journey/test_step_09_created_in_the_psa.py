"""Step 9: what you create in the PSA itself comes to Memtime, and what you do to it there."""

from datetime import datetime, timedelta

import pytest

from local.api_client import wait_for
from local.simulated_psas import SIMULATED_PSAS
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOTS


@pytest.fixture
def booked(technician, psa):
    """A row that the technician has entered in the PSA, and the changes from before it."""
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    (like,) = psa.rows_of(entry_id)
    feed, span = technician.feed(), next(SLOTS)
    return psa.person_books(like, *span, "Call back, line is stable"), span, feed


@pytest.fixture
def brake_is_off(app):
    """Another test may have taken so many rows at once that nothing is believed any more."""
    if app.admin.ok("GET", f"{app.path}/brake")["on"]:
        app.admin.ok("POST", f"{app.path}/brake", {"action": "apply"})


def test_it_comes_by_itself(technician, psa, booked):
    row, span, feed = booked
    found = feed.waits_for("the row", lambda one: is_of(one, psa, row))
    assert (found["origin"], found["syncState"]) == ("psa", "synced")
    assert found["notes"] == "Call back, line is stable"
    assert (found["start"], found["end"]) == span
    assert found["userId"] == technician.user_id
    assert psa.made_for(found["id"]) == []


def test_an_edit_there_comes_too_and_an_edit_here_goes_back(technician, psa, booked):
    row, _, feed = booked
    found = feed.waits_for("the row", lambda one: is_of(one, psa, row))

    psa.person_edits(row, "Call back, customer is happy")
    edited = feed.waits_for("the edit", lambda one: changed(one, found))
    assert edited["notes"] == "Call back, customer is happy"
    assert edited["version"] > found["version"]

    technician.changes(found["id"], notes="Call back, and a thank you")
    technician.waits_until_synced(found["id"])
    assert psa.notes(row_now(psa, row)) == "Call back, and a thank you"


@pytest.mark.usefixtures("brake_is_off")
def test_a_delete_there_comes_too_and_its_neighbour_stays(stack, technician, psa):
    gone, kept = technician.books(notes="To be deleted"), technician.books(notes="To stay")
    for entry_id in (gone, kept):
        technician.waits_until_synced(entry_id)
    feed = technician.feed()
    (row,) = psa.rows_of(gone)

    psa.person_deletes(row)
    # Once: it comes by itself every few seconds, and to ask again and again takes all its calls.
    stack.info.run_schedule("reconcile")
    wait_for("the delete", lambda: technician.sees(gone)["deletedAt"], ARRIVES_SECONDS)
    told = feed.waits_for("the tombstone", lambda one: one["id"] == gone and one["deletedAt"])
    assert told["version"] == 2
    assert technician.sees(kept)["deletedAt"] is None
    assert len(psa.made_for(gone)) == 1


def test_a_delete_here_takes_what_was_created_there_or_says_why_not(technician, psa, booked):
    row, _, feed = booked
    found = feed.waits_for("the row", lambda one: is_of(one, psa, row))
    technician.deletes(found["id"])
    if SIMULATED_PSAS[psa.app].takes_peoples_rows_away:
        wait_for("the row to go", lambda: row_now(psa, row) is None, ARRIVES_SECONDS)
        return
    problem = technician.waits_for_problem(found["id"])
    assert (problem["code"], problem["who"]) == ("not_our_row", "technician")
    assert problem["fix"]
    assert row_now(psa, row)
    psa.person_deletes(row)


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


def changed(entry, found):
    return entry["id"] == found["id"] and entry["version"] > found["version"]


def is_of(entry, psa, row):
    remote = entry["remote"]
    return entry["app"] == psa.app and remote and remote["id"] == str(row["id"])


def row_now(psa, row):
    """The row as the PSA has it, nothing where it was deleted."""
    (found,) = (one for one in psa.ledger() if str(one["id"]) == str(row["id"]))
    return None if found["deletedAt"] else found["row"]
