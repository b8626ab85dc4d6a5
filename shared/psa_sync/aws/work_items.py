"""Each person's work items in DynamoDB."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, from_item, text
from psa_sync.aws.stamps import Stamps
from psa_sync.aws.table import Table
from psa_sync.aws.writes import key_item, prefixed
from psa_sync.domain.connection import PsaName
from psa_sync.domain.work_item import WorkItem

_ITEMS_AT_ONCE: Final = 25


class DynamoWorkItems:
    """The port `WorkItems`.

    Args:
        table: Holds the rows.
        stamps: Places each write in the change feed.
    """

    def __init__(self, table: Table, stamps: Stamps) -> None:
        self._table = table
        self._stamps = stamps

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """See the port."""
        item = self._table.get(keys.work_item_key(account, user_id, work_item_id))
        return None if item is None else from_item(item, WorkItem)

    def of_user(self, account: str, user_id: str, app: PsaName | None = None) -> list[WorkItem]:
        """See the port."""
        span = prefixed(keys.user_partition(account, user_id), keys.work_items_prefix(app))
        found = [from_item(item, WorkItem) for item in self._table.query(span)[0]]
        return sorted(found, key=lambda work_item: (work_item.app, work_item.id))

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """See the port; call by call, so that no row waits long under its stamp."""
        waiting = iter({item.id: item for item in items}.values())
        while chunk := list(islice(waiting, _ITEMS_AT_ONCE)):

            def write(next_stamp: Callable[[], str], chunk: list[WorkItem] = chunk) -> None:
                self._table.put_and_delete(
                    [_item(account, user_id, item, next_stamp()) for item in chunk]
                )

            self._stamps.write(write, write)

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """See the port."""
        names = dict.fromkeys(work_item_ids)
        self._table.put_and_delete([], [keys.work_item_key(account, user_id, n) for n in names])


def _item(account: str, user_id: str, work_item: WorkItem, stamp: str) -> Item:
    return key_item(keys.work_item_key(account, user_id, work_item.id)) | {
        "doc": document(work_item),
        "feed_pk": text(keys.user_partition(account, user_id)),
        "feed_sk": text(stamp),
    }
