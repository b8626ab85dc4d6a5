"""Time entries in DynamoDB: one row per entry, one per line of history, one per mapped PSA row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from heapq import merge
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, from_item, number, text
from psa_sync.aws.entry_items import (
    due_sort_key,
    entry_write,
    event_writes,
    mapping_write,
    problem_sort_key,
)
from psa_sync.aws.stamps import Stamps
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Span, Write, key_of, prefixed
from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import PsaRowTakenError, StaleError
from psa_sync.ports import DueEntry, EntryPage

_REMEMBERED_ROWS: Final = 10_000
_AFTER_ALL_INSTANTS: Final = ":"
_AFTER_ALL_DIGESTS: Final = "g"


class DynamoEntries:
    """The port `Entries`.

    Args:
        table: Holds the rows.
        stamps: Places each write in the change feed.
    """

    def __init__(self, table: Table, stamps: Stamps) -> None:
        self._table = table
        self._stamps = stamps
        # A mapping never changes, so what was seen once needs no second write in a transaction.
        self._mapped: set[tuple[str, PsaName, str, str, datetime]] = set()

    def get(self, account: str, entry_id: str) -> Entry | None:
        """See the port."""
        item = self._table.get(keys.entry_key(account, entry_id))
        return None if item is None else self._entry(item)

    def get_many(self, account: str, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """See the port."""
        found = self._table.get_many([keys.entry_key(account, each) for each in entry_ids])
        return {entry.id: entry for entry in map(self._entry, found.values())}

    def save(self, entry: Entry, *, events: Sequence[Event] = ()) -> Entry:
        """See the port."""
        saved = replace(entry, revision=entry.revision + 1)
        others = [*self._mapping_writes(saved), *event_writes(saved, events)]

        def write(next_stamp: Callable[[], str]) -> None:
            first = entry_write(saved, next_stamp(), replaces=entry.revision)
            try:
                self._table.commit([first, *others])
            except ConditionFailedError as refusal:
                raise _meaning(refusal, entry) from refusal

        self._stamps.write(write, partial(self._stamp_again, saved))
        self._remember(saved)
        return saved

    def entry_ids_of_rows(
        self, account: str, app: PsaName, psa_ids: Iterable[str]
    ) -> dict[str, str]:
        """See the port."""
        rows = {keys.row_key(account, app, psa_id): psa_id for psa_id in psa_ids}
        found = self._table.get_many(list(rows))
        return {rows[key]: item["entry_id"]["S"] for key, item in found.items()}

    def of_user(
        self,
        account: str,
        user_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """See the port; the index may lag, so an entry is shown by its present start or not."""
        first = "" if start is None else keys.instant_text(start)
        # The sort key right behind another one is that key and the smallest character.
        low = max(first, "" if cursor is None else f"{keys.position_text(cursor)}\x00", "0")
        high = _AFTER_ALL_INSTANTS if end is None else keys.instant_text(end)
        if low > high:
            return EntryPage((), None)
        span = Span(
            keys.user_partition(account, user_id),
            "by_start",
            "#sk BETWEEN :low AND :high",
            {":low": low, ":high": high},
        )
        places, _ = self._table.query(span, limit=limit + 1)
        found = self._table.get_many([key_of(place) for place in places[:limit]])
        entries = [
            entry for entry in map(self._entry, found.values()) if _within(entry, start, end)
        ]
        entries.sort(key=lambda entry: (entry.local.start, entry.id))
        more = len(places) > limit
        return EntryPage(tuple(entries), places[limit - 1]["start_sk"]["S"] if more else None)

    def with_problems(
        self,
        account: str,
        *,
        user_id: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """See the port; a cursor of somebody else's leads nowhere but into the user's own."""
        prefix = "" if user_id is None else keys.problem_prefix(user_id)
        behind = "" if cursor is None else f"{keys.position_text(cursor)}\x00"
        low = max(prefix, behind, "0")
        high = prefix.replace("#", "$") or _AFTER_ALL_DIGESTS  # the character after the separator
        if low > high:
            return EntryPage((), None)
        span = Span(
            keys.problem_partition(account),
            "by_problem",
            "#sk BETWEEN :low AND :high",
            {":low": low, ":high": high},
        )
        places, _ = self._table.query(span, limit=limit + 1)
        found = self._table.get_many([key_of(place) for place in places[:limit]])
        entries = [entry for entry in map(self._entry, found.values()) if entry.problem]
        entries.sort(key=problem_sort_key)
        more = len(places) > limit
        return EntryPage(tuple(entries), places[limit - 1]["problem_sk"]["S"] if more else None)

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        """See the port."""
        behind = f"{keys.instant_text(now)}$"  # the character after the separator
        shards = [
            self._table.query(
                Span(keys.due_partition(shard), "by_due", "#sk < :behind", {":behind": behind}),
                limit=limit,
            )[0]
            for shard in range(keys.DUE_SHARDS)
        ]
        oldest = merge(*shards, key=lambda place: str(place["due_sk"]["S"]))
        return [_due_entry(place) for place, _ in zip(oldest, range(limit), strict=False)]

    def put_off(self, due: DueEntry, until: datetime) -> None:
        """See the port; the count is a part of the index key, so that nothing must be read."""
        found = due_sort_key(due.app, due.due_at, due.pointed)
        later = due_sort_key(due.app, until, due.pointed + 1)
        try:
            self._table.update(
                keys.entry_key(due.account, due.entry_id),
                "SET due_sk = :later",
                condition="due_sk = :found",
                values={":later": text(later), ":found": text(found)},
            )
        except ConditionFailedError:
            return  # somebody has looked meanwhile, and said when the next look is due

    def history(self, account: str, entry_id: str) -> list[Event]:
        """See the port."""
        span = prefixed(keys.entry_partition(account, entry_id), keys.EVENT_PREFIX)
        return [from_item(item, Event) for item in self._table.query(span)[0]]

    def was_removed(self, account: str, entry_id: str) -> bool:
        """See the port."""
        return self._table.get(keys.spent_key(account, entry_id)) is not None

    def _entry(self, item: Item) -> Entry:
        entry = from_item(item, Entry)
        self._remember(entry)
        return entry

    def _mapping_writes(self, entry: Entry) -> list[Write]:
        if entry.psa_id is None or _mapping(entry) in self._mapped:
            return []
        return [mapping_write(entry, entry.psa_id)]

    def _remember(self, entry: Entry) -> None:
        if entry.psa_id is None:
            return
        if len(self._mapped) >= _REMEMBERED_ROWS:
            self._mapped.clear()
        self._mapped.add(_mapping(entry))

    def _stamp_again(self, entry: Entry, next_stamp: Callable[[], str]) -> None:
        try:
            self._table.update(
                keys.entry_key(entry.account, entry.id),
                "SET feed_sk = :stamp",
                condition="revision = :revision",
                values={":stamp": text(next_stamp()), ":revision": number(entry.revision)},
            )
        except ConditionFailedError:
            return  # a later write has taken its own stamp


def _mapping(entry: Entry) -> tuple[str, PsaName, str, str, datetime]:
    # An entry that was purged and is taken in anew has another birth, and needs its mapping anew.
    return entry.account, entry.app, entry.psa_id or "", entry.id, entry.created_at


def _meaning(refusal: ConditionFailedError, entry: Entry) -> StaleError | PsaRowTakenError:
    if 0 in refusal.stored:
        return StaleError(f"entry {entry.id} is not at revision {entry.revision} any more")
    owner = next(item for item in refusal.stored.values() if item is not None)
    return PsaRowTakenError(owner["entry_id"]["S"])


def _within(entry: Entry, start: datetime | None, end: datetime | None) -> bool:
    begins = entry.local.start
    return (start is None or begins >= start) and (end is None or begins < end)


def _due_entry(place: Item) -> DueEntry:
    _, account, _, entry_id = keys.parts_of(place["pk"]["S"])
    due_at, app, *pointed = keys.parts_of(place["due_sk"]["S"])
    count = int(pointed[0]) if pointed else 0
    return DueEntry(account, PsaName(app), entry_id, datetime.fromisoformat(due_at), count)
