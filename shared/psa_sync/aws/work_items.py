"""Each person's work items in DynamoDB, and a trace of those that left."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, from_item, number, text
from psa_sync.aws.stamps import Stamps
from psa_sync.aws.table import Table
from psa_sync.aws.writes import Span, key_item, prefixed
from psa_sync.domain.connection import PsaName
from psa_sync.domain.work_item import WorkItem, WorkItemSpan
from psa_sync.ports import Clock

_ITEMS_AT_ONCE: Final = 25
_TOLD: Final = timedelta(days=400)
"""For so long a client may have been offline and still learns that a work item left."""


class DynamoWorkItems:
    """The port `WorkItems`.

    Args:
        table: Holds the rows; its time to live removes traces some time after they expired.
        stamps: Places each write in the change feed.
        clock: Decides when a trace expires.
    """

    def __init__(self, table: Table, stamps: Stamps, clock: Clock) -> None:
        self._table = table
        self._stamps = stamps
        self._clock = clock

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """See the port."""
        item = self._table.get(keys.work_item_key(account, user_id, work_item_id))
        return None if item is None or is_trace(item) else from_item(item, WorkItem)

    def get_many(
        self, account: str, user_id: str, work_item_ids: Sequence[str]
    ) -> dict[str, WorkItem]:
        """See the port."""
        wanted = [keys.work_item_key(account, user_id, one) for one in work_item_ids]
        found = (self._table.get_many(wanted) if wanted else {}).values()
        return {item.id: item for item in map(_read, filter(_is_there, found))}

    def of_user(
        self, account: str, user_id: str, app: PsaName | None = None, *, behind: str | None = None
    ) -> Iterator[WorkItem]:
        """See the port."""
        partition, prefix = keys.user_partition(account, user_id), keys.work_items_prefix(app)
        span = prefixed(partition, prefix)
        if behind is not None:
            last = keys.work_item_key(account, user_id, behind).sk
            span = _between(partition, f"{last}\x00", f"{prefix}\U0010ffff")
        return map(_read, filter(_is_there, self._table.each(span)))

    def within(self, account: str, user_id: str, span: WorkItemSpan) -> list[WorkItem]:
        """See the port."""
        between = _between(keys.user_partition(account, user_id), *keys.work_item_limits(span))
        found = map(_read, filter(_is_there, self._table.each(between)))
        return [item for item in found if span.holds(item.id)]

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """See the port."""
        newest = {item.id: item for item in items}.values()
        self._write(account, user_id, [(item.id, {"doc": document(item)}) for item in newest])

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """See the port; the trace stands in the work item's place, so that one of them is told."""
        until = number(int((self._clock() + _TOLD).timestamp()))
        traces = [
            (one, {"gone": text(one), "expires_at": until}) for one in dict.fromkeys(work_item_ids)
        ]
        self._write(account, user_id, traces)

    def _write(self, account: str, user_id: str, rows: Sequence[tuple[str, Item]]) -> None:
        """Write call by call, so that no row waits long under its stamp."""
        partition, waiting = text(keys.user_partition(account, user_id)), iter(rows)
        while chunk := list(islice(waiting, _ITEMS_AT_ONCE)):

            def write(next_stamp: Callable[[], str], chunk: list[tuple[str, Item]] = chunk) -> None:
                self._table.put_and_delete(
                    [
                        key_item(keys.work_item_key(account, user_id, work_item_id))
                        | {"feed_pk": partition, "feed_sk": text(next_stamp())}
                        | attributes
                        for work_item_id, attributes in chunk
                    ]
                )

            self._stamps.write(write, write)


def is_trace(item: Item) -> bool:
    """Tell whether the row only says that a work item left."""
    return "gone" in item


def _is_there(item: Item) -> bool:
    return not is_trace(item)


def _read(item: Item) -> WorkItem:
    return from_item(item, WorkItem)


def _between(partition: str, first: str, last: str) -> Span:
    values = {":first": first, ":last": last}
    return Span(partition, condition="#sk BETWEEN :first AND :last", values=values)
