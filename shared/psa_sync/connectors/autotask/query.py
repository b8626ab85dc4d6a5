"""Autotask's query language from typed parts, each of which can judge what came back.

Autotask drops a clause whose operator it does not know and answers with everything, so there is no
way to write an operator or a field that does not exist, and no filter is believed unseen.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Generic, Protocol

import msgspec

from psa_sync.connectors.autotask.decoding import vendor_fields
from psa_sync.connectors.autotask.schemas import Row, RowT, vendor_name

PAGE_ROWS: Final = 500
"""Autotask's largest page."""
IN_VALUES: Final = 200
"""Values in one `in` clause: 500 is the limit, far fewer already failed at some tenants."""
DAY_SLACK: Final = timedelta(days=1)
"""Some tenants compare instants by day: such a row is dropped silently, not called a fault."""

Value = int | str | bool | datetime | tuple[int, ...] | None


class Operator(StrEnum):
    """The operators we use, in Autotask's spelling."""

    EQUALS = "eq"
    DIFFERS = "noteq"
    ABOVE = "gt"
    AT_LEAST = "gte"
    AT_MOST = "lte"
    ONE_OF = "in"
    EMPTY = "notExist"


class Condition(Protocol):
    """Part of a filter."""

    def wire(self) -> dict[str, Any]:
        """Return it as Autotask reads it."""

    def holds(self, row: Row, slack: timedelta) -> bool:
        """Tell whether the row is inside, with instants compared that much more loosely."""

    def names(self) -> frozenset[str]:
        """Return our names of the fields it looks at."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a field, named as in `schemas`, with a value."""

    field: str
    operator: Operator
    value: Value = None

    def wire(self) -> dict[str, Any]:
        """Return it as Autotask reads it; instants go out in UTC, whole seconds."""
        clause: dict[str, Any] = {"op": self.operator.value, "field": vendor_name(self.field)}
        if self.operator is not Operator.EMPTY:
            clause["value"] = (
                timestamp(self.value)
                if isinstance(self.value, datetime)
                else (list(self.value) if isinstance(self.value, tuple) else self.value)
            )
        return clause

    def holds(self, row: Row, slack: timedelta) -> bool:
        """Compare here as Autotask should have compared there; text without case."""
        actual = getattr(row, self.field)
        if self.operator is Operator.EMPTY:
            return actual is None
        if actual is None:
            return self.operator is Operator.DIFFERS
        if isinstance(self.value, datetime):
            return _INSTANTS[self.operator](instant(actual), self.value, slack)
        return _VALUES[self.operator](_folded(actual), _folded(self.value))

    def names(self) -> frozenset[str]:
        """Return the one field it looks at."""
        return frozenset({self.field})


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def wire(self) -> dict[str, Any]:
        """Return it as Autotask reads it."""
        return {"op": "and", "items": [part.wire() for part in self.parts]}

    def holds(self, row: Row, slack: timedelta) -> bool:
        """Tell whether every part holds."""
        return all(part.holds(row, slack) for part in self.parts)

    def names(self) -> frozenset[str]:
        """Return the fields of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def wire(self) -> dict[str, Any]:
        """Return it as Autotask reads it."""
        return {"op": "or", "items": [part.wire() for part in self.parts]}

    def holds(self, row: Row, slack: timedelta) -> bool:
        """Tell whether any part holds."""
        return any(part.holds(row, slack) for part in self.parts)

    def names(self) -> frozenset[str]:
        """Return the fields of all parts."""
        return frozenset().union(*(part.names() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Query(Generic[RowT]):
    """Rows of one entity for which all conditions hold, page by page in ascending id.

    Attributes:
        after: Last id already seen; None from the beginning (a company has the id 0).
        rows: Rows in a page, at most `PAGE_ROWS`.
    """

    kind: type[RowT]
    where: tuple[Condition, ...]
    after: int | None = None
    rows: int = PAGE_ROWS

    def __post_init__(self) -> None:
        known = {field.name for field in msgspec.structs.fields(self.kind)}
        named = frozenset().union(*(part.names() for part in self.where))
        if not self.where or not named <= known or not 0 < self.rows <= PAGE_ROWS:
            message = f"not a query for {self.kind.entity}: {sorted(named - known)}, {self.rows}"
            raise ValueError(message)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, with the one that turns the page."""
        if self.after is None:
            return self.where
        return (*self.where, Clause("id", Operator.ABOVE, self.after))

    def body(self) -> bytes:
        """Return the body of the POST."""
        query: dict[str, Any] = {
            "MaxRecords": self.rows,
            "filter": [condition.wire() for condition in self.conditions],
        }
        if not self.kind.whole:
            query["IncludeFields"] = vendor_fields(self.kind)
        return msgspec.json.encode(query)

    def counting_body(self) -> bytes:
        """Return the body of the POST that only counts."""
        return msgspec.json.encode({"filter": [condition.wire() for condition in self.conditions]})

    def keeps(self, row: RowT) -> bool:
        """Tell whether the row is what was asked for."""
        return all(condition.holds(row, timedelta(0)) for condition in self.conditions)

    def excuses(self, row: RowT) -> bool:
        """Tell whether Autotask may send the row, although we did not quite ask for it."""
        return all(condition.holds(row, DAY_SLACK) for condition in self.conditions)


def chunks(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Split distinct ids, in ascending order, into lists that fit into one `in` clause."""
    ordered = sorted(set(ids))
    for first in range(0, len(ordered), IN_VALUES):
        yield tuple(ordered[first : first + IN_VALUES])


def timestamp(at: datetime) -> str:
    """Spell an instant as Autotask takes it, cut to whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """Read an instant as Autotask writes it; without a designator it is UTC.

    Raises:
        msgspec.ValidationError: It is not an instant.
    """
    at = msgspec.convert(text, datetime)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _folded(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    return value.strip().casefold() if isinstance(value, str) else value


_VALUES: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.EQUALS: lambda actual, value: bool(actual == value),
    Operator.DIFFERS: lambda actual, value: bool(actual != value),
    Operator.ABOVE: lambda actual, value: bool(actual > value),
    Operator.AT_LEAST: lambda actual, value: bool(actual >= value),
    Operator.AT_MOST: lambda actual, value: bool(actual <= value),
    Operator.ONE_OF: lambda actual, value: actual in value,
}
_INSTANTS: Final[dict[Operator, Callable[[datetime, datetime, timedelta], bool]]] = {
    Operator.AT_LEAST: lambda actual, value, slack: actual >= value - slack,
    Operator.AT_MOST: lambda actual, value, slack: actual <= value + slack,
}
