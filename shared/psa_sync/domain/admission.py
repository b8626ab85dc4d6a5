"""Who may call a PSA now, and when those come back who may not: pure, on a connection's budget."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from psa_sync.domain.breaker import SECOND, closed_for, let_go, tries
from psa_sync.domain.budget import (
    CLOCKS_DIFFER,
    HOUR_SECONDS,
    LEASE_SECONDS,
    MILLION,
    Budget,
    Ceilings,
    Direction,
    Lease,
    burst,
    debt,
    hourly,
    inflow,
    refilled,
    take,
    with_breaker,
)

PSA_DOWN: Final = "psa_unreachable"
SLOWED: Final = "psa_rate_limited"
QUEUED: Final = "waits_its_turn"
SLOT_WAIT: Final = 3 * SECOND
SHARED_WAIT: Final = 300 * SECOND


class Priority(StrEnum):
    """What matters more goes first: a later one leaves calls in the bucket for the former."""

    BEGUN = "begun"
    """A push that is under way: it may owe."""
    PUSH = "push"
    PULL = "pull"
    RECONCILE = "reconcile"

    @property
    def direction(self) -> Direction:
        """Which breaker it minds."""
        is_push = self in {Priority.BEGUN, Priority.PUSH}
        return Direction.PUSH if is_push else Direction.PULL


SHARED_BELOW: Final = {Priority.RECONCILE: 50, Priority.PULL: 75}
"""Percent of a shared limit from which on this waits; from there the vendor slows every call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks for.

    Attributes:
        least: With fewer calls the work is not begun.
        most: So many are taken at once, as each taking is a write.
        width: Calls at the same time; fewer may be granted.
    """

    holder: str
    priority: Priority
    least: int = 2
    most: int = 10
    width: int = 1


@dataclass(frozen=True, slots=True)
class Granted:
    """Calls that may be made until an instant, so many at the same time."""

    calls: int
    width: int
    until: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not now.

    Attributes:
        code: The problem that tells people what is waited for.
        until: When to come back.
    """

    code: str
    until: int


def admit(
    budget: Budget, ceilings: Ceilings, request: Request, now: int
) -> tuple[Budget, Granted | Refused]:
    """Decide, and note it: a grant is taken out of the bucket, a push that waits gets its turn.

    The same budget comes back where there is nothing to note.
    """
    before, budget = budget, refilled(budget, ceilings, now)
    now = budget.as_of
    refusal = _stopped(budget, request, now)
    if refusal is None:
        width = _width(budget, ceilings, request)
        if width < 1:
            return before, Refused(QUEUED, now + SLOT_WAIT)
        calls = _available(budget, ceilings, request.priority, now)
        if calls >= request.least:
            return _granted(budget, request, min(calls, request.most), width, now)
        missing = request.least - calls
        rate = inflow(hourly(budget, ceilings, now))
        refusal = Refused(QUEUED, now + missing * MILLION * SECOND // rate + SECOND)
    if request.priority is not Priority.PUSH:
        return before, refusal
    return _with_turn(budget, ceilings, refusal, now)


def _stopped(budget: Budget, request: Request, now: int) -> Refused | None:
    priority = request.priority
    shut = closed_for(budget.breaker(priority.direction), request.holder, now)
    if shut is not None:
        return Refused(PSA_DOWN, shut)
    if now < budget.quiet_until:
        return Refused(SLOWED, budget.quiet_until)
    shared, below = budget.shared, SHARED_BELOW.get(priority, 101)
    if shared is not None and shared.percent >= below and now < shared.seen_at + 2 * SHARED_WAIT:
        return Refused(QUEUED, max(now, shared.seen_at) + SHARED_WAIT)
    return None


def _width(budget: Budget, ceilings: Ceilings, request: Request) -> int:
    """How many calls at once are left.

    Pulls take about half, so that a push finds a slot; a PSA that begins to fail gets one call. Who
    was let in before it began may well be idle, and would keep all others waiting for a minute.
    """
    direction, breaker = request.priority.direction, budget.breaker(request.priority.direction)
    others = [lease for lease in budget.leases if lease.holder != request.holder]
    same = [lease for lease in others if lease.direction is direction]
    left = ceilings.at_once - sum(lease.width for lease in others)
    if direction is Direction.PULL:
        left = min(left, (ceilings.at_once + 1) // 2 - sum(lease.width for lease in same))
    if breaker.is_suspect:
        tried = any(lease.since >= breaker.suspect_since for lease in same)
        left = min(left, 0 if tried else 1)
    return min(left, request.width)


def _available(budget: Budget, ceilings: Ceilings, priority: Priority, now: int) -> int:
    """Calls in the bucket above what this priority leaves to others."""
    an_hour = hourly(budget, ceilings, now)
    full = burst(an_hour)
    floors = {
        Priority.BEGUN: -debt(an_hour),
        Priority.PUSH: 0,
        Priority.PULL: full // 4,
        Priority.RECONCILE: full // 2,
    }
    return max(0, ((budget.level or 0) - floors[priority]) // MILLION)


def _granted(
    budget: Budget, request: Request, calls: int, width: int, now: int
) -> tuple[Budget, Granted]:
    direction, until = request.priority.direction, now + LEASE_SECONDS * SECOND
    mine = Lease(
        holder=request.holder, direction=direction, width=width, until=until + CLOCKS_DIFFER
    )
    others = tuple(lease for lease in budget.leases if lease.holder != request.holder)
    breaker = tries(budget.breaker(direction), request.holder, mine.until)
    budget = with_breaker(replace(budget, leases=(*others, mine)), direction, breaker)
    return take(budget, calls), Granted(calls, width, until)


def _with_turn(
    budget: Budget, ceilings: Ceilings, refusal: Refused, now: int
) -> tuple[Budget, Refused]:
    """Give those that wait one instant each, so that they neither come all at once nor for nothing.

    A place in the row is worth one call. Who finds too few calls at its turn goes to the end.
    """
    step = HOUR_SECONDS * SECOND // hourly(budget, ceilings, now)
    turn = max(refusal.until, budget.turn + step)
    return replace(budget, turn=turn), Refused(refusal.code, turn)


def released(budget: Budget, holder: str, calls: int) -> Budget:
    """Give back a slot, with the calls that were not made."""
    if all(lease.holder != holder for lease in budget.leases):
        return budget  # it ended by itself, and so did the calls
    others = tuple(lease for lease in budget.leases if lease.holder != holder)
    push, pull = let_go(budget.push, holder), let_go(budget.pull, holder)
    return take(replace(budget, leases=others, push=push, pull=pull), -calls)


def is_crowded(budget: Budget, ceilings: Ceilings, holder: str) -> bool:
    """True where an idle slot would be missed: others may want it, or wait for whoever tries."""
    taken = sum(lease.width for lease in budget.leases)
    tried = holder in {budget.push.probe, budget.pull.probe}
    suspect = budget.push.is_suspect or budget.pull.is_suspect
    return tried or suspect or 2 * taken >= ceilings.at_once
