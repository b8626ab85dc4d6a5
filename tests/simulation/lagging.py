"""Stores whose indexes are behind: the table answers at once, what is derived from it does not."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from psa_sync.domain.entry import Entry, Event
from psa_sync.ports import Change, Clock, DueEntry
from tests.fakes.change_feed import FakeChangeFeed
from tests.fakes.entries import FakeEntries, Key

Lag = Callable[[], timedelta]


class LaggingFeed(FakeChangeFeed):
    """A change is stamped when it is written and seen some seconds later.

    Args:
        clock: Of the writer; workers' clocks differ.
        true_time: What really passes.
        lag: How long the next change stays unseen.
    """

    def __init__(self, clock: Clock, true_time: Clock, lag: Lag) -> None:
        super().__init__(clock)
        self._true_time = true_time
        self._lag = lag
        self._coming: list[tuple[datetime, tuple[str, str], Change]] = []
        self._shown: dict[tuple[str, str], Change] = {}

    def entry_written(self, entry: Entry) -> None:
        """Stamp the change now, show it later."""
        change = Change(self._stamp(), entry=entry)
        self._coming.append((self._true_time() + self._lag(), (entry.account, entry.id), change))

    def after(self, account: str, behind: Mapping[str, str], *, limit: int) -> list[Change]:
        """See the port; work items are not part of this."""
        self._catch_up()
        found = [
            change
            for change in self._shown.values()
            if change.entry is not None
            and change.entry.account == account
            and change.entry.user_id in behind
            and change.stamp > behind[change.entry.user_id]
        ]
        return sorted(found, key=lambda change: change.stamp)[:limit]

    def _catch_up(self) -> None:
        now = self._true_time()
        for at, place, change in self._coming:
            shown = self._shown.get(place)
            if at <= now and (shown is None or _revision(shown) < _revision(change)):
                self._shown[place] = change
        self._coming = [one for one in self._coming if one[0] > now]


def _revision(change: Change) -> int:
    return change.entry.revision if change.entry else 0


class LaggingEntries(FakeEntries):
    """The index of what is due shows entries as they were some seconds ago."""

    def __init__(self, feed: FakeChangeFeed, true_time: Clock, lag: Lag) -> None:
        super().__init__(feed)
        self._true_time = true_time
        self._lag = lag
        self._numbers = count(1)
        self._coming: list[tuple[datetime, int, Key]] = []
        self._states: dict[int, DueEntry | None] = {}
        self._shown: dict[Key, int] = {}

    def save(self, entry: Entry, *, events: Sequence[Event] = ()) -> Entry:
        """See the port; the index follows later."""
        saved = super().save(entry, events=events)
        self._follow(saved)
        return saved

    def put_off(self, due: DueEntry, until: datetime) -> None:
        """See the port; the index follows later."""
        super().put_off(due, until)
        entry = self.get(due.account, due.entry_id)
        if entry is not None:
            self._follow(entry)

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        """See the port."""
        self._catch_up()
        shown = [self._states[number] for number in self._shown.values()]
        found = [one for one in shown if one is not None and one.due_at <= now]
        return sorted(found, key=lambda one: (one.due_at, one.account, one.entry_id))[:limit]

    def _follow(self, entry: Entry) -> None:
        number = next(self._numbers)
        self._states[number] = self._due(entry)
        at = self._true_time() + self._lag()
        self._coming.append((at, number, (entry.account, entry.id)))

    def _catch_up(self) -> None:
        now = self._true_time()
        for at, number, key in self._coming:
            if at <= now:
                self._shown[key] = max(number, self._shown.get(key, 0))
        self._coming = [one for one in self._coming if one[0] > now]
