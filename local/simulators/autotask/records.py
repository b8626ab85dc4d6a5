"""Create, change and delete rows of every entity but time entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.autotask.activity import after_delete, after_note
from local.simulators.autotask.errors import VendorError, missing_field
from local.simulators.autotask.fields import body_id, check_values, read_body
from local.simulators.autotask.refusals_calls import NOT_FOUND
from local.simulators.autotask.stamps import stamp_change, stamp_new
from local.simulators.autotask.webhook_events import announce
from local.simulators.autotask.webhooks import after_write, check_registration
from local.simulators.autotask.work_rules import check_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Actor, Tenant


def create(
    tenant: Tenant, actor: Actor, entity: Entity, body: Mapping[str, Any], parent: int | None
) -> Row:
    """Store a new row.

    Args:
        tenant: where to.
        actor: who creates it.
        entity: what it is.
        body: as sent.
        parent: id from the path of a child entity, which beats the one in the body.

    Raises:
        VendorError: a rule refuses it; nothing is stored.
    """
    sent = read_body(tenant, entity, body) | _parent_key(entity, parent)
    for field in entity.fields:
        if field.required and not field.read_only and sent.get(field.name) is None:
            raise missing_field(field.name)
    check_values(tenant, entity, sent)
    row = entity.empty_row() | sent
    check_record(tenant, entity, row)
    check_registration(tenant, entity, row)
    row["id"] = tenant.store.next_id(entity.name)
    stamp_new(tenant, actor, entity, row)
    _store(tenant, actor, entity, None, row)
    return row


def change(
    tenant: Tenant,
    actor: Actor,
    entity: Entity,
    body: Mapping[str, Any],
    parent: int | None,
    *,
    replace: bool,
) -> Row:
    """Change a row: PATCH the sent fields, or PUT with everything not sent becoming null.

    Raises:
        VendorError: the row is not there, or a rule refuses it; nothing is stored.
    """
    old = _existing(tenant, entity, body_id(body), parent, "update")
    sent = read_body(tenant, entity, body) | _parent_key(entity, parent)
    check_values(tenant, entity, {k: v for k, v in sent.items() if v != old[k]})
    emptied = [field.name for field in entity.fields if replace and not field.read_only]
    row = old | dict.fromkeys(emptied) | sent
    for field in entity.fields:
        if field.required and not field.read_only and row[field.name] is None:
            raise missing_field(field.name)
    check_record(tenant, entity, row)
    check_registration(tenant, entity, row)
    stamp_change(tenant, actor, old, row)
    _store(tenant, actor, entity, old, row)
    return row


def delete(tenant: Tenant, actor: Actor, entity: Entity, row_id: int, parent: int | None) -> None:
    """Delete a row.

    Raises:
        VendorError: it is not there.
    """
    row = _existing(tenant, entity, row_id, parent, "delete")
    tenant.store.table(entity.name).remove(row_id)
    after_write(tenant, entity, row, None)
    after_delete(tenant, entity, row, actor.resource_id)


def _store(tenant: Tenant, actor: Actor, entity: Entity, old: Row | None, row: Row) -> None:
    tenant.store.table(entity.name).put(row)
    after_write(tenant, entity, old, row)
    after_note(tenant, entity, row, actor.resource_id)
    announce(tenant, entity, old, row, actor.resource_id)


def _existing(tenant: Tenant, entity: Entity, row_id: int, parent: int | None, action: str) -> Row:
    row = tenant.row(entity.name, row_id)
    wrong_parent = row is not None and row | _parent_key(entity, parent) != row
    if row is None or wrong_parent:
        raise VendorError(NOT_FOUND, action=action)
    return row


def _parent_key(entity: Entity, parent: int | None) -> Row:
    return {} if parent is None or entity.child is None else {entity.child.key: parent}
