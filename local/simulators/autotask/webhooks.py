"""Ticket webhook registrations: their read-only fields follow what is registered.

Callouts are not sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant

_CHILDREN = ("TicketWebhookField", "TicketWebhookExcludedResource")


def after_write(tenant: Tenant, entity: Entity, row: Row, *, deleted: bool = False) -> None:
    """Bring a webhook in order after it, a field or an excluded resource was written.

    A webhook is ready as soon as it has one subscribed field (vendor help, Webhooks).
    """
    if entity.name == "TicketWebhook":
        _drop_children(tenant, row["id"]) if deleted else _settle(tenant, row)
    elif entity.name in _CHILDREN:
        webhook = tenant.row("TicketWebhook", row["webhookID"])
        if webhook is not None:
            _settle(tenant, webhook)


def _settle(tenant: Tenant, webhook: Row) -> None:
    fields = tenant.store.table("TicketWebhookField").rows()
    mine = [field for field in fields if field["webhookID"] == webhook["id"]]
    settled = {
        "ownerResourceID": tenant.user.resource_id,
        "webhookGUID": webhook["webhookGUID"] or str(uuid4()),
        "isReady": any(field["isSubscribedField"] for field in mine),
    }
    tenant.store.table("TicketWebhook").put(webhook | settled)


def _drop_children(tenant: Tenant, webhook_id: int) -> None:
    for name in _CHILDREN:
        table = tenant.store.table(name)
        for row_id in [row["id"] for row in table.rows() if row["webhookID"] == webhook_id]:
            table.remove(row_id)
