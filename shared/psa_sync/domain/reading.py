"""What is counted of a connection's work, hour by hour."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from psa_sync.domain.latencies import Latencies

PER_THOUSAND = 1000
NANO = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Sums of one connection.

    Attributes:
        to_psa: From a person's change in Memtime to its confirmation by the PSA.
        from_psa: From the PSA's own time of a change to the change in Memtime.
        entries: Changes of entries that were carried over, either way.
        waits: How long entries' jobs had waited in the queue.
        cost: What the workers' calls and time cost, in billionths of a US dollar.
    """

    to_psa: Latencies = field(default_factory=Latencies)
    from_psa: Latencies = field(default_factory=Latencies)
    waits: Latencies = field(default_factory=Latencies)
    entries: int = 0
    cost: int = 0

    @property
    def both_ways(self) -> Latencies:
        """All changes together."""
        return self.to_psa + self.from_psa

    @property
    def usd_per_thousand_entries(self) -> float | None:
        """What 1,000 changes cost; None while there were none."""
        if not self.entries:
            return None
        return round(self.cost * PER_THOUSAND / self.entries / NANO, 6)

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(
            to_psa=self.to_psa + other.to_psa,
            from_psa=self.from_psa + other.from_psa,
            waits=self.waits + other.waits,
            entries=self.entries + other.entries,
            cost=self.cost + other.cost,
        )


def queue_age(by_hour: Sequence[Reading]) -> int | None:
    """The longest wait in the queue that ended in this hour or the one before, in seconds."""
    recent = sum(by_hour[:2], Reading())
    return recent.waits.within(100)
