"""Datto Autotask PSA: joins client, reading and mapping behind the connector port."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from psa_sync.connectors.autotask.booking_facts import document_of
from psa_sync.connectors.autotask.client import AutotaskClient, open_client
from psa_sync.connectors.autotask.facts import read_item, read_people, read_tenant
from psa_sync.connectors.autotask.mapper import APP
from psa_sync.connectors.autotask.people import People
from psa_sync.connectors.autotask.permissions import GUIDE
from psa_sync.connectors.autotask.preflight import preflight
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.roles import Roles
from psa_sync.connectors.autotask.rules import RULES, check
from psa_sync.connectors.autotask.schemas import BillingCode
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.connectors.autotask.stamps import TimeEntryStamps
from psa_sync.connectors.autotask.time_entries import TimeEntries
from psa_sync.connectors.autotask.unreadable import UNREADABLE
from psa_sync.connectors.autotask.webhook import read_hooks
from psa_sync.connectors.autotask.webhook_registration import open_hooks
from psa_sync.connectors.autotask.work_item_changes import WorkItemChanges
from psa_sync.connectors.autotask.work_items import WorkItemWalk
from psa_sync.connectors.autotask.writes import Writes
from psa_sync.connectors.environment import ConnectorEnvironment, ConnectorSpec
from psa_sync.connectors.side_by_side import UNHURRIED, Pace, SideBySide
from psa_sync.domain.budget import Ceilings
from psa_sync.domain.connection import Check, PsaUser
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.permission import IN_USE, Feature
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import Option, Options
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

WORK_TYPE: Final = 1
"""`useType` of the codes that name a kind of work."""
BILLABLE: Final = (
    Option(id=Billable.DEFAULT.value, name="As Autotask decides"),
    Option(id=Billable.BILLABLE.value, name="Billable"),
    Option(id=Billable.NO_CHARGE.value, name="No charge, shown on the invoice"),
    Option(id=Billable.DO_NOT_BILL.value, name="Do not bill"),
)


class AutotaskConnector:
    """One connection to one Autotask tenant."""

    def __init__(self, client: AutotaskClient, clock: Clock, pace: Pace = UNHURRIED) -> None:
        self._client = client
        self._clock = clock
        self._pace = pace
        self._people = People(client)
        self._roles = Roles(client, clock)
        self._sight = Sight(client, clock)
        self._entries = TimeEntries(client, self._sight)
        self._writes = Writes(client, self._roles, self._entries, self._sight)
        self._stamps = TimeEntryStamps(client)
        self._walk = WorkItemWalk(client, clock)
        self._changes = WorkItemChanges(client, clock)

    def identify(self, features: Collection[Feature] = IN_USE) -> Identity:
        """Find the zone and check the key and its rights live."""
        side = SideBySide(self._pace, self._clock)
        zone = self._client.discover()
        # Not the zone's host: tenants are moved between zones and keep their number.
        tenant = zone.ci if zone.ci is not None else self._client.user_name.rpartition("@")[2]
        host = urlsplit(zone.url).hostname
        found = Check(code="zone", status="pass", message=f"Autotask answers at {host}.")
        own_id, checks = preflight(self._client, self._people, self._sight, features, side)
        return Identity(
            tenant=f"{APP}/{str(tenant).lower()}",
            endpoint=zone.url,
            own_id=own_id,
            checks=(found, *checks),
        )

    def find_person(self, user_name: str) -> PsaUser:
        """Find exactly one active person by the user name."""
        return self._people.find(user_name)

    def inactive(self, people: Sequence[PsaUser]) -> frozenset[str]:
        """Ids of those who are inactive."""
        return self._people.inactive(people)

    def work_items(self, person: PsaUser, scope: ImportScope, page: str | None) -> WorkItemPage:
        """Read the person's tickets, tasks and what stands above them."""
        return self._walk.page(Onlooker(person, scope), page)

    def count_work_items(self, person: PsaUser, scope: ImportScope) -> int:
        """Have Autotask count what a walk would read."""
        return self._walk.count(Onlooker(person, scope))

    def look_at(self, subject: Subject, psa_id: str, people: Sequence[Onlooker]) -> LookedAt:
        """Read one ticket or company."""
        return self._changes.look_at(subject, psa_id, people)

    def changed_work_items(
        self, people: Sequence[Onlooker], since: datetime, page: str | None
    ) -> LookedAt:
        """Read the tickets and tasks that changed."""
        return self._changes.changed(people, since, page)

    def options(self, person: PsaUser) -> Options:
        """Read work types and the person's roles."""
        work_types = self._client.rows(
            Query(
                BillingCode,
                (
                    Clause("use_type", Operator.EQUALS, WORK_TYPE),
                    Clause("is_active", Operator.EQUALS, value=True),
                ),
            )
        )
        return Options(
            work_types=tuple(Option(id=str(r.id), name=r.name or str(r.id)) for r in work_types),
            work_roles=self._roles.choices(int(person.id)),
            billable=BILLABLE,
        )

    def create(self, draft: Draft) -> Written:
        """Make a row under the person's name, as the API user: no impersonation."""
        return self._writes.create(draft)

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """Set the listed groups; a choice left to Autotask stays as it is there."""
        return self._writes.update(psa_id, draft, groups)

    def delete(self, psa_id: str) -> None:
        """Remove the row; Autotask refuses a row that is gone, which is what was wanted."""
        self._writes.delete(psa_id)

    def read(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """Read one row."""
        return self._entries.read(psa_id, person)

    def rows_of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> RowPage:
        """Read the person's rows of these days."""
        return self._entries.of_days(person, first, last, page)

    def stamps_of_days(
        self, person: PsaUser, first: date, last: date, page: str | None
    ) -> StampPage:
        """Read the stamps of the rows of these days."""
        return self._stamps.of_days(person, first, last, page)

    def count_of_days(self, person: PsaUser, first: date, last: date) -> int:
        """Have Autotask count the rows of these days."""
        return self._stamps.count(person, first, last)

    def check_filters(self, person: PsaUser) -> None:
        """Ask for rows that cannot be."""
        self._stamps.check_filters(person)

    def changed_rows(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """Read the rows of these people that changed."""
        return self._entries.changed(people, since, now, page)

    def tenant_facts(self) -> bytes:
        """Read what the rules depend on and everybody shares."""
        return document_of(read_tenant(self._client))

    def facts_of_people(self, people: Sequence[PsaUser]) -> dict[str, bytes]:
        """Read people's roles."""
        found = read_people(self._client, people)
        return {person_id: document_of(one) for person_id, one in found.items()}

    def calls_of_all(self) -> tuple[int, int] | None:
        """What Autotask counts of all integrations; the question is a call, too."""
        seen = self._client.threshold()
        return seen.used, seen.allowed

    def facts_of_item(self, work_item_id: str, person: PsaUser) -> str:
        """Read a ticket or task and the person's assignment to it."""
        return document_of(read_item(self._client, work_item_id, person)).decode()


def connect(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> PsaConnector:
    """Make the connector of one connection; nobody is called yet.

    Raises:
        CredentialsError: A field is empty or cannot be a key.
    """
    client = open_client(credentials, endpoint, environment)
    return AutotaskConnector(client, environment.clock, environment.pace)


FORM: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Datto Autotask PSA",
    "type": "object",
    "additionalProperties": False,
    "required": ["userName", "secret"],
    "properties": {
        "userName": {
            "type": "string",
            "title": "API user name",
            "description": "The user name (key) that Autotask generated for the API user; "
            "it looks like an e-mail address. Not your own login.",
            "minLength": 1,
            "maxLength": 200,
        },
        "secret": {
            "type": "string",
            "title": "Secret",
            "description": "The password (secret) that Autotask generated with the key.",
            "minLength": 1,
            "maxLength": 200,
            "format": "password",
        },
        "integrationCode": {
            "type": "string",
            "title": "Integration code",
            "description": "Only where your API user has a tracking identifier of its own; "
            "leave empty for ours.",
            "maxLength": 200,
            "format": "password",
        },
    },
}

SPEC: Final = ConnectorSpec(
    app=APP,
    name="Datto Autotask PSA",
    form=FORM,
    secret_fields=frozenset({"secret", "integrationCode"}),
    connect=connect,
    open_hooks=open_hooks,
    read_hooks=read_hooks,
    hook_retry_status=503,  # anything but a success will do
    check=check,
    rules=RULES,
    # Of 10,000 an hour that all integrations share, and three at once for each object endpoint and
    # integration code (vendor help, REST thresholds and limits, thread limiting). Three in all are
    # more than the hour's share needs, and then no endpoint can get a fourth.
    ceilings=Ceilings(hourly=4000, at_once=3),
    unreadable=UNREADABLE,
    permissions=GUIDE,
)
