"""What it costs to write nothing twice and lose nothing: item writes and PSA calls, counted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from psa_sync.aws import clients
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import PAUL, Deployment

ITEM_WRITES = 6
PSA_CALLS = 2
EVENT = "provide-client-params.dynamodb"
Write = dict[str, Any]


@pytest.fixture
def writes(deployment: Deployment) -> Iterator[list[Write]]:
    """Every item that is written, as its key or whole, in order."""
    written: list[Write] = []

    def note(params: dict[str, Any], **_: object) -> None:
        written.extend(_written(params))

    events = clients.dynamodb().meta.events
    events.register(EVENT, note)
    yield written
    events.unregister(EVENT, note)


def _written(params: dict[str, Any]) -> Iterator[Write]:
    if "Item" in params or "UpdateExpression" in params:
        yield params.get("Item") or params["Key"]
    for change in params.get("TransactItems", []):
        for request in change.values():
            yield request.get("Item") or request["Key"]
    for requests in params.get("RequestItems", {}).values():
        for request in requests if isinstance(requests, list) else []:
            yield from (change.get("Item") or change["Key"] for change in request.values())


@pytest.fixture
def books(deployment: Deployment, app: str) -> Callable[[str], None]:
    """Paul books on a ticket of a PSA that already knows him."""
    deployment.install(app)
    deployment.authenticate(PAUL, app)
    deployment.pump.deliver()
    work = deployment.a_ticket(PAUL, app)

    def book(notes: str) -> None:
        answer = deployment.call(PAUL, "PUT", path_of(new_id()), a_booking(work, notes))
        assert answer.status == 201

    return book


def test_a_healthy_create_is_cheap(deployment, app, books, writes):
    psa = deployment.psas[app]
    books("the first, which learns the roles")
    deployment.pump.deliver()
    books("the second")
    before, calls = len(writes), psa.control("GET", "/requests")["total"]
    deployment.pump.deliver()
    assert psa.row_of("the second")
    assert 0 < len(writes) - before <= ITEM_WRITES
    assert psa.control("GET", "/requests")["total"] - calls <= PSA_CALLS


def test_an_unchanged_row_costs_no_write(deployment, books, writes):
    books("pulled again and again")
    deployment.pump.deliver()
    deployment.pulls()
    writes.clear()
    deployment.pulls()
    assert [one for one in writes if "#E#" in one["pk"]["S"]] == []
    assert [one["sk"]["S"] for one in writes] == ["CURSOR", "CURSOR"]
