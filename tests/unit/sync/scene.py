"""The whole engine on fakes: a client, a person in the PSA, the workers, and one clock."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from psa_sync.domain.budget import Ceilings
from psa_sync.domain.connection import Connection, PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.entry import Entry, RemoteRow, SyncState
from psa_sync.domain.jobs import PullJob
from psa_sync.domain.settings import ConflictPolicy, ConnectionSettings, SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.ports import PsaConnector
from psa_sync.sync.accept_entries import Accepted, EntryInput, accept_entries
from psa_sync.sync.delete_entry import delete_entry
from psa_sync.sync.effects import Effects, Limits
from psa_sync.sync.gate import Gate
from psa_sync.sync.push_entry import push_entry
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.sweep_entries import sweep_entries
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    USER,
    a_connection,
    a_content,
    a_link,
    a_psa_user,
    a_pull_job,
    a_push_job,
    a_work_item,
    an_id,
)
from tests.fakes.psa import FakePsa
from tests.fakes.psa_habits import Habits
from tests.fakes.rule_facts import fake_check_rules
from tests.fakes.world import FakeWorld

LIMITS = Limits(
    settle=timedelta(seconds=300),
    call=timedelta(seconds=20),
    retry_floor=timedelta(seconds=5),
    retry_ceiling=timedelta(seconds=600),
    backfill_days=30,
    feed_overlap=timedelta(seconds=10),
)


class Scene:
    """One account, connected to one PSA, with Paul Pierce authenticated.

    Args:
        habits: What the PSA makes of what it is given.
        policy: Who wins a conflict.
        settings: All other choices of the connection.
    """

    def __init__(
        self,
        habits: Habits | None = None,
        policy: ConflictPolicy = ConflictPolicy.PSA_WINS,
        settings: ConnectionSettings | None = None,
    ) -> None:
        self.world = FakeWorld()
        self.clock = self.world.clock
        self.entries = self.world.entries
        self.psa = FakePsa(self.clock, habits)
        self.time_left = timedelta(seconds=60)
        self.ceilings = Ceilings(hourly=4000, at_once=3)
        ids = count(1)
        self.effects = Effects(
            clock=self.clock,
            entries=self.entries,
            feed=self.world.change_feed,
            connections=self.world.connections,
            work_items=self.world.work_items,
            rule_facts=self.world.rule_facts,
            check_rules=fake_check_rules,
            cursors=self.world.cursors,
            progress=self.world.progress,
            queue=self.world.queue,
            budgets=self.world.budgets,
            gate=lambda: self.gate,
            meter=self.world.meter,
            connect=self._connect,
            new_id=lambda: f"id-{next(ids)}",
            remaining=lambda: self.time_left,
            limits=LIMITS,
        )
        self.gate = self.another_gate("the worker")
        self.psa.pay = lambda: self.gate.spend(ACCOUNT, CONNECTWISE)
        self.paul: PsaUser = a_psa_user()
        self.psa.has_person(self.paul)
        chosen = settings or ConnectionSettings(conflict_policy=policy)
        self.world.connections.save(a_connection(settings=chosen))
        self.world.connections.link(a_link())
        self.world.work_items.put(ACCOUNT, USER, [a_work_item()])

    def another_gate(self, holder: str) -> Gate:
        """The gate of another process."""
        return Gate(
            self.world.budgets,
            lambda _app: self.ceilings,
            clock=self.clock,
            holder=holder,
            call=LIMITS.call,
            remaining=lambda: self.time_left,
            sleep=self.clock.advance,
            meter=self.world.meter,
        )

    def _connect(self, connection: Connection) -> PsaConnector:
        return self.psa

    # The client.

    def books(self, number: int = 1, **content: Any) -> Entry:
        return self.accepted(number, a_content(**content))

    def edits(self, number: int = 1, **content: Any) -> Entry:
        entry = self.entry(number)
        return self.accepted(number, replace(entry.local, **content), entry.version)

    def accepted(self, number: int, content: Content, if_match: int | None = None) -> Entry:
        result = self.sends(number, content, if_match)
        assert isinstance(result, Accepted), result
        return result.entry

    def sends(
        self, number: int, content: Content, if_match: int | None = None
    ) -> Accepted | RefusedError:
        one = EntryInput(entry_id=an_id(number), content=content, if_match=if_match)
        return accept_entries(ACCOUNT, USER, [one], effects=self.effects)[0]

    def deletes(self, number: int = 1) -> Entry:
        version = self.entry(number).version
        return delete_entry(ACCOUNT, USER, an_id(number), version, effects=self.effects)[0]

    # The workers.

    def push(self, number: int = 1) -> None:
        push_entry(a_push_job(entry_id=an_id(number)), effects=self.effects)

    def deliver(self) -> None:
        """Hand out push jobs until there are no more."""
        while jobs := self.world.queue.take_pushed():
            for job in jobs:
                push_entry(job, effects=self.effects)

    def sweep(self) -> int:
        found = sweep_entries(entries=self.entries, queue=self.world.queue, clock=self.clock)
        self.deliver()
        return found

    def pull(self, job: PullJob | None = None) -> None:
        """Run the job, by default a poll, with all that follows from it."""
        waiting = [job or a_pull_job()]
        while waiting:
            for one in waiting:
                run_pull(one, effects=self.effects)
            waiting = self.world.queue.take_pulled()
        self.deliver()

    def later(self, seconds: float) -> None:
        """Let time pass and the sweeper come by."""
        self.clock.advance(seconds)
        self.sweep()

    # What one sees.

    def entry(self, number: int = 1) -> Entry:
        entry = self.entries.get(ACCOUNT, an_id(number))
        assert entry is not None
        return entry

    def state(self, number: int = 1) -> SyncState:
        return sync_state(self.entry(number), self.policy, self.clock())

    def problem(self, number: int = 1) -> str | None:
        problem = self.entry(number).problem
        return problem.code if problem else None

    def row(self) -> RemoteRow:
        (row,) = self.psa.rows()
        return row

    def told(self, number: int = 1) -> list[str]:
        return [event.what for event in self.entries.history(ACCOUNT, an_id(number))]

    @property
    def policy(self) -> SyncPolicy:
        known = self.world.connections.get(ACCOUNT, CONNECTWISE)
        return known.settings.policy if known else SyncPolicy()

    @property
    def connection(self) -> Connection:
        connection = self.world.connections.get(ACCOUNT, CONNECTWISE)
        assert connection is not None
        return connection


def in_step(
    habits: Habits | None = None,
    policy: ConflictPolicy = ConflictPolicy.PSA_WINS,
    settings: ConnectionSettings | None = None,
    **content: Any,
) -> Scene:
    """A scene whose first entry is booked and has its row."""
    scene = Scene(habits, policy, settings)
    scene.books(**content)
    scene.deliver()
    return scene
