"""Which role a resource may book a ticket or a task with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import quirks_time
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.references import is_usable
from local.simulators.autotask.refusals_time import (
    PAIR_UNDEFINED,
    ROLE_MISSING,
    TASK_PAIR,
    TASK_ROLE,
    TICKET_ROLE,
)

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant


TIMESHEET_APPROVAL_ROLE = 110
EXPENSE_APPROVAL_ROLE = 112


def check_role(tenant: Tenant, row: Row) -> None:
    """Refuse a role that is missing, unknown, or not the resource's for this work.

    Regular time needs no role.

    Raises:
        VendorError: with the vendor's text.
    """
    if row["ticketID"] is None and row["taskID"] is None:
        return
    if row["roleID"] is None:
        raise VendorError(TICKET_ROLE if row["ticketID"] is not None else TASK_ROLE)
    if not is_usable(tenant.row("Role", row["roleID"])):
        raise VendorError(ROLE_MISSING)
    pair = row["resourceID"], row["roleID"]
    if row["ticketID"] is not None and not pair_is_defined(tenant, *pair):
        raise VendorError(PAIR_UNDEFINED)
    if row["taskID"] is not None and pair not in assigned_to_task(tenant, row["taskID"]):
        raise VendorError(TASK_PAIR)


def pair_is_defined(tenant: Tenant, resource_id: int, role_id: int) -> bool:
    """Tell whether a resource may work tickets in a role.

    Autotask's gate differs by tenant: the active service-desk roles, or any active role.
    """
    if not tenant.has(quirks_time.TICKET_GATE_IS_SERVICE_DESK_ROLES):
        return True
    gates = tenant.store.table("ResourceServiceDeskRole")
    return any(gate["isActive"] for gate in gates.matching(resourceID=resource_id, roleID=role_id))


def assigned_to_task(tenant: Tenant, task_id: int) -> set[tuple[int | None, int | None]]:
    """Give the (resource, role) pairs on a task, primary and secondary."""
    task = tenant.row("Task", task_id)
    pairs = {(task["assignedResourceID"], task["assignedResourceRoleID"])} if task else set()
    others = tenant.store.table("TaskSecondaryResource").matching(taskID=task_id)
    return pairs | {(other["resourceID"], other["roleID"]) for other in others}


def role_on_screen(tenant: Tenant, row: Row) -> int | None:
    """Give the role the time-entry screen preselects: that of the assignment, else the default."""
    for entity, key in (("Ticket", "ticketID"), ("Task", "taskID")):
        work = tenant.row(entity, row[key])
        if work is None:
            continue
        if work["assignedResourceID"] == row["resourceID"]:
            return int(work["assignedResourceRoleID"])
        wanted = {key: row[key], "resourceID": row["resourceID"]}
        for other in tenant.store.table(f"{entity}SecondaryResource").matching(**wanted):
            return int(other["roleID"])
    resource = tenant.row("Resource", row["resourceID"])
    return resource["defaultServiceDeskRoleID"] if resource else None
