"""Instants, calendar dates and Windows time zones the way Autotask stores them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WINDOWS_ZONES: dict[str, str] = {
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Pacific Standard Time": "America/Los_Angeles",
    "W. Europe Standard Time": "Europe/Berlin",
    "GMT Standard Time": "Europe/London",
    "Romance Standard Time": "Europe/Paris",
    "Tokyo Standard Time": "Asia/Tokyo",
    "India Standard Time": "Asia/Kolkata",
}
"""Windows names used by the seed's locations, with their IANA names (Unicode CLDR)."""


def instant(moment: datetime) -> str:
    """Write an aware moment as `yyyy-mm-ddThh:mm:ssZ`; fractions of a second are cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(value: date) -> str:
    """Write a calendar date the way date-only fields are stored: at midnight, not converted."""
    return f"{value.isoformat()}T00:00:00Z"


def parse(text: str) -> datetime:
    """Read a date-time; without an offset it is UTC (vendor help, REST API calls).

    Raises:
        ValueError: not a date-time.
    """
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def date_of(stored: str) -> date:
    """Give the calendar date of a stored date-only value."""
    return date.fromisoformat(stored[:10])


def hours_between(start: str, end: str) -> float:
    """Hours of a window, four decimals, as Autotask returns them."""
    return round((parse(end) - parse(start)).total_seconds() / 3600, 4)


def local_date(moment: str, windows_zone: str | None) -> date:
    """The calendar date of a stored instant in a Windows time zone; UTC when it is unknown."""
    zone = ZoneInfo(WINDOWS_ZONES.get(windows_zone or "", "UTC"))
    return parse(moment).astimezone(zone).date()


def spans_utc_midnight(start: str, end: str) -> bool:
    """Tell whether a window covers two UTC calendar dates; ending at midnight does not."""
    return (parse(end) - timedelta(seconds=1)).date() > parse(start).date()
