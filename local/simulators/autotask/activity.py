"""What time entries leave on their ticket or task: the last activity, and a log of deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import entities
from local.simulators.autotask.picklists import DELETED_TIME_ENTRY

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant


def touch_work(tenant: Tenant, row: Row, by: int) -> None:
    """Move the last activity of the ticket or task; adding, changing and deleting time do."""
    now = tenant.stamp()
    for entity, key, moved in (
        ("Ticket", "ticketID", "lastActivityDate"),
        ("Task", "taskID", "lastActivityDateTime"),
    ):
        work = tenant.row(entity, row[key])
        if work is not None:
            changed = {moved: now, "lastActivityResourceID": by}
            tenant.store.table(entity).put(work | changed)


def log_delete(tenant: Tenant, row: Row, by: int) -> None:
    """Write the deleted-activity log; it holds no time-entry id, and regular time leaves none."""
    for entity, key, number in (
        ("Ticket", "ticketID", "ticketNumber"),
        ("Task", "taskID", "taskNumber"),
    ):
        work = tenant.row(entity, row[key])
        if work is None:
            continue
        log = entities.BY_NAME[f"Deleted{entity}ActivityLog"]
        entry = log.empty_row() | {
            "id": tenant.store.next_id(log.name),
            "activityDateTime": row["startDateTime"] or row["dateWorked"],
            "createdByResourceID": row["creatorUserID"],
            "deletedByResourceID": by,
            "deletedDateTime": tenant.stamp(),
            "startDateTime": row["startDateTime"],
            "endDateTime": row["endDateTime"],
            "hoursWorked": row["hoursWorked"],
            "noteOrAttachmentTitle": "",
            "typeID": DELETED_TIME_ENTRY,
            key: row[key],
            number: work[number],
        }
        tenant.store.table(log.name).put(entry)
