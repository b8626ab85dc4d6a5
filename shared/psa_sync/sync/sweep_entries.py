"""Point at every entry that is due: what a lost queue message or a crash left behind."""

from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.jobs import PushJob
from psa_sync.ports import Clock, Entries, JobQueue

BATCH: Final = 500
MOST_BATCHES: Final = 6
"""Of one tick, which must end before the next; what is left is due at the next."""
FIRST_STEP: Final = timedelta(minutes=1)
LONGEST_STEP: Final = timedelta(minutes=30)
"""As long as a job that fails by a bug takes to give up, so that its letters do not pile up."""


def sweep_entries(*, entries: Entries, queue: JobQueue, clock: Clock) -> int:
    """Send a push job for each due entry; returns how many.

    An entry that stays due, because the queue is long or its job fails, is pointed at again after
    a minute, then after two, four, and so on. It is put off after the job was sent: a crash in
    between doubles a pointer, which is harmless, and loses none.

    Raises:
        TransientError: Our own store or queue is away; the next tick does it again.
    """
    sent = 0
    for _ in range(MOST_BATCHES):
        pointed = _sweep_batch(entries, queue, clock())
        sent += pointed
        if pointed < BATCH:
            break
    return sent


def _sweep_batch(entries: Entries, queue: JobQueue, now: datetime) -> int:
    due = entries.due(now, limit=BATCH)
    jobs = [PushJob(account=one.account, app=one.app, entry_id=one.entry_id) for one in due]
    if jobs:
        queue.push(jobs)
    for one in due:
        entries.put_off(one, now + step_after(one.pointed))
    return len(jobs)


def step_after(pointed: int) -> timedelta:
    """How long to leave an entry alone that was pointed at so often before."""
    return min(FIRST_STEP * (1 << min(pointed, 16)), LONGEST_STEP)
