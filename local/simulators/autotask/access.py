"""Who may enter, change and delete whose time: proxies, timesheets, posting, impersonation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import dates, quirks_time
from local.simulators.autotask.errors import VendorError, bad_reference, not_permitted
from local.simulators.autotask.references import can_own_work
from local.simulators.autotask.refusals_time import (
    DELETE_SUBMITTED,
    NO_DELETE_RIGHT,
    NO_PROXY,
    NOT_CREATOR,
    POSTED,
    SHOW_ON_INVOICE,
)

if TYPE_CHECKING:
    from local.simulators.autotask.refusal import Refusal
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Actor, Tenant

ADMINISTRATORS = frozenset({9, 17})
"""userType of system administrators and of the stock API user."""


def check_proxy(tenant: Tenant, actor: Actor, owner_id: int) -> None:
    """Refuse time for somebody else where the tenant's proxy setting does not allow it.

    Raises:
        VendorError: the setting is off, or covers approvers only.
    """
    if actor.resource_id == owner_id:
        return
    resource = tenant.row("Resource", actor.resource_id)
    administrator = resource is not None and resource["userType"] in ADMINISTRATORS
    allowed = tenant.has(quirks_time.PROXY_TIME_ENTRY) and tenant.has(
        quirks_time.PROXY_FOR_ADMINISTRATORS
    )
    if not (allowed and administrator):
        raise VendorError(NO_PROXY)


def check_timesheet(tenant: Tenant, row: Row, refusal: Refusal) -> None:
    """Refuse to touch a week whose timesheet was submitted or approved.

    Raises:
        VendorError: with the given refusal.
    """
    if tenant.timesheets.is_locked(row["resourceID"], dates.date_of(row["dateWorked"])):
        raise VendorError(refusal)


def check_not_posted(row: Row) -> None:
    """Refuse to touch an entry that billing approved.

    Raises:
        VendorError: it is posted.
    """
    if row["billingApprovalDateTime"] is not None:
        raise VendorError(POSTED)


def check_delete(tenant: Tenant, actor: Actor, row: Row) -> None:
    """Refuse a delete: over the API only by the creator, on the screen also by the owner.

    Raises:
        VendorError: with the vendor's text.
    """
    if actor.impersonator_id is not None and not tenant.permissions.allows("Impersonation.delete"):
        raise VendorError(NO_DELETE_RIGHT)
    may = {row["creatorUserID"]} if actor.via_api else {row["creatorUserID"], row["resourceID"]}
    if actor.resource_id not in may:
        raise VendorError(NOT_CREATOR)
    check_timesheet(tenant, row, DELETE_SUBMITTED)
    check_not_posted(row)


def check_impersonation(tenant: Tenant, resource_id: int, action: str) -> None:
    """Refuse to act as a resource without the right, or as one that cannot be impersonated.

    Args:
        tenant: whose rights count.
        resource_id: the impersonated resource.
        action: create or update; deletes are judged by their own rule.

    Raises:
        VendorError: with the text of a missing right.
    """
    resource = tenant.row("Resource", resource_id)
    if resource is None:
        field, entity = "ImpersonationResourceId", "Resource"
        raise bad_reference(field, entity)
    right = {"create": "Impersonation.add", "update": "Impersonation.edit"}.get(action)
    granted = right is None or tenant.permissions.allows(right)
    if not granted or not can_own_work(resource):
        raise not_permitted(action)


def check_impersonated_patch(tenant: Tenant, actor: Actor, row: Row) -> None:
    """Refuse a change of ticket time made in somebody else's name.

    Raises:
        VendorError: with a text about showOnInvoice, whatever was sent.
    """
    impersonated = actor.impersonator_id is not None and row["ticketID"] is not None
    if impersonated and tenant.has(quirks_time.IMPERSONATED_TICKET_PATCH_FAILS):
        raise VendorError(SHOW_ON_INVOICE)
