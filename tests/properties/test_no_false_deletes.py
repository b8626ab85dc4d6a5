"""Whatever the PSA's lists leave out, only what people deleted there is deleted in Memtime."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.reconcile import BrakeAction
from psa_sync.sync.brake import release_brake
from tests.builders import ACCOUNT, CONNECTWISE
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.reconciling import alive, reconcile, with_rows
from tests.unit.sync.scene import Scene

RUNS = 240
CYCLES = 5


def truncates(scene: Scene, random: Random) -> None:
    scene.psa.shows_at_most = random.randrange(30)


def hides_everything(scene: Scene, _random: Random) -> None:
    scene.psa.hides = lambda _row: True


def drops_the_filter(scene: Scene, _random: Random) -> None:
    scene.psa.ignores_filters = True


def lags(scene: Scene, random: Random) -> None:
    scene.psa.list_lag = random.choice([60, 3600, 86_400])


def breaks_off(scene: Scene, random: Random) -> None:
    call = random.choice(["stamps_of_days", "rows_of_days", "read", "check_filters"])
    scene.psa.fail(call, *[not_sent()] * random.randrange(1, 9))


def refuses(scene: Scene, random: Random) -> None:
    """Some answer 404 to a refused key; the connectors find out and say what it is."""
    scene.psa.fail(random.choice(["stamps_of_days", "read"]), refuses_the_key())


def hurries(scene: Scene, random: Random) -> None:
    scene.time_left = timedelta(seconds=random.choice([45, 60]))


TROUBLES: list[Callable[[Scene, Random], None]] = [
    truncates,
    hides_everything,
    drops_the_filter,
    lags,
    breaks_off,
    refuses,
    hurries,
]


def recover(scene: Scene) -> None:
    scene.psa.heal()
    scene.time_left = timedelta(seconds=60)
    if not scene.connection.status.sends:
        mended = replace(scene.connection, status=ConnectionStatus.ACTIVE)
        scene.world.connections.save(mended)


def check(scene: Scene) -> None:
    rows = {row.psa_id for row in scene.psa.rows()}
    for entry in scene.entries.all():
        told = scene.entries.history(ACCOUNT, entry.id)
        gone = [event.detail["psaId"] for event in told if event.what == "deleted_in_psa"]
        assert not rows & set(gone)
        assert (entry.deleted_at is not None) == bool(gone)


@pytest.mark.parametrize("run", range(RUNS))
def test_only_what_people_deleted_is_deleted(randomness, run):
    scene = with_rows(randomness.randrange(1, 30))
    deletable = randomness.randrange(9)
    for _ in range(CYCLES):
        recover(scene)
        for _ in range(randomness.randrange(3)):
            rows = scene.psa.rows()
            if deletable and len(rows) > 1:
                deletable -= 1
                scene.psa.person_deletes(randomness.choice(rows).psa_id)
        for trouble in randomness.sample(TROUBLES, randomness.randrange(3)):
            trouble(scene, randomness)
        reconcile(scene)
        check(scene)
    recover(scene)
    reconcile(scene)
    release_brake(ACCOUNT, CONNECTWISE, BrakeAction.APPLY, "maria", scene.effects)
    for _ in range(2):
        reconcile(scene)
    check(scene)
    assert len(alive(scene)) == len(scene.psa.rows())
