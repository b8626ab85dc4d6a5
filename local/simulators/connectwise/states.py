"""States an approver or administrator sets in ConnectWise's own screens."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn

from local.simulators.connectwise.errors import VendorError
from local.simulators.connectwise.events import UPDATED
from local.simulators.connectwise.sheets import OPEN
from local.simulators.connectwise.store import reference
from local.simulators.connectwise.volume import add_time
from local.simulators.ledger import instant
from local.simulators.volume import asked_for

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.table import Table
    from local.simulators.connectwise.vendor import ConnectWise

APPROVER: Final = "MKeller"
BILLED: Final = "Billed"
_STATUSES: Final = {
    "open": "Open",
    "submitted": "PendingApproval",
    "approved": "ApprovedByTierTwo",
    "billed": BILLED,
    "rejected": "Rejected",
}


class States:
    """Sets one state at a time: `{what, ...}` as `POST /_sim/set` takes it."""

    def __init__(self, vendor: ConnectWise) -> None:
        self._vendor = vendor
        self._store = vendor.store
        self._setters = {
            "entry": self._entry,
            "timesheet": self._timesheet,
            "ticket": self._ticket,
            "permission": self._permission,
            "person": self._person,
            "webhook": self._webhook,
            "time": self._time,
        }

    def set(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Set one state and give it back as it now is.

        Raises:
            ValueError: what was asked for does not exist; the text is a sentence.
        """
        setter = self._setters.get(str(asked.get("what")))
        if setter is None:
            _refuse(f"{asked.get('what')!r} cannot be set; known: {', '.join(self._setters)}")
        return {**asked, **setter(asked)}

    def _entry(self, asked: dict[str, Any]) -> Row:
        """Put one entry in a status; its sheet is opened with it, never locked by it."""
        entry = _row(self._store.entries, asked.get("id"))
        status, sheets = _status(asked), self._vendor.sheets
        sheet = self._store.sheets.rows[entry["timeSheet"]["id"]]
        if status in OPEN and sheet["status"] not in OPEN:
            self._store.sheets.put({**sheet, "status": "Open"})
        by = str(self._approver["id"])
        row = sheets.mark(entry, status, APPROVER, self._store.now(), by)
        self._bill(row, billed=status == BILLED)
        return {"status": status}

    def _timesheet(self, asked: dict[str, Any]) -> Row:
        member, status = self._member(asked.get("personId")), _status(asked)
        try:
            sheet = self._vendor.sheets.ensure(member, _day(asked.get("date")), APPROVER)
        except VendorError:
            _refuse(f"no time period was set up for {asked['date']}")
        now = self._store.now()
        self._vendor.sheets.move(sheet, status, APPROVER, now, str(self._approver["id"]))
        for entry in self._store.entries.where("timeSheet/id", sheet["id"]):
            self._bill(entry, billed=status == BILLED)
        return {"id": sheet["id"], "status": status}

    def _bill(self, entry: Row, *, billed: bool) -> None:
        """Put an entry on an invoice, or take it off; only billable time gets on one."""
        row = {key: value for key, value in entry.items() if not key.startswith("invoiceF")}
        row.pop("invoice", None)
        if billed and entry["billableOption"] == "Billable":
            sheet = entry["timeSheet"]["id"]
            invoice = {"id": 30_000 + sheet, "identifier": f"INV{sheet}"}
            row |= {"invoice": invoice, "invoiceFlag": True}
        if row != entry:
            self._store.entries.put(row)
            by = str(self._approver["id"])
            self._vendor.ledger.updated(str(row["id"]), row, by, self._store.now())

    def _ticket(self, asked: dict[str, Any]) -> Row:
        """Move a ticket to the first status of its board that takes time, or that takes none."""
        kinds = (self._store.tickets, self._store.project_tickets)
        table = next((one for one in kinds if _number(asked.get("id")) in one.rows), kinds[0])
        ticket = _row(table, asked.get("id"))
        if asked.get("state") not in {"open", "closed"}:
            _refuse(f"a ticket's state is open or closed, not {asked.get('state')!r}")
        closed = asked["state"] == "closed"
        status = next(
            row
            for row in self._store.statuses.where("board/id", ticket["board"]["id"])
            if row["closedStatus"] == closed == row["timeEntryNotAllowed"]
        )
        row = {key: value for key, value in ticket.items() if not key.startswith("closed")}
        row |= {"status": reference(status, "name"), "closedFlag": closed}
        if closed:
            row |= {"closedDate": instant(self._store.now()), "closedBy": APPROVER}
        stored = table.put({**row, "_info": {**ticket["_info"], **self._store.stamp(APPROVER)}})
        self._store.tell("ticket", UPDATED, stored, APPROVER)
        return {"status": status["name"]}

    def _permission(self, asked: dict[str, Any]) -> Row:
        level = asked.get("level", asked.get("allowed"))
        return self._vendor.roles.set_level(str(asked.get("name")), level)

    def _person(self, asked: dict[str, Any]) -> Row:
        member, active = self._member(asked.get("id")), _flag(asked, "active")
        row = {key: value for key, value in member.items() if key != "inactiveDate"}
        left = {} if active else {"inactiveDate": instant(self._store.now())}
        info = {**member["_info"], **self._store.stamp(APPROVER)}
        changed = {**row, **left, "inactiveFlag": not active, "_info": info}
        self._store.tell("member", UPDATED, self._store.members.put(changed), APPROVER)
        return {"active": active}

    def _webhook(self, asked: dict[str, Any]) -> Row:
        callback = _row(self._store.callbacks, asked.get("id"))
        active = _flag(asked, "active")
        self._store.callbacks.put({**callback, "inactiveFlag": not active})
        if not active:
            self._vendor.callbacks.callouts.discard(str(callback["id"]))
        return {"active": active}

    def _time(self, asked: dict[str, Any]) -> Row:
        """Make much time of one member at once, for measurements."""
        member, (count, days) = self._member(asked.get("personId")), asked_for(asked)
        return {"ids": add_time(self._vendor, member, count, days)}

    def _member(self, key: object) -> Row:
        member = self._store.member(str(key))
        if member is None:
            _refuse(f"there is no Member {key}")
        return member

    @property
    def _approver(self) -> Row:
        return self._member(APPROVER)


def _number(key: object) -> int:
    text = str(key)
    return int(text) if text.isdecimal() else -1


def _row(table: Table, key: object) -> Row:
    row = table.rows.get(_number(key))
    if row is None:
        _refuse(f"there is no {table.schema.name} {key}")
    return row


def _status(asked: dict[str, Any]) -> str:
    state = asked.get("state")
    if state not in _STATUSES:
        _refuse(f"state is one of {', '.join(_STATUSES)}, not {state!r}")
    return _STATUSES[str(state)]


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        _refuse(f"date is not a YYYY-MM-DD date: {text!r}")


def _flag(asked: dict[str, Any], name: str) -> bool:
    value = asked.get(name)
    if not isinstance(value, bool):
        _refuse(f"{name} is true or false, not {value!r}")
    return value


def _refuse(message: str) -> NoReturn:
    raise ValueError(message) from None
