"""What a person can book on: regular-time categories, then the person's tickets and tasks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from psa_sync.connectors.autotask.booking_facts import (
    NO_ASSIGNMENT,
    ItemFacts,
    document_of,
    item_facts,
)
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import APP, work_item_id
from psa_sync.connectors.autotask.parents import COMPLETE, Parents
from psa_sync.connectors.autotask.query import (
    IN_VALUES,
    AllOf,
    AnyOf,
    Clause,
    Condition,
    Operator,
    Query,
)
from psa_sync.connectors.autotask.schemas import (
    BillingCode,
    RowT,
    Task,
    TaskSecondaryResource,
    Ticket,
    TicketSecondaryResource,
)
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind
from psa_sync.ports import Clock, WorkItemPage

REGULAR_TIME: Final = 3
"""`useType` of the codes that regular time is booked on."""
STILL_SHOWN: Final = timedelta(days=14)
"""What was completed stays visible that long, so that yesterday's entries keep their names."""


class Stage(StrEnum):
    """The parts of the walk, in their order."""

    CHARGE_CODES = "charge_codes"
    TICKETS = "tickets"
    TICKETS_SECONDARY = "tickets_secondary"
    TASKS = "tasks"
    TASKS_SECONDARY = "tasks_secondary"


@dataclass(frozen=True, slots=True)
class _Part:
    items: list[WorkItem]
    after: int | None


Role = tuple[Assigned, int | None]


class WorkItemWalk:
    """One person's work items, page by page; a page's name is its stage and the last id seen."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._steps: dict[Stage, Callable[[int, int | None], _Part]] = {
            Stage.CHARGE_CODES: self._charge_codes,
            Stage.TICKETS: self._tickets,
            Stage.TICKETS_SECONDARY: self._tickets_secondary,
            Stage.TASKS: self._tasks,
            Stage.TASKS_SECONDARY: self._tasks_secondary,
        }

    def page(self, person: PsaUser, page: str | None) -> WorkItemPage:
        """Read one page; parents come before their children on the same page."""
        name, _, after = (page or Stage.CHARGE_CODES.value).partition(":")
        stage = Stage(name)
        part = self._steps[stage](int(person.id), int(after) if after else None)
        stages = list(Stage)
        following = stages[stages.index(stage) + 1 :]
        next_page = following[0].value if following else None
        if part.after is not None:
            next_page = f"{stage.value}:{part.after}"
        return WorkItemPage(tuple(part.items), next_page, None)

    def _charge_codes(self, _person_id: int, after: int | None) -> _Part:
        regular = Clause("use_type", Operator.EQUALS, REGULAR_TIME)
        active = Clause("is_active", Operator.EQUALS, value=True)
        found = self._client.page(Query(BillingCode, (regular, active), after, IN_VALUES))
        items = [
            _item(
                WorkItemKind.CHARGE_CODE,
                row.id,
                name=row.name or str(row.id),
                number="",
                above=(None, ()),
                status="Active",
                complete=False,
                role=(Assigned.NONE, None),
            )
            for row in found.items
        ]
        return _Part(items, found.after)

    def _tickets(self, person_id: int, after: int | None) -> _Part:
        mine = Clause("assigned_resource_id", Operator.EQUALS, person_id)
        recent = _unfinished("completed_date", self._clock())
        found = self._client.page(Query(Ticket, (mine, recent), after, IN_VALUES))
        return _Part(self._ticket_items(found.items, person_id, {}), found.after)

    def _tickets_secondary(self, person_id: int, after: int | None) -> _Part:
        mine = Clause("resource_id", Operator.EQUALS, person_id)
        links = self._client.page(Query(TicketSecondaryResource, (mine,), after, IN_VALUES))
        roles = {row.ticket_id: row.role_id for row in links.items}
        tickets = self._linked(Ticket, roles, "completed_date")
        return _Part(self._ticket_items(tickets, person_id, roles), links.after)

    def _tasks(self, person_id: int, after: int | None) -> _Part:
        mine = Clause("assigned_resource_id", Operator.EQUALS, person_id)
        recent = _unfinished("completed_date_time", self._clock())
        found = self._client.page(Query(Task, (mine, recent), after, IN_VALUES))
        return _Part(self._task_items(found.items, person_id, {}), found.after)

    def _tasks_secondary(self, person_id: int, after: int | None) -> _Part:
        mine = Clause("resource_id", Operator.EQUALS, person_id)
        links = self._client.page(Query(TaskSecondaryResource, (mine,), after, IN_VALUES))
        roles = {row.task_id: row.role_id for row in links.items}
        tasks = self._linked(Task, roles, "completed_date_time")
        return _Part(self._task_items(tasks, person_id, roles), links.after)

    def _linked(self, kind: type[RowT], roles: dict[int, int | None], completed: str) -> list[RowT]:
        if not roles:
            return []
        theirs = Clause("id", Operator.ONE_OF, tuple(sorted(roles)))
        return list(self._client.rows(Query(kind, (theirs, _unfinished(completed, self._clock())))))

    def _ticket_items(
        self, tickets: Iterable[Ticket], person_id: int, roles: dict[int, int | None]
    ) -> list[WorkItem]:
        tickets = list(tickets)
        if not tickets:
            return []
        labels = self._client.labels(Ticket, "status")
        parents = Parents(self._client, projects=_ids(row.project_id for row in tickets))
        parents.load_companies(_ids(row.company_id for row in tickets))
        items = [
            _item(
                WorkItemKind.TICKET,
                row.id,
                name=row.title or str(row.id),
                number=row.ticket_number or "",
                above=parents.above_ticket(row),
                status=labels.get(row.status or 0, str(row.status or "")),
                complete=row.status == COMPLETE or row.completed_date is not None,
                role=_role(row, person_id, roles),
            )
            for row in tickets
        ]
        return [*parents.items(), *items]

    def _task_items(
        self, tasks: Iterable[Task], person_id: int, roles: dict[int, int | None]
    ) -> list[WorkItem]:
        tasks = list(tasks)
        if not tasks:
            return []
        # Tasks share the picklist of tickets.
        labels = self._client.labels(Ticket, "status")
        parents = Parents(
            self._client,
            projects=_ids(row.project_id for row in tasks),
            phases=_ids(row.phase_id for row in tasks),
        )
        parents.load_companies(())
        items = [
            _item(
                WorkItemKind.TASK,
                row.id,
                name=row.title or str(row.id),
                number=row.task_number or "",
                above=parents.above_task(row.phase_id, row.project_id),
                status=labels.get(row.status or 0, str(row.status or "")),
                complete=row.status == COMPLETE or row.completed_date_time is not None,
                role=_role(row, person_id, roles),
            )
            for row in tasks
            if parents.takes_work(row.project_id)
        ]
        return [*parents.items(), *items]


def _unfinished(completed: str, now: datetime) -> Condition:
    """Open, or completed a short while ago."""
    still_open = AllOf(
        (Clause("status", Operator.DIFFERS, COMPLETE), Clause(completed, Operator.EMPTY))
    )
    return AnyOf((still_open, Clause(completed, Operator.AT_LEAST, now - STILL_SHOWN)))


def _role(row: Ticket | Task, person_id: int, roles: dict[int, int | None]) -> Role:
    if row.assigned_resource_id == person_id:
        return Assigned.PRIMARY, row.assigned_resource_role_id
    return Assigned.SECONDARY, roles.get(row.id)


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {row_id for row_id in ids if row_id is not None}


def _facts(kind: WorkItemKind, *, complete: bool, role_id: int | None) -> ItemFacts:
    if kind is WorkItemKind.CHARGE_CODE:
        return NO_ASSIGNMENT
    return item_facts(complete=complete, role_id=role_id)


def _item(
    kind: WorkItemKind,
    row_id: int,
    *,
    name: str,
    number: str,
    above: tuple[str | None, tuple[str, ...]],
    status: str,
    complete: bool,
    role: Role,
) -> WorkItem:
    assigned, role_id = role
    return WorkItem(
        id=work_item_id(kind, row_id),
        app=APP,
        kind=kind,
        name=name,
        number=number,
        path=above[1],
        parent_id=above[0],
        status=status,
        bookable=not complete,
        not_bookable_reason=f"The {kind.value} is complete in Autotask." if complete else None,
        assigned=assigned,
        work_role_id=None if role_id is None else str(role_id),
        facts=document_of(_facts(kind, complete=complete, role_id=role_id)).decode(),
    )
