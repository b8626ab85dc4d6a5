"""Tickets of a PSA in memory, imports of them, and what was written."""

from collections import Counter
from dataclasses import replace

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope
from psa_sync.domain.work_item import Assigned, WorkItemKind
from psa_sync.sync.run_pull import run_pull
from tests.builders import ACCOUNT, USER, a_link, a_psa_user, a_pull_job
from tests.builders import a_work_item as an_item_of_ours
from tests.unit.sync.scene import Scene

IMPORT = a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER)
ALL = ConnectionSettings(import_scope=ImportScope.ALL)
OTHER = "user-keller"
MARIA = a_psa_user(id="777", user_name="MKeller")


class Counting:
    """A store of work items that counts what is written to it."""

    def __init__(self, store) -> None:
        self.written: Counter[str] = Counter()
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def put(self, account, user_id, items) -> None:
        self.written["put"] += len(items)
        self._store.put(account, user_id, items)

    def remove(self, account, user_id, ids) -> None:
        self.written["removed"] += len(ids)
        self._store.remove(account, user_id, ids)


def above(kind: WorkItemKind, number: int, parent: str | None = None, depth: int = 0):
    return an_item_of_ours(
        id=f"connectwise:{kind.value}:{number}",
        kind=kind,
        name=f"{kind.value} {number}",
        path=("x",) * depth,
        parent_id=parent,
        bookable=False,
        assigned=Assigned.NONE,
        updated_at=None,
    )


COMPANY = above(WorkItemKind.COMPANY, 1)
PROJECT = above(WorkItemKind.PROJECT, 2, COMPANY.id, 1)
PHASE = above(WorkItemKind.PHASE, 3, PROJECT.id, 2)


def a_ticket(number: int, parent: str | None = None, **changes):
    changes = {"assigned": Assigned.PRIMARY} | changes
    return an_item_of_ours(
        id=f"connectwise:ticket:{number}", parent_id=parent, updated_at=None, **changes
    )


def offers(scene: Scene, *items) -> None:
    scene.psa.items[scene.paul.id] = list(items)


def stored(scene: Scene, user_id: str = USER) -> list[str]:
    return [item.id.partition(":")[2] for item in scene.world.work_items.of_user(ACCOUNT, user_id)]


def counting(scene: Scene) -> Counter[str]:
    store = Counting(scene.effects.work_items)
    scene.effects = replace(scene.effects, work_items=store)
    return store.written


def works_off(scene: Scene, job=IMPORT) -> int:
    """Run an import to its end, message by message; returns how many it took."""
    jobs, messages = [job], 0
    while jobs:
        run_pull(jobs.pop(), effects=scene.effects)
        messages += 1
        jobs += [one for one in scene.world.queue.take_pulled() if one.kind is job.kind]
    return messages


def told(scene: Scene) -> list[str]:
    changes = scene.world.change_feed.after(ACCOUNT, {USER: ""}, limit=10_000)
    return [change.gone or (change.work_item or an_item_of_ours()).id for change in changes]


def two_people(settings: ConnectionSettings = ALL) -> Scene:
    scene = Scene(settings=settings)
    scene.psa.has_person(MARIA)
    scene.world.connections.link(a_link(user_id=OTHER, psa_user=MARIA))
    scene.world.work_items.remove(ACCOUNT, USER, ["connectwise:ticket:1001"])
    for person in (scene.paul, MARIA):
        scene.psa.items[person.id] = [
            a_ticket(n, COMPANY.id, assigned=Assigned.NONE) for n in (1, 2, 3)
        ] + [COMPANY]
    works_off(scene)
    works_off(scene, replace(IMPORT, user_id=OTHER))
    return scene
