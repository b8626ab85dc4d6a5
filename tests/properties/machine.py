"""The whole engine as a machine whose steps Hypothesis picks, and shortens when they break it."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from psa_sync.domain.content import Billable, Content
from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.settings import ConflictPolicy
from tests.builders import AUTOTASK, CONNECTWISE, NOW, a_content, an_id
from tests.fakes.psa import FakePsa
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.properties.interruptions import FAULTS, MEANWHILE, Interruptions
from tests.simulation.crash_points import WAYS
from tests.simulation.deployment import DESKS, WORDS_OF_NOTES, Deployment, Desk
from tests.simulation.faults import WRITES, Rates
from tests.simulation.people import Edit
from tests.simulation.stage import Stage

HABITS: Final = {CONNECTWISE: Habits(), AUTOTASK: WINDOWED}
NO_CHANCE: Final = Rates(psa=0, store=0, death=0, pause=0)
MOST_ENTRIES, MOST_ROWS = 5, 8

apps: st.SearchStrategy[str] = st.sampled_from([CONNECTWISE, AUTOTASK])
places = st.integers(0, MOST_ROWS - 1)
soon = st.integers(0, 15)
notes = st.sampled_from(["a", "b", "c\nd"])
seconds = st.sampled_from([3600, 450, 1350, 18 * 77])


@dataclass(frozen=True)
class Booked:
    """An entry that a client has booked, known by its number."""

    number: int

    def __repr__(self) -> str:
        return f"#{self.number}"


class Machine(RuleBasedStateMachine):
    """People with Memtime, people in two PSAs, workers and trouble, one step after the other."""

    booked: Bundle[Booked] = Bundle("booked")
    begun = False

    @initialize(
        target=booked,
        policy=st.sampled_from(ConflictPolicy),
        api_user_known=st.booleans(),
        page_size=st.sampled_from([100, 1, 2]),
        app=apps,
        arrived=st.booleans(),
    )
    def opens(
        self,
        policy: ConflictPolicy,
        api_user_known: bool,
        page_size: int,
        app: str,
        arrived: bool,
    ) -> Booked:
        """The day begins with one entry, which has arrived in the PSA or has not."""
        self.skew = self.index_lag = timedelta(0)
        own_id = "MemtimeApi" if api_user_known else None
        self.world = Deployment(HABITS, policy, self._lag, own_id, DESKS[:2])
        self.stage = Stage(
            self.world, Random(0), NO_CHANCE, lambda: None, lambda: self.skew, people_work=False
        )
        self.clients, self.workers, self.queue = (
            self.stage.clients,
            self.stage.workers,
            self.world.queue,
        )
        self.world.tap = self.interruptions = Interruptions(self.stage)
        for psa in self.world.psas.values():
            psa.page_size = page_size
        self.listening = ExitStack()
        self.listening.enter_context(self.stage.listening())
        self.begun = True
        desk = self._desk(app)
        self.clients.sends(desk, an_id(1), _content(desk, 3600, 300, "a"), None)
        if arrived:
            self.workers.drains()
        return Booked(1)

    # Clients.

    @rule(target=booked, app=apps, seconds=seconds, pause=st.sampled_from([0, 300]), notes=notes)
    def books(self, app: str, seconds: int, pause: int, notes: str) -> Booked:
        number = len(self.clients.desks) + 1
        if number <= MOST_ENTRIES:
            content = _content(self._desk(app), seconds, pause, notes)
            self.clients.sends(self._desk(app), an_id(number), content, None)
        return Booked(min(number, MOST_ENTRIES))

    @rule(entry=booked, seconds=seconds, notes=notes, billable=st.sampled_from(Billable))
    def edits(self, entry: Booked, seconds: int, notes: str, billable: Billable) -> None:
        """A deleted entry is made anew."""
        if (known := self._entry(entry)) is not None:
            desk = self.clients.desk_of(known)
            content = replace(_content(desk, seconds, 0, notes), billable=billable)
            self.clients.sends(desk, known.id, content, known.version)

    @rule(entry=booked, notes=notes)
    def edits_notes(self, entry: Booked, notes: str) -> None:
        if (known := self._entry(entry)) is not None:
            content = replace(known.local, notes=f"{notes} {WORDS_OF_NOTES}")
            self.clients.sends(self.clients.desk_of(known), known.id, content, known.version)

    @rule(entry=booked)
    def deletes(self, entry: Booked) -> None:
        known = self._entry(entry)
        if known is not None and known.deleted_at is None:
            self.clients.removes(known)

    @rule()
    def client_sends_the_last_request_again(self) -> None:
        self.clients.sends_again()

    # People in the PSAs.

    @rule(app=apps, seconds=seconds, notes=notes)
    def person_books(self, app: str, seconds: int, notes: str) -> None:
        desk, psa = self._desk(app), self._psa(app)
        if len(psa.rows()) < MOST_ROWS:
            self.stage.people_work = True
            content = HABITS[desk.app].stored(_content(desk, seconds, 0, notes), desk.person)
            psa.person_books(desk.person, content)

    @rule(
        app=apps,
        row=places,
        change=st.sampled_from(["notes", "work type", "billable", "start"]),
    )
    def person_edits(self, app: str, row: int, change: str) -> None:
        """Only what was read back: before that, nobody can tell whose words these are."""
        found, desk = self._row(app, row), self._desk(app)
        people = self.stage.people
        if found is None or found.locked or not people._is_at_rest(desk, found):
            return
        changes: dict[str, dict[str, Any]] = {
            "notes": {"notes": f"theirs {len(people.edits)}"},
            "work type": {"work_type_id": "9"},
            "billable": {"billable": Billable.NO_CHARGE},
            "start": {"start": found.content.start - timedelta(minutes=15)},
        }
        values = changes[change]
        if all(getattr(found.content, name) == value for name, value in values.items()):
            return
        self.stage.people_work = True
        self._psa(app).person_edits(found.psa_id, **values)
        people.edits.append(Edit(desk, found.psa_id, self.world.clock(), values))

    @rule(app=apps, row=places)
    def person_deletes(self, app: str, row: int) -> None:
        found, desk, people = self._row(app, row), self._desk(app), self.stage.people
        if found is not None and not found.locked and people._is_at_rest(desk, found):
            self.stage.people_work = True
            self._psa(app).person_deletes(found.psa_id)
            people.deleted.add((desk.place, found.psa_id))

    @rule(app=apps, row=places)
    def person_copies(self, app: str, row: int) -> None:
        found, psa = self._row(app, row), self._psa(app)
        if found is not None and len(psa.rows()) < MOST_ROWS:
            self.stage.people_work = True
            psa.person_copies(found.psa_id, self._desk(app).person)

    @rule(app=apps, row=places)
    def approver_locks_or_reopens(self, app: str, row: int) -> None:
        if (found := self._row(app, row)) is not None:
            self._psa(app).sets(found.psa_id, locked=not found.locked)

    # Workers.

    @precondition(lambda self: self.queue.pushed or self.queue.pulled)
    @rule(message=places, again=st.booleans())
    def worker_takes(self, message: int, again: bool) -> None:
        """One message, from anywhere in the queues, maybe not for the last time."""
        self.interruptions.takes(message, again=again)

    @precondition(lambda self: self.queue.pushed)
    @rule()
    def a_message_is_lost(self) -> None:
        self.queue.pushed.pop(0)

    @rule()
    def workers_take_all(self) -> None:
        self.workers.drains()

    @rule()
    def sweeper_comes(self) -> None:
        self.workers.sweeps()

    @rule()
    def poll_is_due(self) -> None:
        self.workers.asks_for_pulls()

    @rule()
    def reconciliation_is_due(self) -> None:
        self.workers.asks_for_reconciliation()

    @rule(seconds=st.sampled_from([1, 30, 100, 301, 900]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(seconds)

    # Trouble.

    @rule(after=soon, way=st.sampled_from(WAYS))
    def an_effect_will_stop(self, after: int, way: str) -> None:
        """Whoever comes to the effect so many effects from now."""
        self.interruptions.stops(after, way)

    @rule(after=soon, what=st.sampled_from(MEANWHILE))
    def somebody_will_act_meanwhile(self, after: int, what: str) -> None:
        """In the middle of whatever is under way at that effect."""
        self.interruptions.interrupts(after, what)

    @rule(how=st.sampled_from(sorted(FAULTS)))
    def next_writes_will_fail(self, how: str) -> None:
        """One of each kind, at each PSA."""
        for psa in self.world.psas.values():
            for call in WRITES:
                psa.fail(call, FAULTS[how])

    @rule(app=apps, lag=st.sampled_from([10, 90]), unfiltered=st.booleans())
    def lists_go_wrong(self, app: str, lag: int, unfiltered: bool) -> None:
        self._psa(app).list_lag, self._psa(app).ignores_filters = lag, unfiltered

    @rule(app=apps)
    def psa_is_well_again(self, app: str) -> None:
        self._psa(app).heal()
        self.stage.rest.mend_connections()

    @rule(skew=st.sampled_from([0, -2, 2]), lag=st.sampled_from([0, 1, 3]))
    def clocks_and_indexes_drift(self, skew: int, lag: int) -> None:
        self.skew, self.index_lag = timedelta(seconds=skew), timedelta(seconds=lag)

    # What must hold.

    @invariant()
    def holds(self) -> None:
        self.stage.after_each_step()

    def teardown(self) -> None:
        """All trouble ends, and everything comes to rest; unless a promise is broken already."""
        if not self.begun:
            return
        with self.listening:
            if sys.exception() is not None:
                return
            self.skew = self.index_lag = timedelta(0)
            self.world.tap = self.stage.watch
            self.stage.rest.judge()

    def _lag(self) -> timedelta:
        return self.index_lag if self.world.stack else timedelta(0)

    def _desk(self, app: str) -> Desk:
        return next(desk for desk in DESKS if desk.app == app)

    def _psa(self, app: str) -> FakePsa:
        return self.world.psas[self._desk(app).place]

    def _row(self, app: str, place: int) -> RemoteRow | None:
        rows = self._psa(app).rows()
        return rows[place % len(rows)] if rows else None

    def _entry(self, entry: Booked) -> Entry | None:
        account, entry_id = DESKS[0].account, an_id(entry.number)
        known = (account, entry_id) in self.clients.desks
        return self.world.entries.get(account, entry_id) if known else None


def _content(desk: Desk, seconds: int, pause: int, notes: str) -> Content:
    start = NOW - timedelta(hours=5)
    return a_content(
        work_item_id=desk.work_item_id,
        start=start,
        end=start + timedelta(seconds=seconds + pause),
        break_seconds=pause,
        notes=f"{notes} {WORDS_OF_NOTES}",
        billable=Billable.DEFAULT,
    )
