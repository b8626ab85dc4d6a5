"""A job that cannot run any more ends, so that the person who watches it may ask anew."""

from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.jobs import Progress, ProgressStatus
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.start_refresh import start_refresh
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.unit.sync.scene import Scene


def refreshes(scene: Scene) -> Progress:
    return start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)


def runs_everything(scene: Scene) -> None:
    for job in scene.world.queue.take_pulled():
        run_pull(job, effects=scene.effects)


def ended(scene: Scene, asked: Progress) -> tuple[ProgressStatus, str]:
    seen = scene.world.progress.get(ACCOUNT, asked.id)
    assert seen is not None
    assert seen.problem is not None
    return seen.status, seen.problem.code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ConnectionStatus.AUTH_FAILED, "credentials_refused"),
        (ConnectionStatus.REMOVED, "connection_missing"),
    ],
)
def test_a_connection_that_stopped_meanwhile_ends_what_was_queued(
    status: ConnectionStatus, code: str
) -> None:
    scene = Scene()
    asked = refreshes(scene)
    scene.world.connections.save(replace(scene.connection, status=status))
    runs_everything(scene)
    assert ended(scene, asked) == (ProgressStatus.FAILED, code)


def test_who_logged_out_meanwhile_may_refresh_after_logging_in() -> None:
    scene = Scene()
    asked = refreshes(scene)
    scene.world.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    runs_everything(scene)
    assert ended(scene, asked) == (ProgressStatus.FAILED, "user_not_authenticated")
