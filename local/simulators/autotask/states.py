"""States an administrator sets in Autotask's own screens: `{what, ...}` to the new state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from local.simulators.autotask import posting
from local.simulators.autotask.dates import date_of
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import ADMINISTRATOR
from local.simulators.autotask.picklists import TICKET_COMPLETE
from local.simulators.autotask.quirks_time import APPROVAL_TOUCHES_ROWS
from local.simulators.autotask.schema_webhooks import HOOKED
from local.simulators.autotask.timesheets import APPROVED, NEW, REJECTED, SUBMITTED, week_of
from local.simulators.autotask.volume import add_time
from local.simulators.autotask.webhook_events import announce
from local.simulators.autotask.webhooks import after_write
from local.simulators.volume import asked_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

    Setter = Callable[[Tenant, dict[str, Any]], None]

Value = TypeVar("Value")

IN_PROGRESS = 8
_SHEETS = {"open": NEW, "submitted": SUBMITTED, "approved": APPROVED, "rejected": REJECTED}
_TICKETS = {"open": IN_PROGRESS, "closed": TICKET_COMPLETE}
BILLED, DELETED = "billed", "deleted"


def set_state(tenant: Tenant, asked: dict[str, Any]) -> dict[str, Any]:
    """Set one state.

    Args:
        tenant: whose.
        asked: `{what: "entry", id, state}`, `{what: "timesheet", personId, date, state}`,
            `{what: "ticket" | "task", id, state}`, `{what: "permission", name, allowed}`,
            `{what: "person" | "webhook", id, active}`,
            `{what: "time", personId, count, days}`. Entries are open, submitted, approved or
            billed; timesheets open, submitted, approved or rejected; tickets and tasks open or
            closed, tickets deleted, too. A webhook is a ticket's unless `entity` is `Company`.

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
    _set_sheet(tenant, row["resourceID"], date_of(row["dateWorked"]), sheet)


def _timesheet(tenant: Tenant, asked: dict[str, Any]) -> None:
    person = _row(tenant, "Resource", {"id": asked.get("personId")})
    try:
        day = date.fromisoformat(str(asked.get("date")))
    except ValueError:
        _refuse(f"date is not a YYYY-MM-DD date: {asked.get('date')!r}")
    _set_sheet(tenant, person["id"], day, _choice(_SHEETS, asked.get("state")))


def _set_sheet(tenant: Tenant, resource_id: int, day: date, state: str) -> None:
    tenant.timesheets.set(resource_id, day, state)
    if not tenant.has(APPROVAL_TOUCHES_ROWS):
        return
    entries, week = tenant.store.table("TimeEntry"), week_of(day)
    for row in entries.matching(resourceID=resource_id):
        if week_of(date_of(row["dateWorked"])) == week:
            touched = {"lastModifiedDateTime": tenant.stamp(), "lastModifiedUserID": ADMINISTRATOR}
            entries.put(row | touched)
            tenant.ledger.updated(str(row["id"]), row | touched, str(ADMINISTRATOR), tenant.now())


def _ticket(tenant: Tenant, asked: dict[str, Any]) -> None:
    row = _row(tenant, "Ticket", asked)
    if asked.get("state") == DELETED:
        _delete_ticket(tenant, row)
        return
    closed = _choice(_TICKETS, asked.get("state")) == TICKET_COMPLETE
    now = tenant.stamp()
    completion = {"completedDate": now if closed else None}
    moved = {"lastActivityDate": now, "lastTrackedModificationDateTime": now}
    new = row | {"status": _TICKETS[asked["state"]]} | completion | moved
    tenant.store.table("Ticket").put(new)
    announce(tenant, BY_NAME["Ticket"], row, new, ADMINISTRATOR)


def _delete_ticket(tenant: Tenant, row: Row) -> None:
    """Delete a ticket as only the screen can; one with time on it stays."""
    if tenant.store.table("TimeEntry").matching(ticketID=row["id"]):
        _refuse(f"Ticket {row['id']} has time entries and cannot be deleted")
    log = BY_NAME["DeletedTicketLog"]
    tenant.store.table("Ticket").remove(row["id"])
    tenant.store.table(log.name).put(
        log.empty_row()
        | {
            "id": tenant.store.next_id(log.name),
            "deletedByResourceID": ADMINISTRATOR,
            "deletedDateTime": tenant.stamp(),
            "ticketID": row["id"],
            "ticketNumber": row["ticketNumber"],
            "ticketTitle": row["title"],
        }
    )
    announce(tenant, BY_NAME["Ticket"], row, None, ADMINISTRATOR)


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


def _webhook(tenant: Tenant, asked: dict[str, Any]) -> None:
    entity = asked.get("entity", HOOKED[0])
    if entity not in HOOKED:
        _refuse(f"entity is one of {', '.join(HOOKED)}, not {entity!r}")
    hook = BY_NAME[f"{entity}Webhook"]
    old = _row(tenant, hook.name, asked)
    new = old | {"isActive": _flag(asked, "active")}
    tenant.store.table(hook.name).put(new)
    after_write(tenant, hook, old, new)


def _time(tenant: Tenant, asked: dict[str, Any]) -> None:
    """Make much time of one person at once, for measurements."""
    person = _row(tenant, "Resource", {"id": asked.get("personId")})
    count, days = asked_for(asked)
    asked["ids"] = add_time(tenant, person["id"], count, days)


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
    "webhook": _webhook,
    "time": _time,
}
