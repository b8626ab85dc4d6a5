"""Entries in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import PsaRowTakenError, StaleError
from psa_sync.ports import DueEntry, EntryPage
from tests.fakes.change_feed import FakeChangeFeed

Key = tuple[str, str]


class FakeEntries:
    """Entries, histories and row mappings in dictionaries.

    Attributes:
        saves: How many writes succeeded; unchanged rows must not cost one.
    """

    def __init__(self, feed: FakeChangeFeed) -> None:
        self.saves = 0
        self._feed = feed
        self._entries: dict[Key, Entry] = {}
        self._events: dict[Key, list[Event]] = {}
        self._rows: dict[tuple[str, PsaName, str], str] = {}
        self._removed: set[Key] = set()
        self._put_off: dict[Key, tuple[datetime, int]] = {}
        self._lock = Lock()

    def get(self, account: str, entry_id: str) -> Entry | None:
        """See the port."""
        return self._entries.get((account, entry_id))

    def get_many(self, account: str, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """See the port."""
        found = {entry_id: self.get(account, entry_id) for entry_id in entry_ids}
        return {entry_id: entry for entry_id, entry in found.items() if entry is not None}

    def save(self, entry: Entry, *, events: Sequence[Event] = ()) -> Entry:
        """See the port."""
        key = (entry.account, entry.id)
        with self._lock:
            stored = self._entries.get(key)
            if entry.revision != (stored.revision if stored else 0):
                message = f"entry {entry.id} is not at revision {entry.revision} any more"
                raise StaleError(message)
            if entry.psa_id is not None:
                self._map((entry.account, entry.app, entry.psa_id), entry.id)
            saved = replace(entry, revision=entry.revision + 1)
            self._entries[key] = saved
            self._put_off.pop(key, None)
            self._events.setdefault(key, []).extend(
                replace(event, detail=dict(event.detail)) for event in events
            )
            self._feed.entry_written(saved)
            self.saves += 1
        return saved

    def entry_ids_of_rows(
        self, account: str, app: PsaName, psa_ids: Iterable[str]
    ) -> dict[str, str]:
        """See the port."""
        found = {psa_id: self._rows.get((account, app, psa_id)) for psa_id in psa_ids}
        return {psa_id: entry_id for psa_id, entry_id in found.items() if entry_id is not None}

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
        """See the port."""
        found = [
            entry
            for entry in self._entries.values()
            if (entry.account, entry.user_id) == (account, user_id)
            and (start is None or entry.local.start >= start)
            and (end is None or entry.local.start < end)
            and (cursor is None or _place(entry) > cursor)
        ]
        placed = sorted(found, key=_place)
        page = tuple(placed[:limit])
        return EntryPage(page, _place(page[-1]) if len(placed) > limit else None)

    def with_problems(
        self,
        account: str,
        *,
        user_id: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """See the port."""
        found = {
            f"{entry.user_id}#{entry.problem.since.isoformat()}#{entry.id}": entry
            for entry in self._entries.values()
            if entry.account == account
            and entry.problem is not None
            and user_id in {None, entry.user_id}
        }
        places = sorted(place for place in found if cursor is None or place > cursor)
        page = tuple(found[place] for place in places[:limit])
        return EntryPage(page, places[limit - 1] if len(places) > limit else None)

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        """See the port."""
        found = [one for one in map(self._due, self._entries.values()) if one and one.due_at <= now]
        found.sort(key=lambda one: (one.due_at, one.account, one.entry_id))
        return found[:limit]

    def put_off(self, due: DueEntry, until: datetime) -> None:
        """See the port."""
        with self._lock:
            entry = self._entries.get((due.account, due.entry_id))
            if entry is not None and self._due(entry) == due:
                self._put_off[entry.account, entry.id] = (until, due.pointed + 1)

    def history(self, account: str, entry_id: str) -> list[Event]:
        """See the port."""
        return sorted(self._events.get((account, entry_id), []), key=lambda event: event.at)

    def was_removed(self, account: str, entry_id: str) -> bool:
        """See the port."""
        return (account, entry_id) in self._removed

    def remove(self, account: str, entry_id: str) -> None:
        """Forget the entry but for its id."""
        with self._lock:
            entry = self._entries.pop((account, entry_id), None)
            self._events.pop((account, entry_id), None)
            self._removed.add((account, entry_id))
            if entry is not None:
                self._feed.entry_removed(entry)

    def unmap(self, account: str, app: PsaName, limit: int) -> int:
        """Forget to which entries rows of the PSA belong."""
        with self._lock:
            rows = [row for row in self._rows if row[:2] == (account, app)][:limit]
            for row in rows:
                del self._rows[row]
        return len(rows)

    def all(self) -> list[Entry]:
        """Every entry of every account, for assertions about the whole world."""
        return list(self._entries.values())

    def _due(self, entry: Entry) -> DueEntry | None:
        if entry.due_at is None:
            return None
        default = (entry.due_at, 0)
        due_at, pointed = self._put_off.get((entry.account, entry.id), default)
        return DueEntry(entry.account, entry.app, entry.id, due_at, pointed)

    def _map(self, row: tuple[str, PsaName, str], entry_id: str) -> None:
        owner = self._rows.setdefault(row, entry_id)
        if owner != entry_id:
            raise PsaRowTakenError(owner)


def _place(entry: Entry) -> str:
    start = entry.local.start.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{start}#{entry.id}"
