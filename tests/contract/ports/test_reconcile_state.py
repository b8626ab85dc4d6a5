"""How far a connection is reconciled: one writer wins, and everything comes back as it was."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from psa_sync.domain.errors import StaleError
from psa_sync.domain.reconcile import Brake, BrakeAction, ReconcileState, Shortfall
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW, a_problem, an_id

NEW = ReconcileState(account=ACCOUNT, app=CONNECTWISE)


def test_a_connection_that_was_never_reconciled_has_the_defaults(backend):
    assert backend.cursors.reconciled(ACCOUNT, CONNECTWISE) == NEW


def test_everything_comes_back(backend):
    brake = Brake(
        since=NOW, missing=(an_id(1), an_id(2)), decision=BrakeAction.KEEP, decided_by="maria"
    )
    told = replace(
        NEW,
        billing_at=NOW,
        all_at=NOW,
        shortfalls={"user-pierce": Shortfall(known=40, missing=2)},
        brake=brake,
        problem=a_problem(code="psa_filter_ignored"),
    )
    saved = backend.cursors.save_reconciled(told)
    assert saved == replace(told, revision=1)
    assert backend.another().cursors.reconciled(ACCOUNT, CONNECTWISE) == saved
    assert backend.cursors.reconciled(ACCOUNT, AUTOTASK) == replace(NEW, app=AUTOTASK)


def test_an_older_state_is_refused(backend):
    saved = backend.cursors.save_reconciled(NEW)
    backend.cursors.save_reconciled(replace(saved, all_at=NOW))
    for old in (NEW, saved):
        with pytest.raises(StaleError):
            backend.cursors.save_reconciled(old)
    assert backend.cursors.reconciled(ACCOUNT, CONNECTWISE).all_at == NOW


def test_it_and_the_cursor_leave_each_other_alone(backend):
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position="here", at=NOW)
    backend.cursors.save_reconciled(replace(NEW, all_at=NOW))
    assert backend.cursors.read(ACCOUNT, CONNECTWISE).position == "here"
    backend.cursors.finish(ACCOUNT, CONNECTWISE, position="there", at=NOW)
    assert backend.cursors.reconciled(ACCOUNT, CONNECTWISE).all_at == NOW


def test_of_many_that_write_together_one_wins(backend):
    processes = [backend.another() for _ in range(4)]

    def write(process):
        try:
            return process.cursors.save_reconciled(NEW).revision
        except StaleError:
            return None

    with ThreadPoolExecutor(len(processes)) as pool:
        assert sorted(pool.map(write, processes), key=str) == [1, None, None, None]
