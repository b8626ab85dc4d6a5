from uuid import uuid4

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

BATCH = 100


def test_a_hundred_entries_are_a_hundred_rows_of_the_right_person(technician, psa):
    item, creates = technician.a_ticket(), psa.creates()
    entries = [
        {"id": str(uuid4()), **technician.a_booking(workItemId=item, notes=f"Patch {number}")}
        for number in range(BATCH)
    ]

    results = technician.api.ok("POST", "/v1/time-entries", {"entries": entries})["results"]
    assert [one["status"] for one in results] == [201] * BATCH

    ids = {entry["id"] for entry in entries}
    wait_for("all entries to be synced", lambda: ids <= _synced(technician), ARRIVES_SECONDS)
    notes = {entry["notes"] for entry in entries}
    rows = [one["row"] for one in psa.ledger() if psa.notes(one["row"]) in notes]
    assert len(rows) == BATCH
    assert {psa.notes(row) for row in rows} == notes
    assert {psa.person_of(row) for row in rows} == {technician.psa_user_id()}
    assert psa.creates() - creates == BATCH


def _synced(technician):
    return {one["id"] for one in technician.api.pages("/v1/time-entries", syncState="synced")}
