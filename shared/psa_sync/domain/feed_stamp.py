"""Stamps of the change feed: instants as text that sorts like time."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def stamp_at(instant: datetime) -> str:
    """Return the smallest stamp that a write at this instant can have.

    Sixteen digits of microseconds since 1970; a writer appends its own random letters.
    """
    return f"{(instant - _EPOCH) // _MICROSECOND:016d}"
