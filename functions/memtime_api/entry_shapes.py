"""What answers about entries, work items and problems look like; the API's document is made of it.

Every shape may grow: a client passes over keys that it does not know.
"""

from typing import Annotated, Literal

from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import Origin, SyncState
from psa_sync.domain.problem_kinds import Who
from psa_sync.domain.work_item import Assigned, WorkItemKind

Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""RFC 3339 in UTC with whole seconds."""
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


class Problem(TypedDict):
    """What is the matter, what to do, and who can do it.

    `said` is what the message quotes, such as the PSA's own words; `retryable` problems are tried
    again by themselves.
    """

    code: str
    message: str
    said: str
    fix: str
    who: Who
    where: str
    since: Instant
    retryable: bool


class Content(TypedDict):
    """The fields of an entry that its person fills in."""

    workItemId: str
    start: Instant
    end: Instant
    timeZone: str
    breakSeconds: int
    notes: str
    internalNotes: str
    billable: Billable
    workTypeId: str | None
    workRoleId: str | None


class Row(TypedDict):
    """What the PSA holds of an entry; null but for the id until it has been read back."""

    id: str
    hours: float | None
    workDate: Day | None
    status: str | None
    timesheet: str | None
    billable: Billable | None
    lastUpdated: str | None


class Conflict(TypedDict):
    """Both sides of an entry that somebody has to choose between."""

    memtime: Content
    psa: Content


class TimeEntry(Content):
    """A time entry, or the tombstone of one (`deletedAt`)."""

    id: str
    userId: str
    app: str
    version: int
    durationSeconds: int
    timesKnown: bool
    origin: Origin
    syncState: SyncState
    remote: Row | None
    locked: bool
    problem: Problem | None
    conflict: Conflict | None
    waitingUntil: Instant | None
    createdAt: Instant
    updatedAt: Instant
    deletedAt: Instant | None


class TimeEntryPage(TypedDict):
    """Some entries, and the cursor of the next ones."""

    items: list[TimeEntry]
    nextCursor: str | None


class Verdict(TypedDict):
    """What the PSA would object to, by its rules as they were known then."""

    ok: bool
    problems: list[Problem]
    factsAsOf: Instant | None


class StoryEvent(TypedDict):
    """One thing that happened to an entry; `psaRequestId` is the PSA's own id of the call."""

    at: Instant
    what: str
    text: str
    detail: dict[str, str]
    psaRequestId: str | None


class Story(TypedDict):
    """What became of an entry, why, and what to do."""

    entry: TimeEntry
    summary: str
    cause: str
    fix: str
    who: Who | None
    where: str | None
    events: list[StoryEvent]


class WorkItem(TypedDict):
    """Something to book on, or what stands above it."""

    id: str
    app: str
    kind: WorkItemKind
    name: str
    displayName: str
    number: str
    path: list[str]
    parentId: str | None
    status: str
    bookable: bool
    notBookableReason: str | None
    assigned: Assigned
    updatedAt: Instant | None


class WorkItemPage(TypedDict):
    """Some work items, and the cursor of the next ones."""

    items: list[WorkItem]
    nextCursor: str | None


class EntryChange(TypedDict):
    """An entry that was made, changed or deleted."""

    kind: Literal["time_entry"]
    id: str
    version: int
    deleted: bool
    entry: TimeEntry


class WorkItemChange(TypedDict):
    """A work item that its person has, or has no more."""

    kind: Literal["work_item"]
    id: str
    userId: str
    version: int
    deleted: bool
    workItem: WorkItem | None


class Changes(TypedDict):
    """What changed, oldest first; `nextCursor` goes on from here, now or later."""

    items: list[EntryChange | WorkItemChange]
    nextCursor: str
    hasMore: bool


class EntryTrouble(TypedDict):
    """A problem of an entry, of a connection (no entry) or of a person there."""

    entryId: str | None
    userId: str | None
    app: str
    problem: Problem


class TroublePage(TypedDict):
    """Some problems, and the cursor of the next ones."""

    items: list[EntryTrouble]
    nextCursor: str | None


class Retried(TypedDict):
    """How many were let go on; with `hasMore` there are others, for another call."""

    retried: int
    hasMore: bool
