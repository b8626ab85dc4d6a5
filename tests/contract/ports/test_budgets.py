"""Budgets: one per connection, and two who write at once are not both believed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from psa_sync.domain.admission import Granted, Priority, Request, admit
from psa_sync.domain.breaker import Breaker
from psa_sync.domain.budget import Budget, Ceilings, Direction, Lease, SharedUse, micros
from psa_sync.domain.errors import StaleError
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW

CEILINGS = Ceilings(hourly=1000, at_once=100)


def test_a_new_connection_has_a_full_budget(backend):
    assert backend.budgets.read(ACCOUNT, CONNECTWISE) == Budget(account=ACCOUNT, app=CONNECTWISE)


def test_what_was_saved_is_read_back_whole(backend):
    now = micros(NOW)
    budget = Budget(
        account=ACCOUNT,
        app=CONNECTWISE,
        level=-7,
        as_of=now,
        pace=300,
        paced_at=now,
        quiet_until=now + 1,
        turn=now + 2,
        leases=(Lease(holder="one", direction=Direction.PULL, width=2, until=now + 3),),
        push=Breaker(
            failures=6,
            suspect_since=now - 1,
            opened=2,
            open_until=now + 4,
            probe="one",
            probe_until=now + 5,
        ),
        spent=((5_000, 12), (5_001, 3)),
        shared=SharedUse(calls=6000, limit=10_000, own=15, others=5985, seen_at=now),
    )
    saved = backend.budgets.save(budget)
    assert saved == replace(budget, revision=1)
    assert backend.another().budgets.read(ACCOUNT, CONNECTWISE) == saved
    assert backend.budgets.read(ACCOUNT, AUTOTASK) == Budget(account=ACCOUNT, app=AUTOTASK)


def test_an_older_reading_overwrites_nothing(backend):
    first = backend.budgets.read(ACCOUNT, CONNECTWISE)
    newer = backend.budgets.save(replace(first, level=1))
    with pytest.raises(StaleError):
        backend.budgets.save(replace(first, level=2))
    assert backend.budgets.read(ACCOUNT, CONNECTWISE) == newer
    backend.budgets.save(replace(newer, level=3))
    with pytest.raises(StaleError):
        backend.budgets.save(replace(newer, level=4))
    assert backend.budgets.read(ACCOUNT, CONNECTWISE).level == 3


def test_many_who_take_at_once_never_take_more_than_there_is(backend):
    now = micros(NOW)

    def takes_what_it_gets(number):
        budgets, calls = backend.another().budgets, 0
        while True:
            request = Request(holder=f"worker {number}", priority=Priority.PUSH, least=1, most=3)
            known = budgets.read(ACCOUNT, CONNECTWISE)
            after, answer = admit(known, CEILINGS, request, now)
            if not isinstance(answer, Granted):
                return calls
            try:
                budgets.save(after)
            except StaleError:
                continue
            calls += answer.calls

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(takes_what_it_gets, range(4)))
    assert sum(taken) == 40
    assert backend.budgets.read(ACCOUNT, CONNECTWISE).level == 0
