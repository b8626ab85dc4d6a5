"""Jobs: what queue messages ask for, and the progress that people can watch."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psa_sync.domain.connection import PsaName
from psa_sync.domain.problem import Problem
from psa_sync.domain.reconcile import Reach
from psa_sync.domain.webhook import Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class PushJob:
    """Look at this entry; the row decides what to do, the job only points.

    Attributes:
        attempt: How often the job was put off, as no slot was free or no call left.
    """

    account: str
    app: PsaName
    entry_id: str
    attempt: int = 0


class PullKind(StrEnum):
    """What a pull job reads, or looks through."""

    CHANGES = "changes"
    BACKFILL = "backfill"
    WORK_ITEMS = "work_items"
    CHANGED_WORK_ITEMS = "changed_work_items"
    """Reads the work items that changed, for everybody who has all open work."""
    RECONCILE = "reconcile"
    RULES = "rules"
    HINT = "hint"
    WEBHOOKS = "webhooks"
    PURGE = "purge"
    """Removes what is stored of an app that was uninstalled long ago; asks no PSA."""
    SETTINGS = "settings"
    """Does what follows from changed settings, for one person's entries; asks no PSA."""
    SCOPE = "scope"
    """Hides or shows one person's work items as their import scope has it; asks no PSA."""
    DISPLAY = "display"
    """Shows one person's work items by their new names; asks no PSA."""
    RELEASE = "release"
    """Lets one person's drafts go; asks no PSA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullJob:
    """Read something from the PSA.

    Attributes:
        user_id: Whose rows, for backfill, work items, rules and one person's reconciliation; None
            for changes, everybody's rules and where a connection's reconciliation begins.
        page: Where an earlier message of the same walk stopped, or None.
        newest: The newest change seen so far in this walk, in the PSA's own words.
        reach: How far back a person's reconciliation looks.
        progress_id: The `Progress` that people watch, or None.
        hint: What a webhook hinted at.
        done: How many rows or work items earlier messages of the same walk dealt with.
        since: From when on changed work items are read; None for all there are.
        again: True for a person's second reconciliation in a row, which looks for proof.
        attempt: How often the job was put off because the PSA did not answer.
    """

    account: str
    app: PsaName
    kind: PullKind
    user_id: str | None = None
    page: str | None = None
    newest: str | None = None
    reach: Reach = Reach.RECENT
    progress_id: str | None = None
    hint: Hint | None = None
    done: int = 0
    since: datetime | None = None
    again: bool = False
    attempt: int = 0


class ProgressStatus(StrEnum):
    """How far a watched job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A long-running job as people see it.

    Attributes:
        total: Things to do, None until it is known.
    """

    id: str
    account: str
    app: PsaName
    user_id: str
    kind: str
    status: ProgressStatus
    started_at: datetime
    done: int = 0
    total: int | None = None
    unit: str = "work_items"
    finished_at: datetime | None = None
    problem: Problem | None = None
