"""Ask for one pull, or one reconciliation, of each connection that may pull."""

from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import Connections, JobQueue


def schedule_pulls(
    kind: PullKind = PullKind.CHANGES, *, connections: Connections, queue: JobQueue
) -> int:
    """Fan out; returns how many jobs were sent.

    Raises:
        TransientError: Our own store or queue is away; the next tick does it again.
    """
    jobs = [
        PullJob(account=account, app=app, kind=kind) for account, app in connections.all_active()
    ]
    if jobs:
        queue.pull(jobs)
    return len(jobs)
