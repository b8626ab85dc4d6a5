"""What an admin sees of the connections, as both simulated PSAs drive it."""

import json

import pytest

from psa_sync.aws.call_counts import calls_made
from psa_sync.aws.prices import NANO_PER_REQUEST
from psa_sync.domain.breaker import OPENS_AFTER
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, MARIA, PAUL, STRANGER

HEALTH = "/v1/health/connections"


@pytest.fixture
def books(deployment, app, paul):
    work = deployment.a_ticket(PAUL, app)

    def book(notes="Router swap"):
        deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work, notes))
        return entry_id

    return book


@pytest.fixture
def health(deployment, app):
    def look():
        (one,) = deployment.ok(ADMIN, "GET", HEALTH)["items"]
        assert one["app"] == app
        return one

    return look


@pytest.fixture
def connection(deployment, app):
    """As everybody sees it in the list of connected apps."""

    def look():
        items = deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
        return next(one["connection"] for one in items if one["app"] == app)

    return look


def is_synced(deployment, entry_id):
    return deployment.entry(PAUL, entry_id)["syncState"] == "synced"


def refusals(psa):
    """How many calls the PSA refused because of the key."""
    return sum(one["status"] == 401 for one in psa.control("GET", "/requests")["items"])


def test_only_admins_look_and_only_at_their_own(deployment, books):
    assert deployment.call(PAUL, "GET", HEALTH).code == "admin_only"
    assert deployment.call(MARIA, "GET", HEALTH).status == 403
    assert deployment.ok(STRANGER, "GET", HEALTH) == {"items": []}
    assert len(deployment.ok(ADMIN, "GET", HEALTH)["items"]) == 1


def test_a_connection_that_works_shows_how_well(deployment, psa, books, health, connection):
    fresh = health()
    assert (fresh["status"], fresh["freshness"]["p95Seconds"]) == ("active", None)
    assert (fresh["queueAgeSeconds"], fresh["cost"]["usdPerThousandEntries"]) == (None, None)

    entry_id = books()
    deployment.until(lambda: is_synced(deployment, entry_id))
    one = health()
    assert one["statusText"].endswith(".")
    assert 1 <= one["freshness"]["toPsa"]["p50Seconds"] <= one["freshness"]["p95Seconds"] <= 20
    assert one["freshness"]["changes"] == 1
    assert 1 <= one["queueAgeSeconds"] <= 20
    assert 0 < one["cost"]["usdPerThousandEntries"] < 1
    assert one["cost"]["entries"] == 1
    budget = one["budget"]
    assert 0 < budget["callsInLastHour"] < budget["callsAllowed"]
    assert 0 <= budget["usedPercent"] < 100
    assert connection()["freshness"] == {
        name: one["freshness"][name] for name in ("p50Seconds", "p95Seconds")
    }
    assert connection()["statusText"] == one["statusText"]


def test_a_psa_that_is_down_and_comes_back(deployment, psa, books, health, connection):
    psa.breaks("down")
    ids = [books() for _ in range(OPENS_AFTER)]
    deployment.until(lambda: health()["status"] == "psa_down")
    one = health()
    assert (one["status"], one["statusText"]) == (
        connection()["status"], connection()["statusText"],
    )  # fmt: skip
    assert "does not answer" in one["statusText"]
    problems = deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
    assert [each["problem"]["code"] for each in problems if each["entryId"] is None] == [
        "psa_unreachable"
    ]
    assert all(deployment.entry(PAUL, each)["syncState"] != "rejected" for each in ids)


def test_a_psa_that_asks_us_to_slow_down(deployment, psa, books, health, connection):
    psa.breaks("rate_limit", psa.case.create_call, times=1, params={"retryAfter": 2})
    entry_id = books()
    deployment.pump.deliver()
    assert health()["status"] == connection()["status"] == "rate_limited"
    assert "slow down" in health()["statusText"]
    deployment.until(lambda: is_synced(deployment, entry_id))
    assert health()["status"] == "active"


def test_a_refused_key_is_tried_once_and_a_new_one_sends_what_waits(
    deployment, app, psa, books, health
):
    psa.control("POST", "/reset")
    psa.breaks("revoke_credentials")
    ids = [books(f"Number {number}") for number in range(6)]
    deployment.pump.deliver()
    for schedule in ("pull", "sweep", "reconcile", "pull", "sweep"):
        deployment.runs(schedule)
        deployment.pump.deliver()
    assert refusals(psa) == 1, "one failing login, and nobody tries again"
    one = health()
    assert one["status"] == "auth_failed"
    assert one["statusText"]
    (problem,) = (
        each["problem"]
        for each in deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
        if each["entryId"] is None
    )
    assert (problem["code"], problem["who"]) == ("credentials_refused", "msp_admin")
    assert {deployment.entry(PAUL, each)["syncState"] for each in ids} == {"waiting"}
    assert psa.creates() == 0

    psa.heals()
    assert deployment.install(app).status == 200
    deployment.until(lambda: all(is_synced(deployment, each) for each in ids))
    assert health()["status"] == "active"
    assert len(psa.rows()) == len(ids)


def test_a_wrong_key_is_tried_once_and_stops_nothing(deployment, app, psa, books, health):
    before = refusals(psa)
    wrong = psa.credentials | {psa.case.secret_field: "wrong"}
    path = f"/v1/connected-apps/{app}/connection"
    answer = deployment.call(ADMIN, "PUT", path, {"credentials": wrong})
    assert (answer.status, answer.code) == (422, "credentials_refused")
    assert refusals(psa) - before == 1
    assert health()["status"] == "active"
    entry_id = books()
    deployment.until(lambda: is_synced(deployment, entry_id))


def test_the_numbers_of_an_invocation_go_out_with_it(deployment, app, books, capsys, monkeypatch):
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "a-stack")
    capsys.readouterr()
    entry_id = books()
    deployment.until(lambda: is_synced(deployment, entry_id))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    mine = [line for line in lines if line["app"] == app]
    assert sum(sum(line.get("Pushed", [])) for line in mine) == 1
    assert sum(sum(line.get("PsaCalls", [])) for line in mine) >= 1
    assert len([value for line in mine for value in line.get("FreshnessToPsa", [])]) == 1
    assert all({"app", "service"} <= line.keys() for line in mine)
    assert "Router swap" not in json.dumps(lines)


def test_every_call_that_is_made_has_a_price(deployment, books):
    entry_id = books()
    deployment.until(lambda: is_synced(deployment, entry_id))
    assert calls_made().keys() <= NANO_PER_REQUEST.keys()
