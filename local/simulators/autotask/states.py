"""States an administrator sets in Autotask's own screens: `{what, ...}` to the new state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from local.simulators.autotask import posting
from local.simulators.autotask.dates import date_of
from local.simulators.autotask.picklists import TICKET_COMPLETE
from local.simulators.autotask.timesheets import APPROVED, NEW, REJECTED, SUBMITTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

    Setter = Callable[[Tenant, dict[str, Any]], None]

Value = TypeVar("Value")

IN_PROGRESS = 8
_SHEETS = {"open": NEW, "submitted": SUBMITTED, "approved": APPROVED, "rejected": REJECTED}
_TICKETS = {"open": IN_PROGRESS, "closed": TICKET_COMPLETE}
BILLED = "billed"


def set_state(tenant: Tenant, asked: dict[str, Any]) -> dict[str, Any]:
    """Set one state.

    Args:
        tenant: whose.
        asked: `{what: "entry", id, state}`, `{what: "timesheet", personId, date, state}`,
            `{what: "ticket" | "task", id, state}`, `{what: "permission", name, allowed}`,
            `{what: "person" | "webhook", id, active}`. Entries are open, submitted, approved or
            billed; timesheets open, submitted, approved or rejected; tickets and tasks open or
            closed.

    Returns:
        What was asked for, now true.

    Raises:
        ValueError: what was asked for does not exist.
    """
    setter = _SETTERS.get(str(asked.get("what")))
    if setter is None:
        _refuse(f"{asked.get('what')!r} cannot be set; known: {', '.join(_SETTERS)}")
    setter(tenant, asked)
    return dict(asked)


def _entry(tenant: Tenant, asked: dict[str, Any]) -> None:
    row, state = _row(tenant, "TimeEntry", asked), asked.get("state")
    if state == BILLED:
        posting.post(tenant, row)
        return
    sheet = _choice(_SHEETS, state)
    if sheet == NEW:
        posting.unpost(tenant, row)
    tenant.timesheets.set(row["resourceID"], date_of(row["dateWorked"]), sheet)


def _timesheet(tenant: Tenant, asked: dict[str, Any]) -> None:
    person = _row(tenant, "Resource", {"id": asked.get("personId")})
    try:
        day = date.fromisoformat(str(asked.get("date")))
    except ValueError:
        _refuse(f"date is not a YYYY-MM-DD date: {asked.get('date')!r}")
    tenant.timesheets.set(person["id"], day, _choice(_SHEETS, asked.get("state")))


def _ticket(tenant: Tenant, asked: dict[str, Any]) -> None:
    row = _row(tenant, "Ticket", asked)
    closed = _choice(_TICKETS, asked.get("state")) == TICKET_COMPLETE
    now = tenant.stamp()
    completion = {"completedDate": now if closed else None}
    moved = {"lastActivityDate": now, "lastTrackedModificationDateTime": now}
    status = {"status": _TICKETS[asked["state"]]}
    tenant.store.table("Ticket").put(row | status | completion | moved)


def _task(tenant: Tenant, asked: dict[str, Any]) -> None:
    row = _row(tenant, "Task", asked)
    status = _choice(_TICKETS, asked.get("state"))
    now = tenant.stamp()
    completed = {"completedDateTime": now if status == TICKET_COMPLETE else None}
    moved = {"status": status, "lastActivityDateTime": now}
    tenant.store.table("Task").put(row | completed | moved)


def _permission(tenant: Tenant, asked: dict[str, Any]) -> None:
    try:
        tenant.permissions.switch(str(asked.get("name")), allowed=_flag(asked, "allowed"))
    except KeyError:
        _refuse(f"there is no permission {asked.get('name')!r}")


def _active(entity: str) -> Setter:
    def activate(tenant: Tenant, asked: dict[str, Any]) -> None:
        row = _row(tenant, entity, asked)
        tenant.store.table(entity).put(row | {"isActive": _flag(asked, "active")})

    return activate


def _row(tenant: Tenant, entity: str, asked: dict[str, Any]) -> Row:
    text = str(asked.get("id"))
    row = tenant.row(entity, int(text)) if text.isdigit() else None
    if row is None:
        _refuse(f"there is no {entity} {text}")
    return row


def _choice(choices: dict[str, Value], state: object) -> Value:
    if state not in choices:
        _refuse(f"state is one of {', '.join(choices)}, not {state!r}")
    return choices[str(state)]


def _flag(asked: dict[str, Any], name: str) -> bool:
    value = asked.get(name)
    if not isinstance(value, bool):
        _refuse(f"{name} is true or false, not {value!r}")
    return value


def _refuse(message: str) -> NoReturn:
    raise ValueError(message) from None


_SETTERS: dict[str, Setter] = {
    "entry": _entry,
    "timesheet": _timesheet,
    "ticket": _ticket,
    "task": _task,
    "permission": _permission,
    "person": _active("Resource"),
    "webhook": _active("TicketWebhook"),
}
