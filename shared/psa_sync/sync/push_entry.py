"""Bring one entry's PSA row up to date, or record why not."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from psa_sync.domain.connection import ConflictPolicy, Connection, UserLink
from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import (
    CredentialsError,
    FencedError,
    MissingError,
    StaleError,
    TransientError,
)
from psa_sync.domain.intents import parked
from psa_sync.domain.jobs import PushJob
from psa_sync.domain.observations import settled
from psa_sync.domain.plan import AT_THE_PSA, Action, plan
from psa_sync.domain.sync_state import next_look
from psa_sync.ports import PsaConnector
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.resolve_intent import resolve_intent
from psa_sync.sync.saving import problem_now, save, wait_after
from psa_sync.sync.write_row import create_row, delete_row, update_row, verify_row
from psa_sync.sync.writing import Writing

log = logging.getLogger(__name__)
RECORDING: Final = timedelta(seconds=10)
MAX_STEPS: Final = 8
"""More than any entry needs in one go; what is left is found by the sweeper."""


def push_entry(job: PushJob, *, effects: Effects) -> None:
    """Do all that the entry needs now.

    Safe to run any number of times, at any moment, by several workers at once: the row decides,
    the job only points.

    Raises:
        TransientError: Our own store is throttled; the message returns to the queue.
    """
    for _ in range(MAX_STEPS):
        entry = effects.entries.get(job.account, job.entry_id)
        if entry is None:
            return
        try:
            if not _step(entry, effects):
                return
        except (StaleError, FencedError):
            log.info("row moved on, looking again", extra={"entry": entry.id})


def _step(entry: Entry, effects: Effects) -> bool:
    """Do one step; False when there is nothing more to do now."""
    connection = effects.connections.get(entry.account, entry.app)
    policy = connection.settings.conflict_policy if connection else ConflictPolicy.PSA_WINS
    settled_entry, events = settled(entry, policy, now=effects.clock())
    if settled_entry is not entry:
        entry = save(settled_entry, policy, effects, events)
    step = plan(entry, policy, effects.clock())
    if step.action not in AT_THE_PSA:
        if entry.due_at != next_look(entry, policy, effects.clock()):
            save(entry, policy, effects)
        return False
    link = effects.connections.link_of(entry.account, entry.app, entry.user_id)
    hindrance = _hindrance(connection, link)
    if hindrance or connection is None or link is None:
        _park(entry, hindrance or "connection_missing", policy, effects)
        return False
    if effects.remaining() < effects.limits.call + RECORDING:
        return False  # not enough time to send and record; due_at stands, nothing is claimed
    writing = Writing(entry=entry, link=link, connection=connection, effects=effects)
    return _at_the_psa(step.action, writing)


def _at_the_psa(action: Action, writing: Writing) -> bool:
    effects, connection = writing.effects, writing.connection
    policy = connection.settings.conflict_policy
    try:
        return _ACTIONS[action](writing, effects.connect(connection))
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        return _repark(writing, "credentials_refused", None, policy)
    except TransientError as error:
        if error.code == "store_unavailable":
            raise
        return _repark(writing, error.code, error.retry_after, policy)
    except MissingError:
        # Not proven yet: reconciliation declares it gone, this only waits and shows it.
        return _repark(writing, "psa_row_missing", None, policy)


def _repark(writing: Writing, code: str, retry_after: int | None, policy: ConflictPolicy) -> bool:
    entry = writing.effects.entries.get(writing.entry.account, writing.entry.id)
    if entry is not None:
        _park(entry, code, policy, writing.effects, retry_after)
    return False


def _park(
    entry: Entry,
    code: str,
    policy: ConflictPolicy,
    effects: Effects,
    retry_after: int | None = None,
) -> None:
    wait = wait_after(entry.failures, effects, retry_after)
    waiting = parked(entry, problem_now(code, effects), effects.clock() + wait)
    save(waiting, policy, effects)


def _hindrance(connection: Connection | None, link: UserLink | None) -> str | None:
    if connection is None:
        return "connection_missing"
    if not connection.status.sends:
        return "credentials_refused"
    return "user_not_authenticated" if link is None else None


_ACTIONS: Final[dict[Action, Callable[[Writing, PsaConnector], bool]]] = {
    Action.CREATE: create_row,
    Action.UPDATE: update_row,
    Action.DELETE: delete_row,
    Action.VERIFY: verify_row,
    Action.RESOLVE: resolve_intent,
}
