"""Hours and texts of an entry as they are stored, and rules that only some tenants have."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from local.simulators.connectwise import quirks, quirks_records, refusals_time, rules
from local.simulators.connectwise.errors import refuse

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store

LONGEST_NOTES: Final = 4000


def times(store: Store, wish: Row) -> Row:
    """Derive what an entry says of its hours.

    Args:
        store: the PSA, its work types and its quirks.
        wish: the entry as asked for.

    Raises:
        VendorError: 400, a value is refused.
    """
    cut = store.quirks.is_on(quirks.SECONDS_CUT_OFF)
    start = rules.instant_of(wish, "timeStart", cut_seconds=cut)
    end = rules.instant_of(wish, "timeEnd", cut_seconds=cut)
    deduct = rules.number_of(wish, "hoursDeduct") or Decimal(0)
    hours = rules.number_of(wish, "actualHours") or Decimal(0)
    if start is not None and end is not None:
        hours = rules.worked_hours(start, end, deduct)
    billable = wish.get("billableOption", "Billable") == "Billable"
    return {
        "timeStart": start,
        "timeEnd": end,
        "hoursDeduct": float(deduct) if deduct else None,
        "actualHours": float(hours),
        "billableOption": wish.get("billableOption"),
        "hoursBilled": float(_billed(store, wish, hours)) if billable else 0.0,
        "invoiceReady": 0,
    }


def _billed(store: Store, wish: Row, hours: Decimal) -> Decimal:
    """Apply the least, the most and the step of the work type, rounding half a step up."""
    work_type = rules.referred(store.work_types, wish, "workType") or {}
    if not store.quirks.is_on(quirks_records.WORK_TYPE_SHAPES_BILLED_HOURS):
        return hours
    if step := Decimal(str(work_type.get("roundBillHoursTo") or 0)):
        hours = (hours / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    least, most = work_type.get("hoursMin"), work_type.get("hoursMax")
    hours = max(hours, Decimal(str(least))) if least else hours
    return min(hours, Decimal(str(most))) if most else hours


def texts(store: Store, wish: Row) -> Row:
    """Give notes, flags and the caller's own id as they are stored.

    Raises:
        VendorError: 400, notes are too long where there is a limit.
    """
    found: dict[str, Any] = {name: wish.get(name) for name in rules.TEXTS}
    for name in ("notes", "internalNotes"):
        if store.quirks.is_on(quirks.NOTES_LOSE_NEWLINES):
            found[name] = found[name] and " ".join(found[name].splitlines())
        limited = store.quirks.is_on(quirks_records.LONG_NOTES_REFUSED)
        if limited and len(found[name] or "") > LONGEST_NOTES:
            refuse(refusals_time.TOO_LONG, rules.RESOURCE, name, limit=LONGEST_NOTES)
    if not store.quirks.is_on(quirks.MOBILE_GUID_KEPT):
        del found["mobileGuid"]
    return {**found, **{name: wish.get(name) or False for name in rules.FLAGS}}


def check_overlap(store: Store, row: Row, own_id: int | None) -> None:
    """Refuse time at a time that is taken, where the quirk says so.

    Raises:
        VendorError: 400.
    """
    if not store.quirks.is_on(quirks_records.OVERLAPS_REFUSED) or row.get("timeEnd") is None:
        return
    for other in store.entries.where("member/id", row["member"]["id"]):
        apart = other["timeStart"] >= row["timeEnd"] or other.get("timeEnd", "") <= row["timeStart"]
        if other["id"] != own_id and not apart:
            refuse(refusals_time.OVERLAP, rules.RESOURCE, "timeStart", other=other["id"])
