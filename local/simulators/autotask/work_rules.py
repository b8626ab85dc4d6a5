"""Rules of tickets, tasks and their assignments, refused in Autotask's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask.errors import VendorError, bad_reference
from local.simulators.autotask.refusals_time import (
    HALF_ASSIGNED,
    NO_DEPARTMENT,
    PAIR_UNDEFINED,
    PRIMARY_AND_SECONDARY,
    TASK_ROLE_INVALID,
)
from local.simulators.autotask.roles import pair_is_defined

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant

    Rule = Callable[[Tenant, Row], None]


def check_record(tenant: Tenant, entity: Entity, row: Row) -> None:
    """Refuse a row that breaks a rule of its entity.

    Raises:
        VendorError: with the vendor's text.
    """
    rule = _RULES.get(entity.name)
    if rule is not None:
        rule(tenant, row)


def _assigned(row: Row) -> bool:
    resource, role = row["assignedResourceID"], row["assignedResourceRoleID"]
    if (resource is None) != (role is None):
        raise VendorError(HALF_ASSIGNED)
    return resource is not None


def _ticket(tenant: Tenant, row: Row) -> None:
    if not _assigned(row):
        return
    resource, role = row["assignedResourceID"], row["assignedResourceRoleID"]
    if not pair_is_defined(tenant, resource, role):
        raise VendorError(PAIR_UNDEFINED)
    others = tenant.store.table("TicketSecondaryResource").matching(ticketID=row["id"])
    if any(other["resourceID"] == resource for other in others):
        raise VendorError(PRIMARY_AND_SECONDARY)


def _task(tenant: Tenant, row: Row) -> None:
    if not _assigned(row):
        return
    if row["departmentID"] is None:
        raise VendorError(NO_DEPARTMENT)
    _check_task_pair(tenant, row, row["assignedResourceID"], row["assignedResourceRoleID"])


def _check_task_pair(tenant: Tenant, task: Row, resource: int, role: int) -> None:
    links = tenant.store.table("ResourceRoleDepartment")
    held = links.matching(resourceID=resource, roleID=role, departmentID=task["departmentID"])
    if not any(link["isActive"] for link in held):
        raise VendorError(TASK_ROLE_INVALID, title=task["title"])


def _ticket_secondary(tenant: Tenant, row: Row) -> None:
    ticket = tenant.row("Ticket", row["ticketID"])
    if ticket is None:
        field, entity = "ticketID", "Ticket"
        raise bad_reference(field, entity)
    if ticket["assignedResourceID"] == row["resourceID"]:
        raise VendorError(PRIMARY_AND_SECONDARY)
    if not pair_is_defined(tenant, row["resourceID"], row["roleID"]):
        raise VendorError(PAIR_UNDEFINED)


def _task_secondary(tenant: Tenant, row: Row) -> None:
    task = tenant.row("Task", row["taskID"])
    if task is None:
        field, entity = "taskID", "Task"
        raise bad_reference(field, entity)
    if task["departmentID"] is None:
        raise VendorError(NO_DEPARTMENT)
    if task["assignedResourceID"] == row["resourceID"]:
        raise VendorError(PRIMARY_AND_SECONDARY)
    _check_task_pair(tenant, task, row["resourceID"], row["roleID"])


_RULES: dict[str, Rule] = {
    "Ticket": _ticket,
    "Task": _task,
    "TicketSecondaryResource": _ticket_secondary,
    "TaskSecondaryResource": _task_secondary,
}
