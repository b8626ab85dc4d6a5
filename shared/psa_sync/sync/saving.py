"""Saving an entry together with what follows from its new state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.jobs import PushJob
from psa_sync.domain.plan import DUE, plan
from psa_sync.domain.problem import Problem
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import next_look
from psa_sync.sync.effects import Effects
from psa_sync.sync.metering import meter_saved


def save(
    entry: Entry,
    policy: SyncPolicy,
    effects: Effects,
    events: Sequence[Event] = (),
) -> Entry:
    """Write the entry with the time of its next look set from its state.

    Raises:
        StaleError, PsaRowTakenError, TransientError: As the port says.
    """
    due_at = next_look(entry, policy, effects.clock())
    saved = effects.entries.save(replace(entry, due_at=due_at), events=events)
    meter_saved(saved, events, effects)
    return saved


def wants_push(entry: Entry, policy: SyncPolicy, effects: Effects) -> bool:
    """True when a push job would find something to do now."""
    return plan(entry, policy, effects.clock()).action in DUE


def push_job(entry: Entry) -> PushJob:
    """The queue message that points at the entry."""
    return PushJob(account=entry.account, app=entry.app, entry_id=entry.id)


def wait_after(failures: int, effects: Effects, asked: int | None = None) -> timedelta:
    """How long to wait after so many failures in a row: doubling, or as long as the PSA asks."""
    doubled = effects.limits.retry_floor * (1 << min(failures, 16))
    waited = min(doubled, effects.limits.retry_ceiling)
    return max(waited, timedelta(seconds=asked or 0))


def problem_now(code: str, effects: Effects, detail: str = "", *, place: str = "") -> Problem:
    """A problem that begins now."""
    return Problem(code=code, since=effects.clock(), detail=detail, place=place)
