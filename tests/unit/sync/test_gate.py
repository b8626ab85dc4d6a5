"""The gate of one process: lots and slots that cost few writes."""

from datetime import timedelta

import pytest

from psa_sync.domain.admission import QUEUED, Priority
from psa_sync.domain.budget import LEASE_SECONDS
from psa_sync.domain.errors import NotAdmittedError, TransientError
from psa_sync.sync.gate import LOT
from tests.builders import ACCOUNT, CONNECTWISE
from tests.unit.sync.hall import CALL, Hall, asks, spends


@pytest.fixture
def hall():
    return Hall()


A_MINUTE = 61


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


def test_a_persons_call_waits_for_a_slot_as_long_as_there_is_time(hall):
    for holder in ("a push", "another push", "one more push"):
        assert asks(hall.gate(holder)) is None
    spends(hall.gate("a person"))
    assert sum(hall.slept) >= LEASE_SECONDS
    assert set(hall.slept) == {3.0}


def test_a_persons_slot_is_free_once_the_person_has_the_answer(hall):
    gate = hall.gate("a person")
    for _ in range(2):
        spends(gate)
        assert len(hall.budget.leases) == 1
        gate.release()
        assert hall.budget.leases == ()


def test_who_has_nothing_to_pay_with_does_not_call(hall):
    hall.is_empty()
    hall.time_left = CALL
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
