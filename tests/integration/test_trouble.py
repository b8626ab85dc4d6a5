"""A PSA that is down, loses answers or refuses the key: nothing is lost, nothing is double."""

import pytest

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL


@pytest.fixture
def books(deployment, app, paul):
    work = deployment.a_ticket(PAUL, app)

    def book():
        deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work))
        return entry_id

    return book


def is_in(deployment, entry_id, state):
    return deployment.entry(PAUL, entry_id)["syncState"] == state


def waits(deployment, entry_id):
    """The entry, once it shows that it cannot be sent at present."""
    entry = deployment.entry(PAUL, entry_id)
    return entry if entry["problem"] and entry["waitingUntil"] else None


def test_an_entry_waits_in_sight_while_the_psa_is_down(deployment, psa, books):
    psa.breaks("down")
    entry_id = books()
    entry = deployment.until(lambda: waits(deployment, entry_id))
    assert entry["problem"]["code"] == "psa_unreachable"
    assert entry["problem"]["fix"]
    assert psa.rows() == {}

    psa.heals()
    deployment.until(lambda: is_in(deployment, entry_id, "synced"))
    assert len(psa.rows()) == 1
    assert deployment.entry(PAUL, entry_id)["problem"] is None


def test_a_lost_answer_is_one_row_not_two(deployment, psa, books):
    psa.breaks("commit_then_reset", psa.case.create_call, times=1)
    entry_id = books()
    deployment.pump.deliver()
    assert is_in(deployment, entry_id, "in_doubt")
    assert len(psa.rows()) == 1

    deployment.until(lambda: is_in(deployment, entry_id, "synced"))
    assert len(psa.rows()) == psa.creates() == 1


def test_a_request_that_never_arrived_is_sent_again(deployment, psa, books):
    psa.breaks("reset_before", psa.case.create_call, times=1)
    entry_id = books()
    deployment.until(lambda: is_in(deployment, entry_id, "synced"))
    assert len(psa.rows()) == 1


def test_a_psa_that_is_busy_is_left_alone_for_a_while(deployment, psa, books):
    psa.breaks("rate_limit", psa.case.create_call, times=1, params={"retryAfter": 1})
    entry_id = books()
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "psa_rate_limited"
    deployment.until(lambda: is_in(deployment, entry_id, "synced"))
    assert len(psa.rows()) == 1


def test_a_refused_key_stops_the_connection_until_there_is_a_new_one(deployment, app, psa, books):
    psa.breaks("status", params={"status": 401, "body": {"message": "Unauthorized"}})
    entry_id = books()
    deployment.until(lambda: is_in(deployment, entry_id, "waiting"))
    assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "credentials_refused"
    apps = {one["app"]: one for one in deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]}
    assert apps[app]["connection"]["status"] == "auth_failed"
    assert deployment.authenticate(PAUL, app).code == "connection_stopped"
    refused = deployment.call(PAUL, "GET", f"/v1/connected-apps/{app}/options")
    assert (refused.status, refused.code) == (409, "connection_stopped")
    refresh = f"/v1/connected-apps/{app}/refresh"
    for client, scope in ((PAUL, {}), (ADMIN, {"scope": "account"})):
        answer = deployment.call(client, "POST", refresh, **scope)
        assert (answer.status, answer.code) == (409, "connection_stopped")
    assert deployment.runs("pull") == 0

    psa.heals()
    assert deployment.install(app).json["status"] == "active"
    job = deployment.ok(PAUL, "POST", refresh)
    deployment.until(lambda: deployment.ok(PAUL, "GET", f"/v1/jobs/{job['id']}")["finishedAt"])
    deployment.until(lambda: is_in(deployment, entry_id, "synced"))
    assert len(psa.rows()) == 1
