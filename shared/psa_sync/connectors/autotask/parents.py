"""The way from a company down to a ticket or task: who stands above, named and in order."""

from collections.abc import Iterable
from typing import Final

from psa_sync.connectors.autotask.mapper import APP, work_item_id
from psa_sync.connectors.autotask.remembered import Remembered
from psa_sync.connectors.autotask.schemas import Company, Phase, Project, RowT, Ticket
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind

COMPLETE: Final = 5
"""Autotask's own status of finished tickets, tasks and projects; others have a completion date."""
NOT_WORKED_ON: Final = frozenset({3, 8})
"""Project types Template and Baseline."""
MAX_DEPTH: Final = 8
"""Phases nest; no plan is deeper, and a ring would be endless."""
MAX_PHASES: Final = 2_000
"""A page of tasks has no more phases above it."""
NO_TIME_HERE: Final = "Time is booked on tickets, tasks and regular-time categories."


class Parents:
    """Companies, projects and phases above one page of tickets or tasks."""

    def __init__(
        self, memory: Remembered, *, projects: Iterable[int], phases: Iterable[int] = ()
    ) -> None:
        self._memory = memory
        self._phases = self._with_ancestors(phases)
        above = {phase.project_id for phase in self._phases.values()}
        self._projects = self._load(Project, {*projects, *_present(above)})
        self._companies: dict[int, Company] = {}
        self._labels = memory.labels(Project, "status") if self._projects else {}

    def load_companies(self, company_ids: Iterable[int]) -> None:
        """Read the companies of the tickets and of all projects; 0 is the MSP itself."""
        above = {project.company_id for project in self._projects.values()}
        self._companies = self._load(Company, {*company_ids, *_present(above)})

    def takes_work(self, project_id: int | None) -> bool:
        """Tell whether the project is one that people work on."""
        project = self._projects.get(-1 if project_id is None else project_id)
        return project is None or project.project_type not in NOT_WORKED_ON

    def above_ticket(self, ticket: Ticket) -> tuple[str | None, tuple[str, ...]]:
        """Return the parent of a ticket and the names down to it."""
        if ticket.project_id in self._projects:
            return self._at_project(ticket.project_id)
        return self._at_company(ticket.company_id)

    def above_task(
        self, phase_id: int | None, project_id: int | None, depth: int = MAX_DEPTH
    ) -> tuple[str | None, tuple[str, ...]]:
        """Return the parent of a task or of a phase, and the names down to it."""
        phase = self._phases.get(-1 if phase_id is None else phase_id)
        if phase is None or not depth:
            return self._at_project(project_id)
        _, names = self.above_task(phase.parent_phase_id, phase.project_id, depth - 1)
        return work_item_id(WorkItemKind.PHASE, phase.id), (*names, _name(phase.title, phase.id))

    def items(self) -> list[WorkItem]:
        """Return all of them, each behind its own parent."""
        companies = [container(row) for row in self._companies.values()]
        projects = [
            _container(
                WorkItemKind.PROJECT,
                row.id,
                name=_name(row.project_name, row.id),
                number=row.project_number or "",
                above=self._at_company(row.company_id),
                status=self._labels.get(row.status or 0, str(row.status or "")),
            )
            for row in self._projects.values()
        ]
        phases = [
            _container(
                WorkItemKind.PHASE,
                row.id,
                name=_name(row.title, row.id),
                number=row.phase_number or "",
                above=self.above_task(row.parent_phase_id, row.project_id),
                status="",
            )
            for row in self._phases.values()
        ]
        return [*companies, *projects, *sorted(phases, key=lambda phase: len(phase.path))]

    def _at_project(self, project_id: int | None) -> tuple[str | None, tuple[str, ...]]:
        project = self._projects.get(-1 if project_id is None else project_id)
        if project is None:
            return None, ()
        _, names = self._at_company(project.company_id)
        name = _name(project.project_name, project.id)
        return work_item_id(WorkItemKind.PROJECT, project.id), (*names, name)

    def _at_company(self, company_id: int | None) -> tuple[str | None, tuple[str, ...]]:
        company = self._companies.get(-1 if company_id is None else company_id)
        if company is None:
            return None, ()
        return work_item_id(WorkItemKind.COMPANY, company.id), (
            _name(company.company_name, company.id),
        )

    def _with_ancestors(self, phase_ids: Iterable[int]) -> dict[int, Phase]:
        found: dict[int, Phase] = {}
        asked, wanted = set[int](), set(phase_ids)
        while wanted and len(asked) < MAX_PHASES:
            found |= self._load(Phase, wanted)
            asked |= wanted
            wanted = _present({phase.parent_phase_id for phase in found.values()}) - asked
        # A phase whose ancestors were not all read stands directly below its project.
        return found

    def _load(self, kind: type[RowT], ids: Iterable[int]) -> dict[int, RowT]:
        return self._memory.rows(kind, ids)


def container(row: Company) -> WorkItem:
    """Return a company as it stands above work."""
    return _container(
        WorkItemKind.COMPANY,
        row.id,
        name=_name(row.company_name, row.id),
        number=row.company_number or "",
        above=(None, ()),
        status="Inactive" if row.is_active is False else "Active",
    )


def _present(ids: Iterable[int | None]) -> set[int]:
    return {row_id for row_id in ids if row_id is not None}


def _name(text: str | None, row_id: int) -> str:
    return text or str(row_id)


def _container(
    kind: WorkItemKind,
    row_id: int,
    *,
    name: str,
    number: str,
    above: tuple[str | None, tuple[str, ...]],
    status: str,
) -> WorkItem:
    return WorkItem(
        id=work_item_id(kind, row_id),
        app=APP,
        kind=kind,
        name=name,
        number=number,
        path=above[1],
        parent_id=above[0],
        status=status,
        bookable=False,
        not_bookable_reason=NO_TIME_HERE,
        assigned=Assigned.NONE,
    )
