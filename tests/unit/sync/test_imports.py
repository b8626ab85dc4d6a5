"""Imports of work items: whole or in parts, with nothing written twice and nothing forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import ProgressStatus, PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope, Preferences
from psa_sync.domain.work_item import Assigned, WorkItemKind
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.start_refresh import start_refresh
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.importing import (
    ALL,
    COMPANY,
    IMPORT,
    PHASE,
    PROJECT,
    Counting,
    a_ticket,
    above,
    counting,
    offers,
    stored,
    told,
    works_off,
)
from tests.unit.sync.scene import Scene


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.world.work_items.remove(ACCOUNT, USER, ["connectwise:ticket:1001"])
    return scene


def test_parents_come_before_their_children_in_the_feed(scene: Scene):
    offers(scene, a_ticket(9, PHASE.id), PHASE, PROJECT, COMPANY)
    works_off(scene)
    assert told(scene)[1:] == [COMPANY.id, PROJECT.id, PHASE.id, "connectwise:ticket:9"]


@pytest.mark.parametrize("seconds", [60, 0])
def test_ten_thousand_unchanged_work_items_are_read_and_not_written(scene: Scene, seconds):
    scene.psa.page_size = 1_000
    offers(scene, *(a_ticket(n, COMPANY.id) for n in range(1, 10_001)), COMPANY)
    scene.time_left = timedelta(seconds=seconds)
    written = counting(scene)
    messages = works_off(scene)
    assert written == {"put": 10_001}
    assert works_off(scene) == messages == (1 if seconds else 11)
    assert written == {"put": 10_001}
    assert scene.psa.calls["work_items"] == 20


def test_a_rename_flows_and_touches_nothing_else(scene: Scene):
    offers(scene, a_ticket(1), a_ticket(2))
    works_off(scene)
    written = counting(scene)
    offers(scene, a_ticket(1), a_ticket(2, name="Renamed"))
    works_off(scene)
    assert written == {"put": 1}
    item = scene.world.work_items.get(ACCOUNT, USER, "connectwise:ticket:2")
    assert item is not None
    assert item.name == "Renamed"


def test_what_is_gone_leaves_from_every_page_and_leaves_a_trace(scene: Scene):
    scene.psa.page_size = 2
    offers(scene, *(a_ticket(n) for n in range(1, 10)))
    works_off(scene)
    offers(scene, *(a_ticket(n) for n in (2, 5, 7)))
    works_off(scene)
    assert stored(scene) == ["ticket:2", "ticket:5", "ticket:7"]
    assert [one.rpartition(":")[2] for one in told(scene)[-6:]] == ["1", "3", "4", "6", "8", "9"]


def test_what_stands_above_leaves_with_the_last_that_stood_below(scene: Scene):
    idle = above(WorkItemKind.PROJECT, 20, COMPANY.id, 1)
    deep = above(WorkItemKind.PHASE, 30, idle.id, 2)
    offers(scene, a_ticket(1, PHASE.id), a_ticket(2, deep.id), COMPANY, PROJECT, PHASE, idle, deep)
    works_off(scene)
    assert len(stored(scene)) == 7
    offers(scene, a_ticket(1, PHASE.id), COMPANY, PROJECT, PHASE)
    works_off(scene)
    assert stored(scene) == ["company:1", "phase:3", "project:2", "ticket:1"]
    assert told(scene)[-2:] == [deep.id, idle.id]


def test_containers_in_a_ring_or_without_an_end_stop_nobody(scene: Scene):
    ring = [
        above(WorkItemKind.PHASE, 1, "connectwise:phase:2"),
        above(WorkItemKind.PHASE, 2, "connectwise:phase:1"),
    ]
    scene.world.work_items.put(ACCOUNT, USER, ring)
    offers(scene, a_ticket(1, "connectwise:project:404"))
    works_off(scene)
    assert stored(scene) == ["ticket:1"]


def test_more_containers_than_are_remembered_are_compared_all_the_same(scene: Scene):
    scene.psa.page_size = 2_000
    numbers = range(1, 8_001)
    companies = [above(WorkItemKind.COMPANY, n) for n in numbers]
    offers(scene, *companies, *(a_ticket(n, f"connectwise:company:{n}") for n in numbers))
    works_off(scene)
    written = counting(scene)
    works_off(scene)
    assert written == {}


def test_an_import_goes_on_in_the_next_message_and_counts_nothing_twice(scene: Scene):
    scene.psa.page_size = 2
    offers(scene, *(a_ticket(n) for n in range(1, 8)))
    progress = start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    job, _ = scene.world.queue.take_pulled()
    scene.time_left = timedelta(seconds=1)
    seen: list[tuple[str, int, int | None]] = []
    waiting = [job]
    while waiting:
        job = waiting.pop()
        run_pull(job, effects=scene.effects)
        # A message may come a second time.
        repeated = scene.world.queue.take_pulled()
        run_pull(job, effects=scene.effects)
        assert scene.world.queue.take_pulled() == repeated
        now = scene.world.progress.get(ACCOUNT, progress.id)
        assert now is not None
        seen.append((now.status.value, now.done, now.total))
        waiting = [one for one in repeated if one.kind is PullKind.WORK_ITEMS]
    assert seen == [
        ("running", 2, 7),
        ("running", 4, 7),
        ("running", 6, 7),
        ("running", 7, 7),
        ("done", 7, 7),
    ]
    assert len(stored(scene)) == 7
    assert scene.psa.calls["count_work_items"] == 2


def test_a_failed_page_is_read_again_and_the_pages_before_are_not_lost(scene: Scene):
    scene.psa.page_size = 2
    offers(scene, *(a_ticket(n) for n in range(1, 6)))
    scene.time_left = timedelta(seconds=1)
    run_pull(IMPORT, effects=scene.effects)
    (second,) = scene.world.queue.take_pulled()
    scene.psa.fail("work_items", not_sent())
    run_pull(second, effects=scene.effects)
    (again,) = scene.world.queue.take_pulled()
    assert again == replace(second, attempt=1)
    assert stored(scene) == ["ticket:1", "ticket:2"]
    works_off(scene, again)
    assert len(stored(scene)) == 5


def test_a_store_that_is_away_stops_the_import_in_the_middle_and_it_comes_again(scene: Scene):
    scene.psa.page_size = 2
    offers(scene, *(a_ticket(n) for n in range(1, 6)))

    class Away(Counting):
        def put(self, account, user_id, items) -> None:
            if self.written["put"]:
                raise TransientError("away", code="store_unavailable")
            super().put(account, user_id, items)

    whole = scene.effects
    scene.effects = replace(whole, work_items=Away(whole.work_items))
    with pytest.raises(TransientError):
        run_pull(IMPORT, effects=scene.effects)
    assert stored(scene) == ["ticket:1", "ticket:2"]
    scene.effects = whole
    works_off(scene)
    assert len(stored(scene)) == 5


def test_more_than_was_counted_moves_the_end(scene: Scene):
    scene.psa.page_size = 2
    offers(scene, *(a_ticket(n) for n in range(1, 4)))
    progress = start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    job, _ = scene.world.queue.take_pulled()

    def grows(call: str) -> None:
        if call == "work_items" and scene.psa.calls[call] == 1:
            offers(scene, *(a_ticket(n) for n in range(1, 7)))

    scene.psa.before = grows
    scene.pull(job)
    done = scene.world.progress.get(ACCOUNT, progress.id)
    assert done is not None
    assert (done.status, done.done, done.total) == (ProgressStatus.DONE, 6, 6)


# Who has what


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (ImportScope.PRIMARY, [1, 2]),
        (ImportScope.ASSIGNED, [1, 2]),
        (ImportScope.ALL, [1, 2, 3]),
    ],
)
def test_all_open_work_is_imported_where_it_was_chosen(scope, numbers):
    scene = Scene(settings=ConnectionSettings(import_scope=scope))
    offers(
        scene,
        a_ticket(1),
        a_ticket(2, assigned=Assigned.SECONDARY),
        a_ticket(3, assigned=Assigned.NONE),
    )
    works_off(scene)
    assert stored(scene) == [f"ticket:{n}" for n in numbers]


def test_a_person_may_have_more_or_less_than_the_connection():
    scene = Scene(settings=ALL)
    offers(scene, a_ticket(1), a_ticket(3, assigned=Assigned.NONE))
    own = Preferences(import_scope=ImportScope.PRIMARY)
    scene.world.connections.save_preferences(ACCOUNT, CONNECTWISE, USER, own)
    works_off(scene)
    assert stored(scene) == ["ticket:1"]
