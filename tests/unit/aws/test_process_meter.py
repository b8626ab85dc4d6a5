"""Metrics are told once an invocation; readings are kept seldom, and never in the work's way."""

import json

import pytest

from psa_sync.aws.prices import NANO_PER_MILLISECOND, NANO_PER_REQUEST, cost_of
from psa_sync.aws.process_meter import KEEPS_EVERY, ProcessMeter
from psa_sync.domain.errors import TransientError
from psa_sync.domain.latencies import Way
from psa_sync.domain.reading import Reading
from psa_sync.ports.meter import SECONDS, Measure
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE
from tests.fakes.clock import FakeClock
from tests.fakes.readings import FakeReadings


class AwayReadings(FakeReadings):
    def add(self, *_where, **_what):
        message = "throttled"
        raise TransientError(message)


class CountedReadings(FakeReadings):
    def __init__(self):
        super().__init__()
        self.writes = 0

    def add(self, account, app, reading, *, at):
        self.writes += 1
        super().add(account, app, reading, at=at)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def readings():
    return CountedReadings()


@pytest.fixture
def meter(clock, readings, monkeypatch):
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "PsaSync")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "a-stack")
    return ProcessMeter(clock, lambda: readings)


@pytest.fixture
def told(meter, capsys):
    """The lines of one flush, by PSA."""

    def flush():
        meter.flush()
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return {line["app"]: line for line in lines}

    return flush


def kept(readings, clock, app=CONNECTWISE):
    return sum(readings.by_hour(ACCOUNT, app, now=clock()), Reading())


def test_each_psa_gets_one_line_with_everything_in_it(meter, told):
    for _ in range(3):
        meter.count(Measure.PUSHED, CONNECTWISE)
    meter.count(Measure.PSA_CALLS, AUTOTASK, 40)
    meter.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 1.5)
    meter.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 2.25)
    lines = told()
    assert set(lines) == {CONNECTWISE, AUTOTASK}
    line = lines[CONNECTWISE]
    assert (line["Pushed"], line["FreshnessToPsa"]) == ([3.0], [1.5, 2.25])
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "PsaSync"
    assert metrics["Dimensions"] == [["app", "service"]]
    assert line["service"] == "a-stack"
    units = {one["Name"]: one["Unit"] for one in metrics["Metrics"]}
    assert units == {"Pushed": "Count", "FreshnessToPsa": "Seconds"}


def test_what_was_told_is_not_told_again(meter, told):
    meter.count(Measure.PUSHED, CONNECTWISE)
    assert told()
    assert told() == {}


def test_no_customer_is_in_a_metric(meter, capsys):
    for what in Measure:
        meter.count(what, CONNECTWISE, 1)
    meter.arrived(ACCOUNT, CONNECTWISE, Way.FROM_PSA, 1)
    meter.waited(ACCOUNT, CONNECTWISE, 1)
    meter.flush()
    out = capsys.readouterr().out
    assert ACCOUNT not in out
    (line,) = (json.loads(one) for one in out.splitlines())
    assert {one for one in Measure if one.value in line} == set(Measure)
    assert set(Measure) > SECONDS


def test_a_hundred_thousand_values_of_an_invocation_are_told(meter, capsys):
    for _ in range(250):
        meter.count(Measure.JOB_AGE, CONNECTWISE, 1)
    meter.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(len(line["JobAge"]) for line in lines) == 250
    assert all(len(line["JobAge"]) <= 100 for line in lines), "the most that CloudWatch takes"


def test_the_first_reading_is_kept_at_once_and_the_next_ones_a_minute_later(
    meter, told, readings, clock
):
    for _ in range(5):
        meter.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 3)
        told()
        clock.advance(10)
    assert readings.writes == 1
    assert kept(readings, clock).entries == 1
    clock.advance(KEEPS_EVERY.total_seconds())
    told()
    assert readings.writes == 2
    assert kept(readings, clock).entries == 5
    told()
    assert readings.writes == 2, "what is known costs nothing"


def test_connections_are_kept_apart(meter, told, readings, clock):
    meter.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 3)
    meter.arrived(ACCOUNT, AUTOTASK, Way.FROM_PSA, 3)
    told()
    assert kept(readings, clock).to_psa.number == 1
    assert kept(readings, clock, AUTOTASK).from_psa.number == 1
    assert kept(readings, clock, AUTOTASK).to_psa.number == 0


def test_work_is_paid_by_its_connection_and_written_with_the_next_change(
    meter, told, readings, clock
):
    with meter.paid_by(ACCOUNT, CONNECTWISE):
        clock.advance(2)
    told()
    assert readings.writes == 0, "a poll that found nothing writes nothing"
    with meter.paid_by(ACCOUNT, CONNECTWISE):
        clock.advance(1)
        meter.arrived(ACCOUNT, CONNECTWISE, Way.FROM_PSA, 3)
    told()
    assert kept(readings, clock).cost == 3000 * NANO_PER_MILLISECOND


def test_a_store_that_is_away_fails_no_invocation(clock, monkeypatch, caplog):
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "PsaSync")
    meter = ProcessMeter(clock, AwayReadings)
    meter.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 3)
    meter.flush()
    assert "a reading was lost" in caplog.text


def test_calls_cost_what_the_table_of_prices_says():
    calls = {"dynamodb.GetItem": 2, "dynamodb.TransactWriteItems": 1, "unheard.Of": 7}
    read = NANO_PER_REQUEST["dynamodb.GetItem"]
    write = NANO_PER_REQUEST["dynamodb.TransactWriteItems"]
    assert cost_of(calls, 100) == 2 * read + write + 100 * NANO_PER_MILLISECOND
