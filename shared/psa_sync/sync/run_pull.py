"""Run one pull job of whatever kind, for a connection that may call its PSA."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from psa_sync.domain.connection import Connection, ConnectionStatus
from psa_sync.domain.errors import CredentialsError, NotAdmittedError, TransientError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import PsaConnector
from psa_sync.sync.admitted_pull import admitted
from psa_sync.sync.backfill_person import backfill_person
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.follow_work_items import import_changed_work_items
from psa_sync.sync.import_work_items import import_work_items
from psa_sync.sync.pull_changes import pull_changes
from psa_sync.sync.reconcile_connection import reconcile
from psa_sync.sync.refresh_facts import refresh_facts
from psa_sync.sync.release_entries import apply_settings, release_drafts
from psa_sync.sync.saving import wait_after
from psa_sync.sync.show_work_items import keep_to_scope, show_anew
from psa_sync.sync.take_hint import take_hint
from psa_sync.sync.watched_progress import end_unrun

log = logging.getLogger(__name__)
MAX_ATTEMPTS: Final = 12
"""The person can ask for a refresh again; a PSA that is down for days fills no queue."""
LONGEST_DELAY: Final = timedelta(minutes=15)
_KINDS: Final[
    dict[PullKind, Callable[[PullJob, Connection, PsaConnector, Effects], int | None]]
] = {
    PullKind.CHANGES: pull_changes,
    PullKind.BACKFILL: backfill_person,
    PullKind.WORK_ITEMS: import_work_items,
    PullKind.CHANGED_WORK_ITEMS: import_changed_work_items,
    PullKind.RECONCILE: reconcile,
    PullKind.RULES: refresh_facts,
    PullKind.HINT: take_hint,
}
_WITHOUT_PSA: Final[dict[PullKind, Callable[[PullJob, Connection, Effects], None]]] = {
    PullKind.SETTINGS: apply_settings,
    PullKind.SCOPE: keep_to_scope,
    PullKind.DISPLAY: show_anew,
    PullKind.RELEASE: release_drafts,
}
"""Looks through what we have, also while the connection is stopped."""


def run_pull(job: PullJob, *, effects: Effects) -> int:
    """Run the job; safe to run twice.

    Returns:
        How many entries changed, where a hook or a poll found it; 0 for other kinds.

    Raises:
        TransientError: Our own store is away; the message returns to the queue.
    """
    connection = effects.connections.get(job.account, job.app)
    if connection is None:
        return 0
    if job.kind in _WITHOUT_PSA:
        _WITHOUT_PSA[job.kind](job, connection, effects)
        return 0
    if not connection.status.sends:
        removed = connection.status is ConnectionStatus.REMOVED
        end_unrun(job, "connection_missing" if removed else "credentials_refused", effects)
        return 0
    try:
        psa = admitted(job, connection, effects)
        return _KINDS[job.kind](job, connection, psa, effects) or 0
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
    except TransientError as error:
        if error.code == "store_unavailable":
            raise
        waits = isinstance(error, NotAdmittedError)
        what = "a pull has to wait" if waits else "the PSA did not answer a pull"
        log.warning(what, extra={"code": error.code, "cause": str(error)})
        _put_off(job, error, effects)
    return 0


def _put_off(job: PullJob, error: TransientError, effects: Effects) -> None:
    """Try again later; a poll of changes is tried again by the schedule, from the same cursor."""
    if job.kind is PullKind.CHANGES:
        return
    if job.attempt >= MAX_ATTEMPTS:
        end_unrun(job, error.code, effects)
        return
    delay = min(wait_after(job.attempt, effects, error.retry_after), LONGEST_DELAY)
    effects.queue.pull([replace(job, attempt=job.attempt + 1)], delay=delay)
