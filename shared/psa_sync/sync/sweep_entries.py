"""Point at every entry that is due: what a lost queue message or a crash left behind."""

from typing import Final

from psa_sync.domain.jobs import PushJob
from psa_sync.ports import Clock, Entries, JobQueue

BATCH: Final = 500


def sweep_entries(*, entries: Entries, queue: JobQueue, clock: Clock) -> int:
    """Send a push job for each due entry; returns how many.

    Raises:
        TransientError: Our own store or queue is away; the next tick does it again.
    """
    due = entries.due(clock(), limit=BATCH)
    jobs = [PushJob(account=one.account, app=one.app, entry_id=one.entry_id) for one in due]
    if jobs:
        queue.push(jobs)
    return len(jobs)
