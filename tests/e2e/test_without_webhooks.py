"""All webhooks are lost: what people change comes all the same, and in the times promised."""

import time

import pytest

from local.api_client import wait_for
from tests.e2e.technician import SLOTS

SLACK_SECONDS = 30
ROWS = 3


@pytest.fixture
def silent(psa):
    """A PSA whose webhooks are all lost on the way."""
    psa.breaks("drop_webhooks")
    return psa


@pytest.fixture
def brake_is_off(stack, psa):
    """Another test may have taken so many rows at once that nothing is believed any more."""
    admin, path = stack.api(stack.info.tokens.admin), f"/v1/connected-apps/{psa.app}/brake"
    if admin.ok("GET", path)["on"]:
        admin.ok("POST", path, {"action": "apply"})


class Watched:
    """Reads the technician's changes until something is there, and knows how long it took."""

    def __init__(self, technician):
        self._feed = technician.feed()
        self._since = time.monotonic()
        self._seen = {}

    def begins(self):
        self._since = time.monotonic()

    def seconds_until(self, what, wanted, most):
        def found():
            told = [one["entry"] for one in self._feed.reads_on() if one["kind"] == "time_entry"]
            self._seen |= {entry["id"]: entry for entry in told}
            return wanted(self._seen)

        wait_for(what, found, most)
        return time.monotonic() - self._since


def row_ids(seen):
    return {entry["remote"]["id"]: entry for entry in seen.values() if entry["remote"]}


@pytest.mark.usefixtures("brake_is_off")
def test_every_change_comes_with_the_poll_and_every_delete_with_reconciliation(
    stack, technician, silent
):
    times = stack.info.parameters
    changes_within = times.pull_seconds + SLACK_SECONDS
    # The second look that a delete needs is the settle time behind the first.
    deletes_within = times.reconcile_seconds + times.settle_seconds + SLACK_SECONDS
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    (like,) = silent.rows_of(entry_id)
    watched = Watched(technician)

    rows = [silent.person_books(like, *next(SLOTS), f"Visit {n}") for n in range(ROWS)]
    ids = {str(row["id"]) for row in rows}
    watched.seconds_until("new rows", lambda seen: ids <= row_ids(seen).keys(), changes_within)

    watched.begins()
    for row in rows:
        silent.person_edits(row, "Visit, and a call afterwards")

    def edited(seen):
        there = row_ids(seen)
        return all("afterwards" in there[psa_id]["notes"] for psa_id in ids)

    watched.seconds_until("edits", edited, changes_within)
    entries = {one["id"] for one in row_ids(watched._seen).values() if one["remote"]["id"] in ids}

    watched.begins()
    for row in rows:
        silent.person_deletes(row)

    def deleted(seen):
        return all(seen[one]["deletedAt"] for one in entries)

    watched.seconds_until("deletes", deleted, deletes_within)
    assert technician.sees(entry_id)["deletedAt"] is None
