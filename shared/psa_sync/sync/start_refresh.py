"""Start importing work items and recent rows, once at a time per person."""

from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PullKind
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError

KIND = "refresh"


def start_refresh(account: str, app: PsaName, user_id: str, *, effects: Effects) -> Progress:
    """Return the running refresh of this user, or a new one.

    Raises:
        RefusedError: The app is not installed, or the user is not authenticated.
        TransientError: Our own store or queue is away.
    """
    connection = effects.connections.get(account, app)
    if connection is None or not connection.installed:
        raise RefusedError("app_not_installed", detail=app)
    if effects.connections.link_of(account, app, user_id) is None:
        raise RefusedError("user_not_authenticated", detail=app)
    running = effects.progress.running(account, app, user_id, KIND)
    if running is not None:
        return running
    progress = Progress(
        id=effects.new_id(),
        account=account,
        app=app,
        user_id=user_id,
        kind=KIND,
        status=ProgressStatus.QUEUED,
        started_at=effects.clock(),
    )
    effects.progress.save(progress)
    effects.queue.pull(
        [
            PullJob(
                account=account,
                app=app,
                kind=PullKind.WORK_ITEMS,
                user_id=user_id,
                progress_id=progress.id,
            ),
            PullJob(account=account, app=app, kind=PullKind.BACKFILL, user_id=user_id),
        ]
    )
    return progress


def refresh_everybody(account: str, app: PsaName, user_id: str, *, effects: Effects) -> Progress:
    """Refresh every authenticated person of the connection; returns the caller's, or the first.

    Raises:
        RefusedError: The app is not installed, or nobody is authenticated.
        TransientError: As above.
    """
    users = sorted(link.user_id for link in effects.connections.links(account, app))
    if user_id in users:
        users.insert(0, users.pop(users.index(user_id)))
    progresses = [start_refresh(account, app, one, effects=effects) for one in users]
    return progresses[0] if progresses else start_refresh(account, app, user_id, effects=effects)
