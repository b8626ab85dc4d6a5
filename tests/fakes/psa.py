"""A PSA in memory that stores rows in its own words and fails on demand."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from psa_sync.domain.connection import PsaName, PsaUser
from psa_sync.domain.content import Content, Group, take_groups
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError, RejectedError
from psa_sync.domain.hours import hours_of
from psa_sync.domain.marker import Marker
from psa_sync.domain.permission import IN_USE, Feature
from psa_sync.domain.work_dates import work_date
from psa_sync.domain.work_item import Options
from psa_sync.ports import (
    Clock,
    Draft,
    Identity,
    PersonNotFound,
    Written,
)
from tests.fakes.psa_faults import Fault
from tests.fakes.psa_habits import Habits
from tests.fakes.psa_lists import PsaLists, stamp
from tests.fakes.psa_rules import PsaRules
from tests.fakes.psa_work_items import PsaWorkItems

OWN_ID = "MemtimeApi"
CONNECTWISE = PsaName("connectwise")


class FakePsa(PsaLists, PsaWorkItems):
    """One tenant. People work in it through the `person_…` methods, the engine through the port.

    Attributes:
        calls: How often each call of the port was made.
        identity: What a check of the credentials finds out.
        rules: What takes no time.
        before: Called with the name of each call before it does anything.
    """

    def __init__(
        self, clock: Clock, habits: Habits | None = None, app: PsaName = CONNECTWISE
    ) -> None:
        PsaLists.__init__(self)
        PsaWorkItems.__init__(self)
        self.app = app
        self.calls: Counter[str] = Counter()
        self.identity = Identity(tenant="psa/alpine", endpoint="psa", own_id=OWN_ID, checks=())
        self.rules = PsaRules()
        self.before: Callable[[str], object] = lambda _call: None
        self.shared: tuple[int, int] | None = None
        self.pay: Callable[[], object] = lambda: None
        self._clock = clock
        self._habits = habits or Habits()
        self._people: dict[str, PsaUser] = {}
        self._versions: dict[str, list[tuple[datetime, RemoteRow | None]]] = {}
        self._numbers = count(90341)
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._late: list[tuple[datetime, Callable[[], object]]] = []
        self._moment: datetime | None = None
        self._newest: list[RemoteRow] | None = None

    # What a test arranges and looks at.

    def fail(self, call: str, *faults: Fault) -> None:
        """Let the next calls of this name end so."""
        self._faults[call].extend(faults)

    def heal(self) -> None:
        """Forget all faults to come, and all rules; what is on its way still arrives."""
        self._faults.clear()
        self.rules = PsaRules()
        self.lists_well_again()

    def rows(self) -> list[RemoteRow]:
        """All rows there are, by id."""
        self._catch_up()
        return self._now_there()

    def has_person(self, person: PsaUser) -> None:
        """Employ somebody."""
        self._people[person.user_name] = person

    def person_books(self, person: PsaUser, content: Content, **row: Any) -> RemoteRow:
        """A person makes a row in the PSA's own screen."""
        made = self._stored(content, person, None, str(next(self._numbers)))
        return self._put(replace(made, created_by=person.user_name, **row))

    def person_edits(self, psa_id: str, **content: Any) -> RemoteRow:
        """A person changes a row in the PSA's own screen."""
        row = self._row(psa_id)
        changed = replace(row.content, **content)
        if changed.duration_seconds != row.content.duration_seconds:
            row = replace(row, hours=hours_of(changed.duration_seconds))
        day = work_date(changed.start, changed.time_zone)
        return self._put(replace(row, content=changed, work_date=day))

    def person_deletes(self, psa_id: str) -> None:
        """A person removes a row in the PSA's own screen."""
        self._remove(psa_id)

    def person_copies(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """A person duplicates a row, marker and all."""
        copy = replace(self._row(psa_id), psa_id=str(next(self._numbers)))
        return self._put(replace(copy, created_by=person.user_name))

    def sets(self, psa_id: str, **row: Any) -> RemoteRow:
        """Something else happens to a row, e.g. it is approved."""
        return self._put(replace(self._row(psa_id), **row))

    # The port.

    def identify(self, features: Collection[Feature] = IN_USE) -> Identity:
        """See the port."""
        self.checked_for = features
        self._call("identify")
        return self.identity

    def find_person(self, user_name: str) -> PsaUser:
        """See the port."""
        self._call("find_person")
        if user_name not in self._people:
            raise PersonNotFound("user_not_found")
        return self._people[user_name]

    def options(self, person: PsaUser) -> Options:
        """See the port."""
        self._call("options")
        return Options(work_types=(), work_roles=(), billable=())

    def create(self, draft: Draft) -> Written:
        """See the port."""
        return self._write("create", lambda: self._create(draft))

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """See the port."""
        return self._write("update", lambda: self._update(psa_id, draft, groups))

    def delete(self, psa_id: str) -> None:
        """See the port."""
        self._write("delete", lambda: self._delete(psa_id))

    def read(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """See the port."""
        self._call("read")
        row = self._row(psa_id)
        if self.hides(row):
            raise MissingError(psa_id)
        return row

    def tenant_facts(self) -> bytes:
        """See the port."""
        self._call("tenant_facts")
        return self.rules.of_tenant()

    def facts_of_people(self, people: Sequence[PsaUser]) -> Mapping[str, bytes]:
        """See the port."""
        self._call("facts_of_people")
        return {person.id: self.rules.of_person(person.id) for person in people}

    def calls_of_all(self) -> tuple[int, int] | None:
        """See the port."""
        self._call("calls_of_all")
        return self.shared

    def facts_of_item(self, work_item_id: str, person: PsaUser) -> str:
        """See the port."""
        self._call("facts_of_item")
        return self.rules.of_item(work_item_id)

    # What the PSA does.

    def _call(self, name: str) -> None:
        """Count the call and let it fail if that is its lot."""
        fault = self._begin(name)
        if fault is not None:
            raise fault.error

    def _write(self, name: str, write: Callable[[], Written]) -> Written:
        fault = self._begin(name)
        if fault is None:
            return write()
        if fault.commits and fault.after:
            self._late.append((self._clock() + timedelta(seconds=fault.after), write))
        elif fault.commits:
            write()
        raise fault.error

    def _begin(self, name: str) -> Fault | None:
        self.pay()
        self.calls[name] += 1
        self.before(name)
        self._catch_up()
        return self._faults[name].popleft() if self._faults[name] else None

    def _catch_up(self) -> None:
        """Do the late writes whose time has come; what was refused late is nobody's loss."""
        if not self._late:
            return
        due = sorted((one for one in self._late if one[0] <= self._clock()), key=lambda one: one[0])
        self._late = [one for one in self._late if one[0] > self._clock()]
        for at, write in due:
            self._moment = at
            with suppress(MissingError, RejectedError):
                write()
        self._moment = None

    def _create(self, draft: Draft) -> Written:
        self.rules.check(draft)
        made = self._stored(draft.content, draft.person, draft.marker, str(next(self._numbers)))
        return self._answer(
            self._put(
                replace(made, hours=self._habits.hours(draft.hours), work_date=draft.work_date)
            )
        )

    def _update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        row = self._row(psa_id)
        self._check_lock(row)
        self.rules.check(draft)
        wanted = self._stored(draft.content, draft.person, draft.marker, psa_id)
        row = replace(row, content=take_groups(row.content, wanted.content, groups))
        if Group.TIME in groups:
            row = replace(row, hours=self._habits.hours(draft.hours), work_date=draft.work_date)
        if Group.NOTES in groups:
            row = replace(row, marker=draft.marker)
        return self._answer(self._put(row))

    def _delete(self, psa_id: str) -> Written:
        if any(row.psa_id == psa_id for row in self.rows()):
            self._check_lock(self._row(psa_id))
            self._remove(psa_id)
        return Written(psa_id, None)

    def _stored(
        self, content: Content, person: PsaUser, marker: Marker | None, psa_id: str
    ) -> RemoteRow:
        return RemoteRow(
            psa_id=psa_id,
            person_id=person.id,
            content=self._habits.stored(content, person),
            hours=hours_of(content.duration_seconds),
            work_date=work_date(content.start, person.time_zone),
            status="Open",
            timesheet=None,
            locked=False,
            last_updated="",
            created_by=OWN_ID,
            marker=marker,
        )

    def _answer(self, row: RemoteRow) -> Written:
        return Written(row.psa_id, row if self._habits.answers_with_row else None)

    def _check_lock(self, row: RemoteRow) -> None:
        if row.locked:
            raise RejectedError("entry_locked", "The timesheet was approved.")

    def _put(self, row: RemoteRow) -> RemoteRow:
        stored = replace(row, last_updated=stamp(self._now()))
        self._versions.setdefault(row.psa_id, []).append((self._now(), stored))
        self._newest = None
        return stored

    def _remove(self, psa_id: str) -> None:
        self._versions[psa_id].append((self._now(), None))
        self._newest = None

    def _now(self) -> datetime:
        return self._moment or self._clock()

    def _row(self, psa_id: str) -> RemoteRow:
        found = [row for row in self.rows() if row.psa_id == psa_id]
        if not found:
            raise MissingError(psa_id)
        return found[0]

    def _listed(self) -> list[RemoteRow]:
        if not self.list_lag:
            return self._now_there()
        return self._as_of(self._clock() - timedelta(seconds=self.list_lag))

    def _now_there(self) -> list[RemoteRow]:
        if self._newest is None:
            self._newest = self._as_of(self._clock())
        return self._newest.copy()

    def _as_of(self, instant: datetime) -> list[RemoteRow]:
        newest = [
            next((row for at, row in reversed(versions) if at <= instant), None)
            for _, versions in sorted(self._versions.items(), key=lambda one: int(one[0]))
        ]
        return [row for row in newest if row is not None]
