"""How many calls a PSA may get from us: a token bucket, paced by what the PSA says, and slots.

Everything is a whole number: calls in millionths, instants in microseconds since 1970. In any hour
at most `Ceilings.hourly` calls are made: what the bucket holds, what pushes may owe, and what flows
in during that hour and the life of a lease.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from psa_sync.domain.breaker import CLOSED, LONGEST_PAUSE, SECOND, Breaker
from psa_sync.domain.connection import PsaName

MILLION: Final = 1_000_000
HOUR_SECONDS: Final = 3600
LEASE_SECONDS: Final = 60
"""As long as calls that were granted may be made; a dead worker's slot is free after it."""
CLOCKS_DIFFER: Final = 5 * SECOND
"""A lease is its holder's a little shorter than the others think."""
PART_SECONDS: Final = 300
PARTS: Final = HOUR_SECONDS // PART_SECONDS
BURST_PERCENT: Final = 4
DEBT_PERCENT: Final = 1
"""What a push that has begun may owe, so that it ends; the next ones wait longer."""
MOST_AT_A_STROKE: Final = 480
"""Calls, however high the ceiling: some PSAs look at single minutes. More than flows in during one,
as the sweeper lets go what waits by the minute."""
SHARED_PERCENT: Final = 88
"""Of a limit that we share with the customer's other tools: all together stay below nine tenths,
although we look at them every five minutes only."""
LEAST_PERCENT: Final = 5
"""Of our ceiling: pushes go on slowly however much the others use."""
RECOVERY_PERCENT: Final = 5
"""Of the ceiling, a minute: how fast the pace grows again after the PSA asked to slow down."""
GROWTH_SHOWS: Final = 120 * SECOND
SHARED_IS_OLD: Final = 1800 * SECOND
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Direction(StrEnum):
    """Which way the work goes; each has a breaker of its own."""

    PUSH = "push"
    PULL = "pull"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """What the deployment and the PSA allow.

    Attributes:
        hourly: Our calls in any hour, for one customer.
        at_once: Our calls at the same time.
        longest_pause: Of a breaker, in microseconds.
    """

    hourly: int
    at_once: int
    longest_pause: int = LONGEST_PAUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Somebody's right to call, and how many calls at once; it ends by itself."""

    holder: str
    direction: Direction
    width: int
    until: int

    @property
    def since(self) -> int:
        """When it was granted."""
        return self.until - LEASE_SECONDS * SECOND - CLOCKS_DIFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedUse:
    """What a PSA counts of all integrations together.

    Attributes:
        calls: In the last hour, ours included.
        limit: How many it takes.
        own: How many of them were ours, by our own count.
        others: Calls an hour that the others have made, or are about to make.
    """

    calls: int
    limit: int
    own: int
    others: int
    seen_at: int

    @property
    def percent(self) -> int:
        """How much of the limit is used."""
        return 100 * self.calls // max(self.limit, 1)

    @property
    def left_to_us(self) -> int:
        """What the others leave of the share that all together should use."""
        return self.limit * SHARED_PERCENT // 100 - self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One connection's budget; a new one is full.

    Attributes:
        level: Calls that may be made now, in millionths; negative where pushes owe some. None
            for a full bucket.
        as_of: When the level was right; it never moves back.
        pace: Calls an hour after the PSA asked to slow down; None where the ceiling holds.
        paced_at: When the pace was right; it grows from there.
        quiet_until: The PSA asked for no calls before.
        turn: When the last of those that wait has its turn.
        spent: Parts of the hour, numbered since 1970, and the calls granted in each.
    """

    account: str
    app: PsaName
    level: int | None = None
    as_of: int = 0
    pace: int | None = None
    paced_at: int = 0
    quiet_until: int = 0
    turn: int = 0
    leases: tuple[Lease, ...] = ()
    push: Breaker = CLOSED
    pull: Breaker = CLOSED
    spent: tuple[tuple[int, int], ...] = ()
    shared: SharedUse | None = None
    revision: int = 0

    def breaker(self, direction: Direction) -> Breaker:
        """What the last calls in this direction say."""
        return self.push if direction is Direction.PUSH else self.pull


def micros(instant: datetime) -> int:
    """The instant as a whole number."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(moment: int) -> datetime:
    """The number as an instant."""
    return _EPOCH + timedelta(microseconds=moment)


def with_breaker(budget: Budget, direction: Direction, breaker: Breaker) -> Budget:
    """The budget with another breaker in this direction."""
    is_push = direction is Direction.PUSH
    return replace(budget, push=breaker) if is_push else replace(budget, pull=breaker)


def hourly(budget: Budget, ceilings: Ceilings, now: int) -> int:
    """How many calls an hour may be made now."""
    most = ceilings.hourly
    least = max(1, most * LEAST_PERCENT // 100)
    if budget.pace is not None:
        # The ceiling may have been raised since: a pace below its least would hold for hours.
        minutes = max(0, now - budget.paced_at) // (60 * SECOND)
        grown = ceilings.hourly * RECOVERY_PERCENT * minutes // 100
        most = min(most, max(budget.pace, least) + grown)
    shared = budget.shared
    if shared is not None and now - shared.seen_at < SHARED_IS_OLD:
        most = min(most, max(shared.left_to_us, least))
    return max(1, most)


def burst(an_hour: int) -> int:
    """What a full bucket holds, in millionths."""
    return min(max(4, an_hour * BURST_PERCENT // 100), MOST_AT_A_STROKE) * MILLION


def debt(an_hour: int) -> int:
    """What pushes may owe, in millionths."""
    return min(max(1, an_hour * DEBT_PERCENT // 100), MOST_AT_A_STROKE // 8) * MILLION


def inflow(an_hour: int) -> int:
    """What flows in, in millionths a second; never nothing, or a bucket would stay empty."""
    steady = an_hour * MILLION - burst(an_hour) - debt(an_hour)
    return max(steady, MILLION) // (HOUR_SECONDS + LEASE_SECONDS)


def refilled(budget: Budget, ceilings: Ceilings, now: int) -> Budget:
    """The budget as of now, or as of its own time where that is later: clocks differ."""
    now = max(now, budget.as_of)
    an_hour = hourly(budget, ceilings, now)
    full = burst(an_hour)
    level = full
    if budget.level is not None:
        level = min(full, budget.level + inflow(an_hour) * (now - budget.as_of) // SECOND)
    alive = tuple(lease for lease in budget.leases if lease.until > now)
    oldest = now // (PART_SECONDS * SECOND) - PARTS
    spent = tuple(part for part in budget.spent if part[0] >= oldest)
    return replace(budget, level=level, as_of=now, leases=alive, spent=spent)


def take(budget: Budget, calls: int) -> Budget:
    """Take calls out of the bucket; a negative number gives them back."""
    part = budget.as_of // (PART_SECONDS * SECOND)
    counts = dict(budget.spent)
    counts[part] = max(0, counts.get(part, 0) + calls)
    level = (budget.level or 0) - calls * MILLION
    return replace(budget, level=level, spent=tuple(sorted(counts.items())))


def used(budget: Budget, now: int, parts: int = PARTS) -> int:
    """Calls granted in so many parts of the hour and in the one that runs, by default all."""
    oldest = now // (PART_SECONDS * SECOND) - parts
    return sum(calls for part, calls in budget.spent if part >= oldest)


def slowed(budget: Budget, ceilings: Ceilings, now: int, wait: int) -> Budget:
    """Call nobody for as long as the PSA asks, and half as often afterwards.

    Answers to calls that were under way together halve the pace once.
    """
    until = max(budget.quiet_until, now + wait * SECOND)
    if now < budget.quiet_until:
        return replace(budget, quiet_until=until)
    pace = max(hourly(budget, ceilings, now) // 2, ceilings.hourly * LEAST_PERCENT // 100, 1)
    return replace(budget, quiet_until=until, pace=pace, paced_at=until)


def seen_shared(budget: Budget, calls: int, limit: int, now: int) -> Budget:
    """Note what the PSA counts of all integrations together.

    Of our own calls rather too few are taken off it than too many: the rest is the others'. Where
    the others have only begun, their last hour says too little, and how fast it grows says more.
    """
    own = used(budget, now, PARTS - 1)
    others, before = max(0, calls - own), budget.shared
    if before is not None and now - before.seen_at >= GROWTH_SHOWS:
        more = others - max(0, before.calls - before.own)
        others = max(others, more * HOUR_SECONDS * SECOND // (now - before.seen_at))
    seen = SharedUse(calls=calls, limit=limit, own=own, others=others, seen_at=now)
    return replace(budget, shared=seen)
