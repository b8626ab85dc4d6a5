"""Pull cursors: a position that only a finished walk moves, and a lease."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from psa_sync.ports import PullCursor
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW

UNTIL = NOW + timedelta(minutes=5)
EMPTY = PullCursor(position=None, lease_until=None)


def test_an_unknown_connection_has_an_empty_cursor(backend):
    assert backend.cursors.read(ACCOUNT, CONNECTWISE) == EMPTY


def test_only_one_walk_holds_the_lease(backend):
    assert backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    assert not backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    assert backend.cursors.read(ACCOUNT, CONNECTWISE) == PullCursor(None, UNTIL)
    assert backend.cursors.lease(ACCOUNT, AUTOTASK, now=NOW, until=UNTIL)


def test_a_lease_ends_by_itself(backend):
    backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    just_before = UNTIL - timedelta(microseconds=1)
    later = UNTIL + timedelta(minutes=5)
    assert not backend.cursors.lease(ACCOUNT, CONNECTWISE, now=just_before, until=later)
    assert backend.cursors.lease(ACCOUNT, CONNECTWISE, now=UNTIL, until=later)


def test_finishing_moves_the_position_and_gives_the_lease_back(backend):
    backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position="2025-03-04T11:59:00Z", at=UNTIL)
    assert backend.cursors.read(ACCOUNT, CONNECTWISE) == PullCursor(
        position="2025-03-04T11:59:00Z", lease_until=None, finished_at=UNTIL
    )


def test_a_walk_that_saw_nothing_leaves_the_position(backend):
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position="here", at=NOW)
    backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position=None, at=UNTIL)
    assert backend.cursors.read(ACCOUNT, CONNECTWISE) == PullCursor("here", None, UNTIL)
    backend.cursors.finish(ACCOUNT, AUTOTASK, position=None, at=NOW)
    assert backend.cursors.read(ACCOUNT, AUTOTASK) == PullCursor(None, None, NOW)


def test_a_walk_that_broke_off_only_gives_the_lease_back(backend):
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position="here", at=NOW)
    backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)
    backend.cursors.release(ACCOUNT, CONNECTWISE)
    assert backend.cursors.read(ACCOUNT, CONNECTWISE) == PullCursor("here", None, NOW)
    backend.cursors.release(ACCOUNT, AUTOTASK)
    assert backend.cursors.read(ACCOUNT, AUTOTASK) == EMPTY


def test_of_many_walks_that_begin_together_one_goes_on(backend):
    processes = [backend.another() for _ in range(4)]

    def begin(process):
        return process.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=UNTIL)

    with ThreadPoolExecutor(len(processes)) as pool:
        assert sorted(pool.map(begin, processes)) == [False, False, False, True]
