"""Compare a person's work items with what the PSA has now, and write only what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.domain.work_item import CONTAINERS, WorkItem
from psa_sync.ports import WorkItemPage
from psa_sync.sync.effects import Effects

_REMEMBERED: Final = 5_000
"""What stands above work is met on page after page; so many of them are not read again."""


class Shelf:
    """One person's work items of one app.

    Attributes:
        effects: The ports.
    """

    def __init__(self, link: UserLink, effects: Effects) -> None:
        self._link = link
        self.effects = effects
        self._known_above: dict[str, WorkItem] = {}

    def take_page(self, page: WorkItemPage) -> None:
        """Take in a page of a walk; what it covers and does not bring is not the person's."""
        account, user_id = self._link.account, self._link.user_id
        covered = self.effects.work_items.within(account, user_id, page.covers)
        known = {item.id: item for item in covered}
        self._bring(page.items, known | self._above(page.items), known)

    def take_looked_at(self, ids: Sequence[str], items: Sequence[WorkItem]) -> int:
        """Take in work items that were looked at one by one; returns how many rows changed."""
        account, user_id = self._link.account, self._link.user_id
        known = self.effects.work_items.get_many(account, user_id, ids)
        return self._bring(items, known | self._above(items), known)

    def tidy(self) -> None:
        """Forget what stands above no work any more; what stands lowest goes first."""
        account, user_id, app = self._link.account, self._link.user_id, self._link.app
        above: dict[str, tuple[int, str | None]] = {}
        needed: set[str] = set()
        for item in self.effects.work_items.of_user(account, user_id, app):
            if item.kind in CONTAINERS:
                above[item.id] = (len(item.path), item.parent_id)
            elif item.parent_id is not None:
                needed.add(item.parent_id)
        for lowest in tuple(needed):
            needed.update(_way_up(lowest, above))
        idle = sorted(above.keys() - needed, key=lambda one: (-above[one][0], one))
        if idle:
            self.effects.work_items.remove(account, user_id, idle)

    def _above(self, items: Iterable[WorkItem]) -> dict[str, WorkItem]:
        """What we have of the containers among these."""
        ids = [item.id for item in items if item.kind in CONTAINERS]
        if len(self._known_above) > _REMEMBERED:
            self._known_above.clear()
        new = [one for one in ids if one not in self._known_above]
        if new:
            account, user_id = self._link.account, self._link.user_id
            self._known_above |= self.effects.work_items.get_many(account, user_id, new)
        return {one: self._known_above[one] for one in ids if one in self._known_above}

    def _bring(
        self,
        items: Sequence[WorkItem],
        known: Mapping[str, WorkItem],
        looked_at: Mapping[str, WorkItem],
    ) -> int:
        account, user_id = self._link.account, self._link.user_id
        now = self.effects.clock()
        changed = [
            replace(item, updated_at=now) for item in items if _differs(item, known.get(item.id))
        ]
        if changed:
            self.effects.work_items.put(account, user_id, changed)
            self._known_above |= {item.id: item for item in changed if item.kind in CONTAINERS}
        gone = sorted(looked_at.keys() - {item.id for item in items})
        if gone:
            self.effects.work_items.remove(account, user_id, gone)
        return len(changed) + len(gone)


def _way_up(lowest: str, above: Mapping[str, tuple[int, str | None]]) -> set[str]:
    """All that stand above; a ring ends where it began."""
    way: set[str] = set()
    parent: str | None = lowest
    while parent is not None and parent not in way:
        way.add(parent)
        parent = above[parent][1] if parent in above else None
    return way


def _differs(item: WorkItem, known: WorkItem | None) -> bool:
    """Facts that were read by themselves meanwhile are no change where they say the same."""
    if known is None:
        return True
    return replace(known, updated_at=None, facts_as_of=None) != replace(item, updated_at=None)
