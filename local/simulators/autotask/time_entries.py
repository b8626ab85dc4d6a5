"""Create, change and delete time entries, for the API and for people at the screen alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.autotask import access, entities, quirks_time
from local.simulators.autotask import refusals_time as words
from local.simulators.autotask.activity import log_delete, touch_work
from local.simulators.autotask.after_hours import pieces
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.fields import body_id, read_body
from local.simulators.autotask.posting import post
from local.simulators.autotask.project_hours import follow_hours
from local.simulators.autotask.refusals_calls import NOT_FOUND
from local.simulators.autotask.rules import check_entry
from local.simulators.autotask.settle import settle_billing, settle_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Actor, Tenant

ENTITY = entities.BY_NAME["TimeEntry"]
_AUDIT = ("lastModifiedDateTime", "lastModifiedUserID", "impersonatorUpdaterResourceID")


def create(tenant: Tenant, actor: Actor, body: Mapping[str, Any]) -> Row:
    """Store a new time entry and give it as stored.

    Raises:
        VendorError: a rule refuses it; nothing is stored.
    """
    row = ENTITY.empty_row() | read_body(tenant, ENTITY, body)
    return _insert(tenant, actor, row)


def _insert(tenant: Tenant, actor: Actor, row: Row) -> Row:
    check_entry(tenant, row)
    access.check_proxy(tenant, actor, row["resourceID"])
    settle_time(tenant, row)
    access.check_timesheet(tenant, row, words.ADD_SUBMITTED)
    settle_billing(tenant, row)
    stored = [_store(tenant, actor, piece) for piece in pieces(tenant, row)]
    return stored[0]


def _store(tenant: Tenant, actor: Actor, row: Row) -> Row:
    now = tenant.stamp()
    settle_time(tenant, row)
    row |= {
        "id": tenant.store.next_id(ENTITY.name),
        "createDateTime": now,
        "creatorUserID": actor.resource_id,
        "impersonatorCreatorResourceID": actor.impersonator_id,
        "lastModifiedDateTime": now,
        "lastModifiedUserID": actor.resource_id,
    }
    tenant.store.table(ENTITY.name).put(row)
    tenant.ledger.created(str(row["id"]), row, actor.ledger_name, tenant.now())
    touch_work(tenant, row, actor.resource_id)
    follow_hours(tenant, None, row)
    if tenant.has(quirks_time.APPROVES_CONTRACT_TIME) and row["contractID"] is not None:
        post(tenant, row)
    return row


def patch(tenant: Tenant, actor: Actor, body: Mapping[str, Any]) -> Row:
    """Change the sent fields only; a PATCH that has no effect is still a success.

    Raises:
        VendorError: a rule refuses it; nothing is stored.
    """
    old = _existing(tenant, body_id(body), "update")
    access.check_impersonated_patch(tenant, actor, old)
    return _change(tenant, actor, old, old | read_body(tenant, ENTITY, body))


def put(tenant: Tenant, actor: Actor, body: Mapping[str, Any]) -> Row:
    """Replace an entry: writable fields that are not sent become null, then the rules apply.

    Raises:
        VendorError: a rule refuses it; nothing is stored.
    """
    old = _existing(tenant, body_id(body), "update")
    access.check_impersonated_patch(tenant, actor, old)
    emptied = {field.name: None for field in ENTITY.fields if not field.read_only}
    return _change(tenant, actor, old, old | emptied | read_body(tenant, ENTITY, body))


def delete(tenant: Tenant, actor: Actor, entry_id: int) -> None:
    """Delete an entry for good; the deleted-activity log of its ticket or task remembers it.

    Raises:
        VendorError: it does not exist, or the actor may not.
    """
    row = _existing(tenant, entry_id, "delete")
    access.check_delete(tenant, actor, row)
    tenant.store.table(ENTITY.name).remove(entry_id)
    log_delete(tenant, row, actor.resource_id)
    tenant.ledger.deleted(str(entry_id), actor.ledger_name, tenant.now())
    touch_work(tenant, row, actor.resource_id)
    follow_hours(tenant, row, None)


def _existing(tenant: Tenant, entry_id: int, action: str) -> Row:
    row = tenant.row(ENTITY.name, entry_id)
    if row is None:
        raise VendorError(NOT_FOUND, action=action)
    return row


def _change(tenant: Tenant, actor: Actor, old: Row, new: Row) -> Row:
    access.check_not_posted(old)
    access.check_proxy(tenant, actor, old["resourceID"])
    access.check_timesheet(tenant, old, words.EDIT_SUBMITTED)
    if tenant.has(quirks_time.IGNORES_RESOURCE_CHANGE):
        new["resourceID"] = old["resourceID"]
    _forget_mirror(old, new)
    _check_same_kind(old, new)
    _forget_contract(old, new)
    check_entry(tenant, new)
    access.check_proxy(tenant, actor, new["resourceID"])
    settle_time(tenant, new)
    access.check_timesheet(tenant, new, words.EDIT_SUBMITTED)
    settle_billing(tenant, new)
    if new == old and tenant.has(quirks_time.KEEPS_MODIFIED_ON_NO_CHANGE):
        return old
    audit = (tenant.stamp(), actor.resource_id, actor.impersonator_id)
    new |= dict(zip(_AUDIT, audit, strict=True))
    tenant.store.table(ENTITY.name).put(new)
    tenant.ledger.updated(str(new["id"]), new, actor.ledger_name, tenant.now())
    touch_work(tenant, new, actor.resource_id)
    follow_hours(tenant, old, new)
    return new


def _forget_mirror(old: Row, new: Row) -> None:
    """Take the mirrored work type out of ticket time, so that only a sent change counts."""
    if old["ticketID"] is None or old["internalBillingCodeID"] is None:
        return
    if new["internalBillingCodeID"] == old["internalBillingCodeID"]:
        new["internalBillingCodeID"] = None


def _forget_contract(old: Row, new: Row) -> None:
    """Let the contract follow when time moves to another ticket or task and none was sent."""
    moved = any(old[name] != new[name] for name in ("ticketID", "taskID"))
    if moved and new["contractID"] == old["contractID"]:
        new["contractID"] = None


def _check_same_kind(old: Row, new: Row) -> None:
    """Refuse to move time between a ticket and a task: copy and delete is the only way."""
    for name, label in (("ticketID", "Ticket"), ("taskID", "Task")):
        if old[name] is None and new[name] is not None:
            raise VendorError(words.OTHER_KIND_OF_WORK, field=name, entity=label)
    internal = old["internalBillingCodeID"] is None and new["internalBillingCodeID"] is not None
    if internal or (old["ticketID"] is None) != (new["ticketID"] is None):
        raise VendorError(words.ONE_PARENT)
