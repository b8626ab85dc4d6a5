"""What the engine needs from the outside, as protocols with a real and a fake implementation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from psa_sync.domain.connection import Check, Connection, PsaName, PsaUser, UserLink
from psa_sync.domain.content import Content, Group
from psa_sync.domain.entry import Entry, Event, RemoteRow
from psa_sync.domain.jobs import Progress, PullJob, PushJob
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_item import Options, WorkItem

Clock = Callable[[], datetime]
"""Returns now in UTC, with whole or fractional seconds."""


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry that the sweeper must point at."""

    account: str
    app: PsaName
    entry_id: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries and where to go on; `cursor` is None at the end."""

    entries: tuple[Entry, ...]
    cursor: str | None


class Entries(Protocol):
    """Time entries, their history, and which PSA row belongs to which entry."""

    def get(self, account: str, entry_id: str) -> Entry | None:
        """Read one entry, strongly consistent."""

    def get_many(self, account: str, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """Read entries by id, strongly consistent; unknown ids are left out."""

    def save(self, entry: Entry, *, events: Sequence[Event] = ()) -> Entry:
        """Write the entry if the stored revision is still `entry.revision` (0: if there is none).

        A `psa_id` that is not yet mapped is mapped to the entry in the same transaction, so are
        the events. Returns the entry with its new revision.

        Raises:
            StaleError: Somebody wrote the row since it was read.
            PsaRowTakenError: `psa_id` is mapped to another entry; nothing was written.
            TransientError: The store is throttled or away; nothing is known to be written.
        """

    def entry_ids_of_rows(
        self, account: str, app: PsaName, psa_ids: Iterable[str]
    ) -> dict[str, str]:
        """Map PSA row ids to entry ids; unmapped ones are left out. Mappings outlive deletion."""

    def of_user(
        self,
        account: str,
        user_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """Page through a user's entries by their start, half-open; tombstones included."""

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        """Entries whose `due_at` has passed, oldest first; may be slightly out of date."""

    def history(self, account: str, entry_id: str) -> list[Event]:
        """The entry's events, oldest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change feed: exactly one of entry and work item is set."""

    stamp: str
    entry: Entry | None = None
    work_item: WorkItem | None = None


class ChangeFeed(Protocol):
    """What changed, in the order in which it may be read without ever skipping a commit."""

    def after(
        self, account: str, user_ids: Sequence[str], stamp: str, *, limit: int
    ) -> list[Change]:
        """Changes of these users behind the stamp ("" = from the beginning), oldest stamp first.

        Each entry or work item appears once, at the stamp of its latest change, as it is now.
        """


class Connections(Protocol):
    """Connections, and who is who in them."""

    def get(self, account: str, app: PsaName) -> Connection | None:
        """Read one connection, strongly consistent."""

    def of_account(self, account: str) -> list[Connection]:
        """All connections of the account."""

    def save(self, connection: Connection) -> Connection:
        """Write if the revision still matches, and claim the PSA tenant for the account.

        Raises:
            StaleError: Somebody wrote it since it was read.
            TenantTakenError: Another account holds the PSA tenant.
        """

    def all_active(self) -> list[tuple[str, PsaName]]:
        """(account, app) of every connection that may pull; may be slightly out of date."""

    def link(self, link: UserLink) -> UserLink:
        """Tie a Memtime user to a PSA person, replacing the user's former link.

        Raises:
            PersonTakenError: Another Memtime user of the account holds the person.
        """

    def link_of(self, account: str, app: PsaName, user_id: str) -> UserLink | None:
        """The user's link, strongly consistent."""

    def links(self, account: str, app: PsaName) -> list[UserLink]:
        """All links of the connection."""


class TenantTakenError(Exception):
    """Another account is connected to the same PSA tenant."""


class PersonTakenError(Exception):
    """Another Memtime user is linked to the same PSA person."""


class WorkItems(Protocol):
    """Each person's work items."""

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """Read one of the user's work items."""

    def of_user(self, account: str, user_id: str, app: PsaName | None = None) -> list[WorkItem]:
        """All work items of the user, by app and id."""

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """Write these work items; they appear in the change feed."""

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """Forget these work items."""


@dataclass(frozen=True, slots=True)
class PullCursor:
    """How far the changes of a connection were read.

    Attributes:
        position: The newest change seen, in the PSA's own words; None before the first.
        lease_until: A walk is under way until then.
        finished_at: When the last walk ended with everything applied.
    """

    position: str | None
    lease_until: datetime | None
    finished_at: datetime | None = None


class Cursors(Protocol):
    """One pull cursor per connection, with a lease so that two walks never run at once."""

    def read(self, account: str, app: PsaName) -> PullCursor:
        """The cursor; an unknown connection has an empty one."""

    def lease(self, account: str, app: PsaName, *, now: datetime, until: datetime) -> bool:
        """Take the lease if nobody holds it at `now`."""

    def finish(self, account: str, app: PsaName, *, position: str | None, at: datetime) -> None:
        """End a walk that applied everything: set the position (None leaves it), free the lease."""

    def release(self, account: str, app: PsaName) -> None:
        """Give the lease back after a walk that did not reach its end."""


class ProgressBoard(Protocol):
    """Long-running jobs that people watch."""

    def get(self, account: str, progress_id: str) -> Progress | None:
        """Read one."""

    def save(self, progress: Progress) -> None:
        """Write one; it is forgotten after 30 days."""

    def running(self, account: str, app: PsaName, user_id: str, kind: str) -> Progress | None:
        """The unfinished one of this kind, if there is one."""


class JobQueue(Protocol):
    """The queues, one for push and one for pull per PSA."""

    def push(self, jobs: Sequence[PushJob]) -> None:
        """Send jobs; the account is the fairness group.

        Raises:
            TransientError: Not all jobs are known to be sent.
        """

    def pull(self, jobs: Sequence[PullJob], *, delay: timedelta = timedelta(0)) -> None:
        """Send jobs, as above; they arrive after the delay, of 15 minutes at most."""


class Credentials(Protocol):
    """Secrets of connections."""

    def get(self, account: str, app: PsaName) -> Mapping[str, str] | None:
        """The newest secret, or None; may be cached for a minute."""

    def put(self, account: str, app: PsaName, secret: Mapping[str, str]) -> None:
        """Store, replacing the former one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All a connector needs to write a row.

    Attributes:
        hours: Worked hours, rounded once.
        work_date: The day in the person's zone.
    """

    content: Content
    person: PsaUser
    marker: Marker
    hours: Decimal
    work_date: date


@dataclass(frozen=True, slots=True)
class Written:
    """A write that the PSA confirmed; `row` is set where its answer was the whole stored row."""

    psa_id: str
    row: RemoteRow | None


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows in ascending id.

    Attributes:
        next_page: Where to go on, None at the end.
        newest: The newest change stamp among the rows, in the PSA's own words; None when empty.
    """

    rows: tuple[RemoteRow, ...]
    next_page: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class WorkItemPage:
    """Some work items, parents before children; `next_page` is None at the end."""

    items: tuple[WorkItem, ...]
    next_page: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a successful check of credentials found out.

    Attributes:
        tenant: Names the PSA's customer for all accounts.
        endpoint: Base address to use from now on.
        own_id: How the PSA names our API user as creator, None where it does not tell.
    """

    tenant: str
    endpoint: str
    own_id: str | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class AppDescription:
    """A connected app that can be installed.

    Attributes:
        form: JSON Schema of the install fields, with titles and help texts.
        secret_fields: Fields of the form that are never shown again.
    """

    app: PsaName
    name: str
    form: Mapping[str, object]
    secret_fields: frozenset[str]


class AppCatalogue(Protocol):
    """The connected apps there are."""

    def describe(self) -> Sequence[AppDescription]:
        """All apps, in the order in which people see them."""

    def open(self, app: PsaName, credentials: Mapping[str, str]) -> "PsaConnector":
        """Open a PSA with credentials that are not stored yet.

        Raises:
            CredentialsError: A field makes no sense, e.g. a site that is no PSA host.
        """


class PersonNotFound(Exception):  # noqa: N818 - an answer, not a failure
    """No usable PSA person for the typed name.

    Attributes:
        code: `user_name_is_email`, `user_not_found`, `user_inactive`, `user_ambiguous` or
            `user_is_api_only`.
        suggestion: The user name that was probably meant, or None.
    """

    def __init__(self, code: str, suggestion: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.suggestion = suggestion


class PsaConnector(Protocol):
    """One connection to one PSA; every call may raise TransientError or CredentialsError.

    Only writes raise InDoubtError; reads whose answer was lost are TransientError. An answer that
    makes no sense is TransientError with code `psa_answer_senseless`, after a write InDoubtError.
    """

    def identify(self) -> Identity:
        """Check the credentials live."""

    def find_person(self, user_name: str) -> PsaUser:
        """Find exactly one active person by the name they log in with.

        Raises:
            PersonNotFound: With the reason.
        """

    def work_items(self, person: PsaUser, page: str | None) -> WorkItemPage:
        """Open work items that the person can see or book on, page by page."""

    def options(self, person: PsaUser) -> Options:
        """Work types, roles and billing choices valid for the person."""

    def create(self, draft: Draft) -> Written:
        """Make a row. Never repeated by the connector itself.

        Raises:
            RejectedError: The PSA refused; nothing was committed.
            InDoubtError: The outcome is unknown.
        """

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """Set the listed groups to absolute values.

        Raises:
            RejectedError, InDoubtError: As above.
            MissingError: There is no such row.
        """

    def delete(self, psa_id: str) -> None:
        """Remove the row; a row that is gone already counts as removed.

        Raises:
            RejectedError, InDoubtError: As above.
        """

    def read(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """Read one row.

        Raises:
            MissingError: There is no such row, and the PSA's word can be believed.
        """

    def rows_of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> RowPage:
        """Rows of the person on these days, inclusive, in the person's zone."""

    def changed_rows(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """Rows of these people changed since the position, with the PSA's overlap taken back.

        Without a position: since one day before `now`.
        """
