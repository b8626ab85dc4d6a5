"""Who wins when both sides changed the same notes is the connection's own setting, end to end."""

import pytest

from psa_sync.domain.settings import ConflictPolicy
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL


def decides(deployment, app, policy):
    """The admin's choice."""
    path = f"/v1/connected-apps/{app}/settings"
    deployment.ok(ADMIN, "PATCH", path, {"conflictPolicy": policy.value})


def both_change(deployment, app, psa, paul):
    """Book, then change the notes here and there; gives the entry's id."""
    entry_id, work = new_id(), deployment.a_ticket(PAUL, app)
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work))
    deployment.pump.deliver()
    (row,) = psa.rows().values()
    psa.person_edits(paul["id"], str(row["id"]), "theirs")
    version = deployment.entry(PAUL, entry_id)["version"]
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work, "ours"), if_match=version)
    deployment.pump.deliver()
    return entry_id


@pytest.mark.parametrize(
    ("policy", "kept", "lost"),
    [
        (ConflictPolicy.MEMTIME_WINS, "ours", "theirs"),
        (ConflictPolicy.PSA_WINS, "theirs", "ours"),
    ],
    ids=["memtime wins", "psa wins"],
)
def test_the_side_that_wins_stays_and_the_other_is_in_the_story(
    deployment, app, psa, paul, policy, kept, lost
):
    decides(deployment, app, policy)
    entry_id = both_change(deployment, app, psa, paul)
    deployment.pulls()
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["notes"]) == ("synced", kept)
    assert psa.row_of(kept)
    story = deployment.ok(PAUL, "GET", f"{path_of(entry_id)}/explain")
    assert lost in {event["detail"].get("notes") for event in story["events"]}


def test_a_connection_that_asks_sends_nothing_until_somebody_chose(deployment, app, psa, paul):
    decides(deployment, app, ConflictPolicy.ASK)
    entry_id = both_change(deployment, app, psa, paul)
    deployment.pulls()
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["notes"]) == ("conflict", "ours")
    assert psa.row_of("theirs")
    decides(deployment, app, ConflictPolicy.MEMTIME_WINS)
    deployment.ok(PAUL, "POST", f"{path_of(entry_id)}/resolve", {"keep": "memtime"})
    deployment.pump.deliver()
    assert psa.row_of("ours")
    assert deployment.entry(PAUL, entry_id)["syncState"] == "synced"
