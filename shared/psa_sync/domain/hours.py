"""Hours at the boundary: integer seconds inside, one Decimal rounding outside."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT_HOUR: Final = Decimal("0.01")
SECONDS_PER_HOUR: Final = 3600


def hours_of(seconds: int, quantum: Decimal = CENT_HOUR) -> Decimal:
    """Return hours rounded once, HALF_UP, to the quantum that the PSA keeps.

    Args:
        seconds: Worked seconds, not negative.
        quantum: Smallest step of hours, a power of ten.
    """
    return (Decimal(seconds) / SECONDS_PER_HOUR).quantize(quantum, rounding=ROUND_HALF_UP)


def rounded(seconds: int, quantum: int | None) -> int:
    """Return the nearest multiple of the quantum, half of it upwards, but never less than one.

    Args:
        seconds: Worked seconds, more than none.
        quantum: Seconds; None leaves them as they are.
    """
    if quantum is None:
        return seconds
    return max(1, (seconds * 2 + quantum) // (quantum * 2)) * quantum


def seconds_of(hours: Decimal) -> int:
    """Return the whole seconds nearest to the hours a PSA states."""
    return int((hours * SECONDS_PER_HOUR).quantize(Decimal(1), rounding=ROUND_HALF_UP))
