"""The change feed: each user's entries and work items by the stamp of their latest write."""

from collections.abc import Sequence
from heapq import merge

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, from_item
from psa_sync.aws.table import Table
from psa_sync.aws.writes import Span, key_of
from psa_sync.domain.entry import Entry
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import Change


class DynamoChangeFeed:
    """The port `ChangeFeed`.

    Args:
        table: Holds the rows that `DynamoEntries` and `DynamoWorkItems` write.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def after(
        self, account: str, user_ids: Sequence[str], stamp: str, *, limit: int
    ) -> list[Change]:
        """See the port; fewer than `limit` changes mean that the index has no more now."""
        found: dict[keys.Key, Change] = {}
        users = list(dict.fromkeys(user_ids))
        stamp = keys.position_text(stamp)
        more = True
        while more and len(found) < limit:
            places, more = self._places(account, users, stamp, limit - len(found))
            if not places:
                break
            stamp = _stamp(places[-1])
            rows = self._table.get_many([key_of(place) for place in places])
            # The index lags: what has a newer stamp by now is met again where it stands now.
            found |= {
                key: _change(item)
                for key, item in rows.items()
                if not more or _stamp(item) <= stamp
            }
        return sorted(found.values(), key=lambda change: change.stamp)

    def _places(
        self, account: str, user_ids: Sequence[str], stamp: str, limit: int
    ) -> tuple[list[Item], bool]:
        """The oldest places behind the stamp, and whether there are more."""
        behind = ("#sk > :stamp", {":stamp": stamp}) if stamp else ("", {})
        answers = [
            self._table.query(
                Span(keys.user_partition(account, user_id), "by_feed", *behind), limit=limit
            )
            for user_id in user_ids
        ]
        places = list(merge(*(items for items, _ in answers), key=_stamp))
        return places[:limit], len(places) > limit or any(more for _, more in answers)


def _stamp(item: Item) -> str:
    return str(item["feed_sk"]["S"])


def _change(item: Item) -> Change:
    if item["sk"]["S"] == keys.ENTRY_SORT_KEY:
        return Change(_stamp(item), entry=from_item(item, Entry))
    return Change(_stamp(item), work_item=from_item(item, WorkItem))
