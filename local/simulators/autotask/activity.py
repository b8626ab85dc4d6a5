"""What time entries leave on their ticket or task: the last activity, and a log of deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import entities
from local.simulators.autotask.picklists import DELETED_ATTACHMENT, DELETED_TIME_ENTRY
from local.simulators.autotask.webhook_events import announce

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant

_NOTES = ("TicketNote", "TaskNote")


def touch_work(tenant: Tenant, row: Row, by: int) -> None:
    """Move the last activity of the ticket or task; adding, changing and deleting time do."""
    now = tenant.stamp()
    for entity, key, moved in (
        ("Ticket", "ticketID", "lastActivityDate"),
        ("Task", "taskID", "lastActivityDateTime"),
    ):
        work = tenant.row(entity, row[key])
        if work is not None:
            changed = work | {moved: now, "lastActivityResourceID": by}
            tenant.store.table(entity).put(changed)
            announce(tenant, entities.BY_NAME[entity], work, changed, by)


def log_delete(tenant: Tenant, row: Row, by: int) -> None:
    """Write the deleted-activity log; it holds no time-entry id, and regular time leaves none."""
    names = ("startDateTime", "endDateTime", "hoursWorked")
    spent = {name: row[name] for name in names if row[name] is not None}
    _log(
        tenant,
        row,
        spent
        | {
            "activityDateTime": row["startDateTime"] or row["dateWorked"],
            "createdByResourceID": row["creatorUserID"],
            "deletedByResourceID": by,
            "noteOrAttachmentTitle": "",
            "typeID": DELETED_TIME_ENTRY,
        },
    )


def after_note(tenant: Tenant, entity: Entity, row: Row, by: int) -> None:
    """Move the last activity of a ticket or task that a note was written on."""
    if entity.name in _NOTES:
        touch_work(tenant, {"ticketID": None, "taskID": None} | row, by)


def after_delete(tenant: Tenant, entity: Entity, row: Row, by: int) -> None:
    """Log the delete of a time entry's attachment among its ticket's or task's activities."""
    if entity.name != "TimeEntryAttachment":
        return
    _log(
        tenant,
        row,
        {
            "activityDateTime": row["attachDate"],
            "createdByResourceID": row["attachedByResourceID"],
            "deletedByResourceID": by,
            "noteOrAttachmentTitle": row["title"],
            "typeID": DELETED_ATTACHMENT,
        },
    )


def _log(tenant: Tenant, row: Row, values: Row) -> None:
    for entity, key, number in (
        ("Ticket", "ticketID", "ticketNumber"),
        ("Task", "taskID", "taskNumber"),
    ):
        work = tenant.row(entity, row[key])
        if work is None:
            continue
        log = entities.BY_NAME[f"Deleted{entity}ActivityLog"]
        at = values["activityDateTime"]
        # No field of the log is ever empty (live field information, Anteris-Dev/autotask-client).
        nothing = {"startDateTime": at, "endDateTime": at, "hoursWorked": 0.0}
        identity = {"id": tenant.store.next_id(log.name), "deletedDateTime": tenant.stamp()}
        place = {key: row[key], number: work[number]}
        tenant.store.table(log.name).put(log.empty_row() | nothing | identity | values | place)
