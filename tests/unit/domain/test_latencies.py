"""How long changes took, as percentiles of a connection."""

from random import Random

import pytest

from psa_sync.domain.latencies import LAST, Latencies, bound_of, bucket_of
from psa_sync.domain.reading import Reading, queue_age


def measured(*latencies):
    counted = Latencies()
    for seconds in latencies:
        counted += Latencies({bucket_of(seconds): 1})
    return counted


def test_nothing_is_known_before_the_first_change():
    assert Latencies().within(50) is None
    assert Latencies().within(95) is None
    assert Reading().usd_per_thousand_entries is None


@pytest.mark.parametrize("seconds", [0.1, 0.11, 1, 3, 59.5, 300, 86_400, 2_000_000])
def test_a_latency_is_told_at_most_nine_percent_too_high_and_never_too_low(seconds):
    assert seconds <= bound_of(bucket_of(seconds)) <= seconds * 1.0906


@pytest.mark.parametrize("seconds", [-5, 0, 0.01, 0.1])
def test_what_is_as_good_as_at_once_counts_as_at_once(seconds):
    assert bucket_of(seconds) == 0
    assert measured(seconds).within(95) == 1


def test_years_stand_in_the_last_bucket():
    assert bucket_of(10**9) == LAST


def test_percentiles_are_those_of_the_sorted_latencies():
    random = Random(7)
    for size in (1, 2, 3, 19, 20, 21, 400):
        latencies = sorted(random.lognormvariate(3, 2) for _ in range(size))
        counted = measured(*latencies)
        assert counted.number == size
        for percent in (50, 95):
            exact = latencies[-(-size * percent // 100) - 1]
            told = counted.within(percent)
            assert told is not None
            assert exact <= told <= max(0.1, exact) * 1.0906 + 1, f"seed 7, {size}, {percent}"


def test_both_ways_together_are_all_changes():
    reading = Reading(to_psa=measured(1, 1), from_psa=measured(1, 500))
    assert reading.both_ways.number == 4
    assert reading.both_ways.within(50) == reading.to_psa.within(50)
    assert reading.both_ways.within(95) == reading.from_psa.within(95)


def test_money_is_told_for_a_thousand_changes():
    reading = Reading(entries=4, cost=100_000) + Reading(entries=6, cost=100_000)
    assert reading.usd_per_thousand_entries == 0.02


def test_the_age_of_the_queue_is_the_longest_wait_that_ended_lately():
    hours = [Reading() for _ in range(24)]
    assert queue_age(hours) is None
    hours[2] = Reading(waits=measured(5_000))
    assert queue_age(hours) is None
    hours[1] = Reading(waits=measured(0.05, 60))
    hours[0] = Reading(waits=measured(2))
    age = queue_age(hours)
    assert age is not None
    assert 60 <= age <= 67
