"""What Autotask's rules for time depend on: read, and kept as documents; None is not known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from psa_sync.connectors.autotask.answers import ReadRefusedError
from psa_sync.connectors.autotask.booking_facts import (
    NO_ASSIGNMENT,
    NOT_FOUND,
    VERSION,
    ItemFacts,
)
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import Target, target_of
from psa_sync.connectors.autotask.parents import COMPLETE
from psa_sync.connectors.autotask.query import Clause, Operator, Query, chunks
from psa_sync.connectors.autotask.roles import NOT_FOR_LABOUR
from psa_sync.connectors.autotask.schemas import (
    BillingCode,
    Resource,
    ResourceRole,
    ResourceServiceDeskRole,
    Role,
    RowT,
    Task,
    TaskSecondaryResource,
    Ticket,
    TicketSecondaryResource,
)
from psa_sync.connectors.fact_documents import Versioned
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.work_item import WorkItemKind

T = TypeVar("T")
WORK_TYPE: Final = 1
REGULAR_TIME: Final = 3
"""`useType` of labour and of regular time."""


class TenantFacts(Versioned, frozen=True, kw_only=True):
    """What everybody shares: ids of what is active."""

    work_types: frozenset[int] | None = None
    categories: frozenset[int] | None = None
    roles: frozenset[int] | None = None


class PersonFacts(Versioned, frozen=True, kw_only=True):
    """A resource.

    Attributes:
        usual_role: The default on tickets.
        desk_roles: Active service desk roles.
        desk_defaults: Those of them that are marked as default.
        held_roles: Active roles of any department or queue, without those of approvers.
    """

    active: bool | None = None
    usual_role: int | None = None
    desk_roles: tuple[int, ...] | None = None
    desk_defaults: tuple[int, ...] | None = None
    held_roles: tuple[int, ...] | None = None


def read_tenant(client: AutotaskClient) -> TenantFacts:
    """Read what everybody shares; what our security level may not see stays unknown."""
    codes = _readable(lambda: _active(client, BillingCode)) or ()
    roles = _readable(lambda: _active(client, Role)) or ()
    # A list that is empty is a right that is missing: every Autotask has some of each.
    return TenantFacts(
        version=VERSION,
        work_types=_ids(code for code in codes if code.use_type == WORK_TYPE),
        categories=_ids(code for code in codes if code.use_type == REGULAR_TIME),
        roles=_ids(roles),
    )


def read_people(client: AutotaskClient, people: Sequence[PsaUser]) -> dict[str, PersonFacts]:
    """Read resources and their roles, many with one call."""
    facts: dict[str, PersonFacts] = {}
    for ids in chunks(int(person.id) for person in people):
        facts |= _people(client, ids)
    return facts


def read_item(client: AutotaskClient, work_item_id: str, person: PsaUser) -> ItemFacts:
    """Read a ticket or task, and how the person stands to it."""
    try:
        target = target_of(work_item_id)
    except RejectedError:
        return NOT_FOUND
    if target.kind is WorkItemKind.CHARGE_CODE:
        return NO_ASSIGNMENT
    if target.kind is WorkItemKind.TICKET:
        return _assigned(client, Ticket, target, int(person.id), _ticket_roles)
    return _assigned(client, Task, target, int(person.id), _task_roles)


def _assigned(
    client: AutotaskClient,
    kind: type[Ticket] | type[Task],
    target: Target,
    person_id: int,
    roles_of: Callable[[AutotaskClient, int, int], Iterable[int | None]],
) -> ItemFacts:
    found = list(client.rows(Query(kind, (Clause("id", Operator.EQUALS, target.id),))))
    if not found:
        return NOT_FOUND
    row = found[0]
    if row.assigned_resource_id == person_id and row.assigned_resource_role_id:
        roles: Iterable[int | None] = (row.assigned_resource_role_id,)
    else:
        roles = roles_of(client, target.id, person_id)
    return ItemFacts(
        version=VERSION,
        complete=row.status == COMPLETE,
        roles=tuple(role for role in roles if role),
    )


def _ticket_roles(client: AutotaskClient, ticket_id: int, person_id: int) -> Iterable[int | None]:
    of_ticket = Clause("ticket_id", Operator.EQUALS, ticket_id)
    theirs = Clause("resource_id", Operator.EQUALS, person_id)
    rows = client.rows(Query(TicketSecondaryResource, (of_ticket, theirs)))
    return [row.role_id for row in rows]


def _task_roles(client: AutotaskClient, task_id: int, person_id: int) -> Iterable[int | None]:
    of_task = Clause("task_id", Operator.EQUALS, task_id)
    theirs = Clause("resource_id", Operator.EQUALS, person_id)
    rows = client.rows(Query(TaskSecondaryResource, (of_task, theirs)))
    return [row.role_id for row in rows]


def _people(client: AutotaskClient, ids: tuple[int, ...]) -> dict[str, PersonFacts]:
    persons = _readable(
        lambda: list(client.rows(Query(Resource, (Clause("id", Operator.ONE_OF, ids),))))
    )
    desk = _readable(lambda: _of_people(client, ResourceServiceDeskRole, ids))
    held = _readable(lambda: _of_people(client, ResourceRole, ids))
    by_id = {person.id: person for person in persons or ()}
    return {str(one): _person(one, by_id.get(one), desk, held) for one in ids}


def _person(
    person_id: int,
    person: Resource | None,
    desk: dict[int, list[ResourceServiceDeskRole]] | None,
    held: dict[int, list[ResourceRole]] | None,
) -> PersonFacts:
    desk_rows = [row for row in (desk or {}).get(person_id, ()) if row.is_active]
    roles = {row.role_id for row in (held or {}).get(person_id, ()) if row.is_active}
    return PersonFacts(
        version=VERSION,
        active=person.is_active if person else None,
        usual_role=person.default_service_desk_role_id if person else None,
        desk_roles=tuple(row.role_id for row in desk_rows) if desk else None,
        desk_defaults=tuple(row.role_id for row in desk_rows if row.is_default) if desk else None,
        held_roles=tuple(sorted(roles - NOT_FOR_LABOUR)) if held else None,
    )


def _of_people(
    client: AutotaskClient, kind: type[RowT], ids: tuple[int, ...]
) -> dict[int, list[RowT]]:
    """Read rows by person; an empty dictionary where nobody has any: a right may be missing."""
    rows: defaultdict[int, list[RowT]] = defaultdict(list)
    for row in client.rows(Query(kind, (Clause("resource_id", Operator.ONE_OF, ids),))):
        rows[row.resource_id].append(row)  # type: ignore[attr-defined]
    return dict(rows)


def _active(client: AutotaskClient, kind: type[RowT]) -> list[RowT]:
    active = Clause("is_active", Operator.EQUALS, value=True)
    return list(client.rows(Query(kind, (active,))))


def _ids(rows: Iterable[BillingCode] | Iterable[Role]) -> frozenset[int] | None:
    return frozenset(row.id for row in rows) or None


def _readable(read: Callable[[], T]) -> T | None:
    """Read what the security level may not show."""
    try:
        return read()
    except ReadRefusedError as error:
        if error.code != "permission_missing":
            raise
        return None
