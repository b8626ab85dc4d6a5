"""Reconciliation's own state: which windows are due, who misses how many rows, and the brake."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.problem import Problem


class Reach(StrEnum):
    """How far back a run looks, and how closely."""

    RECENT = "recent"
    BILLING = "billing"
    ALL = "all"


REACH_DAYS: Final = {Reach.RECENT: 14, Reach.BILLING: 62, Reach.ALL: 186}
"""Open timesheets; a month to be billed and the one before; approvals and write-offs."""
BILLING_EVERY: Final = timedelta(hours=23)
ALL_EVERY: Final = timedelta(days=7) - timedelta(hours=1)
"""An hour less than a day or a week, so that a tick that is late does not skip one."""

BRAKE_ROWS: Final = 10
BRAKE_SHARE: Final = 0.05
MOST_LISTED: Final = 5_000
"""Entry ids that a brake names; they must fit into one row of the table. More come with later
runs."""


class BrakeAction(StrEnum):
    """What an administrator decides."""

    APPLY = "apply"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """So many rows are gone that nobody believes it before a person has looked.

    Attributes:
        missing: The entries whose rows are gone, at most `MOST_LISTED`.
        decision: None while it holds; afterwards what is being carried out.
        decided_by: The user who decided.
    """

    since: datetime
    missing: tuple[str, ...]
    decision: BrakeAction | None = None
    decided_by: str = ""

    @property
    def on(self) -> bool:
        """True until somebody has decided."""
        return self.decision is None

    @property
    def count(self) -> int:
        """How many entries it holds."""
        return len(self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What one person's last run found gone.

    Attributes:
        known: Rows that the entries of the window say there are.
        missing: Those of them that the PSA has not.
    """

    known: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileState:
    """How far a connection is reconciled.

    Attributes:
        billing_at: When the days of `Reach.BILLING` were last asked for.
        all_at: When everything was.
        shortfalls: By user; people who miss nothing are not in it.
        problem: What makes the PSA's answers unbelievable, None when nothing does.
        revision: Moves with every write; the store's optimistic lock.
    """

    account: str
    app: PsaName
    billing_at: datetime | None = None
    all_at: datetime | None = None
    shortfalls: dict[str, Shortfall] = field(default_factory=dict)
    brake: Brake | None = None
    problem: Problem | None = None
    revision: int = 0


def reach_due(state: ReconcileState, now: datetime) -> Reach:
    """The widest window whose time has come."""
    if state.all_at is None or now - state.all_at >= ALL_EVERY:
        return Reach.ALL
    if state.billing_at is None or now - state.billing_at >= BILLING_EVERY:
        return Reach.BILLING
    return Reach.RECENT


def asked(state: ReconcileState, reach: Reach, now: datetime) -> ReconcileState:
    """Note that the window was asked for; the same object comes back for the recent one."""
    if reach is Reach.RECENT:
        return state
    return replace(state, billing_at=now, all_at=now if reach is Reach.ALL else state.all_at)


def too_many(known: int, missing: int) -> bool:
    """True when so many rows are missing that it looks like a lost right, not like deletes."""
    return missing > max(BRAKE_ROWS, known * BRAKE_SHARE)


def with_shortfall(state: ReconcileState, user_id: str, found: Shortfall) -> ReconcileState:
    """Note what a person's run found; the same object comes back when that is no news."""
    others = {user: one for user, one in state.shortfalls.items() if user != user_id}
    shortfalls = others | ({user_id: found} if found.missing else {})
    return state if shortfalls == state.shortfalls else replace(state, shortfalls=shortfalls)


def without_others(state: ReconcileState, user_ids: frozenset[str]) -> ReconcileState:
    """Forget what people miss who are not authenticated any more; the same object without such."""
    kept = {user: one for user, one in state.shortfalls.items() if user in user_ids}
    return state if len(kept) == len(state.shortfalls) else replace(state, shortfalls=kept)


def unbelievable(state: ReconcileState, own: Shortfall) -> bool:
    """True when one person misses too many rows, or all people together do."""
    everybody = state.shortfalls.values()
    return too_many(own.known, own.missing) or too_many(
        sum(one.known for one in everybody), sum(one.missing for one in everybody)
    )


def braked(
    state: ReconcileState, missing: frozenset[str], seen: frozenset[str], now: datetime
) -> ReconcileState:
    """Put the brake on, or bring its list up to date; a brake that holds nothing is let off.

    Args:
        state: As it is stored.
        missing: Entries whose rows this run found gone.
        seen: Entries whose rows this run saw.
        now: UTC.
    """
    brake = state.brake or Brake(since=now, missing=())
    if not brake.on:
        return state
    listed = tuple(sorted((frozenset(brake.missing) - seen) | missing))[:MOST_LISTED]
    if listed == brake.missing and state.brake is not None:
        return state
    return replace(state, brake=replace(brake, missing=listed) if listed else None)


def first_day(reach: Reach, today: date) -> date:
    """The first day of the window."""
    return today - timedelta(days=REACH_DAYS[reach] - 1)
