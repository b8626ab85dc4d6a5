"""An admin or a person chooses other settings, and what follows from it is done."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psa_sync.sync.change_settings import change_preferences, change_settings
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.unit.sync.scene import Scene


def changes(**wanted: Any) -> Callable[[Any], Any]:
    return lambda known: replace(known, **wanted)


def follows(scene: Scene) -> None:
    for job in scene.world.queue.take_pulled():
        scene.pull(job)
    scene.deliver()


def chooses(scene: Scene, *, confirmed: bool = True, **wanted: Any) -> None:
    change_settings(
        ACCOUNT, CONNECTWISE, changes(**wanted), confirmed=confirmed, effects=scene.effects
    )
    follows(scene)


def prefers(scene: Scene, *, confirmed: bool = True, **wanted: Any) -> None:
    change_preferences(
        ACCOUNT, CONNECTWISE, USER, changes(**wanted), confirmed=confirmed, effects=scene.effects
    )
    follows(scene)
