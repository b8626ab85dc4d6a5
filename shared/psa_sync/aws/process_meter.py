"""The numbers of one process: metrics with every invocation, readings of connections by and by."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from psa_sync.aws.call_counts import calls_made
from psa_sync.aws.prices import cost_of
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import TransientError
from psa_sync.domain.latencies import Latencies, Way, bucket_of
from psa_sync.domain.reading import Reading
from psa_sync.ports import Clock
from psa_sync.ports.meter import SECONDS, Measure, Readings

log = logging.getLogger(__name__)
KEEPS_EVERY: Final = timedelta(minutes=1)
"""So often at most a process writes what it counted of one connection."""

T = TypeVar("T")
Place = tuple[str, PsaName]
_FRESHNESS: Final = {
    Way.TO_PSA: Measure.FRESHNESS_TO_PSA,
    Way.FROM_PSA: Measure.FRESHNESS_FROM_PSA,
}


class ProcessMeter:
    """The port `Meter`.

    A customer is in no dimension, as each value of one is a metric to be paid: what concerns one
    connection is kept in the table, where its own administrator sees it.

    Args:
        clock: Now, in UTC.
        readings: Gives where readings are kept; asked only when there are some.
    """

    def __init__(self, clock: Clock, readings: Callable[[], Readings]) -> None:
        self._clock = clock
        self._readings = readings
        self._counts: Counter[tuple[PsaName, Measure]] = Counter()
        self._seconds: defaultdict[tuple[PsaName, Measure], list[float]] = defaultdict(list)
        self._kept: defaultdict[Place, Reading] = defaultdict(Reading)
        self._kept_at: dict[Place, datetime] = {}

    def count(self, what: Measure, app: PsaName, number: float = 1) -> None:
        """See the port."""
        if what not in SECONDS:
            self._counts[app, what] += int(number)
        else:
            self._seconds[app, what].append(round(number, 3))

    def arrived(self, account: str, app: PsaName, way: Way, seconds: float) -> None:
        """See the port."""
        self.count(_FRESHNESS[way], app, max(seconds, 0.0))
        one = Latencies({bucket_of(seconds): 1})
        to_psa = way is Way.TO_PSA
        reading = Reading(to_psa=one, entries=1) if to_psa else Reading(from_psa=one, entries=1)
        self._kept[account, app] += reading

    def waited(self, account: str, app: PsaName, seconds: float) -> None:
        """See the port."""
        self.count(Measure.JOB_AGE, app, max(seconds, 0.0))
        self._kept[account, app] += Reading(waits=Latencies({bucket_of(seconds): 1}))

    @contextmanager
    def paid_by(self, account: str, app: PsaName) -> Iterator[None]:
        """Charge what is called within to this connection."""
        began, before = self._clock(), calls_made()
        try:
            yield
        finally:
            spent = (self._clock() - began) // timedelta(milliseconds=1)
            cost = cost_of(calls_made() - before, spent)
            known = self._kept[account, app]
            self._kept[account, app] = replace(known, cost=known.cost + cost)

    def flush(self) -> None:
        """Tell all metrics, and keep readings that are due; what fails is tried again later.

        Only a connection of which a change arrived is written: its cost alone waits for one.
        """
        for app in sorted({app for app, _ in (*self._counts, *self._seconds)}):
            self._tell(app)
        self._counts.clear()
        self._seconds.clear()
        now = self._clock()
        due = [place for place, reading in self._kept.items() if self._is_due(place, reading, now)]
        for place in due:
            self._keep(place, now)

    def _is_due(self, place: Place, reading: Reading, now: datetime) -> bool:
        last = self._kept_at.get(place)
        return reading.entries > 0 and (last is None or now - last >= KEEPS_EVERY)

    def _keep(self, place: Place, now: datetime) -> None:
        reading = self._kept.pop(place)
        self._kept_at[place] = now
        try:
            self._readings().add(*place, reading, at=now)
        except TransientError:
            log.warning("a reading was lost", extra={"account": place[0], "app": place[1]})

    def _tell(self, app: PsaName) -> None:
        """Write one line; CloudWatch makes metrics of it."""
        metrics = EphemeralMetrics()
        metrics.add_dimension("app", app)
        for what, number in _of(app, self._counts):
            metrics.add_metric(what.value, MetricUnit.Count, number)
        for what, values in _of(app, self._seconds):
            for value in values:
                metrics.add_metric(what.value, MetricUnit.Seconds, value)
        if metrics.metric_set:  # a hundredth value has told what was there until then
            metrics.flush_metrics()


def _of(app: PsaName, numbers: Mapping[tuple[PsaName, Measure], T]) -> Iterator[tuple[Measure, T]]:
    """The numbers of one PSA."""
    return ((what, number) for (of, what), number in numbers.items() if of == app)
