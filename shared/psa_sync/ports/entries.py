"""Time entries and the change feed, as the engine needs them stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.work_item import WorkItem


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry that the sweeper must point at.

    Attributes:
        due_at: Since when.
        pointed: How often the sweeper pointed at it since it was last saved.
    """

    account: str
    app: PsaName
    entry_id: str
    due_at: datetime
    pointed: int = 0


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries and where to go on; `cursor` is None at the end."""

    entries: tuple[Entry, ...]
    cursor: str | None


class Entries(Protocol):
    """Time entries, their history, and which PSA row belongs to which entry."""

    def get(self, account: str, entry_id: str) -> Entry | None:
        """Read one entry, strongly consistent."""

    def get_many(self, account: str, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """Read entries by id, strongly consistent; unknown ids are left out."""

    def save(self, entry: Entry, *, events: Sequence[Event] = ()) -> Entry:
        """Write the entry if the stored revision is still `entry.revision` (0: if there is none).

        A `psa_id` that is not yet mapped is mapped to the entry in the same transaction, so are
        the events. Returns the entry with its new revision.

        Raises:
            StaleError: Somebody wrote the row since it was read.
            PsaRowTakenError: `psa_id` is mapped to another entry; nothing was written.
            TransientError: The store is throttled or away; nothing is known to be written.
        """

    def entry_ids_of_rows(
        self, account: str, app: PsaName, psa_ids: Iterable[str]
    ) -> dict[str, str]:
        """Map PSA row ids to entry ids; unmapped ones are left out. Mappings outlive deletion."""

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
        """Page through a user's entries by their start, half-open; tombstones included."""

    def with_problems(
        self,
        account: str,
        *,
        user_id: str | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """Page through the entries that show a problem, of one user or of the whole account.

        By user, the oldest problem first; tombstones included; may be slightly out of date. A
        page holds no more entries than the limit, and may hold fewer before the end.
        """

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        """Entries that are due, oldest first; may be slightly out of date."""

    def put_off(self, due: DueEntry, until: datetime) -> None:
        """Count that the entry was pointed at, and let it be due at `until` only.

        Nothing happens when it was saved or put off since it was found; the next save ends it.
        The entry itself, its revision and its place in the feed stay as they are.

        Raises:
            TransientError: The store is throttled or away.
        """

    def history(self, account: str, entry_id: str) -> list[Event]:
        """The entry's events, oldest first."""

    def was_removed(self, account: str, entry_id: str) -> bool:
        """True where the id belongs to an entry whose data was removed with its app."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change feed: exactly one of entry, work item and gone is set.

    Attributes:
        gone: The id of a work item that its person does not have any more.
        user_id: Whose work item it is, or was; empty for an entry, which tells itself.
    """

    stamp: str
    entry: Entry | None = None
    work_item: WorkItem | None = None
    gone: str | None = None
    user_id: str = ""


class ChangeFeed(Protocol):
    """What changed, in the order in which it may be read without ever skipping a commit."""

    def after(self, account: str, behind: Mapping[str, str], *, limit: int) -> list[Change]:
        """Changes of users, of each behind a stamp ("" = from the beginning), oldest stamp first.

        Each entry or work item appears once, at the stamp of its latest change, as it is now.
        """
