"""The gate of one process: lots and slots that cost few writes, and what answers teach."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from psa_sync.domain.admission import PSA_DOWN, QUEUED, SLOWED, Priority
from psa_sync.domain.breaker import CLOSED, OPENS_AFTER, Breaker
from psa_sync.domain.budget import Budget, Ceilings, Direction, micros
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    NotAdmittedError,
    RejectedError,
    StaleError,
    SyncError,
    TransientError,
)
from psa_sync.sync.gate import LOT, Gate
from tests.builders import ACCOUNT, CONNECTWISE
from tests.fakes.budgets import FakeBudgets
from tests.fakes.clock import FakeClock

CALL = timedelta(seconds=20)
A_MINUTE = 61


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


@pytest.fixture
def hall():
    return Hall()


def asks(gate, priority=Priority.PUSH, width=1):
    return gate.admit(ACCOUNT, CONNECTWISE, priority, width=width)


def spends(gate):
    gate.spend(ACCOUNT, CONNECTWISE)


def calls(gate, error=None, priority=Priority.PUSH):
    psa: Any = gate.watched(ACCOUNT, CONNECTWISE, priority, Psa(error))
    return psa.read("7")


def test_a_lot_costs_one_write_however_many_ask_in_turn(hall):
    gate = hall.gate()
    for _ in range(LOT - 1):
        assert asks(gate) is None
        spends(gate)
    assert hall.budgets.saves == 1
    assert asks(gate) is None  # one call is no create and its reading back
    assert hall.budgets.saves == 2


def test_what_is_left_of_a_lot_goes_back_with_the_next(hall):
    gate = hall.gate()
    asks(gate)
    hall.clock.advance(A_MINUTE)
    asks(gate)
    assert sum(calls for _, calls in hall.budget.spent) == LOT


def test_no_call_is_made_that_could_outlive_the_slot(hall):
    gate = hall.gate()
    asks(gate)
    hall.clock.advance(41)
    asks(gate)
    assert hall.budgets.saves == 2


def test_an_interactive_call_needs_no_admission_before(hall):
    spends(hall.gate())
    assert hall.budgets.saves == 1


def test_who_has_nothing_to_pay_with_does_not_call(hall):
    hall.is_empty()
    with pytest.raises(NotAdmittedError) as caught:
        spends(hall.gate())
    assert caught.value.code == QUEUED
    assert 1 <= (caught.value.retry_after or 0) <= 5


def test_a_push_that_has_begun_may_owe_what_it_needs_to_end(hall):
    gate = hall.gate()
    asks(gate)
    hall.is_empty()
    for _ in range(LOT + 30):
        spends(gate)
    assert (hall.budget.level or 0) < 0
    assert asks(hall.gate("another")) is not None


def test_a_pull_that_is_under_way_waits_for_the_next_calls(hall):
    gate = hall.gate()
    assert asks(gate, Priority.PULL) is None
    hall.is_empty()
    for _ in range(LOT + 1):
        spends(gate)
    assert hall.slept


def test_a_pull_without_the_time_to_wait_goes_on_later(hall):
    gate = hall.gate()
    asks(gate, Priority.PULL)
    hall.is_empty()
    hall.time_left = timedelta(seconds=30)
    for _ in range(LOT):
        spends(gate)
    with pytest.raises(NotAdmittedError):
        spends(gate)
    assert hall.slept == []


def test_a_slot_that_others_would_miss_is_given_back_at_the_end(hall):
    first, second = hall.gate(), hall.gate("two")
    asks(first)
    asks(second)
    second.release()
    first.release()
    assert [lease.holder for lease in hall.budget.leases] == ["one"]
    assert sum(calls for _, calls in hall.budget.spent) == LOT


def test_a_slot_that_has_ended_needs_no_giving_back(hall):
    gate = hall.gate()
    asks(gate)
    hall.clock.advance(A_MINUTE)
    gate.release()
    gate.release()
    assert hall.budgets.saves == 1


def test_a_slot_that_was_taken_away_is_not_given_back_twice(hall):
    first, second = hall.gate(), hall.gate("two")
    asks(first)
    asks(second)
    hall.has(leases=())
    saves = hall.budgets.saves
    second.release()
    assert hall.budgets.saves == saves


def test_no_more_processes_than_the_psa_takes_at_once(hall):
    answers = [asks(hall.gate(f"worker {number}")) for number in range(5)]
    assert answers[:3] == [None, None, None]
    assert [refusal.code for refusal in answers[3:]] == [QUEUED, QUEUED]


def test_a_pull_may_ask_for_several_calls_at_once(hall):
    gate = hall.gate()
    assert gate.width(ACCOUNT, CONNECTWISE) == 1
    asks(gate, Priority.PULL, width=3)
    assert gate.width(ACCOUNT, CONNECTWISE) == 2
    assert gate.ceilings(CONNECTWISE) == hall.ceilings


def test_who_is_overtaken_asks_again_and_in_the_end_comes_back_later(hall):
    hall.budgets.overtaken = 3
    assert asks(hall.gate()) is None
    hall.budgets.overtaken = 99
    refusal = asks(hall.gate("another"))
    assert (refusal.code, refusal.until - hall.clock()) == (QUEUED, timedelta(seconds=3))


def test_a_store_that_is_away_lets_nobody_through(hall):
    hall.budgets.away = True
    with pytest.raises(TransientError) as caught:
        asks(hall.gate())
    assert caught.value.code == "store_unavailable"


@pytest.mark.parametrize(
    "error", [TransientError("no answer"), InDoubtError("no answer to a write")]
)
def test_silence_in_a_row_opens_the_breaker_of_that_direction(hall, error):
    gate = hall.gate()
    asks(gate)
    for _ in range(OPENS_AFTER):
        with pytest.raises(type(error)):
            calls(gate, error)
    refusal = asks(gate)
    assert (refusal.code, refusal.until - hall.clock()) == (PSA_DOWN, timedelta(seconds=30))
    assert asks(hall.gate("two"), Priority.PULL) is None


@pytest.mark.parametrize("error", [None, RejectedError("psa_refused"), MissingError("404")])
def test_any_answer_closes_it_again(hall, error):
    hall.has(push=Breaker(failures=OPENS_AFTER, opened=1, open_until=micros(hall.clock())))
    gate = hall.gate()
    assert asks(gate) is None
    with pytest.raises(type(error)) if error else nullcontext():
        calls(gate, error)
    assert hall.budget.push == CLOSED


@pytest.mark.parametrize(
    "error",
    [
        CredentialsError("The key was revoked."),
        NotAdmittedError("no call is left", code=PSA_DOWN),
        TransientError("nonsense", code="psa_answer_senseless"),
    ],
)
def test_what_says_nothing_about_the_way_is_not_noted(hall, error):
    gate = hall.gate()
    asks(gate)
    before = hall.budget
    with pytest.raises(type(error)):
        calls(gate, error)
    assert hall.budget == before


def test_answers_that_are_no_news_cost_nothing(hall):
    gate = hall.gate()
    calls(gate)
    asks(gate)
    assert calls(gate) == "7"
    assert hall.budgets.saves == 1


@pytest.mark.parametrize(("asked", "quiet"), [(45, 45), (None, 30)])
def test_a_psa_that_asks_to_slow_down_is_left_alone_by_all(hall, asked, quiet):
    gate = hall.gate()
    asks(gate)
    with pytest.raises(TransientError):
        calls(gate, TransientError("slow down", retry_after=asked, code=SLOWED))
    for one in (gate, hall.gate("another")):
        refusal = asks(one)
        assert refusal.code == SLOWED
        assert refusal.until >= hall.clock() + timedelta(seconds=quiet)


def test_a_note_that_cannot_be_written_hides_no_answer(hall):
    gate = hall.gate()
    asks(gate)
    hall.budgets.away = True
    with pytest.raises(InDoubtError):
        calls(gate, InDoubtError("no answer to a write"))
    hall.budgets.away = False
    hall.budgets.overtaken = 99
    with pytest.raises(InDoubtError):
        calls(gate, InDoubtError("no answer to a write"))
    assert hall.budget.breaker(Direction.PUSH) == CLOSED


def test_the_count_of_all_integrations_is_kept(hall):
    hall.gate().saw_shared(ACCOUNT, CONNECTWISE, 6000, 10_000)
    assert hall.budget.shared is not None
    assert hall.budget.shared.percent == 60
