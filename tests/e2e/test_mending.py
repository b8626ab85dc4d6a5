"""A technician finds out why an entry did not arrive, and mends it."""


def test_a_technician_reads_why_an_entry_waits_and_tries_again(psa, technician):
    ticket = technician.a_ticket()
    psa.breaks("rate_limit", psa.case.create_call, params={"retryAfter": 600})
    entry_id = technician.books(workItemId=ticket)
    technician.waits_for_state(entry_id, "waiting")
    path = f"/v1/time-entries/{entry_id}"
    story = technician.api.ok("GET", f"{path}/explain")
    assert story["cause"] == story["entry"]["problem"]["message"]
    assert story["summary"]
    assert story["fix"]
    assert story["events"][0]["what"] == "booked"
    listed = [one["entryId"] for one in technician.api.pages("/v1/problems", app=psa.app)]
    assert entry_id in listed

    psa.heals()
    assert technician.api.call("POST", f"{path}/retry").status_code == 202
    technician.waits_for_state(entry_id, "synced")
    events = technician.api.ok("GET", f"{path}/explain")["events"]
    assert [one["what"] for one in events][-2:] == ["retried", "created"]
    listed = [one["entryId"] for one in technician.api.pages("/v1/problems", app=psa.app)]
    assert entry_id not in listed
    assert technician.api.call("POST", f"{path}/retry").status_code == 409
    assert len(psa.made_for(entry_id)) == 1
