"""Work items in memory."""

from collections.abc import Iterator, Sequence

from psa_sync.domain.connection import PsaName
from psa_sync.domain.work_item import WorkItem, WorkItemSpan, place_of
from tests.fakes.change_feed import FakeChangeFeed


class FakeWorkItems:
    """Each person's work items in a dictionary."""

    def __init__(self, feed: FakeChangeFeed) -> None:
        self._feed = feed
        self._items: dict[tuple[str, str, str], WorkItem] = {}

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """See the port."""
        return self._items.get((account, user_id, work_item_id))

    def get_many(
        self, account: str, user_id: str, work_item_ids: Sequence[str]
    ) -> dict[str, WorkItem]:
        """See the port."""
        found = ((one, self.get(account, user_id, one)) for one in work_item_ids)
        return {work_item_id: item for work_item_id, item in found if item is not None}

    def of_user(
        self, account: str, user_id: str, app: PsaName | None = None, *, behind: str | None = None
    ) -> Iterator[WorkItem]:
        """See the port."""
        found = [
            item
            for key, item in self._items.items()
            if key[:2] == (account, user_id)
            and app in {None, item.app}
            and (behind is None or place_of(item.id) > place_of(behind))
        ]
        return iter(sorted(found, key=lambda item: place_of(item.id)))

    def within(self, account: str, user_id: str, span: WorkItemSpan) -> list[WorkItem]:
        """See the port."""
        return [item for item in self.of_user(account, user_id) if span.holds(item.id)]

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """See the port."""
        for item in items:
            self._items[account, user_id, item.id] = item
            self._feed.work_item_written(account, user_id, item)

    def forget(self, account: str, user_id: str, app: PsaName, limit: int) -> int:
        """Remove work items of an app without a trace; returns how many."""
        found = self._feed.forget_work_items(account, user_id, app, limit)
        for work_item_id in found:
            self._items.pop((account, user_id, work_item_id), None)
        return len(found)

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """See the port."""
        for work_item_id in work_item_ids:
            self._items.pop((account, user_id, work_item_id), None)
            self._feed.work_item_removed(account, user_id, work_item_id)
