"""Calendar days in a named zone: the day of an instant, and where a day begins and ends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def work_date(instant: datetime, time_zone: str) -> date:
    """Return the calendar day of an instant in the zone.

    Raises:
        ZoneInfoNotFoundError: The zone has no such name.
    """
    return instant.astimezone(ZoneInfo(time_zone)).date()


def day_start(day: date, time_zone: str) -> datetime:
    """Return the first instant of the day in UTC.

    Where the clock jumps over midnight this is the instant of the jump: a time that does not exist
    is read with the offset before the jump (PEP 495).
    """
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(time_zone))
    return local.astimezone(UTC)


def day_span(first: date, last: date, time_zone: str) -> tuple[datetime, datetime]:
    """Return the half-open span in UTC that covers both days and all between."""
    return day_start(first, time_zone), day_start(last + timedelta(days=1), time_zone)
