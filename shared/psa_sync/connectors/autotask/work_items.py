"""What a person can book on: regular-time categories, then the person's tickets and tasks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import APP
from psa_sync.connectors.autotask.query import IN_VALUES, Clause, Operator, Query
from psa_sync.connectors.autotask.remembered import Remembered
from psa_sync.connectors.autotask.schemas import BillingCode
from psa_sync.connectors.autotask.work_rows import (
    TASKS,
    TICKETS,
    Work,
    WorkRow,
    items_of,
    regular_time,
)
from psa_sync.domain.work_item import WorkItem, WorkItemKind, WorkItemSpan
from psa_sync.ports import Clock, Onlooker, WorkItemPage

REGULAR_TIME: Final = 3
"""`useType` of the codes that regular time is booked on."""


class Stage(StrEnum):
    """The parts of the walk, in their order."""

    CHARGE_CODES = "charge_codes"
    TICKETS = "tickets"
    TASKS = "tasks"


WORK: Final = {Stage.TICKETS: TICKETS, Stage.TASKS: TASKS}
Links = dict[int, int | None]
"""Role by the id of the ticket or task."""


@dataclass(frozen=True, slots=True)
class _Part:
    items: list[WorkItem]
    upto: int | None
    read: int


class WorkItemWalk:
    """One person's work items, page by page; a page's name is its stage and the last id seen."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._memory = Remembered(client, clock)
        self._links: tuple[tuple[Work, str], Links] | None = None

    def page(self, one: Onlooker, page: str | None) -> WorkItemPage:
        """Read one page; parents come before their children on the same page."""
        if page is None:
            self._memory.forget()
        name, _, last = (page or Stage.CHARGE_CODES.value).partition(":")
        stage, after = Stage(name), int(last) if last else None
        kind = WorkItemKind.CHARGE_CODE
        if stage in WORK:
            kind, part = WORK[stage].kind, self._work(WORK[stage], one, after)
        else:
            part = self._charge_codes(after)
        stages = list(Stage)
        following = stages[stages.index(stage) + 1 :]
        next_page = following[0].value if following else None
        if part.upto is not None:
            next_page = f"{stage.value}:{part.upto}"
        span = WorkItemSpan(prefix=f"{APP}:{kind.value}:", after=after, upto=part.upto)
        return WorkItemPage(tuple(part.items), next_page, span, part.read)

    def count(self, one: Onlooker) -> int:
        """Have Autotask count what a walk would read."""
        queries = [Query(work.rows, work.wanted(one)) for work in WORK.values()]
        queries += [_links_of(work, one) for work in WORK.values()]
        return self._client.count(_codes(None)) + sum(map(self._client.count, queries))

    def _charge_codes(self, after: int | None) -> _Part:
        found = self._client.page(_codes(after))
        return _Part([regular_time(row) for row in found.items], found.after, len(found.items))

    def _work(self, work: Work, one: Onlooker, after: int | None) -> _Part:
        """Merge what is the person's by itself with what is by a link, by ascending id.

        Links have an order of their own, so all of them are known before the first page.
        """
        found = self._client.page(Query(work.rows, work.wanted(one), after))
        links = self._links_known(work, one, anew=after is None)
        linked = [row_id for row_id in sorted(links) if _between(row_id, after, found.after)]
        upto = linked[IN_VALUES - 1] if len(linked) > IN_VALUES else found.after
        linked = linked[:IN_VALUES]
        rows: dict[int, WorkRow] = {
            row.id: row for row in found.items if _between(row.id, after, upto)
        }
        read = len(rows) + len(linked)
        others = tuple(row_id for row_id in linked if row_id not in rows)
        if others:
            theirs = Clause("id", Operator.ONE_OF, others)
            query = Query(work.rows, (theirs, work.still_open()))
            rows |= {row.id: row for row in self._client.rows(query)}
        ordered = [rows[row_id] for row_id in sorted(rows)]
        return _Part(items_of(work, ordered, one, links, self._memory), upto, read)

    def _links_known(self, work: Work, one: Onlooker, *, anew: bool) -> Links:
        """All second assignments of the person: kept from page to page, and never for two."""
        name = (work, one.person.id)
        if anew or self._links is None or self._links[0] != name:
            rows = self._client.rows(_links_of(work, one))
            self._links = (name, {getattr(row, work.link_field): row.role_id for row in rows})
        return self._links[1]


def _codes(after: int | None) -> Query[BillingCode]:
    regular = Clause("use_type", Operator.EQUALS, REGULAR_TIME)
    active = Clause("is_active", Operator.EQUALS, value=True)
    return Query(BillingCode, (regular, active), after)


def _links_of(work: Work, one: Onlooker) -> Query[Any]:
    mine = Clause("resource_id", Operator.EQUALS, int(one.person.id))
    return Query(work.links, (mine,))


def _between(row_id: int, after: int | None, upto: int | None) -> bool:
    return (after is None or row_id > after) and (upto is None or row_id <= upto)
