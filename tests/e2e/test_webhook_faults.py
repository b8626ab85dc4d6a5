"""Hooks that are switched off, and messages that are lost, doubled or late, on the real stack."""

import re

import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

NUMBER = re.compile(r"[0-9]+$")


@pytest.fixture
def listening(stack, psa):
    def is_listening():
        apps = stack.api(stack.info.tokens.admin).ok("GET", "/v1/connected-apps")["items"]
        mine = next(one["connection"] for one in apps if one["app"] == psa.app)
        return mine["webhooks"]["state"] == "listening"

    wait_for("the hooks", is_listening, ARRIVES_SECONDS)
    return psa


def messages(psa):
    return psa.control("GET", "/webhooks")["items"]


def believed(psa, hook=""):
    sent = (one for one in messages(psa) if hook in {"", one["hook"]})
    return [one for one in sent if 202 in {attempt["status"] for attempt in one["attempts"]}]


def moves(psa, ticket):
    """A person closes a ticket and opens it again."""
    psa.closes(ticket)
    psa.opens(ticket)


def test_a_hook_that_is_off_is_on_again_after_one_cycle_and_nothing_is_lost(
    stack, technician, listening
):
    psa, ticket = listening, technician.a_ticket()
    known = len(believed(psa))
    moves(psa, ticket)
    told = wait_for("a message", lambda: believed(psa)[known:], ARRIVES_SECONDS)[-1]
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    number = NUMBER.search(told["hook"])
    assert number is not None
    psa.control("POST", "/set", {"what": "webhook", "id": int(number[0]), "active": False})
    sent = len(messages(psa))
    moves(psa, ticket)
    topic = told["topic"].partition("/")[0]
    assert [one for one in messages(psa)[sent:] if one["topic"].startswith(topic)] == []
    (row,) = psa.rows_of(entry_id)
    psa.person_edits(row, "while nobody listened")

    before = len(believed(psa, told["hook"]))
    stack.info.run_schedule("webhooks")

    def told_again():
        moves(psa, ticket)
        return believed(psa, told["hook"])[before:]

    wait_for("the hook to be armed again", told_again, ARRIVES_SECONDS)
    wait_for(
        "what was missed",
        lambda: technician.sees(entry_id)["notes"] == "while nobody listened",
        ARRIVES_SECONDS,
    )


@pytest.mark.parametrize("mode", ["drop_webhooks", "duplicate_webhooks", "reorder_webhooks"])
def test_messages_that_are_lost_doubled_or_late_lose_nothing(technician, listening, mode):
    psa, entry_id = listening, technician.books()
    technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    psa.breaks(mode)
    for number in range(4):
        psa.person_edits(row, f"edit {number}")
    wait_for(
        "the last edit",
        lambda: technician.sees(entry_id)["notes"] == "edit 3",
        ARRIVES_SECONDS,
    )
    assert len(psa.made_for(entry_id)) == 1
