"""Stamps for the change feed, and when a write took too long for its stamp."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Lock
from typing import Final

from psa_sync.aws.store_errors import store_unavailable
from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.ports import Clock

_TRIES: Final = 3
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Writing = Callable[[Callable[[], str]], None]
"""Writes rows; it is given what makes their stamps."""


class Stamps:
    """Gives every write of this process its own, growing stamp.

    A reader of the feed looks back by the overlap. A third of it is left for the write itself, a
    third for the index to follow, a third for clocks that differ.

    Args:
        clock: The writer's clock.
        random: Makes stamps of several processes unique.
        overlap_seconds: How far readers look back; 0 for never, then no write is too slow.
    """

    def __init__(self, clock: Clock, random: Random, *, overlap_seconds: float) -> None:
        self._clock = clock
        self._random = random
        self._patience = timedelta(seconds=overlap_seconds / 3)
        self._newest = _EARLIEST
        self._lock = Lock()

    def write(self, writing: Writing, again: Writing) -> None:
        """Write under new stamps; once more, with newer ones, while that took too long.

        Args:
            writing: Writes; asks for a stamp per row, no two rows may share one.
            again: Replaces the stamps of what `writing` wrote.

        Raises:
            TransientError: Every try was too slow for a reader to be sure to see it.
        """
        step = writing
        for _ in range(_TRIES):
            started = self._clock()
            step(self._next)
            if not self._patience or self._clock() - started <= self._patience:
                return
            step = again
        reason = f"{_TRIES} writes in a row were too slow for the change feed"
        raise store_unavailable(reason)

    def _next(self) -> str:
        with self._lock:
            self._newest = max(self._clock(), self._newest + _MICROSECOND)
            return f"{stamp_at(self._newest)}{self._random.getrandbits(64):016x}"
