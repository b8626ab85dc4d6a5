"""Webhook registrations: their read-only fields and children follow what is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from local.simulators.autotask import quirks_calls
from local.simulators.autotask.errors import VendorError, bad_reference
from local.simulators.autotask.refusals_calls import TOO_MANY_WEBHOOKS, WEBHOOK_TWICE
from local.simulators.autotask.schema_webhooks import HOOKED
from local.simulators.autotask.webhook_events import hook_key, tell_deactivated

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant

HOOKS = tuple(f"{name}Webhook" for name in HOOKED)
MAXIMUM_ACTIVE = 50
"""Active webhooks of one entity (vendor help, Webhooks)."""

_FIELDS, _CHILDREN = ("Field", "UdfField"), ("Field", "UdfField", "ExcludedResource")
_EVENTS = tuple(f"isSubscribedTo{kind}Events" for kind in ("Create", "Update", "Delete"))


def check_registration(tenant: Tenant, entity: Entity, row: Row) -> None:
    """Refuse one webhook too many, a twin of another, or a child of none.

    Raises:
        VendorError: with the vendor's text.
    """
    hook = _hook_of(entity)
    if hook is None:
        return
    if entity.name != hook:
        if tenant.row(hook, row["webhookID"]) is None:
            field = "webhookID"
            raise bad_reference(field, hook)
        return
    others = [other for other in tenant.store.table(hook).rows() if other["id"] != row["id"]]
    if row["isActive"] and sum(bool(other["isActive"]) for other in others) >= MAXIMUM_ACTIVE:
        raise VendorError(TOO_MANY_WEBHOOKS)
    if tenant.has(quirks_calls.REFUSES_TWIN_WEBHOOKS) and any(_twins(row, one) for one in others):
        raise VendorError(WEBHOOK_TWICE)


def after_write(tenant: Tenant, entity: Entity, old: Row | None, new: Row | None) -> None:
    """Bring a webhook in order after it, a field or an excluded resource was written.

    A webhook is ready as soon as it has one subscribed field (vendor help, Webhooks).

    Args:
        tenant: whose.
        entity: what was written.
        old: the row before, None for a new one.
        new: the row now, None when it was deleted.
    """
    hook, row = _hook_of(entity), new or old
    if hook is None or row is None:
        return
    if entity.name != hook:
        parent = tenant.row(hook, row["webhookID"])
        if parent is not None:
            _settle(tenant, hook, parent)
        return
    if new is None:
        _drop_children(tenant, hook, row["id"])
    else:
        _settle(tenant, hook, new)
    _follow_activity(tenant, hook, old, new)


def _hook_of(entity: Entity) -> str | None:
    return next((hook for hook in HOOKS if entity.name.startswith(hook)), None)


def _twins(one: Row, other: Row) -> bool:
    same_url = one["webhookUrl"] == other["webhookUrl"]
    return same_url and any(one[event] and other[event] for event in _EVENTS)


def _follow_activity(tenant: Tenant, hook: str, old: Row | None, new: Row | None) -> None:
    """Forget failures of a webhook that is switched on; tell of one switched off or deleted."""
    was, now = bool(old and old["isActive"]), bool(new and new["isActive"])
    if now and not was and new is not None:
        tenant.outbox.failures.pop(hook_key(hook, new["id"]), None)
    if was and not now and old is not None:
        tell_deactivated(tenant, hook, old)


def _settle(tenant: Tenant, hook: str, row: Row) -> None:
    guid = next(name for name in row if name.lower() == "webhookguid")
    children = (child for part in _FIELDS for child in _rows_of(tenant, hook, part, row["id"]))
    settled = {
        "ownerResourceID": tenant.user.resource_id,
        guid: row[guid] or str(uuid4()),
        "isReady": any(child["isSubscribedField"] for child in children),
    }
    tenant.store.table(hook).put(row | settled)


def _rows_of(tenant: Tenant, hook: str, part: str, webhook_id: int) -> list[Row]:
    rows = tenant.store.table(f"{hook}{part}").rows()
    return [row for row in rows if row["webhookID"] == webhook_id]


def _drop_children(tenant: Tenant, hook: str, webhook_id: int) -> None:
    for part in _CHILDREN:
        for row in _rows_of(tenant, hook, part, webhook_id):
            tenant.store.table(f"{hook}{part}").remove(row["id"])
