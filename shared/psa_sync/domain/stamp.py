"""Stamps: the writer's clock at the moment of a write, as text that sorts like time."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS: Final = 16
_MICROSECOND: Final = timedelta(microseconds=1)


def microseconds_of(instant: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def stamp_of(microseconds: int, suffix: int) -> str:
    """Return the stamp of a write: 16 digits of microseconds, 16 of a suffix that makes it unique.

    Args:
        microseconds: Since 1970 UTC, at most 16 digits.
        suffix: 64 bits.
    """
    return f"{microseconds:0{_DIGITS}d}{suffix:016x}"


def stamp_before(stamp: str, seconds: float) -> str:
    """Return the position so many seconds before the stamp; "" stays "", the beginning."""
    if not stamp:
        return ""
    moved = int(stamp[:_DIGITS]) - round(seconds * 1_000_000)
    return f"{max(moved, 0):0{_DIGITS}d}"
