"""A time entry's whole state: three images, at most one open intent, and what people see of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b

from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Content, Group, GroupHashes, group_hashes
from psa_sync.domain.marker import Marker
from psa_sync.domain.problem import Problem


class Origin(StrEnum):
    """Where the entry was made."""

    MEMTIME = "memtime"
    PSA = "psa"


class Operation(StrEnum):
    """What an intent does at the PSA."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPAIR = "repair"
    """Removes a second row of the entry; the entry's own row is not touched."""


class IntentState(StrEnum):
    """Whether the worker that claimed may still be at it, or gave up without knowing."""

    SENDING = "sending"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A write to the PSA that was announced before it was sent.

    Attributes:
        number: Strictly growing per entry; only the holder of the newest may record.
        sent: Fingerprint of the content that is being sent.
        sent_start: Start of the content that is being sent; tells the days to look at.
        groups: The groups that an update sets; all of them for a create.
        resolve_after: Until then the PSA may still commit the request; before it nothing is
            declared absent.
        row_id: The second row that a repair removes, None for every other operation.
    """

    number: int
    operation: Operation
    state: IntentState
    sent: GroupHashes
    sent_start: datetime
    groups: tuple[Group, ...]
    generation: int
    started_at: datetime
    resolve_after: datetime
    row_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRow:
    """A PSA row as we observed it, in our own words.

    Attributes:
        person_id: The PSA's id of the person whose time it is.
        content: With the marker taken out of the notes and the person's zone as time zone.
        hours: As the PSA states them.
        work_date: The day on which the PSA counts the row, in the person's zone.
        status: The PSA's own word, e.g. Open or Billed.
        timesheet: Name of the PSA's timesheet, None where the PSA does not say.
        locked: True when the row is submitted, approved, posted or billed.
        last_updated: The PSA's own change stamp; later ones of a row sort behind it as text.
        created_by: How the PSA names the row's creator, comparable with `Connection.own_id`.
        times_known: False when the PSA holds hours only, without clock times.
        approver: Who approved or posted the row, as people know them; None where the PSA does
            not say.
    """

    psa_id: str
    person_id: str
    content: Content
    hours: Decimal
    work_date: date
    status: str
    timesheet: str | None
    locked: bool
    last_updated: str
    created_by: str | None
    marker: Marker | None
    times_known: bool = True
    approver: str | None = None

    def fingerprint(self) -> str:
        """Digest of all that matters to us; the change stamp does not, a touch is not a change."""
        parts = (
            self.person_id,
            group_hashes(self.content),
            self.hours.normalize(),
            self.work_date,
            self.status,
            self.timesheet,
            self.locked,
            self.times_known,
        )
        return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Both sides when they were last equal.

    Attributes:
        remote: What the PSA stored, read back after the write; None until it has been read.
    """

    local: GroupHashes
    remote: GroupHashes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Evidence that the entry's row is gone from the PSA.

    Attributes:
        first_seen: The first look that found no row.
        last_seen: The newest look that counted.
        looks: Looks that found no row, each of them in a cycle of its own.
        declared_at: When the evidence was believed, None while the row is only watched for.
    """

    first_seen: datetime
    last_seen: datetime
    looks: int = 1
    declared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRow:
    """Another row of ours in the PSA that carries the marker of an entry.

    Attributes:
        psa_id: Never the row that the entry is tied to.
        work_date: The day on which the PSA counts it.
        fingerprint: Of the row as it was when it was last seen; a changed row is judged anew.
        found_at: When it was first seen.
        kept_because: Why we do not remove it, one of `REASONS`; None until it has been judged.
        words: Which row it is and why it stays, for the person who has to act.
    """

    psa_id: str
    work_date: date
    fingerprint: str
    found_at: datetime
    kept_because: str | None = None
    words: str = ""


class SyncState(StrEnum):
    """Where the entry stands, in the words of the API."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    WAITING = "waiting"
    SYNCED = "synced"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One time entry.

    Attributes:
        id: The UUID made by the client, or derived from the PSA row.
        local: Memtime's image.
        version: Counts content changes only.
        psa_id: Id of the PSA row, None while there is none.
        remote: Last row observed; None until the first one is read.
        attempts: Number of the newest intent that ever was.
        generation: Which deliberate making of the PSA row is current.
        failures: Failed tries in a row; drives the back-off.
        due_at: When the sweeper must look, None when nothing is due.
        waiting_until: Parked until then; no push before.
        missing: Evidence that the row is gone; kept on a tombstone that was made from it.
        seconds: Further rows of ours that carry this entry's marker and are still there.
        sent_before: What creates sent that were called absent, and what the PSA made of the one
            that was not: such a create may arrive later than anybody waits for.
        draft: Stays in Memtime until its person says that it may go.
        rounded_to: Seconds to whose multiple the times were rounded as they were sent; None where
            they were not, or are the PSA's own.
        revision: Moves with every write of the row; the store's optimistic lock.
    """

    account: str
    id: str
    user_id: str
    app: PsaName
    origin: Origin
    local: Content
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    psa_id: str | None = None
    remote: RemoteRow | None = None
    base: Base | None = None
    intent: Intent | None = None
    attempts: int = 0
    generation: int = 1
    failures: int = 0
    draft: bool = False
    rounded_to: int | None = None
    problem: Problem | None = None
    due_at: datetime | None = None
    waiting_until: datetime | None = None
    missing: Missing | None = None
    seconds: tuple[SecondRow, ...] = ()
    sent_before: tuple[GroupHashes, ...] = ()
    revision: int = 0

    @property
    def marker(self) -> Marker:
        """The marker of the PSA row that this entry has or will have."""
        return Marker(self.id, self.generation)

    @property
    def locked(self) -> bool:
        """True when the PSA holds the row fast."""
        return self.remote is not None and self.remote.locked

    @property
    def gone(self) -> bool:
        """True when it is believed that the PSA has deleted the row."""
        return self.missing is not None and self.missing.declared_at is not None

    @property
    def unjudged(self) -> SecondRow | None:
        """The first second row of which nobody has decided yet what becomes of it."""
        return next((row for row in self.seconds if row.kept_because is None), None)

    @property
    def writes_its_row(self) -> bool:
        """True while a write to the entry's own row is under way, which reads back by itself."""
        return self.intent is not None and self.intent.operation is not Operation.REPAIR

    @property
    def times_known(self) -> bool:
        """False when only the hours of the entry are known."""
        return self.remote is None or self.remote.times_known


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an entry's history; kept when the value it tells of was overwritten.

    Attributes:
        what: Short stable word, e.g. `accepted`, `sent`, `recorded`, `overwritten`.
        detail: Values as people may need them back; never a secret.
    """

    at: datetime
    what: str
    detail: dict[str, str]
