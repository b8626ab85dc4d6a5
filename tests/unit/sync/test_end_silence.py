"""A PSA asked to be left alone, and a person says that it may be called again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.budget import micros
from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import StaleError
from psa_sync.sync.end_silence import end_silence
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.retry_entry import retry_entry
from tests.builders import ACCOUNT, CONNECTWISE, USER, an_id
from tests.unit.sync.scene import Scene

LONG = timedelta(hours=1)


@pytest.fixture
def silent() -> Scene:
    scene = Scene()
    until = micros(scene.clock() + LONG)
    known = scene.world.budgets.read(ACCOUNT, CONNECTWISE)
    scene.world.budgets.save(replace(known, quiet_until=until, turn=until))
    return scene


def tries_again(scene: Scene) -> None:
    viewer = Viewer(account=ACCOUNT, user_id=USER, is_admin=False)
    retry_entry(viewer, an_id(), effects=scene.effects)
    scene.deliver()


def test_an_entry_that_waits_for_it_goes_out_when_a_person_tries_again(silent):
    silent.books()
    silent.deliver()
    assert silent.state() is SyncState.WAITING
    assert silent.psa.calls["create"] == 0
    tries_again(silent)
    assert silent.state() is SyncState.SYNCED
    assert silent.psa.calls["create"] == 1


def test_what_is_over_is_not_written_again(silent):
    silent.clock.advance(int(LONG.total_seconds()))
    before = silent.world.budgets.read(ACCOUNT, CONNECTWISE)
    end_silence(ACCOUNT, CONNECTWISE, silent.effects)
    assert silent.world.budgets.read(ACCOUNT, CONNECTWISE) == before


@pytest.mark.parametrize("times", [1, 9])
def test_somebody_else_may_write_the_budget_meanwhile(silent, times):
    class Busy:
        left = times

        def read(self, *place):
            return silent.world.budgets.read(*place)

        def save(self, budget):
            if self.left:
                self.left -= 1
                raise StaleError("moved")
            return silent.world.budgets.save(budget)

    end_silence(ACCOUNT, CONNECTWISE, replace(silent.effects, budgets=Busy()))
    known = silent.world.budgets.read(ACCOUNT, CONNECTWISE)
    assert (known.quiet_until <= micros(silent.clock())) is (times == 1)
