"""How many calls came within the last while: what limits of request rates are judged by."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class CallCount:
    """Calls of a rolling window, kept per second."""

    def __init__(self, window: timedelta) -> None:
        """Start with none.

        Args:
            window: how far back calls count.
        """
        self._window = window
        self._seconds: deque[tuple[datetime, int]] = deque()
        self._total = 0

    def count(self, at: datetime, calls: int = 1) -> None:
        """Count calls that came at an instant."""
        second = at.replace(microsecond=0)
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + calls)
        else:
            self._seconds.append((second, calls))
        self._total += calls

    def within(self, now: datetime) -> int:
        """Give the calls of the window that ends now."""
        begin = now - self._window
        while self._seconds and self._seconds[0][0] <= begin:
            self._total -= self._seconds.popleft()[1]
        return self._total

    def clear(self) -> None:
        """Forget all calls."""
        self._seconds.clear()
        self._total = 0
