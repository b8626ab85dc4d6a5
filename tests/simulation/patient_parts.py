"""A queue that keeps to delays, and a PSA in memory for many rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError
from psa_sync.domain.jobs import PushJob
from tests.fakes.job_queue import FakeJobQueue
from tests.fakes.psa import FakePsa
from tests.fakes.world import FakeWorld


class Delaying(FakeJobQueue):
    """Delivers each message when its delay is over."""

    def __init__(self, world: FakeWorld) -> None:
        super().__init__()
        self._clock = world.clock
        self._numbers = count()
        self._waiting: list[tuple[datetime, int, PushJob]] = []

    def push(self, jobs: Sequence[PushJob], *, delay: timedelta = timedelta(0)) -> None:
        """See the port."""
        for job in jobs:
            heappush(self._waiting, (self._clock() + delay, next(self._numbers), job))

    def arrived(self) -> list[PushJob]:
        """Take what has arrived by now."""
        found = []
        while self._waiting and self._waiting[0][0] <= self._clock():
            found.append(heappop(self._waiting)[2])
        return found

    @property
    def is_empty(self) -> bool:
        """True where nothing is under way."""
        return not self._waiting


class LargePsa(FakePsa):
    """A PSA that knows its rows by id, since there will be many."""

    def _row(self, psa_id: str) -> RemoteRow:
        versions = self._versions.get(psa_id)
        row = versions[-1][1] if versions else None
        if row is None:
            raise MissingError(psa_id)
        return row
