"""Step 8: create a time entry; it is in the PSA's time sheet without another click."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOT


def test_it_stands_in_the_time_sheet_under_your_name_once(technician, psa):
    booking = technician.a_booking(notes="Router swap")
    entry_id = technician.books(**booking)
    entry = technician.waits_until_synced(entry_id)

    (made,) = psa.made_for(entry_id)
    row, zone = made["row"], technician.time_zone()
    assert made["createdBy"] == "api"
    assert psa.person_of(row) == technician.psa_user_id()
    assert psa.notes(row) == "Router swap"
    assert psa.hours(row) == SLOT / timedelta(hours=1)
    day = datetime.fromisoformat(booking["start"]).astimezone(ZoneInfo(zone)).date().isoformat()
    assert psa.day(row, zone) == entry["remote"]["workDate"] == day
    assert entry["remote"]["id"] == str(row["id"])


def test_it_can_be_booked_on_every_kind_of_work(technician, psa):
    kinds = {kind_of(one): one for one in technician.work_items() if one["bookable"]}
    assert len(kinds) >= 3, kinds.keys()
    booked = {kind: technician.books(workItemId=one["id"]) for kind, one in kinds.items()}
    for kind, entry_id in booked.items():
        technician.waits_until_synced(entry_id)
        assert len(psa.made_for(entry_id)) == 1, kind


def test_sent_twice_it_is_one_row(technician, psa):
    booking = technician.a_booking()
    entry_id = technician.books(**booking)
    again = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
    assert again.status_code == 200
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1


def test_what_you_change_and_delete_changes_there_too(technician, psa):
    entry_id = technician.books(notes="Router swap")
    technician.waits_until_synced(entry_id)

    technician.changes(entry_id, notes="Router and switch swap")
    entry = technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == "Router and switch swap"
    assert entry["remote"]["id"] == str(row["id"])

    technician.deletes(entry_id)
    psa.waits_until_gone(entry_id)
    assert len(psa.made_for(entry_id)) == 1
    assert technician.sees(entry_id)["deletedAt"]


def test_while_the_psa_is_away_it_waits_and_goes_out_by_itself(technician, psa):
    ticket = technician.a_ticket()
    psa.breaks("down")
    entry_id = technician.books(workItemId=ticket)
    waiting = technician.waits_for_state(entry_id, "waiting", "in_doubt")
    assert waiting["problem"]["message"]
    psa.heals()
    wait_for("the row", lambda: psa.rows_of(entry_id), ARRIVES_SECONDS)
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1


def kind_of(item):
    """The PSA's own kind, e.g. a ticket of a project."""
    return item["id"].split(":")[1]
