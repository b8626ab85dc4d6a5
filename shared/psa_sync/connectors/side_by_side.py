"""Makes the independent calls of a check a few at a time, and begins none once time is up."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Final, TypeVar

from psa_sync.domain.connection import Check
from psa_sync.ports import Clock

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

NOT_YET: Final = "Not checked yet, since the PSA answers slowly."
LATER: Final = "Check the connection again in a few minutes."


@dataclass(frozen=True, slots=True)
class Pace:
    """How hurried a check is.

    Attributes:
        at_once: Calls under way at a time; PSAs take three of one integration.
        limit: Time after whose end no call begins; the person who waits is answered all the same.
    """

    at_once: int = 1
    limit: timedelta = timedelta(days=1)


UNHURRIED: Final = Pace()
"""One after the other, as long as it takes."""
WHILE_SOMEBODY_WAITS: Final = Pace(at_once=3, limit=timedelta(seconds=12))
"""With the longest single call behind it, this ends before API Gateway's 29 seconds."""


class SideBySide:
    """One check; its time begins to run when this is made.

    Args:
        pace: How hurried it is.
        clock: Tells when time is up.
    """

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._at_once = pace.at_once
        self._clock = clock
        self._until = clock() + pace.limit

    def results(self, calls: Mapping[K, Callable[[], T]]) -> dict[K, T]:
        """Make the calls, which share nothing that they change; those begun too late are left out.

        What a call raises is raised, the first in order, once all others under way have ended;
        none begins after it.
        """
        failed = Event()

        def in_time(call: Callable[[], T]) -> tuple[T, ...]:
            if failed.is_set() or self._clock() >= self._until:
                return ()
            try:
                return (call(),)
            except BaseException:
                failed.set()
                raise

        made = self._made(in_time, calls)
        return {key: done for key, call in made.items() for done in call()}

    def _made(
        self,
        in_time: Callable[[Callable[[], T]], tuple[T, ...]],
        calls: Mapping[K, Callable[[], T]],
    ) -> dict[K, Callable[[], tuple[T, ...]]]:
        if self._at_once == 1:
            return {key: lambda call=call: in_time(call) for key, call in calls.items()}  # type: ignore[misc]
        with ThreadPoolExecutor(self._at_once) as pool:
            begun: dict[K, Future[tuple[T, ...]]] = {
                key: pool.submit(in_time, call) for key, call in calls.items()
            }
        return {key: one.result for key, one in begun.items()}


def not_yet(code: str) -> Check:
    """The line of what time did not suffice for."""
    return Check(code=code, status="warn", message=NOT_YET, fix=LATER)
