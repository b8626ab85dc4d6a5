"""Several processes in front of one PSA, and a store that others write first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from psa_sync.domain.admission import Priority
from psa_sync.domain.budget import Budget, Ceilings, micros
from psa_sync.domain.errors import StaleError, SyncError, TransientError
from psa_sync.sync.gate import Gate
from tests.builders import ACCOUNT, CONNECTWISE
from tests.fakes.budgets import FakeBudgets
from tests.fakes.clock import FakeClock

CALL = timedelta(seconds=20)


class Unsteady(FakeBudgets):
    """A store that others write first, or that is away."""

    def __init__(self):
        super().__init__()
        self.overtaken = 0
        self.away = False

    def save(self, budget: Budget) -> Budget:
        if self.away:
            raise TransientError("away", code="store_unavailable")
        if self.overtaken:
            self.overtaken -= 1
            raise StaleError("somebody else was first")
        return super().save(budget)


class Hall:
    """Several processes in front of one PSA."""

    def __init__(self, hourly: int = 4000, at_once: int = 3) -> None:
        self.clock = FakeClock()
        self.budgets = Unsteady()
        self.ceilings = Ceilings(hourly=hourly, at_once=at_once)
        self.time_left = timedelta(minutes=10)
        self.slept: list[float] = []

    def gate(self, holder: str = "one") -> Gate:
        return Gate(
            self.budgets,
            lambda _app: self.ceilings,
            clock=self.clock,
            holder=holder,
            call=CALL,
            remaining=lambda: self.time_left,
            sleep=self.sleep,
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds)

    @property
    def budget(self) -> Budget:
        return self.budgets.read(ACCOUNT, CONNECTWISE)

    def has(self, **state: object) -> None:
        self.budgets.save(replace(self.budget, **state))  # type: ignore[arg-type]

    def is_empty(self) -> None:
        self.has(level=0, as_of=micros(self.clock()))


class Psa:
    """Answers in one way."""

    def __init__(self, error: SyncError | None = None) -> None:
        self.error = error

    def read(self, psa_id: str) -> str:
        if self.error is not None:
            raise self.error
        return psa_id


def asks(gate, priority=Priority.PUSH, width=1):
    return gate.admit(ACCOUNT, CONNECTWISE, priority, width=width)


def spends(gate):
    gate.spend(ACCOUNT, CONNECTWISE)


def calls(gate, error=None, priority=Priority.PUSH):
    psa: Any = gate.watched(ACCOUNT, CONNECTWISE, priority, Psa(error))
    return psa.read("7")
