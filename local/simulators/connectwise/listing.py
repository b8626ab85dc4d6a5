"""Order and field lists of a read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks, refusals_calls
from local.simulators.connectwise.comparison import resolve
from local.simulators.connectwise.errors import VendorError, coded, not_recognized

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.schema import Schema
    from local.simulators.quirks import Quirks

_MOST_PARTS = 2


def ordered(rows: list[Row], order_by: str, schema: Schema) -> list[Row]:
    """Sort by `lastUpdated asc,id desc`; empty fields first, ties by id.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    for clause in reversed([part.split() for part in order_by.split(",") if part.strip()]):
        direction = clause[1].lower() if len(clause) == _MOST_PARTS else "asc"
        if len(clause) > _MOST_PARTS or direction not in {"asc", "desc"}:
            raise coded(refusals_calls.ORDER_INVALID, text=" ".join(clause))
        get = resolve(schema, clause[0]).get
        rows = sorted(rows, key=lambda row: _sortable(get(row)), reverse=direction == "desc")
    return rows


def _sortable(value: Any) -> tuple[bool, Any]:  # noqa: ANN401  (any JSON value)
    if isinstance(value, dict):
        value = value.get("name") or value.get("identifier") or value.get("id")
    return (value is not None, value.lower() if isinstance(value, str) else value or 0)


class FieldList:
    """The `fields` parameter: what of each row is shown; `_info` only when it is named."""

    def __init__(self, fields: str, schema: Schema, switches: Quirks) -> None:
        """Read a field list such as `id,member/identifier,_info`.

        Raises:
            VendorError: 400 `ApiFindCondition`, an unknown name.
        """
        self._paths = []
        for written in (part.strip() for part in fields.split(",") if part.strip()):
            try:
                self._paths.append(_spelled(schema, written))
            except VendorError:
                if not switches.is_on(quirks.UNKNOWN_FIELDS_IGNORED):
                    raise

    def shown(self, row: Row) -> Row:
        """Give the named parts of a row, in the row's own nesting."""
        found: Row = {}
        for head, part in self._paths:
            if head not in row:
                continue
            if part is None:
                found[head] = row[head]
            elif isinstance(row[head], dict) and part in row[head]:
                found.setdefault(head, {})[part] = row[head][part]
        return found


def _spelled(schema: Schema, written: str) -> tuple[str, str | None]:
    head, _, part = written.partition("/")
    if head.lower() == "_info":
        return "_info", part or None
    field = schema.find(head)
    if field is None:
        raise not_recognized(written)
    if part:
        resolve(schema, written)
    return field.name, part or None
