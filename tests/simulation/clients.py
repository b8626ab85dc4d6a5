"""People with Memtime: they book, edit, delete, make anew, send again, and follow the feed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from psa_sync.domain.content import Billable, Content
from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import TransientError
from psa_sync.sync.accept_entries import Accepted, EntryInput, accept_entries
from psa_sync.sync.delete_entry import delete_entry
from psa_sync.sync.read_changes import read_changes
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError
from tests.builders import NOW, a_content, an_id
from tests.fakes.psa_faults import KilledError
from tests.simulation.deployment import WORDS_OF_NOTES, Deployment, Desk

MOST_ENTRIES = 6
Skew = Callable[[], timedelta]


class Clients:
    """All clients; what they were told is what the product must stand by.

    Attributes:
        told: Each entry as its client knows it, by account and id; a delete as None.
        desks: Whose entry it is.
        copies: What each client learned from the change feed: the entry's newest version.
        acknowledged: How many answers said that something was stored.
    """

    def __init__(
        self, deployment: Deployment, random: Random, skew: Skew, tell: Callable[[str], None]
    ) -> None:
        self.told: dict[tuple[str, str], Content | None] = {}
        self.desks: dict[tuple[str, str], Desk] = {}
        self.copies: dict[tuple[str, str], int] = {}
        self.acknowledged = 0
        self._cursors: dict[Desk, str | None] = dict.fromkeys(deployment.desks)
        self._last: tuple[Desk, EntryInput] | None = None
        self._deployment = deployment
        self._random = random
        self._skew = skew
        self._tell = tell

    def books(self) -> None:
        """Book something new."""
        if len(self.desks) < MOST_ENTRIES:
            desk = self._random.choice(self._deployment.desks)
            self.sends(desk, an_id(len(self.desks) + 1), self.content(desk), None)

    def edits(self) -> None:
        """Change one entry, mostly a part of it; or make a deleted one anew."""
        if (entry := self.one()) is None:
            return
        desk, new = self.desk_of(entry), self.content(self.desk_of(entry))
        parts: list[dict[str, Any]] = [
            {"notes": new.notes},
            {"billable": new.billable},
            {"start": new.start, "end": new.end, "break_seconds": new.break_seconds},
        ]
        part = self._random.choice(parts)
        wanted = self._random.choice([new, replace(entry.local, **part)])
        stale = self._random.random() < 0.1
        self.sends(desk, entry.id, wanted, entry.version - 1 if stale else entry.version)

    def deletes(self) -> None:
        """Delete one entry."""
        if (entry := self.one()) is not None and entry.deleted_at is None:
            self.removes(entry)

    def sends_again(self) -> None:
        """Repeat the last request word by word, as a client does that heard no answer."""
        if self._last is not None:
            desk, one = self._last
            self.sends(desk, one.entry_id, one.content, one.if_match)

    def follows(self) -> None:
        """Read on in the change feed."""
        desk = self._random.choice(self._deployment.desks)
        with self._request(desk, "reads the feed"):
            self.reads_on(desk)

    def reads_on(self, desk: Desk) -> None:
        """Read one page of the change feed; the cursor is kept when the page was taken in."""
        viewer = Viewer(account=desk.account, user_id=desk.user_id, is_admin=False)
        effects, cursor = self._deployment.effects, self._cursors[desk]
        page = read_changes(viewer, cursor=cursor, limit=3, effects=effects)
        for change in page.changes:
            if change.entry is not None:
                key = (desk.account, change.entry.id)
                self.copies[key] = max(change.entry.version, self.copies.get(key, 0))
        self._cursors[desk] = page.next_cursor

    def sends(self, desk: Desk, entry_id: str, content: Content, if_match: int | None) -> None:
        """Send one entry; afterwards look what has become of it, whatever the answer was."""
        one = EntryInput(entry_id=entry_id, content=content, if_match=if_match)
        self._last = (desk, one)
        with self._request(desk, f"puts #{number_of(entry_id)} at {if_match}"):
            (result,) = accept_entries(
                desk.account, desk.user_id, [one], effects=self._deployment.effects
            )
            if isinstance(result, Accepted):
                self.acknowledged += 1
                self.told[desk.account, entry_id] = content
                self.desks[desk.account, entry_id] = desk
        self.looks(desk, entry_id)

    def removes(self, entry: Entry) -> None:
        """Delete the entry."""
        desk, version = self.desk_of(entry), entry.version
        with self._request(desk, f"deletes #{number_of(entry.id)}"):
            effects = self._deployment.effects
            delete_entry(desk.account, desk.user_id, entry.id, version, effects=effects)
            self.acknowledged += 1
            self.told[desk.account, entry.id] = None
        self.looks(desk, entry.id)

    def looks(self, desk: Desk, entry_id: str) -> None:
        """A client whose request died reads what is stored now; so does one that succeeded."""
        entry = self._deployment.entries.get(desk.account, entry_id)
        key = (desk.account, entry_id)
        if entry is not None:
            self.told[key] = None if entry.deleted_at else entry.local
            self.desks[key] = desk
        else:
            assert key not in self.told, f"I1: an acknowledged entry is gone: {key}"

    def asks(self, desk: Desk, what: Callable[[], object]) -> None:
        """Ask for anything else."""
        with self._request(desk, "asks"):
            what()

    def content(self, desk: Desk) -> Content:
        """Something this person may have worked."""
        random = self._random
        start = NOW - timedelta(seconds=random.randrange(1800, 36000))
        seconds = random.choice([450, 1350, 18 * random.randrange(60, 600), 3600])
        return a_content(
            work_item_id=desk.work_item_id,
            start=start,
            end=start + timedelta(seconds=seconds),
            break_seconds=random.choice([0, 0, 0, 300]),
            notes=random.choice("abc") + random.choice(" \n") + WORDS_OF_NOTES,
            billable=random.choice(list(Billable)),
        )

    def one(self) -> Entry | None:
        """Any entry that a client knows."""
        if not self.desks:
            return None
        return self._deployment.entries.get(*self._random.choice(list(self.desks)))

    def desk_of(self, entry: Entry) -> Desk:
        """Whose entry it is; another person may have sent the same id in vain."""
        whose = (entry.account, entry.user_id, entry.app)
        desks = self._deployment.desks
        return next(one for one in desks if (one.account, one.user_id, one.app) == whose)

    @contextmanager
    def _request(self, desk: Desk, what: str) -> Iterator[None]:
        """One run of the API's function; its client survives whatever becomes of it."""
        self._tell(f"{desk.user_id} of {desk.account} {what}")
        died = (KilledError, TransientError, RefusedError)
        with suppress(*died), self._deployment.invocation("api", desk.account, self._skew()):
            yield


def number_of(entry_id: str) -> str:
    """The last digits of an id, enough for a trace."""
    return entry_id[-4:].lstrip("0")
