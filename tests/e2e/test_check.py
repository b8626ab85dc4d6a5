"""A technician asks before booking, and what the PSA would refuse is not even sent."""

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

CHECK = "/v1/time-entries/check"
NO_SUCH_TYPE = "987654321"


def test_what_the_psa_would_refuse_is_known_before_it_is_sent(technician, psa):
    ticket = technician.a_ticket()

    def known():
        answer = technician.api.ok("POST", CHECK, technician.a_booking(workItemId=ticket))
        return answer if answer["factsAsOf"] else None

    good = wait_for("the PSA's rules", known, ARRIVES_SECONDS)
    assert (good["ok"], good["problems"]) == (True, [])

    wrong = technician.a_booking(workItemId=ticket, workTypeId=NO_SUCH_TYPE)
    answer = technician.api.ok("POST", CHECK, wrong)
    assert answer["ok"] is False
    (problem,) = answer["problems"]
    assert problem["code"] == "work_type_invalid"
    assert problem["fix"]

    before = psa.creates()
    entry_id = technician.books(workItemId=ticket, workTypeId=NO_SUCH_TYPE)
    entry = technician.waits_for_state(entry_id, "rejected")
    assert entry["problem"]["code"] == "work_type_invalid"
    assert psa.creates() == before
    technician.changes(entry_id, notes="without a work type")
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1
