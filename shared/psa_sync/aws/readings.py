"""What was counted of connections, in DynamoDB: one row per connection and hour, only added to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, number
from psa_sync.aws.table import Table
from psa_sync.aws.writes import Span, key_of
from psa_sync.domain.connection import PsaName
from psa_sync.domain.latencies import Latencies
from psa_sync.domain.reading import Reading

HOURS: Final = 24
KEPT: Final = timedelta(hours=HOURS + 2)
_TO_PSA: Final = "out_"
_FROM_PSA: Final = "in_"
_WAITS: Final = "wait_"


class DynamoReadings:
    """The port `Readings`; sums are attributes, so that processes add without waiting."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, account: str, app: PsaName, reading: Reading, *, at: datetime) -> None:
        """See the port."""
        sums = dict(_sums(reading))
        if not sums:
            return
        hour = _hour(at)
        gone = int((hour + KEPT).timestamp())
        added = ", ".join(f"{name} :{name}" for name in sums)
        self._table.update(
            keys.reading_key(account, app, hour),
            f"ADD {added} SET expires_at = :gone",
            values={f":{name}": number(sums[name]) for name in sums} | {":gone": number(gone)},
        )

    def by_hour(self, account: str, app: PsaName, *, now: datetime) -> list[Reading]:
        """See the port."""
        hours = [_hour(now) - timedelta(hours=back) for back in range(HOURS)]
        wanted = [keys.reading_key(account, app, hour) for hour in hours]
        span = Span(
            wanted[0].pk,
            condition="#sk BETWEEN :first AND :last",
            values={":first": wanted[-1].sk, ":last": wanted[0].sk},
        )
        found = {key_of(item): item for item in self._table.query(span)[0]}
        return [_reading(found.get(key, {})) for key in wanted]


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _sums(reading: Reading) -> Iterator[tuple[str, int]]:
    measured = ((_TO_PSA, reading.to_psa), (_FROM_PSA, reading.from_psa), (_WAITS, reading.waits))
    for prefix, latencies in measured:
        yield from ((f"{prefix}{one}", count) for one, count in latencies.counts.items())
    if reading.entries:
        yield "carried", reading.entries
    if reading.cost:
        yield "cost", reading.cost


def _reading(item: Item) -> Reading:
    return Reading(
        to_psa=_latencies(item, _TO_PSA),
        from_psa=_latencies(item, _FROM_PSA),
        waits=_latencies(item, _WAITS),
        entries=_sum(item, "carried"),
        cost=_sum(item, "cost"),
    )


def _latencies(item: Item, prefix: str) -> Latencies:
    names = [name for name in item if name.startswith(prefix)]
    return Latencies({int(name.removeprefix(prefix)): _sum(item, name) for name in names})


def _sum(item: Item, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0
