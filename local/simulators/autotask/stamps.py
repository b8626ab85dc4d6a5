"""Fields Autotask writes itself on create and change: who, when, numbers, completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask.picklists import TICKET_COMPLETE

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Actor, Tenant

_CREATED_AT = ("createDate", "createDateTime")
_NEVER_EMPTY: dict[str, Row] = {
    "Project": {"description": "", "completedPercentage": 0, "duration": 0},
    "Phase": {"estimatedHours": 0.0, "isScheduled": False},
}
"""What clients take for granted that it is there: not null in django-autotask's database."""

_CHANGED_AT = (
    "lastActivityDate",
    "lastActivityDateTime",
    "lastTrackedModificationDateTime",
    "lastTrackedModifiedDateTime",
)
_NUMBERS = {
    "Ticket": ("ticketNumber", "T"),
    "Task": ("taskNumber", "T"),
    "Project": ("projectNumber", "P"),
}


def stamp_new(tenant: Tenant, actor: Actor, entity: Entity, row: Row) -> None:
    """Fill creation and number fields, then those of a change."""
    _fill(row, _CREATED_AT, tenant.stamp())
    _fill(row, ("creatorResourceID", "createdByResourceID"), actor.resource_id)
    _fill(row, ("impersonatorCreatorResourceID",), actor.impersonator_id)
    if entity.name == "TimeEntryAttachment":
        _stamp_attachment(tenant, actor, row)
    number = _NUMBERS.get(entity.name)
    if number is not None:
        row[number[0]] = _next_number(tenant, entity, *number)
    for name, value in _NEVER_EMPTY.get(entity.name, {}).items():
        row[name] = value if row[name] is None else row[name]
    if entity.name == "Phase":
        phases = tenant.store.table(entity.name).matching(projectID=row["projectID"])
        row["phaseNumber"] = f"{len(phases) + 1:04d}"
    stamp_change(tenant, actor, {}, row)


def stamp_change(tenant: Tenant, actor: Actor, old: Row, row: Row) -> None:
    """Fill last-activity fields, and completion where the status became or left Complete."""
    _fill(row, _CHANGED_AT, tenant.stamp())
    _fill(row, ("lastActivityResourceID",), actor.resource_id)
    if row.get("status") == old.get("status"):
        return
    complete = row.get("status") == TICKET_COMPLETE
    _fill(row, ("completedDate", "completedDateTime"), tenant.stamp() if complete else None)
    _fill(row, ("completedByResourceID",), actor.resource_id if complete else None)


def _stamp_attachment(tenant: Tenant, actor: Actor, row: Row) -> None:
    entry = tenant.row("TimeEntry", row["parentID"]) or {}
    row |= {
        "attachDate": tenant.stamp(),
        "attachedByResourceID": actor.resource_id,
        "creatorType": 1,
        "fileSize": len(row["data"] or "") * 3 // 4,
        "timeEntryID": row["parentID"],
        "ticketID": entry.get("ticketID"),
        "taskID": entry.get("taskID"),
    }


def _fill(row: Row, names: tuple[str, ...], value: object) -> None:
    for name in names:
        if name in row:
            row[name] = value


def _next_number(tenant: Tenant, entity: Entity, field: str, letter: str) -> str:
    """Number within the day, like `T20260407.0037`."""
    day = f"{letter}{tenant.stamp()[:10].replace('-', '')}."
    taken = [row[field] for row in tenant.store.table(entity.name).rows() if row[field]]
    last = max((int(number.split(".")[1]) for number in taken if number.startswith(day)), default=0)
    return f"{day}{last + 1:04d}"
