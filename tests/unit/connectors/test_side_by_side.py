"""Calls of a check are made a few at a time, and none begins once time is up."""

from datetime import timedelta
from threading import Barrier, Lock

import pytest

from psa_sync.connectors.side_by_side import LATER, NOT_YET, Pace, SideBySide, not_yet
from tests.fakes.clock import FakeClock

SECONDS = timedelta(seconds=12)


class Meter:
    """How many calls are under way at a time."""

    def __init__(self):
        self.now, self.most, self._lock = 0, 0, Lock()

    def around(self, value):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        with self._lock:
            self.now -= 1
        return value


@pytest.mark.parametrize("at_once", [1, 3])
def test_every_call_is_made_once_and_answers_under_its_name(at_once):
    meter = Meter()
    calls = {number: lambda number=number: meter.around(-number) for number in range(20)}
    done = SideBySide(Pace(at_once, SECONDS), FakeClock()).results(calls)
    assert done == {number: -number for number in range(20)}
    assert list(done) == list(range(20))
    assert meter.most <= at_once


def test_three_are_under_way_together():
    all_there = Barrier(3, timeout=5)
    calls = {number: lambda: all_there.wait() >= 0 for number in range(3)}
    assert all(SideBySide(Pace(3, SECONDS), FakeClock()).results(calls).values())


@pytest.mark.parametrize("at_once", [1, 3])
def test_what_is_not_begun_in_time_is_left_out(at_once):
    clock = FakeClock()
    side = SideBySide(Pace(at_once, SECONDS), clock)
    assert list(side.results({"slow": lambda: clock.advance(12)})) == ["slow"]
    assert side.results({"late": lambda: "never"}) == {}


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_failure_is_raised_and_no_call_begins_after_it(at_once):
    begun = []

    def fails():
        raise KeyError

    def begins(number):
        begun.append(number)

    calls = {0: fails} | {n: lambda n=n: begins(n) for n in range(1, 50)}
    with pytest.raises(KeyError):
        SideBySide(Pace(at_once, SECONDS), FakeClock()).results(calls)
    assert len(begun) < 49


def test_what_was_left_out_is_a_warning_that_says_what_to_do():
    check = not_yet("zones")
    assert (check.status, check.message, check.fix) == ("warn", NOT_YET, LATER)
