"""Try everything of an account again that waits: one call after an outage, for an admin."""

import logging
from dataclasses import dataclass
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.retry_entry import retry_entry

log = logging.getLogger(__name__)
BATCH: Final = 100
"""As many as one request can save in its time; the caller asks again while there are more."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """How many entries are tried again, and whether there may be more."""

    retried: int
    has_more: bool


def redrive(viewer: Viewer, *, app: PsaName | None, effects: Effects) -> Redriven:
    """Retry what may succeed by itself; what a PSA refused stays with who can mend it.

    Pulls that were given up begin anew from their cursor.

    Raises:
        TransientError: Our own store is away; asking again is harmless.
    """
    page = effects.entries.with_problems(viewer.account, limit=BATCH)
    chosen = [one for one in page.entries if _retryable(one) and app in {None, one.app}]
    while page.cursor is not None and len(chosen) < BATCH:
        page = effects.entries.with_problems(viewer.account, cursor=page.cursor, limit=BATCH)
        chosen += [one for one in page.entries if _retryable(one) and app in {None, one.app}]
    retried = sum(_retried(viewer, entry, effects) for entry in chosen[:BATCH])
    _pull_again(viewer.account, app, effects)
    return Redriven(retried, page.cursor is not None or len(chosen) > BATCH)


def _retryable(entry: Entry) -> bool:
    return entry.problem is not None and entry.problem.kind.retryable


def _retried(viewer: Viewer, entry: Entry, effects: Effects) -> bool:
    try:
        retry_entry(viewer, entry.id, effects=effects)
    except RefusedError:
        return False  # mended, or taken up by a worker, since the list was read
    return True


def _pull_again(account: str, app: PsaName | None, effects: Effects) -> None:
    jobs = [
        PullJob(account=account, app=one.app, kind=PullKind.CHANGES)
        for one in effects.connections.of_account(account)
        if one.problem is not None and one.status.sends and app in {None, one.app}
    ]
    if not jobs:
        return
    try:
        effects.queue.pull(jobs)
    except TransientError:
        log.warning("queue away, the schedule will pull", extra={"count": len(jobs)})
