"""Datto Autotask PSA: joins client, reading and mapping behind the connector port."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from psa_sync.connectors.autotask.auth import api_key
from psa_sync.connectors.autotask.booking_facts import document_of
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.facts import read_item, read_people, read_tenant
from psa_sync.connectors.autotask.mapper import (
    APP,
    Booking,
    Target,
    number_of,
    target_of,
    to_autotask,
)
from psa_sync.connectors.autotask.people import People
from psa_sync.connectors.autotask.preflight import preflight
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.role_words import ABOUT_ROLES, explained
from psa_sync.connectors.autotask.roles import Roles
from psa_sync.connectors.autotask.rules import RULES, UNREADABLE, check
from psa_sync.connectors.autotask.schemas import BillingCode, TimeEntry
from psa_sync.connectors.autotask.stamps import TimeEntryStamps
from psa_sync.connectors.autotask.time_entries import TimeEntries
from psa_sync.connectors.autotask.work_items import WorkItemWalk
from psa_sync.connectors.environment import ConnectorEnvironment, ConnectorSpec
from psa_sync.connectors.http import HttpClient
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import InDoubtError, MissingError, RejectedError
from psa_sync.domain.work_item import Option, Options
from psa_sync.ports import (
    Clock,
    Draft,
    Identity,
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
KIND_IS_FIXED: Final = (
    "Autotask cannot move time between a ticket, a task and regular time: "
    "delete the entry and book it anew"
)


class AutotaskConnector:
    """One connection to one Autotask tenant."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._people = People(client)
        self._roles = Roles(client, clock)
        self._entries = TimeEntries(client)
        self._stamps = TimeEntryStamps(client)
        self._walk = WorkItemWalk(client, clock)

    def identify(self) -> Identity:
        """Find the zone and check the key and its rights live."""
        zone = self._client.discover()
        host = urlsplit(zone.url).netloc.lower()
        tenant = zone.ci if zone.ci is not None else self._client.user_name.rpartition("@")[2]
        own_id, checks = preflight(self._client, self._people)
        return Identity(
            tenant=f"{host}/{str(tenant).lower()}", endpoint=zone.url, own_id=own_id, checks=checks
        )

    def find_person(self, user_name: str) -> PsaUser:
        """Find exactly one active person by the user name."""
        return self._people.find(user_name)

    def work_items(self, person: PsaUser, page: str | None) -> WorkItemPage:
        """Read the person's tickets, tasks and what stands above them."""
        return self._walk.page(person, page)

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
        target = target_of(draft.content.work_item_id)
        person_id = int(draft.person.id)
        booking = Booking(target, moves=True, role_id=self._role(draft, target, person_id))
        body = {"resourceID": person_id, **to_autotask(draft, frozenset(Group), booking)}
        return Written(str(self._write("POST", body, draft, booking)), None)

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """Set the listed groups; a choice left to Autotask stays as it is there."""
        booking = self._new_booking(psa_id, draft) if Group.TARGET in groups else None
        body = to_autotask(draft, groups, booking)
        if not body:
            return Written(psa_id, None)
        try:
            row_id = self._write("PATCH", {"id": int(psa_id), **body}, draft, booking)
        except MissingError as error:
            self._explain_missing(psa_id, str(error))
        if row_id != int(psa_id):
            message = "a change was confirmed for another row"
            raise InDoubtError(message)
        return Written(psa_id, None)

    def delete(self, psa_id: str) -> None:
        """Remove the row; Autotask refuses a row that is gone, which is what was wanted."""
        try:
            self._client.remove(f"{TimeEntry.entity}/{int(psa_id)}")
        except MissingError as error:
            try:
                self._explain_missing(psa_id, str(error))
            except MissingError:
                return

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

    def facts_of_item(self, work_item_id: str, person: PsaUser) -> str:
        """Read a ticket or task and the person's assignment to it."""
        return document_of(read_item(self._client, work_item_id, person)).decode()

    def _write(
        self, method: str, body: dict[str, Any], draft: Draft, booking: Booking | None
    ) -> int:
        """Send a row; a refusal names the person, the role and the work item it is about."""
        try:
            return self._client.write(method, TimeEntry.entity, body)
        except RejectedError as error:
            target = None if booking is None else booking.target
            if target is not None and error.code in ABOUT_ROLES:
                self._roles.forget(target, int(draft.person.id))
            role_id = body.get("roleID")
            raise explained(
                error, self._client, person=draft.person, target=target, role_id=role_id
            ) from None

    def _role(self, draft: Draft, target: Target, person_id: int) -> int | None:
        chosen = number_of(draft.content.work_role_id, "work_role_invalid")
        if chosen is not None:
            return chosen
        try:
            return self._roles.of_booking(target, person_id)
        except RejectedError as error:
            raise explained(
                error, self._client, person=draft.person, target=target, role_id=None
            ) from None

    def _new_booking(self, psa_id: str, draft: Draft) -> Booking:
        target = target_of(draft.content.work_item_id)
        present = self._entries.read(psa_id, draft.person).content.work_item_id
        if present == draft.content.work_item_id:
            role_id = number_of(draft.content.work_role_id, "work_role_invalid")
            return Booking(target, moves=False, role_id=role_id)
        if target_of(present).kind is not target.kind:
            code = "work_item_kind_fixed"
            raise RejectedError(code, KIND_IS_FIXED)
        role_id = self._role(draft, target, int(draft.person.id))
        return Booking(target, moves=True, role_id=role_id)

    def _explain_missing(self, psa_id: str, words: str) -> NoReturn:
        """Autotask says the same of a row that is gone and of one that we may not touch.

        Raises:
            MissingError: It is gone.
            RejectedError: We may not touch it.
        """
        self._entries.row(psa_id)
        code = "permission_missing"
        raise RejectedError(code, words)


def connect(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> PsaConnector:
    """Make the connector of one connection; nobody is called yet.

    Raises:
        CredentialsError: A field is empty or cannot be a key.
    """
    client = AutotaskClient(
        HttpClient(environment.policy),
        api_key(credentials, environment.defaults.get("autotask_integration_code", "")),
        zone_addresses=environment.autotask_zone_urls,
        endpoint=endpoint,
        clock=environment.clock,
    )
    return AutotaskConnector(client, environment.clock)


FORM: Final[dict[str, Any]] = {
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
            "writeOnly": True,
        },
        "integrationCode": {
            "type": "string",
            "title": "Integration code",
            "description": "Only where your API user has a tracking identifier of its own; "
            "leave empty for ours.",
            "maxLength": 200,
            "writeOnly": True,
        },
    },
}

SPEC: Final = ConnectorSpec(
    app=APP,
    name="Datto Autotask PSA",
    form=FORM,
    secret_fields=frozenset({"secret", "integrationCode"}),
    connect=connect,
    check=check,
    rules=RULES,
    unreadable=UNREADABLE,
)
