"""In which role a person works: it sets the rate, so it is looked up and never guessed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from psa_sync.connectors.autotask import menus
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import Target
from psa_sync.connectors.autotask.query import Clause, Operator, Query, chunks
from psa_sync.connectors.autotask.schemas import (
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
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.work_item import Option, WorkItemKind
from psa_sync.ports import Clock

NOT_FOR_LABOUR: Final = frozenset({110, 112})
"""The system roles of timesheet and expense approvers."""
REMEMBERED: Final = timedelta(minutes=5)
"""A role that changed at Autotask would be accepted and billed wrongly, so not for long."""


class Roles:
    """The roles of people, and the one that fits an assignment."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[tuple[Target, int], tuple[datetime, int]] = {}

    def of_booking(
        self, target: Target, person_id: int, preferred: int | None = None
    ) -> int | None:
        """Return the role for time of this person on a ticket or task; regular time has none.

        Args:
            target: What is booked on.
            person_id: Whose time it is.
            preferred: The connection's usual role; on a ticket it goes before the assignment where
                the person holds it, and on a task Autotask takes the assignment's alone.

        Raises:
            RejectedError: Nothing says which role it is, or there is no such ticket or task.
        """
        if target.kind is WorkItemKind.CHARGE_CODE:
            return None
        now = self._clock()
        found = self._known.get((target, person_id))
        if found is not None and found[0] > now:
            return found[1]
        on_ticket = target.kind is WorkItemKind.TICKET
        role: int | None = None
        if on_ticket and preferred is not None and preferred in self._for_tickets(person_id):
            role = preferred
        if role is None:
            role = (self._on_ticket if on_ticket else self._on_task)(target.id, person_id)
        if role is None:
            # A ticket takes others' time too; a task only that of the people assigned to it.
            code = "work_role_invalid" if on_ticket else "work_item_unassigned"
            message = f"no role of this person fits the {target.kind.value}"
            raise RejectedError(code, message, place="" if on_ticket else menus.PROJECT_PLAN)
        self._known[target, person_id] = (now + REMEMBERED, role)
        return role

    def forget(self, target: Target, person_id: int) -> None:
        """Look the role up again the next time: Autotask refused it."""
        self._known.pop((target, person_id), None)

    def choices(self, person_id: int) -> tuple[Option, ...]:
        """Return the person's roles for labour."""
        held = self._held(person_id)
        return tuple(
            Option(id=str(role.id), name=role.name or str(role.id))
            for ids in chunks(held)
            for role in self._client.rows(Query(Role, (Clause("id", Operator.ONE_OF, ids),)))
            if role.is_active
        )

    def _on_ticket(self, ticket_id: int, person_id: int) -> int | None:
        ticket = self._existing(Ticket, ticket_id)
        if ticket.assigned_resource_id == person_id and ticket.assigned_resource_role_id:
            return ticket.assigned_resource_role_id
        others = self._client.rows(
            Query(
                TicketSecondaryResource,
                (
                    Clause("ticket_id", Operator.EQUALS, ticket_id),
                    Clause("resource_id", Operator.EQUALS, person_id),
                ),
            )
        )
        return _only(row.role_id for row in others) or self._usual(person_id)

    def _on_task(self, task_id: int, person_id: int) -> int | None:
        """Autotask takes time on a task only in the role of the person's own assignment."""
        task = self._existing(Task, task_id)
        if task.assigned_resource_id == person_id and task.assigned_resource_role_id:
            return task.assigned_resource_role_id
        others = self._client.rows(
            Query(
                TaskSecondaryResource,
                (
                    Clause("task_id", Operator.EQUALS, task_id),
                    Clause("resource_id", Operator.EQUALS, person_id),
                ),
            )
        )
        return _only(row.role_id for row in others)

    def _usual(self, person_id: int) -> int | None:
        """The role that Autotask itself would offer on a ticket of others."""
        person = self._client.item(Resource, person_id)
        if person is not None and person.default_service_desk_role_id:
            return person.default_service_desk_role_id
        desk = self._desk_roles(person_id)
        return (
            _only(row.role_id for row in desk if row.is_default)
            or _only(row.role_id for row in desk)
            or (None if desk else _only(self._held(person_id)))
        )

    def _desk_roles(self, person_id: int) -> list[ResourceServiceDeskRole]:
        theirs = Clause("resource_id", Operator.EQUALS, person_id)
        rows = self._client.rows(Query(ResourceServiceDeskRole, (theirs,)))
        return [row for row in rows if row.is_active]

    def _for_tickets(self, person_id: int) -> set[int]:
        """The roles in which Autotask takes the person's time on any ticket."""
        desk = {row.role_id for row in self._desk_roles(person_id)}
        return desk or self._held(person_id)

    def _held(self, person_id: int) -> set[int]:
        """Autotask lists a role once per department and queue."""
        rows = self._client.rows(
            Query(ResourceRole, (Clause("resource_id", Operator.EQUALS, person_id),))
        )
        return {row.role_id for row in rows if row.is_active} - NOT_FOR_LABOUR

    def _existing(self, kind: type[RowT], row_id: int) -> RowT:
        found = list(self._client.rows(Query(kind, (Clause("id", Operator.EQUALS, row_id),))))
        if not found:
            code = "work_item_missing"
            raise RejectedError(code, f"Autotask shows us no {kind.entity} with id {row_id}")
        return found[0]


def _only(roles: Iterable[int | None]) -> int | None:
    found = {role for role in roles if role}
    return found.pop() if len(found) == 1 else None
