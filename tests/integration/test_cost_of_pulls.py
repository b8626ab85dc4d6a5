"""What it costs to read very many rows: calls of the PSA, reads and writes of the table."""

from contextlib import contextmanager
from threading import RLock

import pytest

from psa_sync.aws import clients
from psa_sync.aws.call_counts import calls_made
from tests.integration.deployment import PAUL, USER_NAMES, deployed

ROWS = 1_100
OTHERS = 100
"""More than Paul has in the window besides."""
OTHER_CALLS = 1
"""ConnectWise counts the last page; Autotask tells how much of the hour's calls is used."""
READS_PER_THOUSAND = 10


@pytest.fixture
def deployment(psas):
    chosen = {"PSA_TIMEOUT_SECONDS": "10", "SETTLE_SECONDS": "20", "BACKFILL_DAYS": "7"}
    chosen |= {"FEED_OVERLAP_SECONDS": "600"}  # no write is too slow for the feed here
    with deployed(psas, **chosen) as one, one_at_a_time(clients.dynamodb().meta.events):
        yield one


@contextmanager
def one_at_a_time(events):
    """Calls of the table never overlap: each is atomic, as AWS promises and moto does not."""
    lock = RLock()
    bound = {
        "before-call.dynamodb": lambda **_: lock.acquire() and None,
        "after-call.dynamodb": lambda **_: lock.release(),
        "after-call-error.dynamodb": lambda **_: lock.release(),
    }
    for event, handler in bound.items():
        events.register(event, handler)
    yield
    for event, handler in bound.items():
        events.unregister(event, handler)


def a_person_with_much_time(deployment, app):
    """Somebody types in very many rows of Paul's at once, before Paul authenticates."""
    psa = deployment.psas[app]
    deployment.install(app)
    mine = deployment.authenticate(PAUL, app).json["psaUser"]["id"]
    deployment.pump.deliver()
    path = f"/v1/connected-apps/{app}/authentication"
    assert deployment.call(PAUL, "DELETE", path).status == 204
    psa.control("POST", "/set", {"what": "time", "personId": mine, "count": ROWS, "days": 7})
    answer = deployment.call(PAUL, "PUT", path, {"userName": USER_NAMES[PAUL.user_id]})
    return answer.json["job"]


def test_very_many_rows_come_in_few_calls_and_cost_nothing_the_second_time(deployment, app, writes):
    psa = deployment.psas[app]
    job = a_person_with_much_time(deployment, app)
    assert (job["kind"], job["status"]) == ("backfill", "queued")
    writes.clear()

    psa.breaks("delay", psa.case.list_call, params={"seconds": 0.5})
    deployment.pump.deliver()
    psa.heals()
    ended = deployment.ok(PAUL, "GET", f"/v1/jobs/{job['id']}")
    progress = ended["progress"]
    assert (ended["status"], progress["unit"]) == ("done", "time_entries")
    assert progress["done"] == progress["total"] >= ROWS
    assert [one["sk"]["S"] for one in writes].count("ENTRY") == ROWS
    lists = psa.control("GET", "/requests")["maxConcurrent"][" ".join(psa.case.list_call)]
    assert 1 < lists <= 3

    deployment.pulls()  # the first poll has what is read once an hour behind it
    writes.clear()
    calls, aws = psa.control("GET", "/requests")["total"], calls_made()
    deployment.pulls()
    calls, aws = psa.control("GET", "/requests")["total"] - calls, calls_made() - aws
    assert calls <= -(-(ROWS + OTHERS) // psa.case.rows_per_call) + OTHER_CALLS
    assert {one["sk"]["S"] for one in writes} <= {"CURSOR", "BUDGET"}
    assert aws["dynamodb.BatchGetItem"] <= READS_PER_THOUSAND * (ROWS + OTHERS) / 1_000
