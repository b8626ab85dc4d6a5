"""Autotask hides time that is not billed from our user: nothing is deleted for it, nor doubled."""

import pytest

from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.deployment import PAUL
from tests.integration.test_reconcile import reconciles


@pytest.fixture
def booked(deployment, app, paul):
    """Two entries in the PSA, the first of which is not billed."""
    work, ids = deployment.a_ticket(PAUL, app), [new_id(), new_id()]
    for number, (entry_id, billable) in enumerate(zip(ids, ("no_charge", "billable"), strict=True)):
        start, end = instant(9 + number), instant(9.5 + number)
        booking = a_booking(work, f"Entry {number}", start=start, end=end) | {"billable": billable}
        deployment.ok(PAUL, "PUT", path_of(entry_id), booking)
    deployment.pump.deliver()
    return ids


@pytest.mark.parametrize("app", ["autotask"])
def test_what_is_hidden_is_not_called_deleted(deployment, psa, booked):
    assert len(psa.rows()) == 2
    quirk = {"what": "quirk", "name": "hides_non_billable", "on": True}
    psa.control("POST", "/set", quirk)
    for _ in range(4):
        reconciles(deployment)
    for entry_id in booked:
        assert deployment.entry(PAUL, entry_id)["deletedAt"] is None
        story = deployment.ok(PAUL, "GET", f"{path_of(entry_id)}/explain")["events"]
        assert "row_missing" not in {line["what"] for line in story}
    psa.control("POST", "/set", quirk | {"on": False})
    reconciles(deployment)
    assert {deployment.entry(PAUL, one)["syncState"] for one in booked} == {"synced"}
    assert psa.creates() == 2


@pytest.mark.parametrize("app", ["autotask"])
def test_a_right_that_hides_time_is_named_on_the_entry_that_waits(deployment, app, psa, paul):
    psa.control("POST", "/set", {"what": "quirk", "name": "hides_non_billable", "on": True})
    entry_id = new_id()
    booking = a_booking(deployment.a_ticket(PAUL, app)) | {"billable": "no_charge"}
    deployment.ok(PAUL, "PUT", path_of(entry_id), booking)
    deployment.pump.deliver()
    problem = deployment.entry(PAUL, entry_id)["problem"]
    assert problem["code"] == "permission_missing"
    assert "view non-billable time entries" in problem["message"]
    assert psa.rows() == {}
    psa.control("POST", "/set", {"what": "quirk", "name": "hides_non_billable", "on": False})
    deployment.ok(PAUL, "POST", f"{path_of(entry_id)}/retry")
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert len(psa.rows()) == 1
