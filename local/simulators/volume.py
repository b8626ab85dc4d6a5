"""When much time was worked: moments for as many entries as a measurement wants."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = timedelta(minutes=6)
HOURS = LENGTH / timedelta(hours=1)
MOST = 200_000
MOST_DAYS = 28
"""Older time sheets of the seed are closed."""
_MINUTES = 480


def asked_for(asked: dict[str, Any]) -> tuple[int, int]:
    """Read how many entries are wanted, and over how many days.

    Raises:
        ValueError: neither sensible nor few enough; the text is a sentence.
    """
    count, days = asked.get("count"), asked.get("days", MOST_DAYS)
    if type(count) is not int or not 1 <= count <= MOST:
        message = f"count is a whole number from 1 to {MOST}, not {count!r}"
        raise ValueError(message)
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        message = f"days is a whole number from 1 to {MOST_DAYS}, not {days!r}"
        raise ValueError(message)
    return count, days


def beginnings(now: datetime, count: int, days: int) -> Iterator[datetime]:
    """Give aware beginnings, about as many a day, up to yesterday, in the middle of a UTC day."""
    last = now.astimezone(UTC).date() - timedelta(days=1)
    for place in range(count):
        day = last - timedelta(days=place % days)
        yield datetime.combine(day, time(9), UTC) + timedelta(minutes=place // days % _MINUTES)
