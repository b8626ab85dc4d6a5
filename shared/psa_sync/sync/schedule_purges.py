"""Ask for the removal of what is stored of apps that were uninstalled long ago."""

from datetime import timedelta

from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import Clock, JobQueue
from psa_sync.ports.belongings import Belongings


def schedule_purges(
    *, belongings: Belongings, queue: JobQueue, clock: Clock, keep: timedelta
) -> int:
    """Send a job for each of them; one that is at it already is found there by the other.

    Raises:
        TransientError: Our own store or queue is away; the next tick does it again.
    """
    jobs = [
        PullJob(account=account, app=app, kind=PullKind.PURGE)
        for account, app in belongings.removed_before(clock() - keep)
    ]
    if jobs:
        queue.pull(jobs)
    return len(jobs)
