"""The whole engine on fakes: accounts, people, PSAs, and invocations that come and go."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from psa_sync.domain.budget import Ceilings, instant_of
from psa_sync.domain.connection import Connection, PsaName, PsaUser
from psa_sync.domain.entry import Entry
from psa_sync.domain.settings import ConflictPolicy, ConnectionSettings
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects, Limits
from psa_sync.sync.gate import Gate
from tests.builders import AUTOTASK, CONNECTWISE, a_connection, a_link, a_psa_user, a_work_item
from tests.fakes.budgets import FakeBudgets
from tests.fakes.clock import FakeClock
from tests.fakes.connections import FakeConnections
from tests.fakes.cursors import FakeCursors
from tests.fakes.job_queue import FakeJobQueue
from tests.fakes.progress import FakeProgressBoard
from tests.fakes.psa import FakePsa
from tests.fakes.psa_faults import KilledError
from tests.fakes.psa_habits import Habits
from tests.fakes.rule_facts import FakeRuleFacts, fake_check_rules
from tests.fakes.work_items import FakeWorkItems
from tests.simulation.lagging import LaggingEntries, LaggingFeed
from tests.simulation.tapping import Call, Do, Tap, Tapped

LIMITS = Limits(
    settle=timedelta(seconds=300),
    call=timedelta(seconds=20),
    retry_floor=timedelta(seconds=5),
    retry_ceiling=timedelta(seconds=600),
    backfill_days=30,
    feed_overlap=timedelta(seconds=10),
)
CEILINGS = Ceilings(hourly=4000, at_once=2)
TIGHT = Ceilings(hourly=6, at_once=1)
"""So little that a busy day comes up against it."""
LIFE = timedelta(seconds=60)
"""No invocation outlives this: the platform ends it."""
WORDS_OF_NOTES, WORDS_OF_KEYS = "Kundengeheimnis", "hunter2-key"
"""Words that stand in every note and every refusal of a key, and must be in no log line."""


@dataclass(frozen=True)
class Desk:
    """One person's place in one connected app."""

    account: str
    user_id: str
    app: PsaName
    person: PsaUser

    @property
    def place(self) -> str:
        """Which PSA."""
        return f"{self.account}/{self.app}"

    @property
    def work_item_id(self) -> str:
        """What this person books on."""
        return f"{self.app}:ticket:1001"


DESKS = (
    Desk("alpine", "user-pierce", CONNECTWISE, a_psa_user()),
    Desk(
        "alpine",
        "user-keller",
        AUTOTASK,
        a_psa_user(id="291", user_name="MKeller", name="Maria Keller", time_zone="Europe/Berlin"),
    ),
    Desk(
        "boreal",
        "user-pierce",
        CONNECTWISE,
        a_psa_user(id="154", user_name="YTanaka", name="Yuki Tanaka", time_zone="Asia/Tokyo"),
    ),
)
"""Two accounts that share user ids, person ids and, since each PSA counts alike, row ids."""


@dataclass
class Invocation:
    """One run of a function.

    Attributes:
        account: Whose work it does; None for a schedule, which serves all.
        skew: How far its machine's clock is off.
        ends: When the platform ends it.
        gate: Its place at the budgets.
        dead: Nothing it does has an effect any more.
        doubtful: Its last write to a PSA ended without an answer.
        claims: The attempts it announced, by entry.
    """

    number: int
    kind: str
    account: str | None
    skew: timedelta
    ends: datetime
    gate: Gate
    dead: bool = False
    doubtful: bool = False
    claims: dict[str, int] = field(default_factory=dict)


class Deployment:
    """Our side and the PSAs; everything the engine does passes `tap`.

    Args:
        habits: What each PSA makes of what it is given, by app.
        policy: Who wins a conflict.
        lag: How far the indexes are behind.
        own_id: How our API user is known at first; None until the first row tells.
        desks: Who is there.
        settings: What else was chosen for a connection, by place; the product's for the others.
    """

    def __init__(
        self,
        habits: Mapping[PsaName, Habits],
        policy: ConflictPolicy = ConflictPolicy.PSA_WINS,
        lag: Callable[[], timedelta] = lambda: timedelta(0),
        own_id: str | None = "MemtimeApi",
        desks: Sequence[Desk] = DESKS,
        settings: Mapping[str, ConnectionSettings] | None = None,
    ) -> None:
        self.desks = desks
        usual = ConnectionSettings(conflict_policy=policy)
        self._chosen = {desk.place: (settings or {}).get(desk.place, usual) for desk in desks}
        self.habits = habits
        self.clock = FakeClock()
        self.stack: list[Invocation] = []
        self.numbers = count(1)
        self.feed = LaggingFeed(self.now, self.clock, lag)
        self.entries = LaggingEntries(self.feed, self.clock, lag)
        self.work_items = FakeWorkItems(self.feed)
        self.connections = FakeConnections()
        self.rule_facts = FakeRuleFacts()
        self.cursors = FakeCursors()
        self.progress = FakeProgressBoard(self.clock)
        self.queue = FakeJobQueue()
        self.budgets = FakeBudgets()
        self.ceilings = CEILINGS
        self.told_of_call: Callable[[str, int], object] = lambda _place, _under_way: None
        self._under_way: dict[str, set[int]] = {desk.place: set() for desk in desks}
        self.psas = {desk.place: FakePsa(self.clock, habits[desk.app], desk.app) for desk in desks}
        self.calls: Counter[str] = Counter()
        self.tap: Tap = lambda _call, do: do()
        self.effects = self._effects()
        for desk in desks:
            self._employ(desk, own_id)

    def _effects(self) -> Effects:
        ids = count(1)

        def tapped(port: str) -> Any:
            return Tapped(getattr(self, port), port, self._through)

        return Effects(
            clock=self.now,
            entries=tapped("entries"),
            feed=tapped("feed"),
            connections=tapped("connections"),
            work_items=tapped("work_items"),
            rule_facts=tapped("rule_facts"),
            check_rules=fake_check_rules,
            cursors=tapped("cursors"),
            progress=tapped("progress"),
            queue=tapped("queue"),
            budgets=tapped("budgets"),
            gate=self._gate,
            connect=self._connect,
            new_id=lambda: f"id-{next(ids)}",
            remaining=lambda: self.stack[-1].ends - self.clock(),
            limits=LIMITS,
        )

    def _gate(self) -> Gate:
        """The running invocation's: each process has its own."""
        return self.stack[-1].gate

    def _new_gate(self, number: int) -> Gate:
        return Gate(
            Tapped(self.budgets, "budgets", self._through),
            lambda _app: self.ceilings,
            clock=self.now,
            holder=f"invocation {number}",
            call=LIMITS.call,
            remaining=lambda: self.stack[-1].ends - self.clock(),
            sleep=self.pass_time,
        )

    def _pays_for_calls(self, desk: Desk) -> None:
        """Let each call be paid for, and tell of those that are let through."""
        psa = self.psas[desk.place]
        psa.pay = lambda: self._pay(desk)
        psa.before = lambda _call: self.told_of_call(desk.place, len(self._under_way[desk.place]))

    def _pay(self, desk: Desk) -> None:
        """Who asks for the right to call does not call yet: others may, where it has run out."""
        callers = self._under_way[desk.place]
        asks = callers & {self.stack[-1].number}
        callers -= asks
        self._gate().spend(desk.account, desk.app)
        callers |= asks

    def _employ(self, desk: Desk, own_id: str | None) -> None:
        self.psas[desk.place].has_person(desk.person)
        self._pays_for_calls(desk)
        known = {"account": desk.account, "app": desk.app}
        settings = self._chosen[desk.place]
        tenant = f"psa/{desk.place}"
        self.connections.save(
            a_connection(**known, tenant=tenant, settings=settings, own_id=own_id)
        )
        self.connections.link(a_link(**known, user_id=desk.user_id, psa_user=desk.person))
        item = a_work_item(id=desk.work_item_id, app=desk.app)
        self.work_items.put(desk.account, desk.user_id, [item])
        self.psas[desk.place].items[desk.person.id] = [item]

    def settings_at(self, place: str) -> ConnectionSettings:
        """What is chosen now for the connection at this place."""
        account, _, app = place.partition("/")
        connection = self.connections.get(account, PsaName(app))
        return connection.settings if connection else ConnectionSettings()

    def settings_of(self, entry: Entry) -> ConnectionSettings:
        """What is chosen now for the entry's connection."""
        return self.settings_at(f"{entry.account}/{entry.app}")

    def now(self) -> datetime:
        """What the machine of the running invocation takes for the time."""
        return self.clock() + (self.stack[-1].skew if self.stack else timedelta(0))

    @contextmanager
    def invocation(
        self,
        kind: str,
        account: str | None,
        skew: timedelta = timedelta(0),
        life: timedelta = LIFE,
    ) -> Iterator[Invocation]:
        """Run a function; others may run while it waits, one inside the other."""
        number = next(self.numbers)
        ends = self.clock() + life
        one = Invocation(number, kind, account, skew, ends, self._new_gate(number))
        self.stack.append(one)
        try:
            yield one
            one.gate.release()
        finally:
            self.stack.pop()

    def pass_time(self, seconds: float) -> None:
        """Let time pass inside an invocation, up to its forced end."""
        self.clock.advance(seconds)
        if self.stack and self.clock() >= self.stack[-1].ends:
            self.kill()

    def pass_all_turns(self) -> None:
        """Where a PSA takes few calls, what waits knows until when: that is no trouble."""
        turns = (self.budgets.read(desk.account, desk.app).turn for desk in self.desks)
        self.clock.now = max(self.clock(), *map(instant_of, turns))

    def kill(self) -> None:
        """End the running invocation where it stands: not even its clean-up has an effect."""
        self.stack[-1].dead = True
        raise KilledError

    def _through(self, call: Call, do: Do) -> Any:
        if self.stack[-1].dead:
            raise KilledError
        self.calls[call.effect] += 1
        if not call.place or call.effect == "psa.calls_of_all":
            # A PSA counts threads by endpoint; how much all use is asked at one of its own.
            return self.tap(call, do)
        # What waits around a call is the call's own time, in which others may call as well.
        callers, number = self._under_way[call.place], self.stack[-1].number
        callers.add(number)
        try:
            return self.tap(call, do)
        finally:
            callers.discard(number)

    def _connect(self, connection: Connection) -> PsaConnector:
        place = f"{connection.account}/{connection.app}"
        psa = Tapped(self.psas[place], "psa", self._through, place)
        call = Call("effects", "connect", "effects.connect", (connection,), {})
        return cast("PsaConnector", self._through(call, lambda: psa))
