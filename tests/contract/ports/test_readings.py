"""What is counted of a connection adds up, for a day, and belongs to nobody else."""

import pytest

from psa_sync.domain.latencies import Latencies
from psa_sync.domain.reading import Reading
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE

HOUR = 3600
FAST = Reading(to_psa=Latencies({3: 2}), waits=Latencies({0: 1, 40: 1}), entries=2, cost=5_000)
SLOW = Reading(from_psa=Latencies({3: 1, 90: 4}), entries=5, cost=7_000)


@pytest.fixture
def of_last_day(backend):
    def read(account=ACCOUNT, app=CONNECTWISE):
        hours = backend.readings.by_hour(account, app, now=backend.clock())
        assert len(hours) == 24
        return sum(hours, Reading())

    return read


def test_a_new_connection_has_none(of_last_day):
    assert of_last_day() == Reading()


def test_readings_add_up_whoever_brings_them(backend, of_last_day):
    for process in (backend, backend.another(), backend):
        process.readings.add(ACCOUNT, CONNECTWISE, FAST, at=backend.clock())
    backend.clock.advance(1 * HOUR)
    backend.readings.add(ACCOUNT, CONNECTWISE, SLOW, at=backend.clock())
    assert of_last_day() == FAST + FAST + FAST + SLOW
    assert of_last_day().both_ways.counts == {3: 7, 90: 4}
    newest, before, *older = backend.readings.by_hour(ACCOUNT, CONNECTWISE, now=backend.clock())
    assert (newest, before, sum(older, Reading())) == (SLOW, FAST + FAST + FAST, Reading())


def test_what_is_older_than_a_day_does_not_count(backend, of_last_day):
    backend.readings.add(ACCOUNT, CONNECTWISE, FAST, at=backend.clock())
    backend.clock.advance(23 * HOUR)
    assert of_last_day() == FAST
    backend.clock.advance(1 * HOUR)
    assert of_last_day() == Reading()


def test_nobody_sees_the_reading_of_another_connection(backend, of_last_day):
    backend.readings.add(ACCOUNT, CONNECTWISE, FAST, at=backend.clock())
    assert of_last_day(app=AUTOTASK) == Reading()
    assert of_last_day(account=f"{ACCOUNT}#C") == Reading()
