"""What people see of an entry's progress, and when the sweeper must look at it again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.entry import Entry, IntentState, SyncState
from psa_sync.domain.plan import (
    ASKED,
    BESIDE,
    CONNECTION_CODES,
    DUE,
    WRITES,
    Action,
    is_parked,
    plan,
)
from psa_sync.domain.settings import SyncPolicy

FAST_PATH: Final = timedelta(seconds=15)
"""The queue message that was sent with the change has this long before the sweeper doubles it."""


def sync_state(entry: Entry, policy: SyncPolicy, now: datetime) -> SyncState:
    """Name the entry's state in the API's words."""
    if entry.intent is not None and entry.writes_its_row:
        in_doubt = entry.intent.state is IntentState.IN_DOUBT
        return SyncState.IN_DOUBT if in_doubt else SyncState.SENDING
    if entry.problem is not None and entry.problem.code not in BESIDE:
        return _troubled(entry.problem.code, retryable=entry.problem.kind.retryable)
    if is_held_back(entry, policy, now):
        return SyncState.DRAFT
    step = plan(entry, policy, now)
    return SyncState.SYNCED if step.action is Action.NOTHING else SyncState.QUEUED


def is_held_back(entry: Entry, policy: SyncPolicy, now: datetime) -> bool:
    """True when the entry would be written to the PSA if it were no draft."""
    return entry.draft and plan(replace(entry, draft=False), policy, now).action in WRITES


def _troubled(code: str, *, retryable: bool) -> SyncState:
    if code == ASKED:
        return SyncState.CONFLICT
    return SyncState.WAITING if retryable else SyncState.REJECTED


def next_look(entry: Entry, policy: SyncPolicy, now: datetime) -> datetime | None:
    """When the sweeper must point at the entry, None when nothing is due."""
    if entry.intent is not None:
        return max(entry.intent.resolve_after, entry.waiting_until or now)
    step = plan(entry, policy, now)
    if step.action is Action.WAIT:
        return entry.waiting_until
    if step.action not in DUE:
        return None
    waits = entry.problem is not None and entry.problem.code in CONNECTION_CODES
    if waits and is_parked(entry, now):
        return entry.waiting_until
    return now + FAST_PATH
