"""Every item that is written to the table, in order."""

from collections.abc import Iterator
from typing import Any

import pytest

from psa_sync.aws import clients
from tests.integration.deployment import Deployment

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
