"""One PSA, as the engine uses it, and the list of all there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from psa_sync.domain.connection import Check, PsaName, PsaUser
from psa_sync.domain.content import Content, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.marker import Marker
from psa_sync.domain.permission import IN_USE, Feature
from psa_sync.domain.reconcile_walk import RowStamp
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import Options, WorkItem, WorkItemSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All a connector needs to write a row.

    Attributes:
        hours: Worked hours, rounded once.
        work_date: The day in the person's zone.
        usual_role_id: The connection's usual role, for an entry that names none: to be taken where
            the person may work in it on that work item.
    """

    content: Content
    person: PsaUser
    marker: Marker
    hours: Decimal
    work_date: date
    usual_role_id: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A write that the PSA confirmed.

    Attributes:
        row: Set where the PSA's answer was the whole stored row.
        request_id: The PSA's own id of the call, for its support; None where it named none.
        adapted: A sentence for each thing that was written otherwise than it stands in Memtime,
            because this PSA has no other way.
    """

    psa_id: str
    row: RemoteRow | None
    request_id: str | None = None
    adapted: tuple[str, ...] = ()


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
class StampPage:
    """Stamps of some rows in ascending id; `next_page` is None at the end."""

    stamps: tuple[RowStamp, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class WorkItemPage:
    """Some work items, parents before children; `next_page` is None at the end.

    Attributes:
        covers: What is inside and not among the items is not the person's; all pages of a walk
            together cover whatever the walk can bring, but for what stands above work.
        read: How many of those that `count_work_items` counts this page dealt with.
    """

    items: tuple[WorkItem, ...]
    next_page: str | None
    covers: WorkItemSpan
    read: int


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A person, and which work items that person has."""

    person: PsaUser
    scope: ImportScope


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What people have of some work items now.

    Attributes:
        ids: The work items that were looked at; who does not have one below does not have it.
        items: By person's id, with what stands above, parents first; containers that were looked
            at stand there for everybody.
        next_page: Where to go on, None at the end.
    """

    ids: tuple[str, ...]
    items: Mapping[str, tuple[WorkItem, ...]]
    next_page: str | None = None


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

    def identify(self, features: Collection[Feature] = IN_USE) -> Identity:
        """Check the credentials live, and the rights that these features need."""

    def find_person(self, user_name: str) -> PsaUser:
        """Find exactly one active person by the name they log in with.

        Raises:
            PersonNotFound: With the reason.
        """

    def inactive(self, people: Sequence[PsaUser]) -> frozenset[str]:
        """Ids of those who cannot work there any more; whom our role may not see is not told."""

    def work_items(self, person: PsaUser, scope: ImportScope, page: str | None) -> WorkItemPage:
        """Open work items that the person has in this scope, page by page, by ascending number.

        The narrowest scope brings second assignments as well, so that a wider one shows them at
        once; whoever reads keeps to the scope.
        """

    def count_work_items(self, person: PsaUser, scope: ImportScope) -> int:
        """How many a walk would deal with, by the PSA's own count."""

    def look_at(self, subject: Subject, psa_id: str, people: Sequence[Onlooker]) -> LookedAt:
        """Read one ticket, project or company, as each of these people has it."""

    def changed_work_items(
        self, people: Sequence[Onlooker], since: datetime, page: str | None
    ) -> LookedAt:
        """Read the work items that changed since then, whoever's they are, page by page."""

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

    def delete(self, psa_id: str) -> str | None:
        """Remove the row; a row that is gone already counts as removed.

        Returns:
            The PSA's own id of the call, None where it names none.

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

    def stamps_of_days(
        self, person: PsaUser, first: date, last: date, page: str | None
    ) -> StampPage:
        """As `rows_of_days`, but only what tells whether a row is new or changed."""

    def count_of_days(self, person: PsaUser, first: date, last: date) -> int:
        """How many rows the person has on these days, by the PSA's own count; a hint, no proof."""

    def check_filters(self, person: PsaUser) -> None:
        """Ask for rows that cannot be, in the way in which rows of days are asked for.

        Raises:
            TransientError: With code `psa_answer_senseless`: the PSA gave some, so it does not
                keep to filters, and nothing may be concluded from what it leaves out.
        """

    def changed_rows(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """Rows of these people changed since the position, with the PSA's overlap taken back.

        Without a position: since one day before `now`.
        """

    def tenant_facts(self) -> bytes:
        """Read what the PSA's rules for time depend on and all people share.

        What our role may not read is left out; so it is in the two calls below.
        """

    def facts_of_people(self, people: Sequence[PsaUser]) -> Mapping[str, bytes]:
        """Read what the rules depend on for each person, by the person's id."""

    def facts_of_item(self, work_item_id: str, person: PsaUser) -> str:
        """Read what the rules depend on for a person's time on one work item."""

    def calls_of_all(self) -> tuple[int, int] | None:
        """What the PSA counts of the last hour's calls of all integrations, and how many it takes.

        None where it has no limit that all share, or does not tell.
        """


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

    def open(self, app: PsaName, credentials: Mapping[str, str]) -> PsaConnector:
        """Open a PSA with credentials that are not stored yet.

        Raises:
            CredentialsError: A field makes no sense, e.g. a site that is no PSA host.
        """
