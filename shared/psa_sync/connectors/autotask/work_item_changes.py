"""Reads tickets, tasks and companies again, for all people who may have them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import work_item_id
from psa_sync.connectors.autotask.parents import container
from psa_sync.connectors.autotask.query import IN_VALUES, Clause, Operator, Query
from psa_sync.connectors.autotask.remembered import Remembered
from psa_sync.connectors.autotask.schemas import Company
from psa_sync.connectors.autotask.work_items import WORK, Links, Stage
from psa_sync.connectors.autotask.work_rows import TICKETS, Work, WorkRow, items_of
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import WorkItem, WorkItemKind
from psa_sync.ports import Clock, LookedAt, Onlooker


class WorkItemChanges:
    """Looks at single rows, and at those that changed."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._memory = Remembered(client, clock)

    def look_at(self, subject: Subject, psa_id: str, people: Sequence[Onlooker]) -> LookedAt:
        """Read one ticket or company; Autotask tells of nothing else."""
        if not (psa_id.isascii() and psa_id.isdigit()) or subject is Subject.PROJECT:
            return LookedAt((), {})
        self._memory.forget()
        number = int(psa_id)
        if subject is Subject.COMPANY:
            found = [*map(container, self._memory.rows(Company, {number}).values())]
            seen = {one.person.id: tuple(found) for one in people}
            return LookedAt((work_item_id(WorkItemKind.COMPANY, number),), seen)
        of_number = Clause("id", Operator.EQUALS, number)
        rows = list(self._client.rows(Query(TICKETS.rows, (of_number,))))
        seen = self._seen(TICKETS, rows, people)
        return LookedAt((work_item_id(WorkItemKind.TICKET, number),), seen)

    def changed(self, people: Sequence[Onlooker], since: datetime, page: str | None) -> LookedAt:
        """Read tickets, then tasks, to which something happened."""
        stages = list(WORK)
        name, _, last = (page or Stage.TICKETS.value).partition(":")
        if page is None:
            self._memory.forget()
        stage, after = Stage(name), int(last) if last else None
        work = WORK[stage]
        recently = Clause(work.touched, Operator.AT_LEAST, since)
        found = self._client.page(Query(work.rows, (recently,), after, IN_VALUES))
        following = stages[stages.index(stage) + 1 :]
        next_page = following[0].value if following else None
        if found.after is not None:
            next_page = f"{stage.value}:{found.after}"
        ids = tuple(work_item_id(work.kind, row.id) for row in found.items)
        return LookedAt(ids, self._seen(work, found.items, people), next_page)

    def _seen(
        self, work: Work, rows: Sequence[WorkRow], people: Sequence[Onlooker]
    ) -> dict[str, tuple[WorkItem, ...]]:
        if not rows:
            return {}
        links = self._links(work, [row.id for row in rows])
        return {
            one.person.id: tuple(
                items_of(
                    work,
                    self._theirs(work, rows, one, links[int(one.person.id)]),
                    one,
                    links[int(one.person.id)],
                    self._memory,
                )
            )
            for one in people
        }

    def _theirs(
        self, work: Work, rows: Iterable[WorkRow], one: Onlooker, links: Links
    ) -> list[WorkRow]:
        """Held against the very conditions with which a walk asks."""
        by_itself, by_link = work.wanted(one), work.still_open()
        exactly = timedelta(0)
        return [
            row
            for row in rows
            if all(condition.holds(row, exactly) for condition in by_itself)
            or (row.id in links and by_link.holds(row, exactly))
        ]

    def _links(self, work: Work, ids: Sequence[int]) -> defaultdict[int, Links]:
        """Second assignments to these rows, by person."""
        links: defaultdict[int, Links] = defaultdict(dict)
        to_these = Clause(work.link_field, Operator.ONE_OF, tuple(ids))
        for row in self._client.rows(Query(work.links, (to_these,))):
            links[row.resource_id][getattr(row, work.link_field)] = row.role_id
        return links
