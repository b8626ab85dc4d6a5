"""What changed is followed for all who have everything, and what is imported when."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, Mode
from psa_sync.domain.work_item import Assigned
from psa_sync.sync.run_pull import run_pull
from tests.builders import NOW, USER, a_pull_job
from tests.unit.sync.importing import (
    ALL,
    COMPANY,
    MARIA,
    OTHER,
    a_ticket,
    counting,
    stored,
    two_people,
    works_off,
)
from tests.unit.sync.scene import Scene

CHANGED = a_pull_job(kind=PullKind.CHANGED_WORK_ITEMS, since=NOW)


@pytest.mark.parametrize("seconds", [60, 0])
def test_what_changed_is_read_once_for_all_who_have_everything(seconds):
    scene = two_people()
    scene.psa.page_size = 1
    scene.time_left = timedelta(seconds=seconds)
    for person_id in (scene.paul.id, MARIA.id):
        scene.psa.items[person_id] = [
            a_ticket(1, COMPANY.id, name="Renamed", assigned=Assigned.NONE),
            a_ticket(3, COMPANY.id, assigned=Assigned.NONE),
            COMPANY,
        ]
    late = NOW + timedelta(seconds=1)
    scene.psa.touched = {
        "connectwise:ticket:1": late,
        "connectwise:ticket:2": late,
        "connectwise:ticket:3": NOW - timedelta(seconds=1),
    }
    written = counting(scene)
    assert works_off(scene, CHANGED) == (1 if seconds else 2)
    for user_id in (USER, OTHER):
        assert stored(scene, user_id) == ["company:1", "ticket:1", "ticket:3"]
    assert written == {"put": 2, "removed": 2}
    assert scene.psa.calls["changed_work_items"] == 2


@pytest.mark.parametrize(
    ("settings", "since"), [(ConnectionSettings(), NOW), (ALL, None)], ids=["nobody", "no instant"]
)
def test_nothing_is_read_for_nobody(settings, since):
    scene = Scene(settings=settings)
    works_off(scene, replace(CHANGED, since=since))
    assert scene.psa.calls == {}


def polls(scene: Scene, minutes: int) -> Counter[PullKind]:
    """Poll every five minutes and count the imports that were asked for."""
    kinds: Counter[PullKind] = Counter()
    for _ in range(minutes // 5):
        scene.clock.advance(300)
        run_pull(a_pull_job(), effects=scene.effects)
        kinds.update(job.kind for job in scene.world.queue.take_pulled())
    return kinds


def test_own_work_is_imported_whole_every_hour():
    kinds = polls(Scene(), 24 * 60)
    assert kinds[PullKind.WORK_ITEMS] in {23, 24}
    assert kinds[PullKind.CHANGED_WORK_ITEMS] == 0


def test_all_open_work_is_followed_every_hour_and_imported_whole_every_day():
    kinds = polls(two_people(), 24 * 60)
    assert kinds[PullKind.CHANGED_WORK_ITEMS] in {23, 24}
    assert kinds[PullKind.WORK_ITEMS] in {1, 2}


def test_a_connection_that_was_not_polled_for_long_misses_no_change():
    scene = two_people()
    run_pull(a_pull_job(), effects=scene.effects)
    scene.world.queue.take_pulled()
    scene.clock.advance(3 * 86_400)
    run_pull(a_pull_job(), effects=scene.effects)
    jobs = scene.world.queue.take_pulled()
    (changes,) = (job for job in jobs if job.kind is PullKind.CHANGED_WORK_ITEMS)
    assert changes.since is not None
    assert changes.since < NOW


def test_work_items_that_come_on_request_are_not_imported_by_themselves():
    scene = two_people(replace(ALL, project_sync=Mode.MANUAL))
    kinds = polls(scene, 25 * 60)
    assert set(kinds) <= {PullKind.RULES}
