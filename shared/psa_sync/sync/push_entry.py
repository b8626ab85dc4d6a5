"""Bring one entry's PSA row up to date, or record why not."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from psa_sync.domain.admission import Priority
from psa_sync.domain.connection import Connection, ConnectionStatus, UserLink
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
from psa_sync.domain.plan import AT_THE_PSA, WRITES, Action, plan
from psa_sync.domain.problem import Problem
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import next_look
from psa_sync.ports import PsaConnector
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.metering import meter_doubt
from psa_sync.sync.repair_row import repair_row
from psa_sync.sync.resolve_intent import resolve_intent
from psa_sync.sync.saving import problem_now, save, wait_after
from psa_sync.sync.turns import wait_for_turn
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
    ground = _Ground(job, effects)
    entry: Entry | None = None
    for _ in range(MAX_STEPS):
        entry = entry or effects.entries.get(job.account, job.entry_id)
        if entry is None:
            return
        try:
            entry = _step(entry, ground, effects)
        except (StaleError, FencedError):
            log.info("row moved on, looking again", extra={"entry": job.entry_id})
            entry = None
        else:
            if entry is None:
                return


class _Ground:
    """The connection and the person that the entry stands on, each read once, when needed."""

    def __init__(self, job: PushJob, effects: Effects) -> None:
        self.job = job
        self._effects = effects
        self._link: UserLink | None = None
        self.connection = effects.connections.get(job.account, job.app)

    @property
    def policy(self) -> SyncPolicy:
        """The connection's conflict policy, the default without a connection."""
        if self.connection is None:
            return SyncPolicy()
        return self.connection.settings.policy

    def link(self, user_id: str) -> UserLink | None:
        """Who the user is in the PSA."""
        if self._link is None:
            connections = self._effects.connections
            self._link = connections.link_of(self.job.account, self.job.app, user_id)
        return self._link


def _step(entry: Entry, ground: _Ground, effects: Effects) -> Entry | None:
    """Do one step; None when there is nothing more to do now."""
    settled_entry, events = settled(entry, ground.policy, now=effects.clock())
    if settled_entry is not entry:
        entry = save(settled_entry, ground.policy, effects, events)
    step = plan(entry, ground.policy, effects.clock())
    if step.action not in AT_THE_PSA:
        if entry.due_at != next_look(entry, ground.policy, effects.clock()):
            save(entry, ground.policy, effects)
        return None
    connection, link = ground.connection, ground.link(entry.user_id)
    hindrance = _hindrance(connection, link) or _one_way(step.action, ground.policy)
    if hindrance or connection is None or link is None:
        problem = problem_now(hindrance or "connection_missing", effects)
        _park(entry, problem, ground.policy, effects)
        return None
    if effects.remaining() < effects.limits.call + RECORDING:
        return None  # not enough time to send and record; due_at stands, nothing is claimed
    refusal = effects.gate().admit(entry.account, entry.app, Priority.PUSH)
    if refusal is not None:
        wait_for_turn(entry, refusal, ground.job, ground.policy, effects)
        return None
    writing = Writing(entry=entry, link=link, connection=connection, effects=effects)
    meter_doubt(step.action, entry, effects)
    return _at_the_psa(step.action, writing)


def _at_the_psa(action: Action, writing: Writing) -> Entry | None:
    effects, connection = writing.effects, writing.connection
    account, app = connection.account, connection.app
    try:
        psa = effects.connect(connection)
        return _ACTIONS[action](writing, effects.gate().watched(account, app, Priority.PUSH, psa))
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        _repark(writing, problem_now("credentials_refused", effects))
    except TransientError as error:
        if error.code == "store_unavailable":
            raise
        # Which right is missing is for people to read; the other causes are ours to look up.
        words = str(error) if error.code == "permission_missing" else ""
        _repark(writing, problem_now(error.code, effects, detail=words), error.retry_after)
    except MissingError:
        # Not proven yet: reconciliation declares it gone, this only waits and shows it.
        _repark(writing, problem_now("psa_row_missing", effects))
    return None


def _repark(writing: Writing, problem: Problem, retry_after: int | None = None) -> None:
    known = writing.entry
    entry = writing.effects.entries.get(known.account, known.id) or known
    _park(entry, problem, writing.policy, writing.effects, retry_after)


def _park(
    entry: Entry,
    problem: Problem,
    policy: SyncPolicy,
    effects: Effects,
    retry_after: int | None = None,
) -> None:
    wait = wait_after(entry.failures, effects, retry_after)
    waiting = parked(entry, problem, effects.clock() + wait)
    # Somebody may have taken back meanwhile what the entry would be waiting for.
    kept, events = settled(waiting, policy, now=effects.clock())
    save(kept, policy, effects, events)


def _hindrance(connection: Connection | None, link: UserLink | None) -> str | None:
    if connection is None:
        return "connection_missing"
    if not connection.status.sends:
        return _STOPPED.get(connection.status, "credentials_refused")
    return "user_not_authenticated" if link is None else None


def _one_way(action: Action, policy: SyncPolicy) -> str | None:
    """Reading and finding out go on; only what would change the PSA waits."""
    return "direction_from_psa" if action in WRITES and not policy.writes_to_psa else None


_STOPPED: Final = {
    ConnectionStatus.REMOVED: "connection_missing",
    ConnectionStatus.PAUSED: "connection_paused",
}

_ACTIONS: Final[dict[Action, Callable[[Writing, PsaConnector], Entry | None]]] = {
    Action.CREATE: create_row,
    Action.UPDATE: update_row,
    Action.DELETE: delete_row,
    Action.VERIFY: verify_row,
    Action.REPAIR: repair_row,
    Action.RESOLVE: resolve_intent,
}
