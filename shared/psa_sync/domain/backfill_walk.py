"""A person's backfill as it walks: ranges of days, each with the page where it goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days that are read page by page.

    Attributes:
        first: The first day.
        last: The last day, read too.
        page: Where to go on, in the PSA's own words; None at the beginning.
    """

    first: date
    last: date
    page: str | None = None


def split(first: date, last: date, parts: int) -> tuple[DayRange, ...]:
    """Cut days into ranges of about the same length, the newest first; never more than days."""
    days = (last - first).days + 1
    parts = max(1, min(parts, days))
    ends = [last - timedelta(days=days * part // parts) for part in range(parts)]
    begins = [*(end + _ONE_DAY for end in ends[1:]), first]
    return tuple(DayRange(*both) for both in zip(begins, ends, strict=True))


def token(ranges: Sequence[DayRange]) -> str:
    """What is left of a walk as text, for the next message."""
    return json.dumps([[one.first.isoformat(), one.last.isoformat(), one.page] for one in ranges])


def from_token(text: str) -> tuple[DayRange, ...]:
    """Read it back.

    Raises:
        ValueError: It is none.
    """
    return tuple(
        DayRange(date.fromisoformat(first), date.fromisoformat(last), page)
        for first, last, page in json.loads(text)
    )
