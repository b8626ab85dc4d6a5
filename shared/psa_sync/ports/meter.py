"""What the engine tells an operator in numbers, and what of it is kept for each connection."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.latencies import Way
from psa_sync.domain.reading import Reading


class Measure(StrEnum):
    """Names of what is counted or measured; each is a metric with the PSA as its dimension."""

    PUSHED = "Pushed"
    PULLED = "Pulled"
    IN_DOUBT = "InDoubt"
    PROBLEMS_OPENED = "ProblemsOpened"
    DEAD_LETTERS = "DeadLetters"
    KEYS_REFUSED = "KeysRefused"
    HOOKS_SILENT = "HooksSilent"
    PSA_CALLS = "PsaCalls"
    PSA_SLOWED_US = "PsaSlowedUs"
    PSA_UNANSWERED = "PsaUnanswered"
    BREAKER_OPENED = "BreakerOpened"
    FRESHNESS_TO_PSA = "FreshnessToPsa"
    FRESHNESS_FROM_PSA = "FreshnessFromPsa"
    JOB_AGE = "JobAge"
    DOUBT_AGE = "DoubtAge"
    FEED_BEHIND = "FeedBehind"


SECONDS = frozenset(
    {
        Measure.FRESHNESS_TO_PSA,
        Measure.FRESHNESS_FROM_PSA,
        Measure.JOB_AGE,
        Measure.DOUBT_AGE,
        Measure.FEED_BEHIND,
    }
)
"""Measures that are durations; all others are counts."""


class Meter(Protocol):
    """Takes numbers; it is never in the way of the work, and loses some rather than fail."""

    def count(self, what: Measure, app: PsaName, number: float = 1) -> None:
        """Note that it happened so often, or how many seconds it took."""

    def arrived(self, account: str, app: PsaName, way: Way, seconds: float) -> None:
        """Note how long a change of an entry took to the other side."""

    def waited(self, account: str, app: PsaName, seconds: float) -> None:
        """Note how long an entry's job had waited when a worker took it."""


class Unmetered:
    """Nobody counts, as in a run whose numbers nobody reads."""

    def count(self, what: Measure, app: PsaName, number: float = 1) -> None:
        """Pass it over."""

    def arrived(self, account: str, app: PsaName, way: Way, seconds: float) -> None:
        """Pass it over."""

    def waited(self, account: str, app: PsaName, seconds: float) -> None:
        """Pass it over."""


UNMETERED = Unmetered()


class Readings(Protocol):
    """What was counted of each connection, hour by hour, for a day."""

    def add(self, account: str, app: PsaName, reading: Reading, *, at: datetime) -> None:
        """Add to the hour of this instant; others may add at the same time.

        Raises:
            TransientError: Our own store is away; it is not known whether it was added.
        """

    def by_hour(self, account: str, app: PsaName, *, now: datetime) -> list[Reading]:
        """What was counted in this hour and in the 23 before it, the newest first."""
