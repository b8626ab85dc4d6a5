"""Custom fields of time entries: defined by an administrator, shown on every entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.simulators.connectwise import quirks_records, refusals_time
from local.simulators.connectwise.errors import refuse

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store

TIME_POD: Final = 12
"""Id of the pod of time entries; the vendor's own number is not known."""

_VALUES: Final[dict[str, type | tuple[type, ...]]] = {
    "Number": (int, float), "Percent": (int, float), "Currency": (int, float), "Checkbox": bool,
}  # fmt: skip


def definitions(store: Store) -> list[Row]:
    """List the fields of time entries."""
    return [row for row in store.user_fields.all_rows() if row["podId"] == TIME_POD]


def merged(store: Store, old: list[Row], asked: list[Any]) -> list[Row]:
    """Give an entry's custom fields after a write: all that are defined, empty ones without value.

    Args:
        store: the PSA.
        old: as they were.
        asked: `[{id, value}]`; what it does not name stays.

    Raises:
        VendorError: 400, no such field or a value of another type.
    """
    fields = {field["id"]: field for field in definitions(store)}
    values = {one["id"]: one["value"] for one in old if "value" in one}
    for one in asked:
        field = fields.get(one.get("id")) if isinstance(one, dict) else None
        if field is None:
            refuse(refusals_time.NOTHING_REFERRED, "timeEntry", "customFields", value=one)
        if field.get("readOnlyFlag"):
            continue
        _set(store, values, field, one.get("value"))
    return [shown(field, values.get(field_id)) for field_id, field in fields.items()]


def _set(store: Store, values: dict[int, Any], field: Row, value: object) -> None:
    if value is None:
        if not store.quirks.is_on(quirks_records.NULL_KEEPS_CUSTOM_FIELD):
            values.pop(field["id"], None)
        return
    fits = _VALUES.get(field["fieldTypeIdentifier"], str)
    if not isinstance(value, fits) or (isinstance(value, bool) and fits is not bool):
        refuse(refusals_time.NOT_VALID, "timeEntry", "customFields", value=value)
    values[field["id"]] = value


def shown(field: Row, value: object) -> Row:
    """Make one element of `customFields`."""
    empty = {} if value is None else {"value": value}
    return {
        "id": field["id"],
        "caption": field["caption"],
        "type": field["fieldTypeIdentifier"],
        "entryMethod": field["entryTypeIdentifier"],
        "numberOfDecimals": field.get("numberDecimals", 0),
        **empty,
    }


def redefined(store: Store) -> None:
    """Bring all entries in line with the fields there are now; it is no change of theirs."""
    known = {field["id"] for field in definitions(store)}
    for entry in store.entries.all_rows():
        kept = [one for one in entry["customFields"] if one["id"] in known]
        store.entries.put({**entry, "customFields": merged(store, kept, [])})
