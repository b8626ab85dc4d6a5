import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

OUTAGES = {
    "down": ("down", {}),
    "slower than we wait": ("delay", {"seconds": 3.3}),
    "cut answers": ("truncate_body", {}),
    "out of calls": ("rate_limit", {"retryAfter": 1}),
    "an error page": (
        "status",
        {
            "status": 500,
            "body": "<html><body>Runtime Error</body></html>",
            "headers": {"Content-Type": "text/html"},
        },
    ),
}
LOST_ANSWERS = {
    "commit_then_reset": {},
    "commit_then_timeout": {"seconds": 3.3},  # longer than we wait, shorter than we settle
    "truncate_body": {},
}


@pytest.mark.parametrize(("mode", "params"), OUTAGES.values(), ids=OUTAGES)
def test_an_entry_waits_for_the_psa_and_arrives_once(desks, mode, params):
    for desk in desks:
        desk.psa.breaks(mode, params=params)
    booked = [(desk, desk.books()) for desk in desks]

    for desk, entry_id in booked:
        entry = desk.technician.waits_for_state(entry_id, "waiting", "in_doubt")
        assert entry["problem"]["message"]
        assert entry["problem"]["fix"]
        assert entry["problem"]["retryable"]
        # It may wait for its turn before it was tried.
        wait_for("a call that goes wrong", desk.psa.hits, ARRIVES_SECONDS)
        desk.psa.heals()

    for desk, entry_id in booked:
        entry = desk.technician.waits_until_synced(entry_id)
        assert entry["problem"] is None
        assert len(desk.psa.made_for(entry_id)) == 1


@pytest.mark.parametrize("mode", LOST_ANSWERS)
def test_a_lost_answer_is_one_row_not_two(desks, mode):
    creates = [desk.psa.creates() for desk in desks]
    for desk in desks:
        desk.psa.breaks(mode, desk.psa.case.create_call, times=1, params=LOST_ANSWERS[mode])
    booked = [(desk, desk.books()) for desk in desks]

    for (desk, entry_id), before in zip(booked, creates, strict=True):
        entry = desk.technician.waits_until_synced(entry_id)
        (row,) = desk.psa.made_for(entry_id)
        assert entry["remote"]["id"] == str(row["id"])
        assert desk.psa.hits() == 1
        assert desk.psa.creates() - before == 1


def test_an_edit_during_an_outage_is_what_arrives(desks):
    for desk in desks:
        desk.psa.breaks("down")
    booked = [(desk, desk.books(notes="First words")) for desk in desks]
    for desk, entry_id in booked:
        desk.technician.waits_for_state(entry_id, "waiting", "in_doubt")
        desk.technician.changes(entry_id, notes="Last words")
        desk.psa.heals()

    for desk, entry_id in booked:
        desk.technician.waits_until_synced(entry_id)
        (made,) = desk.psa.made_for(entry_id)
        assert desk.psa.notes(made["row"]) == "Last words"


def test_a_delete_during_an_outage_leaves_no_row(desks):
    booked = [(desk, desk.books()) for desk in desks]
    for desk, entry_id in booked:
        desk.technician.waits_until_synced(entry_id)
        desk.psa.breaks("rate_limit", params={"retryAfter": 1})
        desk.technician.deletes(entry_id)
        assert desk.technician.waits_for_problem(entry_id)["retryable"]
        desk.psa.heals()

    for desk, entry_id in booked:
        desk.psa.waits_until_gone(entry_id)
        assert len(desk.psa.made_for(entry_id)) == 1


@pytest.mark.parametrize("broken", [0, 1])
def test_the_other_psa_is_not_held_up(desks, broken):
    held, free = desks[broken], desks[1 - broken]
    held.psa.breaks("rate_limit", params={"retryAfter": 1})
    waiting = held.books()
    free.technician.waits_until_synced(free.books())
    held.technician.waits_for_state(waiting, "waiting")
    held.psa.heals()
    held.technician.waits_until_synced(waiting)
