"""The hours a project shows: worked on its tasks, and nothing of its tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant


def follow_hours(tenant: Tenant, old: Row | None, new: Row | None) -> None:
    """Move the actual hours of a project with a time entry on one of its tasks.

    Args:
        tenant: whose.
        old: the entry before, None for a new one.
        new: the entry now, None when it was deleted.
    """
    for row, sign in ((old, -1), (new, 1)):
        task = tenant.row("Task", row["taskID"]) if row else None
        project = tenant.row("Project", task["projectID"]) if task else None
        if row is not None and project is not None:
            hours = (project["actualHours"] or 0.0) + sign * row["hoursWorked"]
            tenant.store.table("Project").put(project | {"actualHours": round(hours, 4)})
