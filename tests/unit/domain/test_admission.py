from dataclasses import replace

import pytest

from psa_sync.domain.admission import (
    PSA_DOWN,
    QUEUED,
    SLOT_WAIT,
    SLOWED,
    Granted,
    Priority,
    Refused,
    Request,
    admit,
    is_crowded,
    released,
)
from psa_sync.domain.breaker import SECOND, Breaker, failed
from psa_sync.domain.budget import (
    CLOCKS_DIFFER,
    LEASE_SECONDS,
    MILLION,
    Ceilings,
    Direction,
    seen_shared,
    slowed,
    take,
    used,
)
from tests.unit.domain.budgets import CEILINGS, NEW, START

OPEN = Breaker(failures=5, opened=1, open_until=START + 30 * SECOND)


def asks(budget, priority=Priority.PUSH, holder="one", now=START, **request):
    wish = Request(holder=holder, priority=priority, **request)
    return admit(budget, CEILINGS, wish, now)


def level(calls):
    return replace(NEW, level=calls * MILLION, as_of=START)


def test_who_is_let_in_gets_a_lot_of_calls_and_a_slot_for_a_minute():
    budget, granted = asks(NEW)
    assert granted == Granted(10, 1, START + LEASE_SECONDS * SECOND)
    assert used(budget, START) == 10
    (lease,) = budget.leases
    assert (lease.holder, lease.direction) == ("one", Direction.PUSH)
    assert lease.until == granted.until + CLOCKS_DIFFER


def test_the_same_one_asks_again_and_has_one_slot_still():
    budget, _ = asks(NEW)
    budget, _ = asks(budget, now=START + SECOND)
    assert len(budget.leases) == 1


@pytest.mark.parametrize(
    ("priority", "left_to_others"),
    [(Priority.BEGUN, -40), (Priority.PUSH, 0), (Priority.PULL, 40), (Priority.RECONCILE, 80)],
)
def test_what_matters_less_leaves_calls_to_what_matters_more(priority, left_to_others):
    assert isinstance(asks(level(left_to_others + 2), priority)[1], Granted)
    assert isinstance(asks(level(left_to_others + 1), priority)[1], Refused)


def test_a_lot_is_as_large_as_what_is_left():
    assert asks(level(7))[1].calls == 7


def test_pushes_that_wait_get_one_turn_each():
    budget, turns = level(0), []
    for number in range(3):
        budget, refused = asks(budget, holder=f"worker {number}")
        assert refused.code == QUEUED
        turns.append(refused.until)
    assert turns == sorted(set(turns))
    assert turns[2] - turns[0] == 2 * 900_000  # 4,000 an hour


def test_pulls_that_wait_write_nothing():
    empty = level(0)
    budget, refused = asks(empty, Priority.PULL)
    assert budget is empty
    assert START < refused.until < START + 60 * SECOND


def test_no_more_than_the_psa_takes_at_once():
    budget = NEW
    for holder in ("one", "two", "three"):
        budget, granted = asks(budget, holder=holder)
        assert isinstance(granted, Granted)
    after, refused = asks(budget, holder="four")
    assert (after, refused) == (budget, Refused(QUEUED, START + SLOT_WAIT))
    ended = START + LEASE_SECONDS * SECOND + CLOCKS_DIFFER
    assert isinstance(asks(budget, holder="four", now=ended)[1], Granted)


def test_pulls_leave_a_slot_to_pushes():
    budget, granted = asks(NEW, Priority.PULL, width=3)
    assert granted.width == 2
    assert isinstance(asks(budget, Priority.PULL, "another")[1], Refused)
    assert isinstance(asks(budget, Priority.PUSH, "another")[1], Granted)


def test_a_psa_that_begins_to_fail_gets_one_call_at_a_time():
    budget = replace(NEW, push=Breaker(failures=2))
    budget, granted = asks(budget, width=2)
    assert granted.width == 1
    assert isinstance(asks(budget, holder="another")[1], Refused)
    assert isinstance(asks(budget, Priority.PULL, holder="another")[1], Granted)


def test_nobody_waits_for_an_idle_one_who_was_let_in_before_the_psa_began_to_fail():
    budget, _ = asks(NEW, holder="idle")
    breaker = failed(failed(budget.push, START + SECOND), START + SECOND)
    budget, granted = asks(replace(budget, push=breaker), now=START + SECOND)
    assert isinstance(granted, Granted)
    assert isinstance(asks(budget, holder="another", now=START + 2 * SECOND)[1], Refused)


def test_while_the_breaker_is_open_work_waits_one_turn_after_the_other():
    budget, first = asks(replace(NEW, push=OPEN))
    budget, second = asks(budget, holder="another")
    assert first == Refused(PSA_DOWN, OPEN.open_until)
    assert (second.code, second.until) == (PSA_DOWN, OPEN.open_until + 900_000)
    assert isinstance(asks(budget, Priority.PULL)[1], Granted)


def test_after_the_pause_one_is_let_in_to_try():
    budget, granted = asks(replace(NEW, push=OPEN), now=OPEN.open_until)
    assert isinstance(granted, Granted)
    _, refused = asks(budget, holder="another", now=OPEN.open_until + SECOND)
    assert refused.code == PSA_DOWN
    left = released(budget, "one", 10)
    assert isinstance(asks(left, holder="another", now=OPEN.open_until + SECOND)[1], Granted)


def test_a_psa_that_asked_for_silence_gets_it():
    quiet = slowed(NEW, CEILINGS, START, 45)
    _, refused = asks(quiet)
    assert refused == Refused(SLOWED, START + 45 * SECOND)
    assert isinstance(asks(quiet, now=refused.until)[1], Granted)


@pytest.mark.parametrize(
    ("calls", "let_in"),
    [
        (4999, {Priority.PUSH, Priority.PULL, Priority.RECONCILE}),
        (5000, {Priority.PUSH, Priority.PULL}),
        (7500, {Priority.PUSH}),
    ],
)
def test_a_shared_limit_that_fills_up_stops_what_can_wait(calls, let_in):
    seen = seen_shared(NEW, calls, 10_000, START)
    known = {Priority.PUSH, Priority.PULL, Priority.RECONCILE}
    assert {one for one in known if isinstance(asks(seen, one)[1], Granted)} == let_in
    later = START + 600 * SECOND
    assert isinstance(asks(seen, Priority.RECONCILE, now=later)[1], Granted)


def test_a_slot_is_given_back_with_the_calls_that_were_not_made():
    budget, _ = asks(NEW)
    left = released(budget, "one", 7)
    assert (left.leases, used(left, START)) == ((), 3)
    assert released(left, "one", 7) is left


def test_a_slot_is_missed_where_half_of_them_are_taken():
    first, _ = asks(NEW)
    assert not is_crowded(first, CEILINGS, "one")
    second, _ = asks(first, holder="another")
    assert is_crowded(second, CEILINGS, "one")


def test_a_slot_is_missed_where_others_wait_for_an_answer():
    tried, _ = asks(replace(NEW, push=OPEN), now=OPEN.open_until)
    assert is_crowded(tried, Ceilings(hourly=4000, at_once=9), "one")
    suspect = replace(NEW, pull=Breaker(failures=2))
    assert is_crowded(suspect, CEILINGS, "one")


def test_what_a_push_owes_is_paid_before_the_next():
    budget, granted = asks(level(-10), Priority.BEGUN, least=1)
    assert granted.calls == 10
    assert isinstance(asks(budget)[1], Refused)
    assert isinstance(asks(take(budget, -25))[1], Granted)
