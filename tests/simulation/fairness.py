"""A hundred customers, ten with a dead PSA and one with a huge backlog: `make bench-fairness`.

What is simulated, event by event, on a clock of its own: the workers of one push queue, the queue,
the budgets with the product's own decisions (`Gate`), and the time that each step takes. What is
a model, and no more: a message is delivered as SQS fair queues are documented to do, i.e. messages
of a tenant that has more than a tenth of those in flight, and at least 30, come after others'; and
the same once more as one plain line, where a backlog stands in everybody's way. Lambda's own
start-up and scaling are left out. Healthy PSAs answer after 0.2 to 0.6 s, dead ones never, so that
a call ends after the time-out of 20 s.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, Final

from psa_sync.domain.admission import Priority
from psa_sync.domain.budget import Ceilings
from psa_sync.domain.errors import TransientError
from psa_sync.sync.gate import Gate
from psa_sync.sync.turns import MOST_DELAYS, SHORTEST, SOON
from tests.builders import AUTOTASK, NOW
from tests.fakes.budgets import FakeBudgets
from tests.fakes.clock import FakeClock
from tests.simulation.fair_queue import Job, Line

WORKERS: Final = 10
TENANTS, DEAD, FACTOR = 100, 10, 100
HOUR: Final = 3600.0
TIME_OUT: Final = 20.0
LOOK: Final = 0.03
"""Seconds that a job takes which may not call: some reads and a write."""
CALLS: Final = 2
CEILINGS: Final = Ceilings(hourly=4000, at_once=3)
GOAL_P99, GOAL_P50 = 1.2, 1.05
BACKLOGGED: Final = "tenant 99"


@dataclass
class Result:
    """How long entries waited, from being booked to being sent, in seconds."""

    healthy: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    parked: Counter[str] = field(default_factory=Counter)

    def percentile(self, percent: float) -> float:
        """The wait that so many percent of the healthy did not exceed."""
        waits = sorted(self.healthy)
        return waits[min(len(waits) - 1, int(len(waits) * percent / 100))]


class Fleet:
    """The workers and what they do, event by event.

    Args:
        dead: Tenants whose PSA does not answer.
        fair: How the queue delivers.
        seed: Of all chance.
    """

    def __init__(self, dead: frozenset[str], *, fair: bool, seed: int) -> None:
        self.result = Result()
        self._dead = dead
        self._random = Random(seed)
        self._clock = FakeClock()
        self._line = Line(fair=fair)
        self._budgets = FakeBudgets()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self._now = 0.0
        self._free = [self._gate(number) for number in range(WORKERS)]

    def _gate(self, number: int) -> Gate:
        def asleep(_seconds: float) -> None:
            message = "a push never sleeps"
            raise AssertionError(message)

        return Gate(
            self._budgets,
            lambda _app: CEILINGS,
            clock=self._clock,
            holder=f"worker {number}",
            call=timedelta(seconds=TIME_OUT),
            remaining=lambda: timedelta(seconds=60),
            sleep=asleep,
        )

    def at(self, moment: float, what: Callable[[], None]) -> None:
        """Have something happen then."""
        heappush(self._events, (moment, next(self._numbers), what))

    def arrives(self, job: Job) -> Callable[[], None]:
        """A message of this job arrives."""

        def arrive() -> None:
            self._line.add(job)
            self._work()

        return arrive

    def run(self, until: float) -> Result:
        """Let everything happen that happens before then."""
        while self._events and self._events[0][0] < until:
            self._now, _, what = heappop(self._events)
            self._clock.now = NOW + timedelta(seconds=self._now)
            what()
        return self.result

    def _work(self) -> None:
        while self._free:
            job = self._line.take()
            if job is None:
                return
            self._begin(job, self._free.pop())

    def _begin(self, job: Job, gate: Gate) -> None:
        refusal = gate.admit(job.tenant, AUTOTASK, Priority.PUSH)
        if refusal is not None:
            self._put_off(job, (refusal.until - self._clock()).total_seconds())
            self.at(self._now + LOOK, lambda: self._end(job, gate))
            return
        self._call(job, gate, CALLS)

    def _put_off(self, job: Job, wait: float) -> None:
        if wait <= SOON.total_seconds() and job.attempt < MOST_DELAYS:
            again = replace(job, attempt=job.attempt + 1)
            self.at(self._now + max(wait, SHORTEST.total_seconds()), self.arrives(again))
            return
        self._park(job, wait)

    def _park(self, job: Job, wait: float) -> None:
        """Wait in the table, for the sweeper that comes by every minute."""
        self.result.parked[job.tenant] += 1
        swept = (int((self._now + wait) // 60) + 1) * 60.0
        self.at(swept, self.arrives(replace(job, attempt=0)))

    def _call(self, job: Job, gate: Gate, left: int) -> None:
        self.result.calls[job.tenant] += 1
        gate.spend(job.tenant, AUTOTASK)
        if job.tenant in self._dead:
            self.at(self._now + TIME_OUT, lambda: self._failed(job, gate))
            return
        took = self._random.uniform(0.2, 0.6)
        self.at(self._now + took, lambda: self._answered(job, gate, left - 1))

    def _failed(self, job: Job, gate: Gate) -> None:
        psa: Any = gate.watched(job.tenant, AUTOTASK, Priority.PUSH, Silent())  # type: ignore[arg-type]
        try:
            psa.create()
        except TransientError:
            self._park(job, 15.0)
        self._end(job, gate)

    def _answered(self, job: Job, gate: Gate, left: int) -> None:
        psa: Any = gate.watched(job.tenant, AUTOTASK, Priority.PUSH, Silent(silent=False))  # type: ignore[arg-type]
        psa.create()
        if left:
            self._call(job, gate, left)
            return
        if job.tenant not in self._dead and job.tenant != BACKLOGGED:
            self.result.healthy.append(self._now - job.made_at)
        self._end(job, gate)

    def _end(self, job: Job, gate: Gate) -> None:
        gate.release()
        self._line.in_flight[job.tenant] -= 1
        self._free.append(gate)
        self._work()


class Silent:
    """A PSA that answers nothing, or all."""

    def __init__(self, *, silent: bool = True) -> None:
        self._silent = silent

    def create(self) -> None:
        """Make a row."""
        if self._silent:
            message = "no answer"
            raise TransientError(message)


def names() -> list[str]:
    """All tenants."""
    return [f"tenant {number}" for number in range(TENANTS)]


def day(*, alone: bool, fair: bool, seed: int, hours: float, an_hour: int) -> Result:
    """Some hours, with the others or with the healthy alone, who book the same in both.

    Args:
        alone: Without dead PSAs and backlog.
        fair: How the queue delivers.
        seed: Of all chance.
        hours: How long.
        an_hour: Entries that each tenant books in an hour.
    """
    dead = frozenset(names()[:DEAD])
    fleet, random = Fleet(dead, fair=fair, seed=seed), Random(seed + 1)
    for tenant in names():
        troubled = tenant in dead or tenant == BACKLOGGED
        moments = [random.uniform(0, hours * HOUR) for _ in range(int(hours * an_hour))]
        if tenant == BACKLOGGED and not alone:
            moments += [60.0] * (an_hour * FACTOR)
        for moment in moments if not (troubled and alone) else ():
            fleet.at(moment, fleet.arrives(Job(tenant, moment)))
    return fleet.run((hours + 1) * HOUR)


def ratios(mixed: Result, alone: Result) -> tuple[float, float]:
    """How much longer the healthy wait: the median, and the slowest of a hundred."""
    return (
        mixed.percentile(50) / alone.percentile(50),
        mixed.percentile(99) / alone.percentile(99),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; 0 where the goals are met with fair queues."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("--an-hour", type=int, default=40)
    chosen = parser.parse_args(arguments)
    good = True
    lines = [
        f"{TENANTS} tenants, {DEAD} dead, one with {FACTOR} hours' entries at once",
        f"{WORKERS} workers, {chosen.hours:g} h, {chosen.an_hour} entries an hour each",
    ]
    for fair in (True, False):
        length = {"seed": chosen.seed, "hours": chosen.hours, "an_hour": chosen.an_hour}
        mixed, alone = (day(alone=one, fair=fair, **length) for one in (False, True))
        half, slow = ratios(mixed, alone)
        probes = sum(mixed.calls[name] for name in names()[:DEAD]) / DEAD / (chosen.hours + 1) / 12
        lines += ["fair queue" if fair else "one plain line", *told("alone", alone)]
        lines += told("all", mixed)
        lines.append(f"  median x {half:.3f} (goal {GOAL_P50}), p99 x {slow:.3f} (goal {GOAL_P99})")
        lines.append(f"  calls of a dead PSA: {probes:.2f} in five minutes")
        if fair:
            good = slow < GOAL_P99 and half < GOAL_P50
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if good else 1


def told(name: str, result: Result) -> list[str]:
    """One line of figures."""
    percents = ", ".join(f"p{p:g} {result.percentile(p):.2f} s" for p in (50, 95, 99, 99.9))
    return [f"  {name:<5} {len(result.healthy):,} healthy entries: {percents}"]


if __name__ == "__main__":
    sys.exit(main())
