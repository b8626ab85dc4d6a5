"""One filter clause: its operator, its values in the field's type, and the test it becomes."""

from __future__ import annotations

import operator as compare
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.simulators.autotask import dates
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.fields import convert
from local.simulators.autotask.refusals_calls import ONE_VALUE, VALUE_NEEDED
from local.simulators.autotask.schema import DATE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.autotask.schema import Field, Row

    Test = Callable[[Row], bool]

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": compare.eq,
    "noteq": compare.ne,
    "gt": compare.gt,
    "gte": compare.ge,
    "lt": compare.lt,
    "lte": compare.le,
}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "beginsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": compare.contains,
}
_LIST = frozenset({"in", "notIn"})
_PRESENCE = frozenset({"exist", "notExist"})
OPERATORS = (*_ORDER, *_TEXT, *sorted(_LIST), *sorted(_PRESENCE))

_JUST_AFTER = "~"
"""Stored instants have whole seconds; `…05Z~` sorts after `…05Z` and before `…06Z`, so a value
with a fraction compares rightly with them as plain text."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A clause, compiled. `values` are converted; one value for all operators but lists."""

    field: Field
    operator: str
    values: tuple[Any, ...]
    ignore_case: bool
    empty_never_matches: bool

    def test(self) -> Test:
        """Give the test of a row."""
        if self.operator in _PRESENCE:
            return self._presence()
        if self.operator in _LIST:
            return self._list()
        if self.operator in _TEXT:
            return self._text()
        return self._order()

    def _presence(self) -> Test:
        name, wanted = self.field.name, self.operator == "exist"
        return lambda row: (row[name] is not None) is wanted

    def _list(self) -> Test:
        name, wanted = self.field.name, self.operator == "in"
        values = frozenset(self._fold(value) for value in self.values)
        fold, on_empty = self._fold, self._on_empty()

        def test(row: Row) -> bool:
            value = row[name]
            return on_empty if value is None else (fold(value) in values) is wanted

        return test

    def _text(self) -> Test:
        name, matches, fold = self.field.name, _TEXT[self.operator], self._fold
        part = fold(str(self.values[0]))
        return lambda row: row[name] is not None and matches(fold(str(row[name])), part)

    def _order(self) -> Test:
        name, matches, on_empty = self.field.name, _ORDER[self.operator], self._on_empty()
        if self.values[0] is None:
            empty = self.operator in ("eq", "noteq")
            return lambda row: empty and (row[name] is None) is (self.operator == "eq")
        wanted = self._fold(self.values[0])
        if self.field.kind != "text":
            return lambda row: on_empty if row[name] is None else matches(row[name], wanted)
        fold = self._fold
        return lambda row: on_empty if row[name] is None else matches(fold(row[name]), wanted)

    def _on_empty(self) -> bool:
        return self.operator in ("noteq", "notIn") and not self.empty_never_matches

    def _fold(self, value: Any) -> Any:  # noqa: ANN401  (any field value)
        if self.ignore_case and self.field.kind == "text" and isinstance(value, str):
            return value.casefold()
        return value


def values_of(
    field: Field, operator: str, value: object, *, needs_value: bool = True
) -> tuple[Any, ...]:
    """Convert the value of a clause to the field's type.

    Args:
        field: what is compared.
        operator: one of `OPERATORS`.
        value: as sent.
        needs_value: refuse a comparison without a value; otherwise it asks for empty fields.

    Raises:
        VendorError: the value is missing or cannot be converted.
    """
    if operator in _PRESENCE:
        return ()
    if operator in _TEXT:
        return (str(value),)
    if value is None and operator in _ORDER and not needs_value:
        return (None,)
    values = value if isinstance(value, list) else [value]
    if not values or any(item is None for item in values):
        raise VendorError(VALUE_NEEDED, field=field.name)
    if operator not in _LIST and len(values) != 1:
        raise VendorError(ONE_VALUE, operator=operator)
    return tuple(_converted(field, item) for item in values)


def _converted(field: Field, value: object) -> object:
    converted = convert(field, value)
    if field.kind in DATE_KINDS and dates.parse(str(value)).microsecond:
        return f"{converted}{_JUST_AFTER}"
    return converted
