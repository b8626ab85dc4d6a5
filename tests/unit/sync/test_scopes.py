"""Choosing another import scope: lists and the feed follow at once, entries stay."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope
from psa_sync.domain.work_item import Assigned, WorkItemKind
from psa_sync.sync.run_pull import run_pull
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_pull_job, a_work_item
from tests.unit.sync.choosing import chooses
from tests.unit.sync.importing import COMPANY, a_ticket, stored
from tests.unit.sync.scene import Scene

FIRST, SECOND, OTHERS = (
    a_ticket(number, COMPANY.id, assigned=assigned)
    for number, assigned in enumerate(Assigned, start=1)
)


@pytest.mark.parametrize("scope", ImportScope)
@pytest.mark.parametrize("kind", WorkItemKind)
@pytest.mark.parametrize("assigned", Assigned)
def test_who_has_what_in_which_scope(scope, kind, assigned):
    item = a_work_item(kind=kind, assigned=assigned)
    work = kind in {WorkItemKind.TICKET, WorkItemKind.TASK}
    wide = {
        Assigned.PRIMARY: set(ImportScope),
        Assigned.SECONDARY: {ImportScope.ASSIGNED, ImportScope.ALL},
        Assigned.NONE: {ImportScope.ALL},
    }[assigned]
    assert item.is_in(scope) is (not work or scope in wide)


def a_scene(scope: ImportScope) -> Scene:
    scene = Scene(settings=ConnectionSettings(import_scope=scope))
    scene.world.work_items.remove(ACCOUNT, USER, ["connectwise:ticket:1001"])
    scene.psa.items[scene.paul.id] = [COMPANY, FIRST, SECOND, OTHERS]
    scene.pull(a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER))
    return scene


def feed(scene: Scene, stamp: str = "") -> list[tuple[str, bool]]:
    """What the feed tells, as the reader's scope has it: the id, and whether it is there."""
    changes = scene.world.change_feed.after(ACCOUNT, {USER: stamp}, limit=1000)
    scope = scene.connection.settings.import_scope
    return [
        (
            (change.gone or (change.work_item or FIRST).id).rpartition(":")[2],
            change.work_item is not None and change.work_item.is_in(scope),
        )
        for change in changes
    ]


def newest(scene: Scene) -> str:
    return max(
        change.stamp for change in scene.world.change_feed.after(ACCOUNT, {USER: ""}, limit=99)
    )


@pytest.mark.parametrize(
    ("before", "after", "told", "left"),
    [
        (ImportScope.PRIMARY, ImportScope.ASSIGNED, {("2", True)}, 3),
        (ImportScope.ASSIGNED, ImportScope.PRIMARY, {("2", False)}, 3),
        (ImportScope.PRIMARY, ImportScope.ALL, {("2", True), ("3", True)}, 4),
        (ImportScope.ALL, ImportScope.ASSIGNED, {("2", True), ("3", False)}, 3),
        (ImportScope.ALL, ImportScope.PRIMARY, {("2", False), ("3", False)}, 3),
    ],
)
def test_the_feed_tells_what_came_and_what_left(before, after, told, left):
    scene = a_scene(before)
    seen = newest(scene)
    chooses(scene, import_scope=after)
    assert set(feed(scene, seen)) == told
    assert len(stored(scene)) == left


def test_what_stays_as_it_was_is_not_told_again():
    scene = Scene(settings=ConnectionSettings(import_scope=ImportScope.ASSIGNED))
    seen = newest(scene)
    chooses(scene, import_scope=ImportScope.PRIMARY)
    assert feed(scene, seen) == []


def test_the_same_scope_again_tells_nothing():
    scene = a_scene(ImportScope.ALL)
    seen = newest(scene)
    chooses(scene, import_scope=ImportScope.ALL)
    assert feed(scene, seen) == []


@pytest.mark.parametrize("kind", [PullKind.SCOPE, PullKind.DISPLAY])
def test_very_many_are_shown_anew_in_several_messages(kind):
    scene = Scene(settings=ConnectionSettings(import_scope=ImportScope.ASSIGNED))
    items = [a_ticket(number, assigned=Assigned.SECONDARY) for number in range(1, 1_201)]
    scene.world.work_items.put(ACCOUNT, USER, items)
    seen = newest(scene)
    scene.time_left = timedelta(seconds=1)
    jobs = [a_pull_job(kind=kind, user_id=USER)]
    messages = 0
    while jobs:
        run_pull(jobs.pop(), effects=scene.effects)
        messages += 1
        jobs = scene.world.queue.take_pulled()
    assert messages == 3
    told = scene.world.change_feed.after(ACCOUNT, {USER: seen}, limit=9_999)
    mine = [change for change in told if change.work_item and change.work_item.number]
    assert len({change.work_item.id for change in mine if change.work_item}) >= 1_199


def test_an_entry_on_work_that_left_goes_on_in_step():
    scene = a_scene(ImportScope.ALL)
    entry = scene.books(work_item_id=OTHERS.id)
    scene.deliver()
    chooses(scene, import_scope=ImportScope.PRIMARY)
    assert scene.world.work_items.get(ACCOUNT, USER, OTHERS.id) is None
    scene.psa.person_edits(scene.row().psa_id, notes="still in step")
    scene.pull()
    kept = scene.entry()
    assert (kept.id, kept.local.notes, kept.deleted_at) == (entry.id, "still in step", None)
    scene.edits(notes="ours", work_item_id=OTHERS.id)
    scene.deliver()
    assert scene.row().content.notes == "ours"


def test_a_scope_that_was_chosen_by_one_person_is_theirs_alone():
    scene = a_scene(ImportScope.ALL)
    link = scene.world.connections.link_of(ACCOUNT, CONNECTWISE, USER)
    assert link is not None
    again = replace(scene.connection, settings=ConnectionSettings())
    scene.world.connections.save(again)
    scene.pull(a_pull_job(kind=PullKind.SCOPE, user_id="somebody else"))
    assert len(stored(scene)) == 4
