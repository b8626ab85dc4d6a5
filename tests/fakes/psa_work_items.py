"""The work items of a PSA in memory, page by page, and as people have them now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from psa_sync.domain.connection import PsaName, PsaUser
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import CONTAINERS, WorkItem, WorkItemSpan, place_of
from psa_sync.ports import LookedAt, Onlooker, WorkItemPage
from tests.fakes.psa_rules import PsaRules


class PsaWorkItems:
    """All that people can book on are tickets; what stands above them comes with them.

    Attributes:
        items: Each person's work items in the widest scope, by person id, containers too.
        touched: When a ticket changed last, by its id; what is not here never changed.
    """

    app: PsaName
    rules: PsaRules
    page_size: int

    def inactive(self, people: Sequence[PsaUser]) -> frozenset[str]:
        """See the port."""
        self._call("inactive")
        return frozenset(person.id for person in people if person.id in self.rules.inactive)

    def __init__(self) -> None:
        self.items: dict[str, list[WorkItem]] = {}
        self.touched: dict[str, datetime] = {}

    def work_items(self, person: PsaUser, scope: ImportScope, page: str | None) -> WorkItemPage:
        """See the port."""
        self._call("work_items")
        tickets = self._tickets(person, scope)
        after = None if page is None else int(page)
        span = WorkItemSpan(prefix=self._prefix, after=after)
        rest = [item for item in tickets if span.holds(item.id)]
        shown = rest[: self.page_size]
        if len(rest) > len(shown):
            span = replace(span, upto=int(shown[-1].id.rpartition(":")[2]))
        items = self._with_parents(person, shown)
        next_page = None if span.upto is None else str(span.upto)
        return WorkItemPage(items, next_page, span, len(shown))

    def count_work_items(self, person: PsaUser, scope: ImportScope) -> int:
        """See the port."""
        self._call("count_work_items")
        return len(self._tickets(person, scope))

    def look_at(self, subject: Subject, psa_id: str, people: Sequence[Onlooker]) -> LookedAt:
        """See the port."""
        self._call("look_at")
        wanted = f"{self.app}:{subject.value}:{psa_id}"
        if subject is Subject.TICKET:
            return self._sight([wanted], people)
        everybody = (item for items in self.items.values() for item in items)
        found = tuple(item for item in everybody if item.id == wanted)[:1]
        return LookedAt((wanted,), {one.person.id: found for one in people})

    def changed_work_items(
        self, people: Sequence[Onlooker], since: datetime, page: str | None
    ) -> LookedAt:
        """See the port."""
        self._call("changed_work_items")
        changed = sorted(one for one, at in self.touched.items() if at >= since)
        rest = [one for one in changed if page is None or place_of(one) > place_of(page)]
        shown = rest[: self.page_size]
        more = shown[-1] if len(rest) > len(shown) else None
        return replace(self._sight(shown, people), next_page=more)

    def _call(self, name: str) -> None:
        """Count the call and let it fail if that is its lot."""
        raise NotImplementedError

    @property
    def _prefix(self) -> str:
        return f"{self.app}:ticket:"

    def _tickets(self, person: PsaUser, scope: ImportScope) -> list[WorkItem]:
        wider = ImportScope.ALL if scope is ImportScope.ALL else ImportScope.ASSIGNED
        found = [
            replace(item, facts=self.rules.of_item(item.id))
            for item in self.items.get(person.id, [])
            if item.kind not in CONTAINERS and item.is_in(wider)
        ]
        return sorted(found, key=lambda item: place_of(item.id))

    def _sight(self, ids: Sequence[str], people: Sequence[Onlooker]) -> LookedAt:
        items = {}
        for one in people:
            theirs = [item for item in self._tickets(one.person, one.scope) if item.id in ids]
            items[one.person.id] = self._with_parents(one.person, theirs)
        return LookedAt(tuple(ids), items)

    def _with_parents(self, person: PsaUser, tickets: Sequence[WorkItem]) -> tuple[WorkItem, ...]:
        known = {item.id: item for item in self.items.get(person.id, [])}
        chosen: dict[str, WorkItem] = {}
        for ticket in tickets:
            above, parent = [ticket], ticket.parent_id
            while parent in known:
                above.append(known[parent])
                parent = known[parent].parent_id
            chosen |= {item.id: item for item in reversed(above)}
        return tuple(chosen.values())
