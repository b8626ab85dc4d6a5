"""Rows of one table in memory, found by key or in the order of an index."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.plain_table.expressions import Bound, Row

Place = tuple[str, str, str]
"""Sort key in the index, then the table's partition and sort key."""


class Rows:
    """One table; its own order counts as an index without a name.

    Args:
        definition: The arguments of CreateTable. An index has what all our indexes have: two
            string keys, and copies of nothing but keys.
    """

    def __init__(self, definition: Row) -> None:
        indexes = definition.get("GlobalSecondaryIndexes", [])
        self._keys: dict[str | None, tuple[str, str]] = {None: _names(definition)}
        self._keys |= {one["IndexName"]: _names(one) for one in indexes}
        self._rows: dict[tuple[str, str], Row] = {}
        self._places: defaultdict[tuple[str | None, str], list[Place]] = defaultdict(list)

    def get(self, key: Row) -> Row | None:
        """Read one row by its key, or by a row that has it."""
        return self._rows.get((key["pk"]["S"], key["sk"]["S"]))

    def put(self, row: Row) -> None:
        """Write one row in the place of a former one."""
        before, after = self._found_at(self.get(row)), self._found_at(row)
        self._rows[row["pk"]["S"], row["sk"]["S"]] = row
        for where, place in before.items() - after.items():
            self._forget(where, place)
        for where, place in after.items() - before.items():
            insort(self._places[where], place)

    def delete(self, key: Row) -> None:
        """Remove one row, if it is there."""
        for where, place in self._found_at(self.get(key)).items():
            self._forget(where, place)
        self._rows.pop((key["pk"]["S"], key["sk"]["S"]), None)

    def between(self, index: str | None, partition: str, low: Bound, high: Bound) -> Iterator[Row]:
        """Rows of a partition in the order of the index, from the first bound to before the other.

        An index shows the keys alone.
        """
        places = self._places.get((index, partition), [])
        for place in places[bisect_left(places, low) : bisect_left(places, high)]:
            row = self._rows[place[1:]]
            yield row if index is None else self.key(index, row)

    def key(self, index: str | None, row: Row) -> Row:
        """The attributes that tell where in the index a query goes on."""
        return {name: row[name] for name in {*self._keys[index], "pk", "sk"}}

    def sort_key(self, index: str | None) -> str:
        """The name of the attribute by which the index is sorted."""
        return self._keys[index][1]

    def _found_at(self, row: Row | None) -> dict[tuple[str | None, str], Place]:
        if row is None:
            return {}
        own = row["pk"]["S"], row["sk"]["S"]
        return {
            (index, row[partition]["S"]): (row[sort]["S"], *own)
            for index, (partition, sort) in self._keys.items()
            if partition in row and sort in row
        }

    def _forget(self, where: tuple[str | None, str], place: Place) -> None:
        places = self._places[where]
        del places[bisect_left(places, place)]


def _names(definition: Row) -> tuple[str, str]:
    names: dict[str, str] = {
        one["KeyType"]: one["AttributeName"] for one in definition["KeySchema"]
    }
    return names["HASH"], names["RANGE"]
