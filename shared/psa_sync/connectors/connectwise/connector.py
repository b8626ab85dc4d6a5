"""Joins ConnectWise's client, mapper and rules behind the connector port."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from psa_sync.connectors.connectwise import (
    facts,
    members,
    options,
    rows,
    stamps,
    work_item_changes,
    work_items,
    writes,
)
from psa_sync.connectors.connectwise.booking_facts import document_of
from psa_sync.connectors.connectwise.client import ConnectWiseClient, open_client
from psa_sync.connectors.connectwise.identity import identify
from psa_sync.connectors.connectwise.permissions import GUIDE
from psa_sync.connectors.connectwise.rules import RULES, check
from psa_sync.connectors.connectwise.targets import APP
from psa_sync.connectors.connectwise.ticket_items import BoardStatuses
from psa_sync.connectors.connectwise.unreadable import UNREADABLE
from psa_sync.connectors.connectwise.webhook import read_hooks
from psa_sync.connectors.connectwise.webhook_registration import open_hooks
from psa_sync.connectors.environment import ConnectorEnvironment, ConnectorSpec
from psa_sync.connectors.side_by_side import UNHURRIED, Pace, SideBySide
from psa_sync.domain.budget import Ceilings
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.permission import IN_USE, Feature
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import Options
from psa_sync.ports import (
    Clock,
    Draft,
    Identity,
    LookedAt,
    Onlooker,
    PsaConnector,
    RowPage,
    StampPage,
    WorkItemPage,
    Written,
)


class ConnectWiseConnector:
    """One company's ConnectWise; see `PsaConnector` for what each method promises."""

    def __init__(self, client: ConnectWiseClient, clock: Clock, pace: Pace = UNHURRIED) -> None:
        self._client = client
        self._pace = pace
        self._clock = clock
        self._statuses = BoardStatuses(client)

    def identify(self, features: Collection[Feature] = IN_USE) -> Identity:
        """Check the credentials live."""
        return identify(self._client, features, SideBySide(self._pace, self._clock))

    def find_person(self, user_name: str) -> PsaUser:
        """Find exactly one active person by the name they log in with."""
        return members.find_person(self._client, user_name)

    def inactive(self, people: Sequence[PsaUser]) -> frozenset[str]:
        """Ids of those who are inactive."""
        return members.inactive(self._client, people)

    def work_items(self, person: PsaUser, scope: ImportScope, page: str | None) -> WorkItemPage:
        """Open work items of the person, page by page."""
        if page is None:
            self._statuses = BoardStatuses(self._client)  # an admin may have changed them
        return work_items.page_of(self._client, self._statuses, Onlooker(person, scope), page)

    def count_work_items(self, person: PsaUser, scope: ImportScope) -> int:
        """Have ConnectWise count what a walk would read."""
        return work_items.count_of(self._client, Onlooker(person, scope))

    def look_at(self, subject: Subject, psa_id: str, people: Sequence[Onlooker]) -> LookedAt:
        """Read one ticket, project or company."""
        return work_item_changes.look_at(self._client, self._statuses, subject, psa_id, people)

    def changed_work_items(
        self, people: Sequence[Onlooker], since: datetime, page: str | None
    ) -> LookedAt:
        """Read the tickets that changed."""
        return work_item_changes.changed(self._client, self._statuses, people, since, page)

    def options(self, person: PsaUser) -> Options:
        """Work types, roles and billing choices valid for the person."""
        return options.options_of(self._client, person)

    def create(self, draft: Draft) -> Written:
        """Make a row."""
        return writes.create(self._client, draft)

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """Set the listed groups to absolute values."""
        return writes.update(self._client, psa_id, draft, groups)

    def delete(self, psa_id: str) -> str | None:
        """Remove the row; a row that is gone already counts as removed."""
        return writes.delete(self._client, psa_id)

    def read(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """Read one row."""
        return rows.read(self._client, psa_id, person)

    def rows_of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> RowPage:
        """Rows of the person on these days, inclusive, in the person's zone."""
        return rows.rows_of_days(self._client, person, first, last, page)

    def stamps_of_days(
        self, person: PsaUser, first: date, last: date, page: str | None
    ) -> StampPage:
        """Stamps of the rows of these days."""
        return stamps.stamps_of_days(self._client, person, first, last, page)

    def count_of_days(self, person: PsaUser, first: date, last: date) -> int:
        """How many rows ConnectWise counts on these days."""
        return stamps.count_of_days(self._client, person, first, last)

    def check_filters(self, person: PsaUser) -> None:
        """Ask for rows that cannot be."""
        stamps.check_filters(self._client, person)

    def changed_rows(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """Rows of these people changed since the position, less the overlap."""
        return rows.changed_rows(self._client, people, since, now, page)

    def tenant_facts(self) -> bytes:
        """Read what the rules depend on and everybody shares."""
        return document_of(facts.read_tenant(self._client))

    def facts_of_people(self, people: Sequence[PsaUser]) -> dict[str, bytes]:
        """Read members and their time sheets."""
        found = facts.read_people(self._client, people, self._clock().year)
        return {person_id: document_of(one) for person_id, one in found.items()}

    def calls_of_all(self) -> tuple[int, int] | None:
        """ConnectWise does not tell."""
        return None

    def facts_of_item(self, work_item_id: str, person: PsaUser) -> str:  # noqa: ARG002
        """Read a ticket; it is the same for everybody."""
        return document_of(work_items.facts_of(self._client, work_item_id)).decode()


def connect(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> PsaConnector:
    """Make the connector of one connection; calls nobody yet."""
    client = open_client(credentials, endpoint, environment)
    return ConnectWiseConnector(client, environment.clock, environment.pace)


def _field(title: str, description: str, **more: object) -> dict[str, object]:
    return {
        "type": "string",
        "title": title,
        "description": description,
        "minLength": 1,
        "maxLength": 200,
        **more,
    }


FORM: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "ConnectWise PSA",
    "type": "object",
    "additionalProperties": False,
    "required": ["site", "companyId", "publicKey", "privateKey"],
    "properties": {
        "site": _field(
            "Site",
            "Where your ConnectWise runs: na, eu, au, aus, za or staging for the cloud, "
            "or the name of your own server.",
            examples=["na", "eu", "psa.example.com"],
        ),
        "companyId": _field(
            "Company ID", "The company you type when you log in to ConnectWise.", examples=["acme"]
        ),
        "publicKey": _field(
            "Public key",
            "From System > Members > API Members > API Keys, or My Account > API Keys.",
        ),
        "privateKey": _field(
            "Private key", "Shown once, when the key pair was made.", format="password"
        ),
        "clientId": _field(
            "Client ID",
            "Only if you use a client ID of your own; usually left empty.",
            minLength=0,
        ),
    },
}

SPEC: Final = ConnectorSpec(
    app=APP,
    name="ConnectWise PSA",
    form=FORM,
    secret_fields=frozenset({"privateKey"}),
    connect=connect,
    open_hooks=open_hooks,
    read_hooks=read_hooks,
    hook_retry_status=429,  # it never sends again after a 5xx (vendor's guide, PSA Callbacks)
    check=check,
    rules=RULES,
    # The vendor throttles from about 1,000 a minute (developer guide, best practices). In its
    # fullest minute this makes some 920: a full bucket and what flows in. It names no number of
    # calls at once, and clients that keep to five fare well.
    ceilings=Ceilings(hourly=24_000, at_once=5),
    unreadable=UNREADABLE,
    permissions=GUIDE,
)
