"""The change feed in memory, fed by the fakes of entries and work items."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from threading import Lock

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry
from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import Change, Clock


@dataclass(frozen=True)
class _Place:
    account: str
    user_id: str
    kind: str
    id: str


class FakeChangeFeed:
    """Keeps the latest change of everything; stamps grow even while the clock stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._changes: dict[_Place, Change] = {}
        self._lock = Lock()

    def entry_written(self, entry: Entry) -> None:
        """Note the entry at a new stamp."""
        place = _Place(entry.account, entry.user_id, "entry", entry.id)
        with self._lock:
            self._changes[place] = Change(self._stamp(), entry=entry)

    def entry_removed(self, entry: Entry) -> None:
        """Forget the entry."""
        with self._lock:
            self._changes.pop(_Place(entry.account, entry.user_id, "entry", entry.id), None)

    def work_item_written(self, account: str, user_id: str, item: WorkItem) -> None:
        """Note the work item at a new stamp."""
        place = _Place(account, user_id, "work_item", item.id)
        with self._lock:
            self._changes[place] = Change(self._stamp(), work_item=item, user_id=user_id)

    def work_item_removed(self, account: str, user_id: str, work_item_id: str) -> None:
        """Note that the work item is gone, at a new stamp."""
        place = _Place(account, user_id, "work_item", work_item_id)
        with self._lock:
            self._changes[place] = Change(self._stamp(), gone=work_item_id, user_id=user_id)

    def forget_work_items(self, account: str, user_id: str, app: PsaName, limit: int) -> list[str]:
        """Forget work items of an app and that they were there; returns which."""
        with self._lock:
            found = [
                place
                for place in self._changes
                if (place.account, place.user_id, place.kind) == (account, user_id, "work_item")
                and place.id.startswith(f"{app}:")
            ][:limit]
            for place in found:
                del self._changes[place]
        return [place.id for place in found]

    def after(self, account: str, behind: Mapping[str, str], *, limit: int) -> list[Change]:
        """See the port."""
        with self._lock:
            found = [
                change
                for place, change in self._changes.items()
                if place.account == account
                and place.user_id in behind
                and change.stamp > behind[place.user_id]
            ]
        return sorted(found, key=lambda change: change.stamp)[:limit]

    def _stamp(self) -> str:
        return f"{stamp_at(self._clock())}{next(self._numbers):016x}"
