"""A limit that all of a customer's tools share: we leave them room, and pushes do not notice.

On a clock of its own. What the others and we call is counted by the simulated tenant itself, and
read back every five minutes by the connector, over HTTP; the calls themselves are only counted,
as two hours have thousands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import requests

from local.simulators.autotask.app import VENDOR, create_app
from local.simulators.autotask.limits import REQUEST_THRESHOLD
from local.simulators.server import running
from psa_sync.connectors.autotask.connector import SPEC
from psa_sync.domain.admission import Priority
from psa_sync.ports import PsaConnector
from psa_sync.sync.gate import Gate
from tests.builders import ACCOUNT, AUTOTASK, NOW
from tests.contract.cases.autotask import CASE
from tests.contract.connectors import Bench
from tests.fakes.budgets import FakeBudgets
from tests.fakes.clock import FakeClock

HOUR, LOOK, CALLS = 3600, 300, 2
CEILING = REQUEST_THRESHOLD * 90 // 100
OTHERS = 6000


@dataclass
class Tenant:
    """The simulated tenant, its counter, and a connection to it."""

    clock: FakeClock
    counter: "Counter"
    psa: PsaConnector


class Counter:
    """The tenant's own count of the calls of all."""

    def __init__(self, traffic, clock) -> None:
        self._traffic, self._clock = traffic, clock

    def add(self, calls: int) -> None:
        self._traffic.count(self._clock(), calls)

    @property
    def last_hour(self) -> int:
        return int(self._traffic.within(self._clock()))


@contextmanager
def a_tenant() -> Iterator[Tenant]:
    clock = FakeClock()
    app = create_app(clock, entries_per_day=(1, 1))
    with running(app) as origin:
        bench = Bench(CASE, origin, clock, connector=None)  # type: ignore[arg-type]
        quirk = {"what": "quirk", "name": "enforces_hourly_limit", "on": False}
        assert requests.post(f"{origin}/_sim/set", json=quirk, timeout=10).ok
        yield Tenant(clock, Counter(app[VENDOR].tenant.traffic, clock), bench.connect())


@dataclass
class Seen:
    """What happened: how long pushes waited, what was called, and the fullest hour."""

    waits: list[float] = field(default_factory=list)
    calls: dict[Priority, int] = field(default_factory=lambda: dict.fromkeys(Priority, 0))
    most: int = 0

    @property
    def p95(self) -> float:
        waits = sorted(self.waits)
        return waits[len(waits) * 95 // 100]


class Office:
    """Our workers at this tenant: pushes as people book, and pulls that take all they get."""

    def __init__(self, tenant: Tenant, others: int) -> None:
        self.seen = Seen()
        self._tenant, self._clock, self._others = tenant, tenant.clock, others
        self._budgets = FakeBudgets()
        self._gates = {one: self._gate(one) for one in Priority}
        self._waiting: list[datetime] = []

    def _gate(self, priority: Priority) -> Gate:
        return Gate(
            self._budgets,
            lambda _app: SPEC.ceilings,
            clock=self._clock,
            holder=priority.value,
            call=timedelta(seconds=20),
            remaining=lambda: timedelta(0),
            sleep=self._clock.advance,
        )

    def works(self, hours: float, *, booked_every: int) -> Seen:
        for second in range(int(hours * HOUR)):
            self._tenant.counter.add(self._share_of(second))
            if second % LOOK == 0:
                self._looks()
            if second % booked_every == 0:
                self._waiting.append(self._clock())
            self._pushes()
            self._pulls(Priority.PULL)
            self._pulls(Priority.RECONCILE)
            self.seen.most = max(self.seen.most, self._tenant.counter.last_hour)
            self._clock.advance(1)
        return self.seen

    def _share_of(self, second: int) -> int:
        return (second + 1) * self._others // HOUR - second * self._others // HOUR

    def _looks(self) -> None:
        counted = self._tenant.psa.calls_of_all()
        assert counted is not None
        self._gates[Priority.PULL].saw_shared(ACCOUNT, AUTOTASK, *counted)

    def _pushes(self) -> None:
        while self._waiting and self._may(Priority.PUSH):
            self.seen.waits.append((self._clock() - self._waiting.pop(0)).total_seconds())
            self._calls(Priority.PUSH)

    def _pulls(self, priority: Priority) -> None:
        if self._may(priority):
            self._calls(priority)

    def _may(self, priority: Priority) -> bool:
        return self._gates[priority].admit(ACCOUNT, AUTOTASK, priority) is None

    def _calls(self, priority: Priority) -> None:
        for _ in range(CALLS):
            self._gates[priority].spend(ACCOUNT, AUTOTASK)
            self._tenant.counter.add(1)
            self.seen.calls[priority] += 1


def test_beside_a_busy_neighbour_all_together_stay_below_and_pushes_do_not_wait():
    with a_tenant() as tenant:
        alone = Office(tenant, others=0).works(2, booked_every=6)
    with a_tenant() as tenant:
        beside = Office(tenant, others=OTHERS).works(3, booked_every=6)
    assert alone.calls[Priority.RECONCILE] > 0
    assert sum(alone.calls.values()) <= 2 * SPEC.ceilings.hourly
    assert beside.most <= CEILING
    assert beside.most >= REQUEST_THRESHOLD * 70 // 100
    assert beside.p95 <= max(alone.p95, 1.0)
    assert len(beside.waits) >= 3 * HOUR // 6 - 2


def test_even_a_drain_of_pushes_leaves_the_others_their_share():
    with a_tenant() as tenant:
        drain = Office(tenant, others=OTHERS).works(3, booked_every=1)
    assert drain.most <= CEILING
    assert drain.calls[Priority.PUSH] >= 2 * 2500


@pytest.mark.parametrize(("others", "reconciled"), [(4000, True), (5500, False)])
def test_over_half_nothing_is_compared(others, reconciled):
    with a_tenant() as tenant:
        tenant.counter.add(others)
        seen = Office(tenant, others=0).works(0.05, booked_every=60)
    assert (seen.calls[Priority.RECONCILE] > 0) == reconciled
    assert seen.calls[Priority.PUSH] > 0
    assert tenant.clock() > NOW
