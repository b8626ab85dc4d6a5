"""Look through a person's entries once: let drafts go, and do what follows from new settings."""

from dataclasses import replace
from typing import Final

from psa_sync.domain.connection import Connection
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.observations import settled
from psa_sync.domain.sync_state import is_held_back
from psa_sync.sync.choices import is_manual
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import push_job, save, wants_push
from psa_sync.sync.watched_progress import Watched

PAGE: Final = 100
_TRIES: Final = 4


def release_drafts(job: PullJob, connection: Connection, effects: Effects) -> None:
    """Let the person's drafts go, each once, then have read what the PSA has of that person.

    Raises:
        TransientError: Our own store is away; the walk starts again, and releases nothing twice.
    """
    with Watched(job, effects) as watched:
        if _walk(job, connection, effects, watched, release=True):
            pull = replace(job, kind=PullKind.BACKFILL, page=None, attempt=0, done=watched.done)
            effects.queue.pull([pull])


def apply_settings(job: PullJob, connection: Connection, effects: Effects) -> None:
    """Decide anew what depends on settings, and let drafts go where there are to be none.

    Raises:
        TransientError: Our own store is away; doing it again is harmless.
    """
    release = not is_manual(connection, job.user_id or "", effects)
    with Watched(job, effects) as watched:
        _walk(job, connection, effects, watched, release=release)


def _walk(
    job: PullJob, connection: Connection, effects: Effects, watched: Watched, *, release: bool
) -> bool:
    """True at the end; False where another message goes on, since the time is up."""
    cursor = job.page
    while True:
        page = effects.entries.of_user(job.account, job.user_id or "", cursor=cursor, limit=PAGE)
        mine = [entry for entry in page.entries if entry.app == job.app]
        decided = [_decided(entry, connection, effects, release=release) for entry in mine]
        policy = connection.settings.policy
        due = [push_job(entry) for entry in decided if wants_push(entry, policy, effects)]
        if due:
            effects.queue.push(due)
        watched.moved(len(due))
        cursor = page.cursor
        if cursor is None:
            return True
        if effects.remaining() < effects.limits.call * 2:
            effects.queue.pull([replace(job, page=cursor)])
            return False


def _decided(entry: Entry, connection: Connection, effects: Effects, *, release: bool) -> Entry:
    policy = connection.settings.policy
    for _ in range(_TRIES):
        now = effects.clock()
        free = replace(entry, draft=False, updated_at=now) if release and entry.draft else entry
        decided, events = settled(free, policy, now=now)
        if decided is entry:
            return entry
        if release and is_held_back(entry, policy, now):
            events.insert(0, Event(at=now, what="released", detail={}))
        try:
            return save(decided, policy, effects, events)
        except StaleError:
            entry = effects.entries.get(entry.account, entry.id) or entry
    return entry
