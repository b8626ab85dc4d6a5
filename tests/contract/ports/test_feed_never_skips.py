"""Slow writers, several users and a reader that looks in between: no change is ever skipped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psa_sync.domain.errors import TransientError
from psa_sync.sync.effects import Effects, Limits
from psa_sync.sync.read_changes import read_changes
from psa_sync.sync.read_entries import Viewer
from tests.builders import ACCOUNT, a_connection, a_link, a_psa_user, an_entry, an_id
from tests.contract.ports.backend import OVERLAP_SECONDS, aws_backend, aws_resources, moto_clients
from tests.fakes.connections import FakeConnections

USERS = ["user-hassan", "user-keller"]


class SlowClient:
    """A DynamoDB client before each of whose writes something else may happen first."""

    def __init__(self, client):
        self.before_write = []
        self._client = client

    def __getattr__(self, name):
        call = getattr(self._client, name)
        if name not in {"put_item", "transact_write_items", "update_item"}:
            return call

        def after_the_others(**arguments):
            if self.before_write:
                self.before_write.pop()()
            return call(**arguments)

        return after_the_others


def two_linked_users():
    connections = FakeConnections()
    connections.save(a_connection())
    for user in USERS:
        connections.link(a_link(user_id=user, psa_user=a_psa_user(id=user)))
    return connections


class Reader:
    """A client that keeps what the feed told it."""

    def __init__(self, backend, overlap_seconds):
        self.known = {}
        self.cursor = None
        self.viewer = Viewer(account=ACCOUNT, user_id="admin", is_admin=True)
        self.effects = Effects(
            clock=backend.clock,
            entries=backend.entries,
            feed=backend.change_feed,
            connections=two_linked_users(),
            work_items=backend.work_items,
            rule_facts=backend.rule_facts,
            check_rules=lambda *_: pytest.fail("the feed checks nothing"),
            cursors=backend.cursors,
            progress=backend.progress,
            queue=backend.queue,
            budgets=backend.budgets,
            gate=lambda: pytest.fail("the feed calls no PSA"),
            connect=lambda _connection: pytest.fail("the feed calls no PSA"),
            new_id=lambda: pytest.fail("the feed makes nothing"),
            remaining=lambda: timedelta(minutes=1),
            limits=Limits(
                settle=timedelta(minutes=5),
                call=timedelta(seconds=20),
                retry_floor=timedelta(seconds=1),
                retry_ceiling=timedelta(minutes=1),
                backfill_days=30,
                feed_overlap=timedelta(seconds=overlap_seconds),
            ),
        )

    def read_page(self, limit=2):
        page = read_changes(self.viewer, cursor=self.cursor, limit=limit, effects=self.effects)
        self.cursor = page.next_cursor
        for entry in [change.entry for change in page.changes if change.entry]:
            former = self.known.get(entry.id)
            assert former is None or former.revision <= entry.revision
            self.known[entry.id] = entry
        return page.has_more

    def catch_up(self):
        while self.read_page():
            continue


class World:
    def __init__(self, clients, overlap_seconds=OVERLAP_SECONDS):
        self.client = SlowClient(clients.dynamodb)
        self.backend = aws_backend(replace(clients, dynamodb=self.client), "feed")
        self.stored = {}
        self.reader = Reader(self.backend, overlap_seconds)

    def save(self, number, while_slow=lambda: None):
        former = self.stored.get(number)
        entry = former or an_entry(id=an_id(number), user_id=USERS[number % 2])
        self.client.before_write = [while_slow]
        self.stored[number] = self.backend.entries.save(replace(entry, version=entry.version + 1))

    def run(self, step):
        what, number, seconds, inner = step
        if what == "read":
            self.reader.read_page(limit=number + 1)
        elif what == "wait":
            self.backend.clock.advance(seconds)
        else:
            self.save(number, lambda: self._meanwhile(seconds, inner))

    def _meanwhile(self, seconds, inner):
        for step in inner:
            self.run(step)
        self.backend.clock.advance(seconds)
        self.reader.read_page()

    def everything_is_known(self):
        self.reader.catch_up()
        self.backend.clock.advance(2 * OVERLAP_SECONDS)
        self.reader.catch_up()
        return self.reader.known == {entry.id: entry for entry in self.stored.values()}


@pytest.fixture
def clients():
    with moto_clients() as clients:
        yield clients


def plain_steps(entries):
    numbers = st.integers(0, 4)
    seconds = st.sampled_from([0, 0.001, 2, 9, 12, 40, 100])
    return st.tuples(
        st.sampled_from(["save", "read", "wait"]) if entries else st.sampled_from(["read", "wait"]),
        numbers,
        seconds,
        st.just([]),
    )


# Inside a slow write of one entry others are saved and the reader looks; no entry is in two writes.
SLOW_SAVES = st.tuples(
    st.just("save"),
    st.integers(5, 8),
    st.sampled_from([0, 5, 9, 12, 29, 31, 120]),
    st.lists(plain_steps(entries=True), max_size=4),
)
STEPS = st.lists(st.one_of(plain_steps(entries=True), SLOW_SAVES), max_size=10)


@settings(max_examples=20)
@given(steps=STEPS)
def test_nothing_is_skipped_however_slow_the_writers(steps):
    with moto_clients() as clients, aws_resources(clients, "feed"):
        world = World(clients)
        for step in steps:
            world.run(step)
        assert world.everything_is_known()


def slow_write_overtaken_by_a_fast_one(world, seconds):
    def meanwhile():
        world.backend.clock.advance(seconds)
        world.save(2)
        world.reader.catch_up()

    world.save(1, meanwhile)
    return world.everything_is_known()


@pytest.mark.parametrize("seconds", [1, 9, 11, 29, 31, 300])
def test_a_slow_write_overtaken_by_a_fast_one_is_still_seen(clients, seconds):
    with aws_resources(clients, "feed"):
        assert slow_write_overtaken_by_a_fast_one(World(clients), seconds)


def test_a_reader_that_never_looks_back_would_skip_it(clients):
    with aws_resources(clients, "feed"):
        assert not slow_write_overtaken_by_a_fast_one(World(clients, overlap_seconds=0), 1)


def test_a_write_that_is_always_too_slow_is_not_acknowledged(clients):
    with aws_resources(clients, "feed"):
        world = World(clients)
        minute = lambda: world.backend.clock.advance(60)  # noqa: E731
        world.client.before_write = [minute] * 9
        with pytest.raises(TransientError) as refused:
            world.backend.entries.save(an_entry())
        assert refused.value.code == "store_unavailable"
