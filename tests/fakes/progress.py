"""The progress of long-running jobs in memory."""

from datetime import datetime, timedelta

from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import Progress, ProgressStatus
from psa_sync.ports import Clock

_KEPT = timedelta(days=30)
_UNFINISHED = {ProgressStatus.QUEUED, ProgressStatus.RUNNING}


class FakeProgressBoard:
    """Progress in a dictionary, forgotten after 30 days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._saved: dict[tuple[str, str], tuple[datetime, Progress]] = {}
        self._running: dict[tuple[str, PsaName, str, str], str] = {}

    def get(self, account: str, progress_id: str) -> Progress | None:
        """See the port."""
        at, progress = self._saved.get((account, progress_id), (None, None))
        return progress if at is not None and self._clock() < at + _KEPT else None

    def save(self, progress: Progress) -> None:
        """See the port."""
        self._saved[progress.account, progress.id] = (self._clock(), progress)
        if progress.status in _UNFINISHED:
            key = (progress.account, progress.app, progress.user_id, progress.kind)
            self._running[key] = progress.id

    def running(self, account: str, app: PsaName, user_id: str, kind: str) -> Progress | None:
        """See the port."""
        progress = self.get(account, self._running.get((account, app, user_id, kind), ""))
        return progress if progress is not None and progress.status in _UNFINISHED else None
