"""Start what a person asks for and watches: a refresh, or "sync now"; each once at a time."""

from dataclasses import replace

from psa_sync.domain.connection import Connection, PsaName
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PullKind
from psa_sync.sync.effects import Effects
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.refusal import RefusedError

KIND = "refresh"
SYNC = "sync"


def start_refresh(account: str, app: PsaName, user_id: str, *, effects: Effects) -> Progress:
    """Return the running refresh of this user, or a new one.

    Raises:
        RefusedError: The app is not installed, or the user is not authenticated.
        TransientError: Our own store or queue is away.
    """
    _check(account, app, user_id, effects)
    running = effects.progress.running(account, app, user_id, KIND)
    if running is not None:
        return running
    progress = _queued(account, app, user_id, KIND, effects)
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


def start_sync(account: str, app: PsaName, user_id: str, *, effects: Effects) -> Progress:
    """Let the user's drafts go and read what the PSA has of the user: "sync now".

    Always a new walk: one that runs may have passed by a draft that was made since.

    Raises:
        RefusedError: The app is not installed or stopped, or the user is not authenticated.
        TransientError: Our own store or queue is away.
    """
    connection = _check(account, app, user_id, effects)
    if not connection.status.sends:
        raise RefusedError("connection_stopped", detail=connection.status_text)
    progress = replace(_queued(account, app, user_id, SYNC, effects), unit="time_entries")
    effects.progress.save(progress)
    job = PullJob(
        account=account,
        app=app,
        kind=PullKind.RELEASE,
        user_id=user_id,
        progress_id=progress.id,
    )
    effects.queue.pull([job])
    return progress


def _check(account: str, app: PsaName, user_id: str, effects: Effects) -> Connection:
    connection = installed_connection(account, app, effects)
    if effects.connections.link_of(account, app, user_id) is None:
        raise RefusedError("user_not_authenticated", detail=app)
    return connection


def _queued(account: str, app: PsaName, user_id: str, kind: str, effects: Effects) -> Progress:
    return Progress(
        id=effects.new_id(),
        account=account,
        app=app,
        user_id=user_id,
        kind=kind,
        status=ProgressStatus.QUEUED,
        started_at=effects.clock(),
    )
