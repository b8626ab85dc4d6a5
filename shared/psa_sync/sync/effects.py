"""Everything a use case may touch outside itself, in one value, so that a run can be replayed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from psa_sync.domain.connection import Connection
from psa_sync.ports import (
    ChangeFeed,
    CheckRules,
    Clock,
    Connections,
    Cursors,
    Entries,
    JobQueue,
    ProgressBoard,
    PsaConnector,
    RuleFacts,
    WorkItems,
)
from psa_sync.ports.budgets import Budgets
from psa_sync.ports.meter import UNMETERED, Meter
from psa_sync.sync.gate import Gate

T = TypeVar("T")
Step = Callable[[PsaConnector], T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times that the deployment chooses.

    Attributes:
        settle: How long a PSA may take to commit a request, or to show it in lists.
        call: The longest a single PSA call can take.
        retry_floor: First wait after a failure; it doubles from there.
        retry_ceiling: Longest wait between two tries.
        backfill_days: How far back a person's rows are read when they authenticate.
        feed_overlap: How far behind now a change may still appear in the feed.
        keep_uninstalled: How long the data of an uninstalled app waits for a new install.
    """

    settle: timedelta
    call: timedelta
    retry_floor: timedelta
    retry_ceiling: timedelta
    backfill_days: int
    feed_overlap: timedelta
    keep_uninstalled: timedelta = timedelta(days=30)


class AtOnce(Protocol):
    """Works at several things of one connection at the same time."""

    def __call__(
        self, steps: "Sequence[Step[T]]", psa: PsaConnector, at: Connection, effects: "Effects", /
    ) -> list[T]:
        """Do each step with the PSA, as many at once as may be; results in the order of steps.

        Raises:
            Exception: What the first of the steps that failed raised, when all have ended.
        """


def one_by_one(
    steps: "Sequence[Step[T]]", psa: PsaConnector, _at: Connection, _effects: "Effects", /
) -> list[T]:
    """Do the steps one after the other, so that a run can be replayed."""
    return [step(psa) for step in steps]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """The ports, joined by bootstrap in production and by fakes in tests.

    Attributes:
        check_rules: Each PSA's rules, a pure function.
        gate: This process's place at the budgets; asked right before a PSA is called.
        connect: Opens the connection's PSA with its own stored credentials.
        new_id: Makes an unguessable id.
        remaining: Time left to this invocation.
        at_once: Works at several things at the same time.
        meter: Takes the numbers of what is done.
    """

    clock: Clock
    entries: Entries
    feed: ChangeFeed
    connections: Connections
    work_items: WorkItems
    rule_facts: RuleFacts
    cursors: Cursors
    progress: ProgressBoard
    queue: JobQueue
    budgets: Budgets
    gate: Callable[[], Gate]
    check_rules: CheckRules
    connect: Callable[[Connection], PsaConnector]
    new_id: Callable[[], str]
    remaining: Callable[[], timedelta]
    limits: Limits
    at_once: AtOnce = one_by_one
    meter: Meter = UNMETERED
