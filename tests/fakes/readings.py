"""What was counted of connections, in memory; and a meter whose numbers a test can read."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from psa_sync.domain.connection import PsaName
from psa_sync.domain.latencies import Way
from psa_sync.domain.reading import Reading
from psa_sync.ports.meter import SECONDS, Measure


class FakeReadings:
    """One sum by connection and hour."""

    def __init__(self) -> None:
        self._sums: defaultdict[tuple[str, str, datetime], Reading] = defaultdict(Reading)

    def add(self, account: str, app: PsaName, reading: Reading, *, at: datetime) -> None:
        """See the port."""
        self._sums[account, app, _hour(at)] += reading

    def by_hour(self, account: str, app: PsaName, *, now: datetime) -> list[Reading]:
        """See the port."""
        hours = [_hour(now) - timedelta(hours=back) for back in range(24)]
        return [self._sums.get((account, app, hour), Reading()) for hour in hours]


class FakeMeter:
    """Keeps every number.

    Attributes:
        counts: Sums of what is counted.
        seconds: Every duration.
        waits: Account, app and seconds of every job.
        arrivals: Account, app, way and seconds of every change.
    """

    def __init__(self) -> None:
        self.counts: Counter[Measure] = Counter()
        self.seconds: defaultdict[Measure, list[float]] = defaultdict(list)
        self.arrivals: list[tuple[str, str, Way, float]] = []
        self.waits: list[tuple[str, str, float]] = []

    def count(self, what: Measure, app: PsaName, number: float = 1) -> None:
        """See the port."""
        if what in SECONDS:
            self.seconds[what].append(number)
        else:
            self.counts[what] += int(number)

    def arrived(self, account: str, app: PsaName, way: Way, seconds: float) -> None:
        """See the port."""
        self.arrivals.append((account, app, way, seconds))

    def waited(self, account: str, app: PsaName, seconds: float) -> None:
        """See the port."""
        self.waits.append((account, app, seconds))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
