"""One entity's rows by id, with the indexes that keep thousands of rows fast to query."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.simulators.autotask.schema import Entity, Row

_ORDERED = frozenset({"lastModifiedDateTime", "deletedDateTime", "startDateTime", "dateWorked"})
_LAST_ID = 2**63


def json_text(row: Row) -> str:
    """Write a row as compact JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


class Table:
    """Rows of one entity. Rows are never changed in place: a change puts a new row."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._rows: dict[int, Row] = {}
        self._ids: list[int] = []
        self._json: dict[int, dict[tuple[str, ...], str]] = {}
        hashed = [field.name for field in entity.fields if field.reference]
        self._hashed: dict[str, dict[Any, set[int]]] = {name: {} for name in hashed}
        ordered = [field.name for field in entity.fields if field.name in _ORDERED]
        self._ordered: dict[str, list[tuple[str, int]]] = {name: [] for name in ordered}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: int) -> Row | None:
        """Give a row, None when there is none."""
        return self._rows.get(row_id)

    def rows(self) -> Iterable[Row]:
        """Give every row in ascending id."""
        return (self._rows[row_id] for row_id in self._ids)

    def put(self, row: Row) -> None:
        """Insert a row or replace the one with its id."""
        row_id = row["id"]
        if row_id in self._rows:
            self._unindex(self._rows[row_id])
        else:
            insort(self._ids, row_id)
        self._rows[row_id] = row
        for name, index in self._hashed.items():
            index.setdefault(row[name], set()).add(row_id)
        for name, entries in self._ordered.items():
            if row[name] is not None:
                insort(entries, (row[name], row_id))

    def remove(self, row_id: int) -> None:
        """Remove a row.

        Raises:
            KeyError: there is none.
        """
        self._unindex(self._rows.pop(row_id))
        del self._ids[bisect_left(self._ids, row_id)]

    def matching(self, **fields: Any) -> list[Row]:  # noqa: ANN401  (any field value)
        """Give the rows whose reference fields equal all the values, in ascending id."""
        found = [self._hashed[name].get(value, set()) for name, value in fields.items()]
        return [self._rows[row_id] for row_id in sorted(set.intersection(*found))]

    def json_of(self, row: Row, fields: tuple[str, ...] = ()) -> str:
        """Give the row as JSON, whole or only some fields.

        Kept until the row changes: pages of 500 rows are big, and clients ask for few field sets.
        """
        kept = self._json.setdefault(row["id"], {})
        text = kept.get(fields)
        if text is None:
            text = kept[fields] = json_text({name: row[name] for name in fields or row})
        return text

    def ids_above(self, row_id: int) -> list[int]:
        """Give the ids greater than one, ascending."""
        return self._ids[bisect_right(self._ids, row_id) :]

    def ids_with(self, name: str, values: Iterable[Any]) -> set[int] | None:
        """Give the ids whose field has one of the values; None when the field has no index."""
        if name == "id":
            return {value for value in values if value in self._rows}
        index = self._hashed.get(name)
        if index is None:
            return None
        return set[int]().union(*(index.get(value, ()) for value in values))

    def ids_from(self, name: str, lowest: str) -> list[int] | None:
        """Give the ids whose ordered field is at least `lowest`; None without an index."""
        entries = self._ordered.get(name)
        if entries is None:
            return None
        return [row_id for _, row_id in entries[bisect_left(entries, (lowest, -_LAST_ID)) :]]

    def _unindex(self, row: Row) -> None:
        row_id = row["id"]
        self._json.pop(row_id, None)
        for name, index in self._hashed.items():
            index[row[name]].discard(row_id)
        for name, entries in self._ordered.items():
            if row[name] is not None:
                del entries[bisect_left(entries, (row[name], row_id))]
