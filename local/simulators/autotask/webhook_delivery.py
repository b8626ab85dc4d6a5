"""What becomes of webhooks on their way: error log, deactivation after failures, forgeries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.schema_webhooks import HOOKED
from local.simulators.autotask.webhook_events import (
    DEACTIVATED,
    Event,
    active_hooks,
    signed_callout,
    tell_deactivated,
)
from local.simulators.callout_records import Schedule
from local.simulators.callouts import Callouts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.simulators.autotask.tenant import Tenant
    from local.simulators.callout_records import Callout
    from local.simulators.faults import Faults

SCHEDULE: Final = Schedule(
    timeout_seconds=10.0, pauses=(30.0,) * 4, retries=lambda _: True, in_order=True
)
"""Ten seconds to answer, five attempts in two minutes (vendor help, Webhooks error handling)."""

MAXIMUM_FAILURES: Final = 25
"""Events given up in a row that switch a webhook off (vendor help, Webhooks error handling)."""

_GIVEN_UP = "The remote server did not answer with a success status within 5 attempts."
_LOGGED_AS = {"CompanyWebhook": "accountWebhookID"}
"""The error log has no field for webhooks of tickets; how theirs are attributed is not known."""


def webhooks_of(tenant: Tenant, faults: Faults, pace: float) -> Callouts:
    """Make what sends a tenant's webhooks, and give it to the tenant.

    Args:
        tenant: whose.
        faults: those of webhooks hit them.
        pace: what the pauses between attempts are multiplied with.
    """

    def ended(callout: Callout, delivered: bool) -> None:
        _ended(tenant, callout, delivered=delivered)

    def forged(_: Mapping[str, Any]) -> Iterator[Callout]:
        return _forged(tenant)

    callouts = Callouts(SCHEDULE, faults, ended=ended, forged=forged, pace=pace)
    tenant.outbox.callouts = callouts
    return callouts


def _ended(tenant: Tenant, callout: Callout, *, delivered: bool) -> None:
    if callout.topic.endswith(DEACTIVATED):
        return
    if delivered:
        tenant.outbox.failures.pop(callout.hook, None)
        return
    hook, _, webhook_id = callout.hook.partition("/")
    _log_error(tenant, hook, int(webhook_id), callout.compose(1).body.decode())
    tenant.outbox.failures[callout.hook] += 1
    row = tenant.row(hook, int(webhook_id))
    if row is not None and row["isActive"] and _failed_too_often(tenant, callout.hook):
        tenant.store.table(hook).put(row | {"isActive": False})
        tell_deactivated(tenant, hook, row)


def _failed_too_often(tenant: Tenant, key: str) -> bool:
    return tenant.outbox.failures[key] >= MAXIMUM_FAILURES


def _log_error(tenant: Tenant, hook: str, webhook_id: int, body: str) -> None:
    log = BY_NAME["WebhookEventErrorLog"]
    row = log.empty_row() | {
        "id": tenant.store.next_id(log.name),
        "createDateTime": tenant.stamp(),
        "errorMessage": _GIVEN_UP,
        "payload": body,
        "sequenceNumber": json.loads(body)["SequenceNumber"],
    }
    if hook in _LOGGED_AS:
        row[_LOGGED_AS[hook]] = webhook_id
    tenant.store.table(log.name).put(row)


def _forged(tenant: Tenant) -> Iterator[Callout]:
    """Make a wrongly signed update of the first row for every webhook that sends."""
    for entity in HOOKED:
        first = next(iter(tenant.store.table(entity).rows()), None)
        told: dict[str, Any] = {"Id": None if first is None else first["id"], "Fields": {}}
        event = Event(entity, "Update", tenant.user.resource_id, told)
        for hook in active_hooks(tenant, entity):
            yield signed_callout(tenant, hook, event, genuine=False)
