"""How long things took: counts in buckets, from which percentiles come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, log2
from typing import Final

STEPS_PER_DOUBLING: Final = 8
"""Each bucket is 9 % wider than the one before, so a percentile is at most 9 % too high."""
FIRST_BOUND: Final = 0.1
"""Seconds; whatever is faster is as good."""
LAST: Final = 200
"""A month; whatever is slower is as bad, and a connection has never more buckets than this."""


class Way(StrEnum):
    """Which way a change went."""

    TO_PSA = "to_psa"
    FROM_PSA = "from_psa"


def bucket_of(seconds: float) -> int:
    """The bucket that holds this latency; a clock that runs ahead makes none negative."""
    if seconds <= FIRST_BOUND:
        return 0
    return min(ceil(STEPS_PER_DOUBLING * log2(seconds / FIRST_BOUND)), LAST)


def bound_of(bucket: int) -> float:
    """The longest latency in the bucket, in seconds."""
    return float(FIRST_BOUND * 2 ** (bucket / STEPS_PER_DOUBLING))


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long things took.

    Attributes:
        counts: How many things fell into each bucket.
    """

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many things were measured."""
        return sum(self.counts.values())

    def within(self, percent: int) -> int | None:
        """Whole seconds in which so many percent were done; None where nothing was."""
        wanted, seen = ceil(self.number * percent / 100), 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted > 0:
                return ceil(bound_of(bucket))
        return None

    def __add__(self, other: "Latencies") -> "Latencies":
        buckets = sorted({*self.counts, *other.counts})
        return Latencies(
            {one: self.counts.get(one, 0) + other.counts.get(one, 0) for one in buckets}
        )
