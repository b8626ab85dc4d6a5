"""What a ticket or task is as a person's work item, and which rows are whose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psa_sync.connectors.autotask.booking_facts import (
    NO_ASSIGNMENT,
    document_of,
    item_facts,
)
from psa_sync.connectors.autotask.mapper import APP, work_item_id
from psa_sync.connectors.autotask.parents import COMPLETE, Parents
from psa_sync.connectors.autotask.query import AllOf, Clause, Condition, Operator
from psa_sync.connectors.autotask.remembered import Remembered
from psa_sync.connectors.autotask.schemas import (
    BillingCode,
    Task,
    TaskSecondaryResource,
    Ticket,
    TicketSecondaryResource,
)
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind
from psa_sync.ports import Onlooker

NOT_ON_TASK: Final = "Autotask takes time on a task only from the people who are on it."

WorkRow = Ticket | Task
Role = tuple[Assigned, int | None]
_ABOVE = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: its rows, further people on them, and their fields.

    Attributes:
        link_field: Of a link, which row it is of.
        completed: When it was completed.
        touched: When something happened to it last.
    """

    kind: WorkItemKind
    rows: type[Any]
    links: type[Any]
    link_field: str
    completed: str
    touched: str

    def still_open(self) -> Condition:
        """Neither complete nor completed."""
        status = Clause("status", Operator.DIFFERS, COMPLETE)
        return AllOf((status, Clause(self.completed, Operator.EMPTY)))

    def wanted(self, one: Onlooker) -> tuple[Condition, ...]:
        """What is the person's without a link: their own open work, or all."""
        if one.scope is ImportScope.ALL:
            return (self.still_open(),)
        mine = Clause("assigned_resource_id", Operator.EQUALS, int(one.person.id))
        return (mine, self.still_open())


TICKETS: Final = Work(
    WorkItemKind.TICKET,
    Ticket,
    TicketSecondaryResource,
    "ticket_id",
    "completed_date",
    "last_activity_date",
)
TASKS: Final = Work(
    WorkItemKind.TASK,
    Task,
    TaskSecondaryResource,
    "task_id",
    "completed_date_time",
    "last_activity_date_time",
)


def items_of(
    work: Work,
    rows: Iterable[WorkRow],
    one: Onlooker,
    roles: Mapping[int, int | None],
    memory: Remembered,
) -> list[WorkItem]:
    """The person's work items, behind all that stands above them.

    Args:
        work: What the rows are.
        rows: Those that the person has.
        one: Who looks.
        roles: The person's second assignments: the role by the row's id.
        memory: Where parents are read.
    """
    rows = list(rows)
    if not rows:
        return []
    labels = memory.labels(Ticket, "status")  # tasks share the picklist of tickets
    parents = Parents(
        memory,
        projects=_ids(row.project_id for row in rows),
        phases=_ids(row.phase_id for row in rows if isinstance(row, Task)),
    )
    parents.load_companies(_ids(row.company_id for row in rows if isinstance(row, Ticket)))
    items = [
        _work_item(work, row, _above(row, parents), labels, _role(row, int(one.person.id), roles))
        for row in rows
        if isinstance(row, Ticket) or parents.takes_work(row.project_id)
    ]
    return [*_needed(parents.items(), items), *items]


def regular_time(row: BillingCode) -> WorkItem:
    """A category that everybody books regular time on."""
    return WorkItem(
        id=work_item_id(WorkItemKind.CHARGE_CODE, row.id),
        app=APP,
        kind=WorkItemKind.CHARGE_CODE,
        name=row.name or str(row.id),
        number="",
        path=(),
        parent_id=None,
        status="Active",
        bookable=True,
        not_bookable_reason=None,
        assigned=Assigned.NONE,
        facts=document_of(NO_ASSIGNMENT).decode(),
    )


def _above(row: WorkRow, parents: Parents) -> _ABOVE:
    if isinstance(row, Ticket):
        return parents.above_ticket(row)
    return parents.above_task(row.phase_id, row.project_id)


def _role(row: WorkRow, person_id: int, roles: Mapping[int, int | None]) -> Role:
    if row.assigned_resource_id == person_id:
        return Assigned.PRIMARY, row.assigned_resource_role_id
    if row.id in roles:
        return Assigned.SECONDARY, roles[row.id]
    return Assigned.NONE, None


def _needed(above: Sequence[WorkItem], items: Iterable[WorkItem]) -> list[WorkItem]:
    """What stands above these items, of containers that come parents first; others are idle."""
    needed = {item.parent_id for item in items}
    for one in reversed(above):
        if one.id in needed:
            needed.add(one.parent_id)
    return [one for one in above if one.id in needed]


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {row_id for row_id in ids if row_id is not None}


def _work_item(
    work: Work, row: WorkRow, above: _ABOVE, labels: Mapping[int, str], role: Role
) -> WorkItem:
    assigned, role_id = role
    on_it = work.kind is not WorkItemKind.TASK or assigned is not Assigned.NONE
    number = row.ticket_number if isinstance(row, Ticket) else row.task_number
    return WorkItem(
        id=work_item_id(work.kind, row.id),
        app=APP,
        kind=work.kind,
        name=row.title or str(row.id),
        number=number or "",
        path=above[1],
        parent_id=above[0],
        status=labels.get(row.status or 0, str(row.status or "")),
        bookable=on_it,
        not_bookable_reason=None if on_it else NOT_ON_TASK,
        assigned=assigned,
        work_role_id=None if role_id is None else str(role_id),
        facts=document_of(item_facts(role_id)).decode(),
    )
