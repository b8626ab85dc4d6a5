"""How many calls the tenant's database took in the last hour."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

REQUEST_THRESHOLD = 10_000
"""External requests per database and rolling hour (vendor help, REST thresholds and limits)."""

TIMEFRAME_MINUTES = 60


class Traffic:
    """Calls per second of the last hour; counted, shown at ThresholdInformation, not enforced."""

    def __init__(self) -> None:
        self._seconds: deque[tuple[datetime, int]] = deque()
        self._total = 0

    def count(self, at: datetime) -> None:
        """Count one call."""
        second = at.replace(microsecond=0)
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + 1)
        else:
            self._seconds.append((second, 1))
        self._total += 1

    def last_hour(self, now: datetime) -> int:
        """Give the calls of the hour before `now`."""
        begin = now - timedelta(minutes=TIMEFRAME_MINUTES)
        while self._seconds and self._seconds[0][0] <= begin:
            self._total -= self._seconds.popleft()[1]
        return self._total

    def clear(self) -> None:
        """Forget all calls."""
        self._seconds.clear()
        self._total = 0
