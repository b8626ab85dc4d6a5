"""Much time at once, for measurements: copies of what a resource did, typed in now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask.dates import day, instant
from local.simulators.volume import HOURS, LENGTH, beginnings

if TYPE_CHECKING:
    from local.simulators.autotask.tenant import Tenant


def add_time(tenant: Tenant, resource_id: int, count: int, days: int) -> list[int]:
    """Store so many entries of a resource; no rule is asked, and no other row follows.

    Returns:
        Ids of the first and the last.

    Raises:
        ValueError: the resource has no ticket time to copy that is not posted.
    """
    entries, stamp, now = tenant.store.table("TimeEntry"), tenant.stamp(), tenant.now()
    mine = entries.matching(resourceID=resource_id)
    pattern = next(
        (row for row in reversed(mine) if row["ticketID"] and not row["billingApprovalDateTime"]),
        None,
    )
    if pattern is None:
        message = f"Resource {resource_id} has no ticket time to copy that is not posted"
        raise ValueError(message)
    stamped = {"createDateTime": stamp, "lastModifiedDateTime": stamp}
    copied = pattern | stamped | {"hoursWorked": HOURS, "hoursToBill": HOURS, "offsetHours": 0.0}
    ids: list[int] = []
    for start in beginnings(now, count, days):
        row = copied | {
            "id": tenant.store.next_id("TimeEntry"),
            "dateWorked": day(start.date()),
            "startDateTime": instant(start),
            "endDateTime": instant(start + LENGTH),
        }
        entries.put(row)
        tenant.ledger.seed_shared(str(row["id"]), row, str(resource_id), now)
        ids.append(row["id"])
    return [ids[0], ids[-1]]
