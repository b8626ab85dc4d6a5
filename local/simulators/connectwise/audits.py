"""Who changed what of time entries and sheets, as the API tells it afterwards."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from local.simulators.connectwise import schema
from local.simulators.connectwise.events import ADDED, DELETED
from local.simulators.connectwise.store import member_reference
from local.simulators.connectwise.table import Table
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.events import Event
    from local.simulators.connectwise.store import Store

_TYPES: Final = {
    "timeStart": "DateTime", "timeEnd": "DateTime", "actualHours": "ActualHours",
    "hoursDeduct": "DeductHours", "workType": "WorkType", "workRole": "WorkRole",
    "billableOption": "Billable", "notes": "TimeDiscussion", "internalNotes": "TimeInternalNote",
    "member": "Member", "chargeToId": "Ticket", "status": "Status", "customFields": "CustomField",
}  # fmt: skip
_KINDS: Final = {"time": "Time", "sheet": "TimeSheet"}
_RECORD: Final = "Record"


class Audits:
    """Listens to changes and keeps a line for each changed field, also of deleted entries."""

    def __init__(self, store: Store, api_member: str) -> None:
        """Start with none.

        Args:
            store: the PSA.
            api_member: identifier of the member whose changes come over the API.
        """
        self._store = store
        self._api_member = api_member
        self._lines: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
        self._ids = count(1)

    def clear(self) -> None:
        """Forget all lines; their ids are not given again."""
        self._lines.clear()

    def note(self, event: Event) -> None:
        """Write down a change of a time entry or a sheet; others are passed over."""
        if event.kind not in _KINDS:
            return
        if event.action in {ADDED, DELETED}:
            self._add(event, _RECORD, f"{_KINDS[event.kind]} was {event.action}.", None, None)
            return
        old = event.old or {}
        for name, kind in _TYPES.items():
            before, after = _text(old.get(name)), _text(event.row.get(name))
            if before != after:
                self._add(event, kind, f"{name} was changed.", before, after)

    def table(self, kind: str, row_id: int, audit: schema.Schema) -> Table:
        """Give the lines of one record as rows of a list."""
        table = Table(audit)
        for line in self._lines[kind, row_id]:
            table.put(line)
        return table

    def trail(self, kind: str, row_id: int) -> Table:
        """Give the lines of one record in the words of the audit trail, ids ours alone."""
        table = Table(schema.AUDIT_TRAIL)
        for line in self._lines[kind, row_id]:
            values = [one for one in (line.get("oldValue"), line.get("newValue")) if one]
            table.put(
                {
                    "id": line["id"],
                    "text": " -> ".join([line["message"], *values]),
                    "enteredDate": line["_info"]["lastUpdated"],
                    "enteredBy": line["member"]["identifier"],
                    "auditType": _KINDS[kind],
                    "auditSubType": line["type"],
                    "auditSource": line["source"],
                }
            )
        return table

    def _add(
        self, event: Event, kind: str, message: str, before: str | None, after: str | None
    ) -> None:
        member = self._store.member(event.actor)
        if member is None:
            raise KeyError(event.actor)
        line: Row = {
            "id": next(self._ids),
            "member": member_reference(member),
            "source": "API" if event.actor == self._api_member else "Member",
            "type": kind,
            "message": message,
            "oldValue": before,
            "newValue": after,
            "_info": {"lastUpdated": instant(self._store.now()), "updatedBy": event.actor},
        }
        kept = {name: value for name, value in line.items() if value is not None}
        self._lines[event.kind, event.row["id"]].append(kept)


def _text(value: Any) -> str | None:  # noqa: ANN401  (any JSON value)
    if isinstance(value, dict):
        return str(value.get("name") or value.get("identifier") or value.get("id"))
    return None if value in (None, []) else str(value)
