"""Work items in memory."""

from collections.abc import Sequence

from psa_sync.domain.connection import PsaName
from psa_sync.domain.work_item import WorkItem
from tests.fakes.change_feed import FakeChangeFeed


class FakeWorkItems:
    """Each person's work items in a dictionary."""

    def __init__(self, feed: FakeChangeFeed) -> None:
        self._feed = feed
        self._items: dict[tuple[str, str, str], WorkItem] = {}

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """See the port."""
        return self._items.get((account, user_id, work_item_id))

    def of_user(self, account: str, user_id: str, app: PsaName | None = None) -> list[WorkItem]:
        """See the port."""
        found = [
            item
            for key, item in self._items.items()
            if key[:2] == (account, user_id) and app in {None, item.app}
        ]
        return sorted(found, key=lambda item: (item.app, item.id))

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """See the port."""
        for item in items:
            self._items[account, user_id, item.id] = item
            self._feed.work_item_written(account, user_id, item)

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """See the port."""
        for work_item_id in work_item_ids:
            self._items.pop((account, user_id, work_item_id), None)
            self._feed.work_item_removed(account, user_id, work_item_id)
