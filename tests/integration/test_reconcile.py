"""What people delete in the PSA disappears from Memtime, with proof, on the whole product."""

from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.deployment import PAUL


def reconciles(deployment):
    deployment.runs("reconcile")
    deployment.pump.deliver()


def test_a_row_that_a_person_deletes_becomes_a_tombstone_with_its_proof(deployment, app, psa, paul):
    ids = [new_id(), new_id()]
    work = deployment.a_ticket(PAUL, app)
    for number, entry_id in enumerate(ids):
        start, end = instant(9 + number), instant(9.5 + number)
        booking = a_booking(work, f"Entry {number}", start=start, end=end)
        deployment.ok(PAUL, "PUT", path_of(entry_id), booking)
    deployment.pump.deliver()
    row = psa.row_of("Entry 0")
    cursor = deployment.ok(PAUL, "GET", "/v1/changes", limit="500")["nextCursor"]

    psa.person_deletes(paul["id"], str(row["id"]))
    reconciles(deployment)
    assert deployment.entry(PAUL, ids[0])["deletedAt"] is None
    gone = deployment.until(
        lambda: reconciles(deployment) or deployment.entry(PAUL, ids[0])["deletedAt"]
    )
    assert gone
    changes = deployment.ok(PAUL, "GET", "/v1/changes", limit="500", cursor=cursor)["items"]
    told = {one["id"]: one for one in changes}[ids[0]]
    assert (told["deleted"], told["entry"]["deletedAt"]) == (True, gone)
    assert deployment.entry(PAUL, ids[1])["deletedAt"] is None
    assert deployment.entry(PAUL, ids[1])["syncState"] == "synced"
    assert psa.creates() == 2
