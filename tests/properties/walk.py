"""A random day: clients, people in the PSA, faults, crashes and time, drawn from one source."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from psa_sync.domain.connection import ConflictPolicy, ConnectionStatus
from psa_sync.domain.content import Billable, Content
from psa_sync.domain.entry import Entry, RemoteRow, SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, CONNECTWISE, NOW, a_content, an_id
from tests.fakes.psa import OWN_ID
from tests.fakes.psa_faults import (
    Fault,
    KilledError,
    commits_late,
    commits_then_silent,
    drops_then_silent,
    kills_the_worker,
    not_sent,
    refuses,
    refuses_the_key,
)
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.unit.sync.scene import Scene

CALLS: Final = ("create", "update", "delete", "read", "rows_of_days", "changed_rows")
WRITES: Final = ("create", "update", "delete")
LATEST_COMMIT, LONGEST_LAG = 180, 120
"""Together no more than the settle wait: that is the bound within which the promise holds."""


class Walk:
    """One run.

    Args:
        random: The only source of chance.
        people: Whether people work in the PSA too; without them, what the client was told last
            must be what stands there in the end.
    """

    def __init__(self, random: Random, *, people: bool) -> None:
        self.random = random
        self.people = people
        self.habits = random.choice([Habits(), WINDOWED])
        policy = random.choice([ConflictPolicy.PSA_WINS, ConflictPolicy.MEMTIME_WINS])
        self.scene = Scene(self.habits, policy)
        self.scene.psa.page_size = random.choice([1, 3, 100])
        self.told: dict[int, Content | None] = {}
        self._save = self.scene.entries.save
        self._trouble: list[tuple[bool, BaseException]] = []
        self.scene.entries.save = self._unreliable_save  # type: ignore[method-assign]

    def run(self, steps: int) -> None:
        """Do so many random things, looking at the promise after each."""
        client = [self.books, self.books, self.edits, self.edits, self.deletes, self.makes_anew]
        world = [self.time, self.time, self.sweeps, self.sweeps, self.polls, self.loses_messages]
        trouble = [self.psa_fails, self.psa_fails, self.store_fails, self.lists_lag, self.no_time]
        persons = [self.person_edits, self.person_books, self.person_locks, self.person_copies]
        acts = client + world + trouble + (persons if self.people else [])
        for _ in range(steps):
            self.survives(self.random.choice(acts))
            self.check_markers()

    def survives(self, act: Callable[[], object]) -> None:
        """Let the worker or the request die where it stands; what it held in hand is lost."""
        try:
            act()
        except (KilledError, TransientError, RefusedError):
            return

    # The client.

    def books(self) -> None:
        if len(self.told) < 5:
            number = len(self.told) + 1
            self.sends(number, self.content(), None)

    def edits(self) -> None:
        if (entry := self.one_entry()) is not None and entry.deleted_at is None:
            self.sends(self.number(entry), self.content(), entry.version)

    def makes_anew(self) -> None:
        if (entry := self.one_entry()) is not None and entry.deleted_at is not None:
            self.sends(self.number(entry), self.content(), entry.version)

    def deletes(self) -> None:
        if (entry := self.one_entry()) is not None and entry.deleted_at is None:
            with self.looks_again(self.number(entry)):
                self.scene.deletes(self.number(entry))

    def sends(self, number: int, content: Content, if_match: int | None) -> None:
        with self.looks_again(number):
            self.scene.sends(number, content, if_match)

    @contextmanager
    def looks_again(self, number: int) -> Iterator[None]:
        """A client whose request died reads what has become of it; so does one that succeeded."""
        try:
            yield
        finally:
            entry = self.scene.entries.get(ACCOUNT, an_id(number))
            if entry is not None:
                self.told[number] = None if entry.deleted_at else entry.local

    def content(self) -> Content:
        start = NOW - timedelta(minutes=self.random.randrange(30, 600))
        return a_content(
            start=start,
            end=start + timedelta(minutes=self.random.randrange(20, 200)),
            break_seconds=self.random.choice([0, 0, 600]),
            notes=self.random.choice(["a", "b\nc", ""]),
            billable=self.random.choice(list(Billable)),
        )

    # The world.

    def time(self) -> None:
        self.scene.clock.advance(self.random.choice([1, 5, 30, 100, 301]))

    def sweeps(self) -> None:
        self.scene.sweep()

    def polls(self) -> None:
        self.scene.pull()

    def loses_messages(self) -> None:
        self.scene.world.queue.take_pushed()

    def psa_fails(self) -> None:
        late = self.random.uniform(1, LATEST_COMMIT)
        unknown = [
            commits_then_silent(),
            drops_then_silent(),
            commits_late(late),
            kills_the_worker(committed=True),
            kills_the_worker(committed=False),
            Fault(KilledError(), commits=True, after=late),
        ]
        known = [not_sent(), not_sent(retry_after=60), refuses(), refuses_the_key()]
        if self.random.random() < 0.7:
            self.scene.psa.fail(self.random.choice(WRITES), self.random.choice(unknown))
        else:
            call = self.random.choice(CALLS)
            usable = known if call in WRITES else [known[0], kills_the_worker(committed=False)]
            self.scene.psa.fail(call, self.random.choice(usable))

    def store_fails(self) -> None:
        throttled = TransientError("throttled", code="store_unavailable")
        error = self.random.choice([throttled, KilledError()])
        self._trouble.append((self.random.random() < 0.5, error))

    def _unreliable_save(self, entry, *, events=()):
        """A throttled write is known not to be done; a dying worker may have done it."""
        if self._trouble and self.random.random() < 0.3:
            done, error = self._trouble.pop()
            if done and isinstance(error, KilledError):
                self._save(entry, events=events)
            raise error
        return self._save(entry, events=events)

    def lists_lag(self) -> None:
        self.scene.psa.list_lag = self.random.choice([0, 10, LONGEST_LAG])

    def no_time(self) -> None:
        self.scene.time_left = timedelta(seconds=self.random.choice([5, 60, 60]))

    # People in the PSA.

    def person_edits(self) -> None:
        """Only what was read back: before that, nobody can tell whose words these are."""
        if (row := self.one_row()) is not None and not row.locked and self.is_read_back(row):
            changes: list[dict[str, Any]] = [
                {"notes": "theirs"},
                {"work_type_id": "9"},
                {"billable": Billable.NO_CHARGE},
            ]
            change = self.random.choice(changes)
            self.scene.psa.person_edits(row.psa_id, **change)

    def person_books(self) -> None:
        paul = self.scene.paul
        self.scene.psa.person_books(paul, self.habits.stored(self.content(), paul))

    def person_locks(self) -> None:
        if (row := self.one_row()) is not None:
            self.scene.psa.sets(row.psa_id, locked=not row.locked)

    def person_copies(self) -> None:
        if (row := self.one_row()) is not None and len(self.scene.psa.rows()) < 8:
            self.scene.psa.person_copies(row.psa_id, self.scene.paul)

    def is_read_back(self, row: RemoteRow) -> bool:
        entries = self.scene.entries
        owners = entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, [row.psa_id])
        entry = entries.get(ACCOUNT, owners.get(row.psa_id, ""))
        if entry is None:
            return row.created_by != OWN_ID
        return entry.intent is None and entry.base is not None and entry.base.remote is not None

    def one_row(self) -> RemoteRow | None:
        rows = self.scene.psa.rows()
        return self.random.choice(rows) if rows else None

    def one_entry(self) -> Entry | None:
        if not self.told:
            return None
        return self.scene.entry(self.random.choice(list(self.told)))

    def number(self, entry: Entry) -> int:
        return next(number for number in self.told if an_id(number) == entry.id)

    # The promise.

    def check_markers(self) -> None:
        """At most one row of ours per marker, at every step."""
        ours = Counter(row.marker for row in self.scene.psa.rows() if row.created_by == OWN_ID)
        assert all(count == 1 for count in ours.values()), ours

    def rests(self) -> None:
        """End all trouble, mend what a person must mend, and let the cycles run."""
        scene = self.scene
        scene.psa.heal()
        self._trouble.clear()
        scene.time_left = timedelta(seconds=60)
        self.cycles(4)
        for row in scene.psa.rows():
            if row.locked:
                scene.psa.sets(row.psa_id, locked=False)
        connection = replace(scene.connection, status=ConnectionStatus.ACTIVE)
        scene.world.connections.save(connection)
        self.cycles(4)
        for number in self.told:
            entry = scene.entry(number)
            if entry.problem is not None and entry.problem.code == "work_item_closed":
                self.mends(number, entry)
            if entry.problem is not None and entry.problem.code == "psa_row_missing":
                self.books_anew(number)
        self.cycles(4)

    def mends(self, number: int, entry: Entry) -> None:
        """Edit what the PSA refused; a refused delete is taken back and made again."""
        self.sends(number, replace(self.content(), notes="mended"), entry.version)
        if entry.deleted_at is not None:
            with self.looks_again(number):
                self.scene.deletes(number)

    def books_anew(self, number: int) -> None:
        """A page from before our delete may bind the deleted row to what was made anew since."""
        with self.looks_again(number):
            self.scene.deletes(number)
        self.cycles(1)
        self.sends(number, self.content(), self.scene.entry(number).version)

    def cycles(self, count: int) -> None:
        for _ in range(count):
            self.scene.pull()
            self.scene.later(601)

    def check_rest(self) -> None:
        """Both sides are equal, nothing is lost, nothing twice, and nothing moves any more."""
        self.check_markers()
        rows = {row.psa_id: row for row in self.scene.psa.rows()}
        entries = self.scene.entries.all()
        for entry in entries:
            state = sync_state(entry, self.scene.policy, self.scene.clock())
            assert state is SyncState.SYNCED, entry
            if entry.deleted_at is not None:
                assert entry.psa_id is None, entry
                continue
            row = rows.pop(entry.psa_id or "")
            assert self.habits.stored(entry.local, self.scene.paul) == row.content
        assert rows == {}
        assert {an_id(number) for number in self.told} <= {entry.id for entry in entries}
        if not self.people:
            for number, content in self.told.items():
                entry = self.scene.entry(number)
                assert (None if entry.deleted_at else entry.local) == content
        self.check_silence()

    def check_silence(self) -> None:
        saves, calls = self.scene.entries.saves, Counter(self.scene.psa.calls)
        self.cycles(2)
        assert self.scene.entries.saves == saves
        assert {self.scene.psa.calls[call] - calls[call] for call in WRITES} == {0}
