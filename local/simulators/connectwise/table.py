"""One kind of record: rows by id, in order of id, with indexes for the filters that matter."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, Any

from local.simulators.connectwise.comparison import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.query import Bound, Filter
    from local.simulators.connectwise.schema import Schema

    Get = Callable[[Row], Any]

_TOP = "\uffff"
_TOP_ID = 2**63
_SINGLE = {"=", "in"}
_LOW, _HIGH = {">", ">=", "="}, {"<", "<=", "="}


class Table:
    """Rows of one resource. A row is never changed in place: it is replaced by `put`."""

    def __init__(
        self, schema: Schema, *, first_id: int = 1, hashed: str = "", ranged: str = ""
    ) -> None:
        """Make an empty table.

        Args:
            schema: the resource.
            first_id: id of the first row; ids only grow and are never given twice.
            hashed: fields with an index for `=` and `in`, in words, e.g. `member/id`.
            ranged: fields with an index for ranges, in words, e.g. `lastUpdated`.
        """
        self.schema = schema
        self.rows: dict[int, Row] = {}
        self._order: list[int] = []
        self._last_id = first_id - 1
        self._texts: dict[int, str] = {}
        self._hashed = {name: _HashIndex(resolve(schema, name).get) for name in hashed.split()}
        self._ranged = {name: _RangeIndex(resolve(schema, name).get) for name in ranged.split()}

    def new_id(self) -> int:
        """Give an id that was never given before."""
        self._last_id += 1
        return self._last_id

    def seeded(self) -> None:
        """End seeding: this is what `reseed` comes back to."""
        self._seed = dict(self.rows)
        self._seed_hashed = {name: index.copy() for name, index in self._hashed.items()}
        self._seed_ranged = {name: index.copy() for name, index in self._ranged.items()}

    def reseed(self) -> None:
        """Go back to the seed, which costs no more than copies of the indexes.

        Ids go on: none is given twice.
        """
        self.rows.clear()
        self.rows.update(self._seed)
        self._order = sorted(self._seed)
        self._texts.clear()
        self._hashed = {name: index.copy() for name, index in self._seed_hashed.items()}
        self._ranged = {name: index.copy() for name, index in self._seed_ranged.items()}

    def put(self, row: Row) -> Row:
        """Store a row in place of the one with its id."""
        row_id = row["id"]
        if row_id in self.rows:
            self._unindex(row_id)
        else:
            insort(self._order, row_id)
        self.rows[row_id] = row
        self._last_id = max(self._last_id, row_id)
        for index in self._indexes():
            index.add(row_id, row)
        return row

    def delete(self, row_id: int) -> None:
        """Remove a row.

        Raises:
            KeyError: it is not there.
        """
        self._unindex(row_id)
        del self.rows[row_id]
        del self._order[bisect_left(self._order, row_id)]

    def where(self, name: str, value: object) -> list[Row]:
        """List the rows whose hashed field has a value, in order of id."""
        return [self.rows[row_id] for row_id in sorted(self._hashed[name].ids((value,)))]

    def matching(self, chosen: Filter, after: int = 0) -> Iterator[Row]:
        """Yield the rows a filter matches, in order of id, ids above `after` only."""
        ids = self._candidates(chosen)
        for row_id in ids[bisect_right(ids, after) :]:
            row = self.rows[row_id]
            if chosen.matches(row):
                yield row

    def all_rows(self) -> list[Row]:
        """List every row in order of id."""
        return [self.rows[row_id] for row_id in self._order]

    def text(self, row: Row) -> str:
        """Give a row of this table as JSON, encoded once as long as it does not change."""
        row_id = row["id"]
        if self.rows.get(row_id) is not row:
            return json.dumps(row)
        if row_id not in self._texts:
            self._texts[row_id] = json.dumps(row)
        return self._texts[row_id]

    def _indexes(self) -> Iterator[_HashIndex | _RangeIndex]:
        yield from self._hashed.values()
        yield from self._ranged.values()

    def _unindex(self, row_id: int) -> None:
        self._texts.pop(row_id, None)
        for index in self._indexes():
            index.remove(row_id, self.rows[row_id])

    def _candidates(self, chosen: Filter) -> list[int]:
        """List the ids a filter may match, ascending, as few as the indexes allow."""
        found: list[Iterable[int]] = [
            ids for bound in chosen.bounds if (ids := self._single(bound)) is not None
        ]
        for name, index in self._ranged.items():
            bounds = [bound for bound in chosen.bounds if bound.name == name]
            if any(bound.operator in _LOW | _HIGH for bound in bounds):
                found.append(index.between(bounds))
        if not found:
            return self._order
        narrow = min((set(ids) for ids in found), key=len)
        return sorted(row_id for row_id in narrow if row_id in self.rows)

    def _single(self, bound: Bound) -> Iterable[int] | None:
        if bound.operator not in _SINGLE or not all(isinstance(one, int) for one in bound.values):
            return None
        if bound.name == "id":
            return bound.values
        index = self._hashed.get(bound.name)
        return None if index is None else index.ids(bound.values)


class _HashIndex:
    def __init__(self, get: Get) -> None:
        self._get = get
        self._ids: dict[Any, set[int]] = {}

    def copy(self) -> _HashIndex:
        copied = _HashIndex(self._get)
        copied._ids = {value: set(ids) for value, ids in self._ids.items()}
        return copied

    def add(self, row_id: int, row: Row) -> None:
        self._ids.setdefault(self._get(row), set()).add(row_id)

    def remove(self, row_id: int, row: Row) -> None:
        self._ids[self._get(row)].discard(row_id)

    def ids(self, values: Iterable[Any]) -> set[int]:
        return set().union(*(self._ids.get(value, set()) for value in values))


class _RangeIndex:
    def __init__(self, get: Get) -> None:
        self._get = get
        self._pairs: list[tuple[str, int]] = []

    def copy(self) -> _RangeIndex:
        copied = _RangeIndex(self._get)
        copied._pairs = list(self._pairs)
        return copied

    def add(self, row_id: int, row: Row) -> None:
        value = self._get(row)
        if value is not None:
            insort(self._pairs, (value, row_id))

    def remove(self, row_id: int, row: Row) -> None:
        value = self._get(row)
        if value is not None:
            del self._pairs[bisect_left(self._pairs, (value, row_id))]

    def between(self, bounds: list[Bound]) -> list[int]:
        """Ids in the range that all bounds leave; the ends included, the filter decides on them."""
        lows = [bound.values[0] for bound in bounds if bound.operator in _LOW]
        highs = [bound.values[0] for bound in bounds if bound.operator in _HIGH]
        low, high = max(lows, default=""), min(highs, default=_TOP)
        begin = bisect_left(self._pairs, (low, 0))
        end = bisect_right(self._pairs, (high, _TOP_ID))
        return [row_id for _, row_id in self._pairs[begin:end]]
