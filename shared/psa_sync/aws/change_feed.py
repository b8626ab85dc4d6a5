"""The change feed: each user's entries and work items by the stamp of their latest write."""

from collections.abc import Mapping
from heapq import merge

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, from_item
from psa_sync.aws.table import Table
from psa_sync.aws.work_items import is_trace
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

    def after(self, account: str, behind: Mapping[str, str], *, limit: int) -> list[Change]:
        """See the port; fewer than `limit` changes mean that the index has no more now."""
        found: dict[keys.Key, Change] = {}
        starts = {user_id: keys.position_text(stamp) for user_id, stamp in behind.items()}
        more = True
        while more and len(found) < limit:
            places, more = self._places(account, starts, limit - len(found))
            if not places:
                break
            last = _stamp(places[-1])
            starts = {user_id: max(stamp, last) for user_id, stamp in starts.items()}
            rows = self._table.get_many([key_of(place) for place in places])
            # The index lags: what has a newer stamp by now is met again where it stands now.
            found |= {
                key: _change(item) for key, item in rows.items() if not more or _stamp(item) <= last
            }
        return sorted(found.values(), key=lambda change: change.stamp)

    def _places(
        self, account: str, behind: Mapping[str, str], limit: int
    ) -> tuple[list[Item], bool]:
        """The oldest places behind the users' stamps, and whether there are more."""
        answers = [
            self._table.query(
                Span(keys.user_partition(account, user_id), "by_feed", *_behind(stamp)), limit=limit
            )
            for user_id, stamp in behind.items()
        ]
        places = list(merge(*(items for items, _ in answers), key=_stamp))
        return places[:limit], len(places) > limit or any(more for _, more in answers)


def _behind(stamp: str) -> tuple[str, dict[str, str]]:
    return ("#sk > :stamp", {":stamp": stamp}) if stamp else ("", {})


def _stamp(item: Item) -> str:
    return str(item["feed_sk"]["S"])


def _change(item: Item) -> Change:
    if item["sk"]["S"] == keys.ENTRY_SORT_KEY:
        return Change(_stamp(item), entry=from_item(item, Entry))
    owner = keys.user_of(item["feed_pk"]["S"])
    if is_trace(item):
        return Change(_stamp(item), gone=item["gone"]["S"], user_id=owner)
    return Change(_stamp(item), work_item=from_item(item, WorkItem), user_id=owner)
