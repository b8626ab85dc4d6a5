"""The queues and the long-running jobs that people watch."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import Progress, PullJob, PushJob


class ProgressBoard(Protocol):
    """Long-running jobs that people watch."""

    def get(self, account: str, progress_id: str) -> Progress | None:
        """Read one."""

    def save(self, progress: Progress) -> None:
        """Write one; it is forgotten after 30 days."""

    def running(self, account: str, app: PsaName, user_id: str, kind: str) -> Progress | None:
        """The unfinished one of this kind, if there is one."""


class JobQueue(Protocol):
    """The queues, one for push and one for pull per PSA."""

    def push(self, jobs: Sequence[PushJob], *, delay: timedelta = timedelta(0)) -> None:
        """Send jobs; the account is the fairness group.

        They arrive after the delay, of 15 minutes at most.

        Raises:
            TransientError: Not all jobs are known to be sent.
        """

    def pull(self, jobs: Sequence[PullJob], *, delay: timedelta = timedelta(0)) -> None:
        """Send jobs, as above."""
