from dataclasses import replace

from psa_sync.domain.breaker import CLOSED, SECOND, Breaker
from psa_sync.domain.budget import (
    HOUR_SECONDS,
    LEASE_SECONDS,
    MILLION,
    Ceilings,
    Direction,
    burst,
    debt,
    hourly,
    inflow,
    instant_of,
    micros,
    refilled,
    seen_shared,
    slowed,
    take,
    used,
    with_breaker,
)
from tests.builders import NOW
from tests.unit.domain.budgets import CEILINGS, NEW, START

HOUR = HOUR_SECONDS * SECOND


def test_instants_are_whole_numbers():
    assert instant_of(micros(NOW)) == NOW


def test_what_can_be_called_in_any_hour_is_the_ceiling_and_not_much_less():
    most = burst(4000) + debt(4000) + inflow(4000) * (HOUR_SECONDS + LEASE_SECONDS)
    assert most <= 4000 * MILLION
    assert inflow(4000) * HOUR_SECONDS >= 3700 * MILLION


def test_a_bucket_refills_with_time_and_never_above_its_brim():
    full = refilled(NEW, CEILINGS, START)
    assert full.level == 160 * MILLION
    emptied = take(full, 160)
    assert emptied.level == 0
    assert refilled(emptied, CEILINGS, START + 10 * SECOND).level == 10 * inflow(4000)
    assert refilled(emptied, CEILINGS, START + HOUR).level == 160 * MILLION


def test_a_clock_that_is_behind_gives_nothing_and_takes_nothing():
    emptied = take(refilled(NEW, CEILINGS, START), 160)
    behind = refilled(emptied, CEILINGS, START - 60 * SECOND)
    assert (behind.level, behind.as_of) == (0, START)


def test_even_the_smallest_ceiling_lets_something_flow():
    assert inflow(1) > 0


def test_calls_of_the_last_hour_are_counted_in_parts_of_five_minutes():
    budget = take(refilled(NEW, CEILINGS, START), 10)
    later = START + 10 * 60 * SECOND
    budget = take(refilled(budget, CEILINGS, later), 5)
    assert used(budget, later) == 15
    assert used(budget, START + HOUR + 300 * SECOND) == 5
    assert len(refilled(budget, CEILINGS, START + 3 * HOUR).spent) == 0


def test_calls_given_back_were_not_made():
    budget = take(take(refilled(NEW, CEILINGS, START), 10), -4)
    assert (used(budget, START), budget.level) == (6, 154 * MILLION)


def test_a_raised_ceiling_lifts_a_pace_that_was_slow_under_the_former_one():
    slow = slowed(NEW, Ceilings(hourly=6, at_once=1), START, 30)
    assert slow.pace == 3
    assert hourly(slow, CEILINGS, slow.quiet_until) == 200


def test_a_psa_that_asks_to_slow_down_gets_half_and_then_gradually_more():
    slow = slowed(NEW, CEILINGS, START, 30)
    ends = START + 30 * SECOND
    assert slow.quiet_until == ends
    assert hourly(slow, CEILINGS, ends) == 2000
    assert hourly(slow, CEILINGS, ends + 60 * SECOND) == 2200
    assert hourly(slow, CEILINGS, ends + 20 * 60 * SECOND) == 4000
    assert hourly(slowed(slow, CEILINGS, ends, 30), CEILINGS, ends + 30 * SECOND) == 1000


def test_answers_to_calls_that_were_under_way_together_halve_once():
    slow = slowed(slowed(NEW, CEILINGS, START, 30), CEILINGS, START + SECOND, 60)
    assert slow.pace == 2000
    assert slow.quiet_until == START + 61 * SECOND


def test_the_pace_never_falls_to_nothing():
    budget, now = NEW, START
    for _ in range(20):
        budget = slowed(budget, CEILINGS, now, 1)
        now = budget.quiet_until
    assert hourly(budget, CEILINGS, now) == 200


def test_what_others_use_of_a_shared_limit_is_theirs():
    mine = take(refilled(NEW, CEILINGS, START), 100)
    seen = seen_shared(mine, 6100, 10_000, START)
    assert hourly(seen, CEILINGS, START) == 2800
    assert seen.shared is not None
    assert seen.shared.percent == 61
    assert hourly(seen_shared(mine, 9900, 10_000, START), CEILINGS, START) == 200
    assert hourly(seen_shared(mine, 300, 10_000, START), CEILINGS, START) == 4000


def test_others_who_have_only_begun_are_given_what_they_will_need():
    begun = seen_shared(seen_shared(NEW, 0, 10_000, START), 500, 10_000, START + 300 * SECOND)
    assert hourly(begun, CEILINGS, START + 300 * SECOND) == 2800
    at_once = seen_shared(seen_shared(NEW, 0, 10_000, START), 500, 10_000, START + SECOND)
    assert hourly(at_once, CEILINGS, START + SECOND) == 4000


def test_an_old_count_of_the_others_is_no_more_believed():
    seen = seen_shared(NEW, 6000, 10_000, START)
    assert hourly(seen, CEILINGS, START + HOUR) == 4000


def test_each_direction_has_a_breaker_of_its_own():
    opened = Breaker(failures=5, opened=1, open_until=START)
    pushes = with_breaker(NEW, Direction.PUSH, opened)
    assert (pushes.breaker(Direction.PUSH), pushes.breaker(Direction.PULL)) == (opened, CLOSED)
    assert with_breaker(NEW, Direction.PULL, opened) == replace(NEW, pull=opened)
