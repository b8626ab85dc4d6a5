from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.entry import Origin
from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.run_pull import MAX_ATTEMPTS, run_pull
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_content,
    a_link,
    a_pull_job,
)
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.scene import LIMITS, Scene

BACKFILL = a_pull_job(kind=PullKind.BACKFILL, user_id=USER)


def imported(scene: Scene):
    return [entry for entry in scene.entries.all() if entry.origin is Origin.PSA]


def position(scene: Scene) -> str | None:
    return scene.world.cursors.read(ACCOUNT, CONNECTWISE).position


def test_the_position_moves_when_everything_is_applied(scene: Scene):
    assert position(scene) is None
    scene.psa.person_books(scene.paul, a_content())
    scene.pull()
    assert position(scene) == "2025-03-04T12:00:00Z"
    cursor = scene.world.cursors.read(ACCOUNT, CONNECTWISE)
    assert (cursor.lease_until, cursor.finished_at) == (None, NOW)


def test_the_position_never_moves_back(scene: Scene):
    scene.psa.person_books(scene.paul, a_content())
    scene.clock.advance(60)
    newest = scene.psa.person_books(scene.paul, a_content())
    scene.pull()
    assert position(scene) == "2025-03-04T12:01:00Z"
    scene.psa.person_deletes(newest.psa_id)
    scene.pull()
    assert position(scene) == "2025-03-04T12:01:00Z"
    scene.clock.advance(3600)
    scene.pull()
    assert position(scene) == "2025-03-04T12:01:00Z"


def test_a_page_that_fails_keeps_the_position_and_frees_the_lease(scene: Scene):
    scene.psa.page_size = 1
    for _ in range(3):
        scene.psa.person_books(scene.paul, a_content())

    def second_page_fails(call: str) -> None:
        if scene.psa.calls["changed_rows"] == 2:
            scene.psa.fail(call, not_sent())

    scene.psa.before = second_page_fails
    scene.pull()
    assert len(imported(scene)) == 1
    assert position(scene) is None
    assert scene.world.queue.delays == []
    scene.pull()
    assert len(imported(scene)) == 3
    assert position(scene) is not None


def test_a_store_that_is_away_returns_the_message(scene: Scene):
    scene.psa.person_books(scene.paul, a_content())

    def save(entry, *, events=()):
        message = "throttled"
        raise TransientError(message, code="store_unavailable")

    scene.entries.save = save  # type: ignore[method-assign]
    with pytest.raises(TransientError, match="throttled"):
        run_pull(a_pull_job(), effects=scene.effects)
    cursor = scene.world.cursors.read(ACCOUNT, CONNECTWISE)
    assert (cursor.position, cursor.lease_until) == (None, None)


def test_a_long_walk_goes_on_in_a_new_message(scene: Scene):
    scene.psa.page_size = 2
    for second in range(5):
        scene.clock.advance(second)
        scene.psa.person_books(scene.paul, a_content())
    scene.time_left = LIMITS.call * 2 - timedelta(seconds=1)
    run_pull(a_pull_job(), effects=scene.effects)
    (job,) = scene.world.queue.take_pulled()
    assert position(scene) is None
    assert len(imported(scene)) == 2
    scene.pull(job)
    assert len(imported(scene)) == 5
    assert scene.psa.calls["changed_rows"] == 3
    assert position(scene) == "2025-03-04T12:00:10Z"


def test_with_time_enough_a_walk_ends_in_one_go(scene: Scene):
    scene.psa.page_size = 2
    for _ in range(5):
        scene.psa.person_books(scene.paul, a_content())
    scene.time_left = LIMITS.call * 2
    run_pull(a_pull_job(), effects=scene.effects)
    assert len(imported(scene)) == 5
    assert [job.kind for job in scene.world.queue.pulled] == [PullKind.RULES]


def test_only_one_walk_at_a_time_until_its_lease_ends(scene: Scene):
    until = NOW + timedelta(minutes=5)
    assert scene.world.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=until)
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 0
    scene.clock.now = until
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 1


def test_nobody_authenticated_nothing_to_ask(scene: Scene):
    scene.world.connections._links.clear()
    scene.pull()
    assert scene.psa.calls == {}


@pytest.mark.parametrize("status", [status for status in ConnectionStatus if not status.sends])
def test_a_stopped_connection_asks_nothing(scene: Scene, status):
    scene.world.connections.save(replace(scene.connection, status=status))
    scene.pull()
    assert scene.psa.calls == {}


def test_an_app_that_is_not_installed_is_not_asked(scene: Scene):
    scene.pull(a_pull_job(account="nobody"))
    assert scene.psa.calls == {}


def test_a_refused_key_stops_pulls_too(scene: Scene):
    scene.psa.fail("changed_rows", refuses_the_key())
    scene.pull()
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED
    scene.pull()
    assert scene.psa.calls["changed_rows"] == 1


def test_a_person_who_authenticated_gets_the_last_days(scene: Scene):
    start = datetime(2025, 2, 2, 17, 0, tzinfo=UTC)
    for later in (-1, 0, 10, 30, 31, 32):
        begin = start + timedelta(days=later)
        scene.psa.person_books(scene.paul, a_content(start=begin, end=begin + timedelta(hours=1)))
    scene.pull(BACKFILL)
    days = sorted(entry.local.start.date().isoformat() for entry in imported(scene))
    assert days == ["2025-02-02", "2025-02-12", "2025-03-04", "2025-03-05"]


def test_a_long_backfill_goes_on_in_a_new_message(scene: Scene):
    scene.psa.page_size = 2
    for _ in range(5):
        scene.psa.person_books(scene.paul, a_content())
    scene.time_left = LIMITS.call * 2 - timedelta(seconds=1)
    scene.pull(BACKFILL)
    assert scene.psa.calls["rows_of_days"] == 3
    assert len(imported(scene)) == 5


def test_with_time_enough_a_backfill_ends_in_one_go(scene: Scene):
    scene.psa.page_size = 2
    for _ in range(3):
        scene.psa.person_books(scene.paul, a_content())
    run_pull(BACKFILL, effects=scene.effects)
    assert len(imported(scene)) == 3
    assert scene.world.queue.pulled == []


def test_a_backfill_of_somebody_unknown_asks_nothing(scene: Scene):
    scene.pull(replace(BACKFILL, user_id="nobody"))
    scene.pull(replace(BACKFILL, user_id=None))
    assert scene.psa.calls == {}


def test_a_backfill_that_met_a_silent_psa_comes_back_later_and_later(scene: Scene):
    job = BACKFILL
    for attempt in range(1, MAX_ATTEMPTS + 1):
        scene.psa.fail("rows_of_days", not_sent())
        run_pull(job, effects=scene.effects)
        (job,) = scene.world.queue.take_pulled()
        assert job == replace(BACKFILL, attempt=attempt)
    seconds = [delay.total_seconds() for delay in scene.world.queue.delays]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, *[600] * 5]
    scene.psa.fail("rows_of_days", not_sent())
    run_pull(job, effects=scene.effects)
    assert scene.world.queue.pulled == []


def test_a_psa_that_asks_for_an_hour_is_asked_after_the_longest_delay(scene: Scene):
    scene.psa.fail("rows_of_days", not_sent(retry_after=3600))
    run_pull(BACKFILL, effects=scene.effects)
    assert scene.world.queue.delays == [timedelta(minutes=15)]


def test_connections_do_not_share_rows(scene: Scene):
    scene.psa.person_books(scene.paul, a_content())
    scene.world.connections.save(a_connection(account="other", tenant="elsewhere"))
    scene.world.connections.link(a_link(account="other"))
    scene.pull()
    scene.pull(a_pull_job(account="other"))
    first, second = imported(scene)
    assert first.id != second.id
    assert {first.account, second.account} == {ACCOUNT, "other"}
