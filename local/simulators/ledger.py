"""Every time entry a simulated PSA ever held, with who did what and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def copy_row(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    """Copy a JSON value deeply; several times faster than `copy.deepcopy`, which seeding feels."""
    if isinstance(value, dict):
        return {key: copy_row(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_row(item) for item in value]
    return value


def instant(at: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with `Z`, fractions of a second cut off."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@dataclass(slots=True)
class _Event:
    at: datetime
    by: str
    action: str
    row: Row

    def shown(self) -> Row:
        return {"at": instant(self.at), "by": self.by, "action": self.action, "row": self.row}


@dataclass(slots=True)
class _Item:
    row_id: str
    created_by: str
    created_at: datetime
    row: Row
    touched_at: datetime
    deleted_at: datetime | None = None
    history: list[_Event] = field(default_factory=list)

    def shown(self) -> Row:
        return {
            "id": self.row_id,
            "createdBy": self.created_by,
            "createdAt": instant(self.created_at),
            "deletedAt": None if self.deleted_at is None else instant(self.deleted_at),
            "row": self.row,
            "history": [event.shown() for event in self.history],
        }


class Ledger:
    """The book tests read: what was ever stored, also after it was deleted.

    `by` is `"api"` when the key's own API member made the call, otherwise the id of the person.
    Instants are aware datetimes. Rows are JSON objects in the vendor's shape, copied on entry, so
    later changes of the store never rewrite history. What `items` returns is shared with the
    ledger: read it, do not change it.
    """

    def __init__(self) -> None:
        self._items: dict[str, _Item] = {}
        self._seed: list[tuple[str, Row, str, datetime]] = []

    def created(self, row_id: str, row: Row, by: str, at: datetime) -> None:
        """Enter a new row.

        Raises:
            ValueError: the id was used before; no vendor gives an id twice.
        """
        if row_id in self._items:
            message = f"row {row_id} was created before"
            raise ValueError(message)
        kept = copy_row(row)
        item = _Item(row_id, by, at, kept, touched_at=at)
        item.history.append(_Event(at, by, "created", kept))
        self._items[row_id] = item

    def seed(self, row_id: str, row: Row, by: str, at: datetime) -> None:
        """Enter a row that was there before the run; `at` is when it was made, in the past."""
        self.created(row_id, row, by, at)

    def seed_shared(self, row_id: str, row: Row, by: str, at: datetime) -> None:
        """As `seed`, without a copy: for very many rows, which nobody may change in place."""
        item = _Item(row_id, by, at, row, touched_at=at)
        item.history.append(_Event(at, by, "created", row))
        self._items[row_id] = item

    def seeded(self) -> None:
        """End seeding: this is what `reseed` comes back to."""
        items = self._items.values()
        self._seed = [(one.row_id, one.row, one.created_by, one.created_at) for one in items]

    def reseed(self) -> None:
        """Go back to the seed."""
        self._items.clear()
        for one in self._seed:
            self.seed_shared(*one)

    def updated(self, row_id: str, row: Row, by: str, at: datetime) -> None:
        """Enter a change of a row.

        Raises:
            KeyError: the row was never created.
        """
        item = self._items[row_id]
        item.row = copy_row(row)
        self._note(item, "updated", by, at)

    def deleted(self, row_id: str, by: str, at: datetime) -> None:
        """Enter a delete; the row as last stored is kept.

        Raises:
            KeyError: the row was never created.
        """
        item = self._items[row_id]
        item.deleted_at = at
        self._note(item, "deleted", by, at)

    def items(self, since: datetime | None = None) -> list[Row]:
        """List every row ever made, in order of creation.

        Args:
            since: only rows created, updated or deleted at this instant or later.

        Returns:
            `{id, createdBy, createdAt, deletedAt, row, history: [{at, by, action, row}]}` each.
        """
        chosen = self._items.values()
        return [item.shown() for item in chosen if since is None or item.touched_at >= since]

    def touched_at(self, row_id: str) -> datetime:
        """Say when a row was last created, updated or deleted.

        Raises:
            KeyError: the row was never created.
        """
        return self._items[row_id].touched_at

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()

    @staticmethod
    def _note(item: _Item, action: str, by: str, at: datetime) -> None:
        item.touched_at = max(item.touched_at, at)
        item.history.append(_Event(at, by, action, item.row))
