from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.push_entry import push_entry
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_connection, a_link, a_push_job, an_id
from tests.fakes.psa_faults import Fault, denies_the_row, not_sent, refuses, refuses_the_key
from tests.fakes.psa_habits import WINDOWED
from tests.unit.sync.scene import LIMITS, Scene


def test_without_enough_time_nothing_is_claimed(scene: Scene):
    scene.books()
    scene.time_left = LIMITS.call + timedelta(seconds=9)
    scene.deliver()
    assert scene.psa.calls == {}
    assert scene.entry().intent is None
    scene.time_left = LIMITS.call + timedelta(seconds=10)
    scene.later(15)
    assert scene.state() is SyncState.SYNCED


def test_a_job_for_an_entry_that_is_not_there_does_nothing(scene: Scene):
    push_entry(a_push_job(entry_id=an_id(99)), effects=scene.effects)
    assert scene.psa.calls == {}


def test_a_silent_psa_is_waited_for_longer_and_longer(scene: Scene):
    scene.books()
    scene.psa.fail("create", *[not_sent() for _ in range(9)])
    waits = []
    for _ in range(9):
        scene.push()
        assert scene.state() is SyncState.WAITING
        assert scene.problem() == "psa_unreachable"
        until = scene.entry().waiting_until
        assert until is not None
        waits.append((until - scene.clock()).total_seconds())
        calls = scene.psa.calls["create"]
        scene.clock.now = until - timedelta(seconds=1)
        scene.push()
        assert scene.psa.calls["create"] == calls
        scene.clock.now = until
    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    scene.sweep()
    assert scene.state() is SyncState.SYNCED
    assert scene.entry().failures == 0
    assert scene.problem() is None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (ConnectionStatus.AUTH_FAILED, "credentials_refused"),
        (ConnectionStatus.PERMISSION_LOST, "credentials_refused"),
        (ConnectionStatus.PAUSED, "connection_paused"),
        (ConnectionStatus.REMOVED, "connection_missing"),
    ],
)
def test_a_stopped_connection_is_named_and_not_called(scene: Scene, status, problem):
    scene.books()
    scene.world.connections.save(replace(scene.connection, status=status))
    scene.push()
    assert scene.psa.calls == {}
    assert (scene.state(), scene.problem()) == (SyncState.WAITING, problem)


def test_a_psa_that_asks_for_more_time_gets_it(scene: Scene):
    scene.books()
    error = TransientError("slow down", retry_after=3600, code="psa_rate_limited")
    scene.psa.fail("create", Fault(error))
    scene.push()
    assert scene.problem() == "psa_rate_limited"
    assert scene.entry().waiting_until == scene.clock() + timedelta(hours=1)


def test_a_refusal_is_shown_with_the_psas_words_and_never_tried_unchanged(scene: Scene):
    scene.books()
    scene.psa.fail("create", refuses())
    scene.deliver()
    problem = scene.entry().problem
    assert problem is not None
    assert (problem.code, problem.detail) == ("work_item_closed", "Ticket is closed.")
    assert scene.state() is SyncState.REJECTED
    scene.later(86400)
    scene.push()
    assert scene.psa.calls["create"] == 1
    scene.edits(notes="another try")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.told() == ["booked", "refused", "edited", "created"]


@pytest.mark.parametrize("call", ["update", "delete"])
def test_a_refused_change_leaves_the_row_and_is_shown(scene: Scene, call):
    scene.books()
    scene.deliver()
    scene.psa.fail(call, refuses("permission_missing", "No."))
    if call == "update":
        scene.edits(notes="new")
    else:
        scene.deletes()
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    assert scene.problem() == "permission_missing"
    scene.later(86400)
    assert scene.psa.calls[call] == 1


def test_a_lock_that_reads_do_not_show_is_tried_rarely_until_it_ends(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.fail("update", *[refuses("entry_locked", "Submitted.") for _ in range(2)])
    scene.edits(notes="new")
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    for _ in range(9):
        scene.later(60)
    assert scene.psa.calls["update"] == 1
    scene.later(60)
    assert scene.psa.calls["update"] == 2
    assert scene.problem() == "entry_locked"
    scene.later(600)
    assert scene.row().content.notes == "new"
    assert scene.state() is SyncState.SYNCED


def test_a_booking_into_a_submitted_timesheet_arrives_when_it_is_reopened(scene: Scene):
    scene.books()
    scene.psa.fail("create", refuses("entry_locked", "Submitted."))
    scene.deliver()
    scene.later(599)
    assert scene.psa.calls["create"] == 1
    assert scene.state() is SyncState.REJECTED
    scene.later(1)
    assert scene.state() is SyncState.SYNCED


def test_an_edit_held_by_a_lock_goes_out_when_it_ends(scene: Scene):
    scene.books()
    scene.deliver()
    psa_id = scene.row().psa_id
    scene.edits(notes="new")
    scene.psa.sets(psa_id, locked=True, status="Approved")
    scene.deliver()
    assert scene.problem() == "entry_locked"
    assert scene.psa.calls["update"] == 0
    scene.psa.sets(psa_id, locked=False, status="Open")
    scene.pull()
    assert scene.row().content.notes == "new"
    assert scene.state() is SyncState.SYNCED


def test_a_row_that_is_missing_is_watched_not_made_again(scene: Scene):
    scene.books()
    scene.deliver()
    scene.edits(notes="new")
    scene.psa.fail("read", denies_the_row())
    scene.deliver()
    assert scene.problem() == "psa_row_missing"
    assert scene.state() is SyncState.WAITING
    scene.later(5)
    assert scene.row().content.notes == "new"
    assert scene.psa.calls["create"] == 1


def test_a_row_that_vanishes_between_look_and_update_is_watched(scene: Scene):
    scene.books()
    scene.deliver()
    scene.edits(notes="new")
    scene.psa.fail("update", denies_the_row())
    scene.deliver()
    assert scene.entry().intent is None
    assert scene.problem() == "psa_row_missing"


@pytest.mark.parametrize("call", ["update", "delete"])
def test_a_change_that_was_not_sent_is_sent_later(scene: Scene, call):
    scene.books()
    scene.deliver()
    scene.psa.fail(call, not_sent())
    if call == "update":
        scene.edits(notes="new")
    else:
        scene.deletes()
    scene.deliver()
    assert scene.entry().intent is None
    assert scene.state() is SyncState.WAITING
    scene.later(5)
    assert scene.state() is SyncState.SYNCED
    assert scene.psa.calls[call] == 2


@pytest.mark.parametrize("call", ["create", "read", "update", "delete"])
def test_a_refused_key_stops_the_connection_at_the_first_call(call):
    scene = Scene(WINDOWED)
    scene.psa.fail(call, refuses_the_key())
    scene.books()
    scene.deliver()
    if call == "update":
        scene.edits(notes="new")
    if call == "delete":
        scene.deletes()
    scene.deliver()
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED
    assert scene.connection.status_text == "The key was revoked."
    assert scene.problem() == "credentials_refused"
    assert scene.state() is SyncState.WAITING
    calls = scene.psa.calls.total()
    scene.books(2)
    scene.deliver()
    scene.later(86400)
    assert scene.psa.calls.total() == calls
    assert scene.problem(2) == "credentials_refused"
    scene.world.connections.save(replace(scene.connection, status=ConnectionStatus.ACTIVE))
    scene.later(600)
    assert (scene.state(), scene.state(2)) == (SyncState.SYNCED, SyncState.SYNCED)


def test_a_key_entered_meanwhile_is_not_stopped_by_the_old_ones_refusal(scene: Scene):
    scene.books()
    scene.psa.fail("create", refuses_the_key())
    scene.psa.before = lambda _: scene.world.connections.save(
        replace(scene.connection, status_text="new key")
    )
    scene.push()
    assert scene.connection.status is ConnectionStatus.ACTIVE


def test_two_workers_that_meet_a_refused_key_stop_the_connection_once(scene: Scene):
    latch_credentials(scene.connection, "first", scene.effects)
    latch_credentials(scene.connection, "second", scene.effects)
    assert scene.connection.status_text == "first"


def test_entries_wait_for_the_app_to_be_installed_again(scene: Scene):
    scene.books()
    stored = scene.world.connections._connections.pop((ACCOUNT, CONNECTWISE))
    scene.deliver()
    assert scene.problem() == "connection_missing"
    assert scene.state() is SyncState.WAITING
    scene.world.connections._connections[ACCOUNT, CONNECTWISE] = stored
    scene.later(5)
    assert scene.state() is SyncState.SYNCED


def test_entries_wait_for_their_person_to_authenticate_again(scene: Scene):
    scene.books()
    link = scene.world.connections._links.pop((ACCOUNT, CONNECTWISE, USER))
    scene.deliver()
    assert scene.problem() == "user_not_authenticated"
    assert scene.state() is SyncState.WAITING
    scene.world.connections.link(link)
    scene.push()
    assert scene.state() is SyncState.SYNCED


def test_our_own_name_in_the_psa_is_learned_from_the_first_row():
    for habits in (None, WINDOWED):
        scene = Scene(habits)
        scene.world.connections.save(replace(scene.connection, own_id=None))
        scene.books()
        scene.deliver()
        assert scene.connection.own_id == "MemtimeApi"


def test_a_name_that_another_worker_learned_too_does_no_harm():
    scene = Scene()
    scene.world.connections.save(replace(scene.connection, own_id=None))
    scene.books()
    scene.psa.before = lambda call: (
        call == "create"
        and scene.world.connections.save(replace(scene.connection, own_id="MemtimeApi"))
    )
    scene.deliver()
    assert scene.connection.own_id == "MemtimeApi"
    assert scene.state() is SyncState.SYNCED


def test_another_account_with_the_same_entry_id_is_another_entry(scene: Scene):
    scene.books()
    scene.world.connections.save(a_connection(account="other", tenant="elsewhere"))
    scene.world.connections.link(a_link(account="other"))
    push_entry(a_push_job(account="other"), effects=scene.effects)
    assert scene.psa.calls == {}


def test_what_was_deleted_while_the_psa_was_silent_waits_for_nothing(scene: Scene):
    scene.books()
    scene.psa.fail("create", not_sent())
    scene.psa.before = lambda _: scene.deletes()
    scene.push()
    assert scene.problem() is None
    assert scene.state() is SyncState.SYNCED
