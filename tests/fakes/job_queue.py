"""Queues in memory."""

from collections.abc import Sequence
from datetime import timedelta

from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullJob, PushJob


class FakeJobQueue:
    """Keeps what was sent, in order.

    Attributes:
        pushed: Push jobs that wait.
        pulled: Pull jobs that wait.
        delays: How long each pull job ever sent was to be delayed.
        away: While True, every send fails and nothing is queued.
    """

    def __init__(self) -> None:
        self.pushed: list[PushJob] = []
        self.pulled: list[PullJob] = []
        self.delays: list[timedelta] = []
        self.away = False

    def push(self, jobs: Sequence[PushJob], *, delay: timedelta = timedelta(0)) -> None:
        """See the port; a delayed job waits like any other."""
        self._check()
        self.pushed.extend(jobs)

    def pull(self, jobs: Sequence[PullJob], *, delay: timedelta = timedelta(0)) -> None:
        """See the port; a delayed job waits like any other, its delay is kept beside it."""
        self._check()
        self.pulled.extend(jobs)
        self.delays.extend(delay for _ in jobs)

    def take_pushed(self) -> list[PushJob]:
        """Take all waiting push jobs off the queue."""
        taken, self.pushed = self.pushed, []
        return taken

    def take_pulled(self) -> list[PullJob]:
        """Take all waiting pull jobs off the queue."""
        taken, self.pulled = self.pulled, []
        return taken

    def _check(self) -> None:
        if self.away:
            message = "the queue is away"
            raise TransientError(message, code="store_unavailable")
