from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.jobs import ProgressStatus, PullKind
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.schedule_pulls import schedule_pulls
from psa_sync.sync.start_refresh import start_refresh
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_pull_job,
    a_synced_entry,
    a_work_item,
)
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.scene import Scene

IMPORT = a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER)


def items(scene: Scene):
    return {item.id: item for item in scene.world.work_items.of_user(ACCOUNT, USER)}


def an_item(number: int, **changes):
    changes = {"id": f"connectwise:ticket:{number}", "updated_at": None} | changes
    return a_work_item(**changes)


def watched(scene: Scene):
    progress = start_refresh(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    job, _ = scene.world.queue.take_pulled()
    return progress.id, job


def test_an_import_adds_changes_and_forgets(scene: Scene):
    scene.psa.items[scene.paul.id] = [an_item(1), an_item(2)]
    scene.pull(IMPORT)
    assert sorted(items(scene)) == ["connectwise:ticket:1", "connectwise:ticket:2"]
    scene.clock.advance(60)
    scene.psa.items[scene.paul.id] = [an_item(2, name="Printer put out"), an_item(3)]
    scene.pull(IMPORT)
    found = items(scene)
    assert sorted(found) == ["connectwise:ticket:2", "connectwise:ticket:3"]
    assert found["connectwise:ticket:2"].name == "Printer put out"


def test_unchanged_work_items_are_not_written_again(scene: Scene):
    scene.psa.items[scene.paul.id] = [an_item(1), an_item(2)]
    scene.pull(IMPORT)
    scene.clock.advance(60)
    scene.pull(IMPORT)
    assert {item.updated_at for item in items(scene).values()} == {NOW}


def test_the_other_apps_work_items_stay(scene: Scene):
    other = a_work_item(id="autotask:ticket:7", app=AUTOTASK)
    scene.world.work_items.put(ACCOUNT, USER, [other])
    scene.pull(IMPORT)
    assert items(scene) == {other.id: other}


def test_people_watch_how_far_an_import_is(scene: Scene):
    scene.psa.page_size = 2
    scene.psa.items[scene.paul.id] = [an_item(number) for number in range(5)]
    progress_id, job = watched(scene)
    seen = []

    def look(call: str) -> None:
        if call != "work_items":
            return
        progress = scene.world.progress.get(ACCOUNT, progress_id)
        assert progress is not None
        seen.append((progress.status.value, progress.done, progress.total))

    scene.psa.before = look
    scene.pull(job)
    assert seen == [("running", 0, 5), ("running", 2, 5), ("running", 4, 5)]
    done = scene.world.progress.get(ACCOUNT, progress_id)
    assert done is not None
    assert (done.status, done.done, done.total) == (ProgressStatus.DONE, 5, 5)
    assert done.finished_at == NOW


def test_a_failed_import_forgets_nothing_and_comes_back(scene: Scene):
    scene.psa.page_size = 1
    scene.psa.items[scene.paul.id] = [an_item(1), an_item(2)]
    scene.pull(IMPORT)
    progress_id, job = watched(scene)

    def second_page_fails(call: str) -> None:
        if scene.psa.calls["work_items"] == 4:
            scene.psa.fail(call, not_sent())

    scene.psa.before = second_page_fails
    run_pull(job, effects=scene.effects)
    failed = scene.world.progress.get(ACCOUNT, progress_id)
    assert failed is not None
    assert failed.problem is not None
    assert (failed.status, failed.problem.code) == (ProgressStatus.FAILED, "psa_unreachable")
    assert failed.finished_at == NOW
    assert len(items(scene)) == 2
    (again,) = scene.world.queue.take_pulled()
    assert again == replace(job, attempt=1)

    def running_again(call: str) -> None:
        if call != "work_items":
            return
        running = scene.world.progress.get(ACCOUNT, progress_id)
        assert running is not None
        assert running.status is ProgressStatus.RUNNING
        assert (running.finished_at, running.problem) == (None, None)

    scene.psa.before = running_again
    scene.pull(again)
    done = scene.world.progress.get(ACCOUNT, progress_id)
    assert done is not None
    assert done.status is ProgressStatus.DONE


def test_an_import_with_a_refused_key_says_so(scene: Scene):
    progress_id, job = watched(scene)
    scene.psa.fail("work_items", refuses_the_key())
    scene.pull(job)
    failed = scene.world.progress.get(ACCOUNT, progress_id)
    assert failed is not None
    assert failed.problem is not None
    assert failed.problem.code == "credentials_refused"
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED


@pytest.mark.parametrize("fault", [None, not_sent()], ids=["done", "failed"])
@pytest.mark.parametrize("progress_id", [None, "forgotten"])
def test_an_import_that_nobody_watches_runs_all_the_same(fault, progress_id):
    scene = Scene()
    scene.psa.items[scene.paul.id] = [an_item(1)]
    if fault:
        scene.psa.fail("work_items", fault)
    scene.pull(replace(IMPORT, progress_id=progress_id))
    assert list(items(scene)) == ["connectwise:ticket:1"]


def test_an_import_for_somebody_unknown_asks_nothing(scene: Scene):
    scene.pull(replace(IMPORT, user_id="nobody"))
    scene.pull(replace(IMPORT, user_id=None))
    assert scene.psa.calls == {}


def test_each_connection_that_may_pull_gets_one_job(scene: Scene):
    connections, queue = scene.world.connections, scene.world.queue
    connections.save(a_connection(account="other", tenant="b"))
    stopped = a_connection(account="stopped", tenant="c", status=ConnectionStatus.AUTH_FAILED)
    connections.save(stopped)
    assert schedule_pulls(connections=connections, queue=queue) == 2
    assert queue.take_pulled() == [a_pull_job(), a_pull_job(account="other")]


def test_without_connections_nothing_is_sent(scene: Scene):
    scene.world.queue.away = True
    scene.world.connections._connections.clear()
    assert schedule_pulls(connections=scene.world.connections, queue=scene.world.queue) == 0


def test_the_sweeper_finds_what_a_lost_message_left(scene: Scene):
    scene.world.queue.away = True
    scene.books()
    scene.world.queue.away = False
    assert scene.sweep() == 0
    scene.clock.advance(15)
    assert scene.sweep() == 1
    assert scene.row().psa_id == scene.entry().psa_id
    scene.clock.advance(86400)
    assert scene.sweep() == 0


def test_a_due_time_that_is_left_over_is_cleared(scene: Scene):
    scene.entries.save(a_synced_entry(due_at=NOW))
    assert scene.sweep() == 1
    assert scene.sweep() == 0
    assert scene.psa.calls == {}
