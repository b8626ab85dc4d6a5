"""The job that reads a person's recent rows, with the progress that the person can watch."""

from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PullKind
from psa_sync.sync.effects import Effects

KIND: Final = "backfill"
UNIT: Final = "time_entries"


def backfill_of(account: str, app: PsaName, user_id: str, effects: Effects) -> PullJob:
    """Make the job; its progress is stored before anybody can run it.

    Raises:
        TransientError: Our own store is away.
    """
    progress = Progress(
        id=effects.new_id(),
        account=account,
        app=app,
        user_id=user_id,
        kind=KIND,
        status=ProgressStatus.QUEUED,
        started_at=effects.clock(),
        unit=UNIT,
    )
    effects.progress.save(progress)
    return PullJob(
        account=account,
        app=app,
        kind=PullKind.BACKFILL,
        user_id=user_id,
        progress_id=progress.id,
    )
