from dataclasses import replace

import pytest

from psa_sync.domain.entry import IntentState, SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.ports import Entries
from psa_sync.sync.push_entry import push_entry
from tests.builders import a_push_job
from tests.fakes.psa_faults import (
    Fault,
    KilledError,
    commits_late,
    commits_then_silent,
    drops_then_silent,
    kills_the_worker,
    not_sent,
)
from tests.fakes.psa_habits import WINDOWED
from tests.unit.sync.scene import Scene

SETTLE = 300


def in_doubt(scene: Scene, fault: Fault) -> None:
    scene.psa.fail("create", fault)
    scene.books()
    scene.deliver()
    assert scene.state() is SyncState.IN_DOUBT


def test_nothing_is_sent_and_nothing_declared_absent_before_the_settle_wait(scene: Scene):
    in_doubt(scene, drops_then_silent())
    scene.later(SETTLE - 1)
    scene.push()
    assert scene.psa.calls == {"create": 1}
    assert scene.state() is SyncState.IN_DOUBT


def test_a_lost_answer_is_one_row_not_two(scene: Scene):
    in_doubt(scene, commits_then_silent())
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 1
    assert scene.state() is SyncState.SYNCED
    assert scene.told() == ["booked", "outcome_unknown", "adopted"]


def test_a_lost_request_is_sent_again(scene: Scene):
    in_doubt(scene, drops_then_silent())
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 2
    assert scene.entry().attempts == 2
    assert scene.state() is SyncState.SYNCED


def test_a_key_of_another_api_user_finds_what_the_former_one_made(scene: Scene):
    in_doubt(scene, commits_then_silent())
    scene.world.connections.save(scene.connection.known_as("NewApi"))
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 1
    assert scene.state() is SyncState.SYNCED


@pytest.mark.parametrize("seconds", [1, SETTLE - 1, SETTLE])
def test_a_late_commit_within_the_settle_wait_is_one_row(scene: Scene, seconds):
    in_doubt(scene, commits_late(seconds))
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 1


def test_a_list_that_lags_is_waited_for(scene: Scene):
    scene.psa.list_lag = SETTLE
    in_doubt(scene, commits_then_silent())
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id


def test_many_rows_of_a_day_are_all_looked_through(scene: Scene):
    scene.psa.page_size = 2
    for number in range(2, 7):
        scene.books(number)
    scene.deliver()
    in_doubt(scene, commits_then_silent())
    scene.later(SETTLE)
    assert scene.entry().psa_id is not None
    assert len(scene.psa.rows()) == 6


@pytest.mark.parametrize("committed", [True, False])
def test_a_killed_worker_leaves_an_intent_that_the_sweeper_finds(scene: Scene, committed):
    scene.psa.fail("create", kills_the_worker(committed=committed))
    scene.books()
    with pytest.raises(KilledError):
        scene.deliver()
    assert scene.state() is SyncState.SENDING
    scene.later(SETTLE - 1)
    assert scene.state() is SyncState.SENDING
    scene.later(1)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.state() is SyncState.SYNCED


def test_a_resolver_that_cannot_reach_the_psa_waits_and_looks_again(scene: Scene):
    in_doubt(scene, commits_then_silent())
    scene.psa.fail("rows_of_days", not_sent())
    scene.later(SETTLE)
    assert scene.state() is SyncState.IN_DOUBT
    scene.later(4)
    assert scene.psa.calls["rows_of_days"] == 1
    scene.later(1)
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() is None


def test_an_edit_while_in_doubt_waits_and_goes_out_on_the_one_row(scene: Scene):
    in_doubt(scene, commits_then_silent())
    scene.edits(notes="second thought")
    scene.deliver()
    assert scene.psa.calls == {"create": 1}
    scene.later(SETTLE)
    assert scene.row().content.notes == "second thought"
    assert scene.psa.calls["create"] == 1


def test_an_edit_over_a_lost_request_is_what_is_sent(scene: Scene):
    in_doubt(scene, drops_then_silent())
    scene.edits(notes="second thought")
    scene.later(SETTLE)
    assert scene.row().content.notes == "second thought"
    assert scene.psa.calls["update"] == 0


@pytest.mark.parametrize(
    "fault", [commits_then_silent(), drops_then_silent()], ids=["committed", "dropped"]
)
def test_a_delete_while_in_doubt_leaves_no_row(fault):
    scene = Scene()
    in_doubt(scene, fault)
    scene.deletes()
    scene.deliver()
    scene.later(SETTLE)
    assert scene.psa.rows() == []
    assert scene.entry().deleted_at is not None
    assert scene.entry().intent is None
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() is None


def test_a_person_who_copies_the_row_meanwhile_is_not_adopted(scene: Scene):
    in_doubt(scene, commits_then_silent())
    original = scene.row()
    copy = scene.psa.person_copies(original.psa_id, scene.paul)
    scene.later(SETTLE)
    assert scene.entry().psa_id == original.psa_id
    scene.pull()
    scene.deletes()
    scene.deliver()
    assert [row.psa_id for row in scene.psa.rows()] == [copy.psa_id]


@pytest.mark.parametrize(
    "fault", [commits_then_silent(), drops_then_silent()], ids=["committed", "dropped"]
)
def test_an_update_of_unknown_outcome_arrives_once_resolved(fault):
    scene = Scene()
    scene.books()
    scene.deliver()
    scene.psa.fail("update", fault)
    scene.edits(notes="new")
    scene.deliver()
    assert scene.state() is SyncState.IN_DOUBT
    scene.later(SETTLE)
    assert scene.row().content.notes == "new"
    assert scene.state() is SyncState.SYNCED
    assert scene.entry().local.notes == "new"


def test_an_update_the_psa_confirmed_is_not_sent_again_when_reading_it_back_fails():
    scene = Scene(WINDOWED)
    scene.books(break_seconds=600)
    scene.deliver()

    def then_goes_silent(call: str) -> None:
        if call == "update":
            scene.psa.fail("read", not_sent())

    scene.psa.before = then_goes_silent
    scene.edits(break_seconds=1200)
    scene.deliver()
    scene.later(60)
    assert scene.psa.calls["update"] == 1
    assert scene.entry().local.break_seconds == 1200
    assert scene.state() is SyncState.SYNCED


def test_an_update_of_unknown_outcome_on_a_row_that_is_gone_waits_for_proof(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.fail("update", drops_then_silent())
    scene.edits(notes="new")
    scene.deliver()
    scene.psa.person_deletes(scene.row().psa_id)
    scene.later(SETTLE)
    assert scene.entry().intent is None
    assert scene.problem() == "psa_row_missing"
    assert scene.state() is SyncState.WAITING


@pytest.mark.parametrize(
    "fault", [commits_then_silent(), drops_then_silent()], ids=["committed", "dropped"]
)
def test_a_delete_of_unknown_outcome_ends_without_the_row(fault):
    scene = Scene()
    scene.books()
    scene.deliver()
    scene.psa.fail("delete", fault)
    scene.deletes()
    scene.deliver()
    assert scene.state() is SyncState.IN_DOUBT
    scene.later(SETTLE)
    assert scene.psa.rows() == []
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() is None


class Throttled:
    """The store, refusing the writes after the first `good` ones."""

    def __init__(self, entries: Entries, good: int) -> None:
        self._entries = entries
        self._good = good

    def __getattr__(self, name):
        return getattr(self._entries, name)

    def save(self, entry, *, events=()):
        if self._good == 0:
            message = "throttled"
            raise TransientError(message, code="store_unavailable")
        self._good -= 1
        return self._entries.save(entry, events=events)


@pytest.mark.parametrize("good", [0, 1])
def test_a_throttled_store_returns_the_message_and_costs_no_second_row(scene: Scene, good):
    scene.books()
    throttled = replace(scene.effects, entries=Throttled(scene.entries, good))
    with pytest.raises(TransientError, match="throttled"):
        push_entry(a_push_job(), effects=throttled)
    assert scene.psa.calls["create"] == good
    scene.deliver()
    assert scene.psa.calls["create"] == 1
    assert (scene.entry().intent is None) == (good == 0)
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.state() is SyncState.SYNCED


def test_an_attempt_in_doubt_says_so_in_the_row(scene: Scene):
    in_doubt(scene, drops_then_silent())
    intent = scene.entry().intent
    assert intent is not None
    assert intent.state is IntentState.IN_DOUBT
    assert scene.problem() == "psa_outcome_unknown"
