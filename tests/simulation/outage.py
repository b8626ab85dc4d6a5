"""A PSA that is down for a day while entries wait, then the drain: `make bench-drain`.

The engine is the real one, on fakes and a clock of its own. Three worker processes take jobs in
turn, the sweeper comes by every minute, and a delayed message arrives when its delay is over.
"""

import argparse
import sys
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle
from typing import TYPE_CHECKING, Final

from psa_sync.domain.budget import Ceilings
from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.accept_entries import EntryInput, accept_entries
from psa_sync.sync.effects import Effects
from psa_sync.sync.gate import Gate
from psa_sync.sync.push_entry import push_entry
from psa_sync.sync.sweep_entries import sweep_entries
from tests.builders import (
    ACCOUNT,
    USER,
    a_connection,
    a_content,
    a_link,
    a_psa_user,
    a_work_item,
    an_id,
)
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.fakes.rule_facts import fake_check_rules
from tests.fakes.world import FakeWorld
from tests.simulation.deployment import LIMITS
from tests.simulation.patient_parts import Delaying, LargePsa

if TYPE_CHECKING:
    from psa_sync.domain.jobs import PushJob

WORKERS: Final = 3
TICK: Final = 5
LONGEST_DRAIN: Final = timedelta(hours=12)
GOAL: Final = 0.9
RECEIVES: Final = 5


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What sort of PSA it is.

    Attributes:
        calls: Per create.
    """

    name: str
    ceilings: Ceilings
    habits: Habits
    calls: int


KINDS: Final = (
    Kind(
        name="answers with the row, 24,000 calls an hour",
        ceilings=Ceilings(hourly=24_000, at_once=5),
        habits=Habits(),
        calls=1,
    ),
    Kind(
        name="has to be read back, 4,000 calls an hour",
        ceilings=Ceilings(hourly=4000, at_once=3),
        habits=WINDOWED,
        calls=2,
    ),
)


@dataclass
class Findings:
    """What happened.

    Attributes:
        dead: Messages that came back too often.
        calls: Moments of the calls that were let through.
    """

    dead: int = 0
    calls: list[datetime] = field(default_factory=list)
    while_down: int = 0
    saves_while_down: int = 0
    back_at: datetime | None = None
    drained_at: datetime | None = None
    not_synced: int = 0
    rows: int = 0
    twice: int = 0
    most_in_an_hour: int = 0
    share: float = 0.0


class Outage:
    """One customer, one PSA, and the day on which it is down."""

    def __init__(self, kind: Kind, entries: int, hours: int) -> None:
        self.kind, self.entries, self.hours = kind, entries, hours
        self.found = Findings()
        world = self.world = FakeWorld()
        self.clock = world.clock
        self.queue = Delaying(world)
        self.psa = LargePsa(self.clock, kind.habits)
        self.psa.pay = self._pay
        self.psa.before = self._call
        self._up_at = self.clock() + timedelta(hours=hours)
        self._gates = [self._gate(number) for number in range(WORKERS)]
        self._turns = cycle(self._gates)
        self._at_work = self._gates[0]
        self._received: Counter[PushJob] = Counter()
        ids = count()
        self.effects = Effects(
            clock=self.clock,
            entries=world.entries,
            feed=world.change_feed,
            connections=world.connections,
            work_items=world.work_items,
            rule_facts=world.rule_facts,
            check_rules=fake_check_rules,
            cursors=world.cursors,
            progress=world.progress,
            queue=self.queue,
            budgets=world.budgets,
            gate=lambda: self._at_work,
            connect=lambda _connection: self.psa,
            new_id=lambda: f"id-{next(ids)}",
            remaining=lambda: timedelta(seconds=60),
            limits=LIMITS,
        )
        self.psa.has_person(a_psa_user())
        self.connection = world.connections.save(a_connection())
        world.connections.link(a_link())
        world.work_items.put(ACCOUNT, USER, [a_work_item()])

    def _gate(self, number: int) -> Gate:
        return Gate(
            self.world.budgets,
            lambda _app: self.kind.ceilings,
            clock=self.clock,
            holder=f"worker {number}",
            call=LIMITS.call,
            remaining=lambda: timedelta(seconds=60),
            sleep=self.clock.advance,
        )

    def _pay(self) -> None:
        self._at_work.spend(ACCOUNT, self.connection.app)
        self.found.calls.append(self.clock())

    def _call(self, _name: str) -> None:
        if self.clock() < self._up_at:
            self.found.while_down += 1
            message = "connection refused"
            raise TransientError(message)
        self.found.back_at = self.found.back_at or self.clock()

    def run(self) -> Findings:
        """Book while it is down, then wait until all is drained."""
        began = self.clock()
        every = timedelta(hours=self.hours) / self.entries
        booked, ticks = 0, 0
        while self.clock() < self._up_at + LONGEST_DRAIN:
            while booked < self.entries and self.clock() >= began + every * booked:
                booked += 1
                self._book(booked)
            if ticks % (60 // TICK) == 0:
                self._sweep()
            self._deliver()
            if self.clock() < self._up_at:
                self.found.saves_while_down = self.world.entries.saves
            elif ticks % (60 // TICK) == 0 and self._all_synced():
                break
            self.clock.advance(TICK)
            ticks += 1
        return self._judged()

    def _book(self, number: int) -> None:
        one = EntryInput(entry_id=an_id(number), content=a_content(), if_match=None)
        accept_entries(ACCOUNT, USER, [one], effects=self.effects)

    def _sweep(self) -> None:
        sweep_entries(entries=self.world.entries, queue=self.queue, clock=self.clock)

    def _deliver(self) -> None:
        jobs = deque(self.queue.arrived())
        while jobs:
            job = jobs.popleft()
            self._at_work = next(self._turns)
            try:
                push_entry(job, effects=self.effects)
            except TransientError:
                self._received[job] += 1
                if self._received[job] < RECEIVES:
                    jobs.append(job)
                else:
                    self.found.dead += 1
        for gate in self._gates:
            gate.release()

    def _all_synced(self) -> bool:
        return all(entry.psa_id for entry in self.world.entries.all())

    def _judged(self) -> Findings:
        found, now = self.found, self.clock()
        entries = self.world.entries.all()
        states = Counter(sync_state(entry, SyncPolicy(), now) for entry in entries)
        found.not_synced = self.entries - states[SyncState.SYNCED]
        rows = self.psa.rows()
        found.rows = len(rows)
        found.twice = len(rows) - len({row.marker for row in rows})
        found.drained_at = now
        found.most_in_an_hour = most_in(found.calls, timedelta(hours=1))
        if found.back_at is not None:
            hours = (found.calls[-1] - found.back_at) / timedelta(hours=1)
            made = sum(1 for at in found.calls if at >= found.back_at)
            found.share = made / (self.kind.ceilings.hourly * hours)
        return found


def most_in(moments: Sequence[datetime], window: timedelta) -> int:
    """The most of these moments in any window of this length."""
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - window:
            first += 1
        most = max(most, last - first + 1)
    return most


def holds(kind: Kind, found: Findings) -> bool:
    """True where all goals are met."""
    kept = found.dead == found.not_synced == found.twice == 0
    return kept and found.share >= GOAL and found.most_in_an_hour <= kind.ceilings.hourly


def told(kind: Kind, entries: int, hours: int, found: Findings) -> str:
    """The findings as people read them."""
    drained = found.drained_at - found.back_at if found.drained_at and found.back_at else None
    probes = found.while_down / hours / 12
    writes = found.saves_while_down / entries
    lost = f"not synced: {found.not_synced}   rows too many: {found.twice}"
    return "\n".join(
        (
            f"a PSA that {kind.name}; {entries:,} entries booked while it was down for {hours} h",
            f"  calls while it was down: {found.while_down:,} ({probes:.2f} in five minutes)",
            f"  writes of entries while it was down: {writes:.1f} each",
            f"  dead letters: {found.dead}   rows: {found.rows:,}   {lost}",
            f"  drained in {drained}, at {found.share:.1%} of the allowed rate (goal {GOAL:.0%})",
            f"  most calls in any hour: {found.most_in_an_hour:,} of {kind.ceilings.hourly:,}",
        )
    )


def main() -> int:
    """Run both kinds; 0 where every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--only", default="", help="of the PSAs whose description holds this")
    chosen = parser.parse_args()
    good = True
    for kind in (one for one in KINDS if chosen.only in one.name):
        began = time.monotonic()
        found = Outage(kind, chosen.entries, chosen.hours).run()
        sys.stdout.write(told(kind, chosen.entries, chosen.hours, found))
        sys.stdout.write(f"\n  simulated in {time.monotonic() - began:.0f} s\n")
        good = good and holds(kind, found)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
