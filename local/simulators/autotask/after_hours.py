"""Time outside business hours: split off and given the work type meant for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from local.simulators.autotask import dates, quirks_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

OPENS, CLOSES = time(8), time(18)
"""Business hours of the tenant, Monday to Friday, in the location's own time."""

_SATURDAY = 5


def pieces(tenant: Tenant, row: Row) -> list[Row]:
    """Give the rows one entry is stored as; only one without the quirk or such a work type.

    Args:
        tenant: whose work types and zones count.
        row: an entry with its work type filled in.
    """
    code = tenant.row("BillingCode", row["billingCodeID"])
    other = code["afterHoursWorkType"] if code else None
    windowed = row["startDateTime"] is not None and row["endDateTime"] is not None
    if other is None or not windowed or not tenant.has(quirks_time.SPLITS_AFTER_HOURS):
        return [row]
    zone = ZoneInfo(dates.WINDOWS_ZONES.get(tenant.zone_of(row["resourceID"]) or "", "UTC"))
    start, end = (dates.parse(row[name]).astimezone(zone) for name in _WINDOW)
    return [_piece(row, begin, until, other) for begin, until in _spans(start, end)]


_WINDOW = ("startDateTime", "endDateTime")


def _spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a window where business hours begin or end."""
    begin = start
    while begin < end:
        edges = (
            datetime.combine(begin.date() + timedelta(days=days), edge, begin.tzinfo)
            for days in (0, 1, 2, 3)
            for edge in (OPENS, CLOSES)
        )
        until = min([edge for edge in edges if edge > begin and _is_edge(edge)] + [end])
        yield begin, min(until, end)
        begin = until


def _is_edge(moment: datetime) -> bool:
    return moment.weekday() < _SATURDAY


def _is_open(moment: datetime) -> bool:
    return moment.weekday() < _SATURDAY and OPENS <= moment.time() < CLOSES


def _piece(row: Row, begin: datetime, until: datetime, other: int) -> Row:
    cut = row | {"startDateTime": dates.instant(begin), "endDateTime": dates.instant(until)}
    if _is_open(begin):
        return cut
    mirrored = row["internalBillingCodeID"] == row["billingCodeID"]
    return cut | {
        "billingCodeID": other,
        "internalBillingCodeID": other if mirrored else row["internalBillingCodeID"],
    }
