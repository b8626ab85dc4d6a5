"""Ask for one pull of changes per connection that may pull."""

from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import Connections, JobQueue


def schedule_pulls(*, connections: Connections, queue: JobQueue) -> int:
    """Fan out; returns how many jobs were sent.

    Raises:
        TransientError: Our own store or queue is away; the next tick does it again.
    """
    jobs = [
        PullJob(account=account, app=app, kind=PullKind.CHANGES)
        for account, app in connections.all_active()
    ]
    if jobs:
        queue.pull(jobs)
    return len(jobs)
