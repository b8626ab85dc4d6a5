from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from psa_sync.domain.admission import Granted, Priority, Request, admit
from psa_sync.domain.breaker import SECOND, Breaker
from psa_sync.domain.budget import (
    MILLION,
    Ceilings,
    Direction,
    Lease,
    seen_shared,
    slowed,
)
from psa_sync.domain.forecast import ROWS_A_CALL, has_pace, seconds_left
from tests.builders import NOW, a_progress
from tests.unit.domain.budgets import CEILINGS, NEW, START

QUARTER_DONE = a_progress(started_at=NOW - timedelta(seconds=10), done=250, total=1_000)


def left(progress=QUARTER_DONE, budget=NEW, ceilings=CEILINGS):
    return seconds_left(progress, budget, ceilings, NOW)


def with_calls(count):
    """A job without a pace worth mentioning, that needs so many calls."""
    return a_progress(started_at=NOW, done=1, total=1 + count * ROWS_A_CALL)


def test_a_job_goes_on_as_fast_as_it_went():
    assert left() == 30


@pytest.mark.parametrize(
    "unknown",
    [
        a_progress(done=0, total=1_000),
        a_progress(done=250, total=None),
        replace(QUARTER_DONE, finished_at=NOW),
    ],
)
def test_nothing_is_told_of_a_job_that_has_not_begun_or_is_over(unknown):
    assert has_pace(QUARTER_DONE)
    assert not has_pace(unknown)


def test_what_the_psa_asked_us_to_wait_comes_first():
    assert left(budget=slowed(NEW, CEILINGS, START, 600)) == 600 + 30


def test_a_psa_that_does_not_answer_is_tried_when_the_breaker_says():
    shut = Breaker(failures=5, opened=2, open_until=START + 60 * SECOND)
    assert left(budget=replace(NEW, pull=shut)) == 60 + 30
    assert left(budget=replace(NEW, push=shut)) == 30


def test_where_other_tools_need_the_shared_limit_a_pull_waits_for_the_next_looks():
    crowded = seen_shared(NEW, 9_000, 10_000, START)
    assert left(budget=crowded) == 600 + 30


def test_the_slot_of_the_job_itself_holds_nobody_up():
    mine = Lease(holder="worker", direction=Direction.PULL, width=2, until=START + 60 * SECOND)
    assert left(budget=replace(NEW, leases=(mine,))) == 30


def test_a_job_that_has_done_more_than_was_counted_is_about_to_end():
    assert left(replace(QUARTER_DONE, done=1_200)) == 0


def test_a_clock_that_is_behind_the_workers_makes_no_time_negative():
    assert left(replace(QUARTER_DONE, started_at=NOW + timedelta(seconds=4))) == 0


def test_no_end_is_told_that_comes_sooner_than_the_calls_that_it_needs(randomness: Random):
    for _ in range(20):
        ceilings = Ceilings(hourly=randomness.choice([60, 400, 4_000, 24_000]), at_once=3)
        level = randomness.randrange(-2, 200) * MILLION
        budget = replace(NEW, level=level, as_of=START - randomness.randrange(100) * SECOND)
        was_slowed = randomness.random() < 0.5
        if was_slowed:
            budget = slowed(budget, ceilings, START - 100 * SECOND, randomness.randrange(1, 900))
        calls = randomness.randrange(1, 300)
        soonest = seconds_until_granted(calls, budget, ceilings)
        told = left(with_calls(calls), budget, ceilings)
        assert soonest - 1 <= told, (calls, budget, ceilings)
        # A pace that the PSA made us slow down to grows again, which is not counted on.
        assert was_slowed or told <= 1.1 * soonest + 60, (calls, budget, ceilings)


def seconds_until_granted(calls, budget, ceilings):
    """How long a pull takes that asks again each second, and has nobody beside it."""
    seconds = 0
    while True:
        request = Request(holder="puller", priority=Priority.PULL, least=1, most=calls)
        budget, answer = admit(budget, ceilings, request, START + seconds * SECOND)
        calls -= answer.calls if isinstance(answer, Granted) else 0
        if calls <= 0:
            return seconds
        seconds += 1
