"""Where entries are sent when somebody says so: drafts, "sync now", and the way back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import ProgressStatus, PullKind
from psa_sync.domain.settings import ConflictPolicy, ConnectionSettings, Mode, Preferences
from psa_sync.sync.choices import is_manual
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.start_refresh import start_sync
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, USER, a_content, a_pull_job, an_id
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.choosing import chooses, follows, prefers
from tests.unit.sync.scene import Scene, in_step

MANUAL = ConnectionSettings(entry_sync=Mode.MANUAL)


def syncs(scene: Scene) -> str:
    progress = start_sync(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    follows(scene)
    return progress.id


def calls(scene: Scene) -> dict[str, int]:
    return {name: scene.psa.calls[name] for name in ("create", "update", "delete")}


@pytest.fixture
def manual() -> Scene:
    return Scene(settings=MANUAL)


def test_a_booking_stays_a_draft_until_its_person_says_sync_now(manual: Scene):
    manual.books()
    manual.deliver()
    manual.later(3600)
    assert manual.state() is SyncState.DRAFT
    assert manual.psa.rows() == []
    syncs(manual)
    assert manual.state() is SyncState.SYNCED
    assert manual.told() == ["booked", "released", "created"]


def test_a_change_and_a_delete_of_what_is_in_the_psa_wait_too():
    scene = in_step()
    chooses(scene, entry_sync=Mode.MANUAL)
    scene.edits(notes="ours")
    scene.deliver()
    assert (scene.state(), scene.row().content.notes) == (SyncState.DRAFT, "Router swap")
    syncs(scene)
    assert scene.row().content.notes == "ours"
    scene.deletes()
    scene.deliver()
    scene.later(3600)
    assert (scene.state(), len(scene.psa.rows())) == (SyncState.DRAFT, 1)
    syncs(scene)
    assert scene.psa.rows() == []
    assert scene.state() is SyncState.SYNCED


def test_sync_now_lets_each_draft_go_once(manual: Scene):
    for number in (1, 2, 3):
        manual.books(number)
    for _ in range(3):
        syncs(manual)
    assert calls(manual) == {"create": 3, "update": 0, "delete": 0}
    assert manual.told(2).count("released") == 1


def test_what_is_booked_after_it_is_a_draft_again(manual: Scene):
    manual.books(1)
    syncs(manual)
    manual.books(2)
    manual.deliver()
    assert (manual.state(1), manual.state(2)) == (SyncState.SYNCED, SyncState.DRAFT)


def test_sync_now_reads_what_the_psa_has(manual: Scene):
    manual.psa.person_books(manual.paul, a_content(notes="their own"))
    syncs(manual)
    notes = [one.local.notes for one in manual.entries.of_user(ACCOUNT, USER).entries]
    assert notes == ["their own"]


def test_people_watch_it(manual: Scene):
    manual.books(1)
    manual.books(2)
    progress = start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    assert (progress.kind, progress.unit, progress.status.value) == (
        "sync",
        "time_entries",
        "queued",
    )
    follows(manual)
    done = manual.world.progress.get(ACCOUNT, progress.id)
    assert done is not None
    assert (done.status, done.done, done.total) == (ProgressStatus.DONE, 2, 2)


def test_people_see_when_it_could_not_read(manual: Scene):
    progress = start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    manual.psa.fail("rows_of_days", not_sent())
    (job,) = manual.world.queue.take_pulled()
    run_pull(job, effects=manual.effects)
    (pull,) = manual.world.queue.take_pulled()
    run_pull(pull, effects=manual.effects)
    failed = manual.world.progress.get(ACCOUNT, progress.id)
    assert failed is not None
    assert failed.problem is not None
    assert (failed.status.value, failed.problem.code) == ("failed", "psa_unreachable")
    follows(manual)
    done = manual.world.progress.get(ACCOUNT, progress.id)
    assert done is not None
    assert done.status is ProgressStatus.DONE


def test_with_little_time_it_goes_on_in_another_message(manual: Scene):
    for number in range(1, 131):
        manual.books(number)
    start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    manual.time_left = timedelta(seconds=30)
    (job,) = manual.world.queue.take_pulled()
    run_pull(job, effects=manual.effects)
    (further,) = manual.world.queue.take_pulled()
    assert (further.kind, further.page is not None) == (PullKind.RELEASE, True)
    run_pull(further, effects=manual.effects)
    assert not any(entry.draft for entry in manual.entries.all())


def test_with_time_enough_it_goes_through_all_in_one_message(manual: Scene):
    for number in range(1, 131):
        manual.books(number)
    start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    (job,) = manual.world.queue.take_pulled()
    run_pull(job, effects=manual.effects)
    assert not any(entry.draft for entry in manual.entries.all())


def test_without_a_connection_nobody_chose_drafts():
    assert not is_manual(None, USER, Scene().effects)


def test_an_entry_that_others_keep_writing_stays_a_draft_for_the_next_time(
    manual: Scene, monkeypatch
):
    manual.books()
    start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    (job,) = manual.world.queue.take_pulled()

    def somebody_is_always_first(entry, *, events=()):
        raise StaleError(entry.id)

    with monkeypatch.context() as busy:
        busy.setattr(manual.entries, "save", somebody_is_always_first)
        run_pull(job, effects=manual.effects)
    assert manual.entry().draft
    syncs(manual)
    assert len(manual.psa.rows()) == 1


def test_the_drafts_of_the_other_app_stay(manual: Scene):
    manual.books()
    job = a_pull_job(kind=PullKind.RELEASE, app=AUTOTASK, user_id=USER)
    manual.world.connections.save(replace(manual.connection, app=AUTOTASK, revision=0))
    run_pull(job, effects=manual.effects)
    assert manual.entry().draft


def test_an_edit_in_between_is_not_lost(manual: Scene, monkeypatch):
    manual.books()
    start_sync(ACCOUNT, CONNECTWISE, USER, effects=manual.effects)
    (job,) = manual.world.queue.take_pulled()
    save = manual.entries.save

    def somebody_edits_first(entry, *, events=()):
        monkeypatch.setattr(manual.entries, "save", save)
        manual.edits(notes="a second thought")
        return save(entry, events=events)

    monkeypatch.setattr(manual.entries, "save", somebody_edits_first)
    run_pull(job, effects=manual.effects)
    manual.deliver()
    assert manual.row().content.notes == "a second thought"


def test_automatic_again_all_drafts_go_out():
    scene = in_step()
    chooses(scene, entry_sync=Mode.MANUAL)
    scene.books(2)
    scene.deletes(1)
    chooses(scene, entry_sync=Mode.AUTOMATIC)
    assert (scene.state(1), scene.state(2)) == (SyncState.SYNCED, SyncState.SYNCED)
    assert [row.marker.entry_id for row in scene.psa.rows() if row.marker] == [an_id(2)]


def test_an_edit_after_the_way_back_needs_no_sync_now(manual: Scene):
    manual.books()
    kept = replace(manual.connection.settings, entry_sync=Mode.AUTOMATIC)
    manual.world.connections.save(replace(manual.connection, settings=kept))
    manual.edits(notes="ours")
    manual.deliver()
    assert manual.state() is SyncState.SYNCED


def test_a_persons_own_choice_goes_before_the_connections():
    scene = Scene()
    prefers(scene, entry_sync=Mode.MANUAL)
    scene.books()
    scene.deliver()
    assert scene.state() is SyncState.DRAFT
    chooses(scene, entry_sync=Mode.AUTOMATIC)
    assert scene.state() is SyncState.DRAFT, "the connection is not asked"
    prefers(scene, entry_sync=None)
    assert scene.state() is SyncState.SYNCED
    assert scene.world.connections.preferences(ACCOUNT, CONNECTWISE, USER) == Preferences()


def test_a_conflict_of_a_draft_can_be_decided():
    settings = ConnectionSettings(entry_sync=Mode.MANUAL, conflict_policy=ConflictPolicy.ASK)
    scene = Scene(settings=settings)
    scene.books()
    syncs(scene)
    scene.edits(notes="ours")
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.pull()
    assert scene.state() is SyncState.CONFLICT


def test_a_draft_that_was_never_sent_and_is_deleted_leaves_nothing_to_do(manual: Scene):
    manual.books()
    manual.deletes()
    manual.deliver()
    assert manual.state() is SyncState.SYNCED


@pytest.mark.parametrize("mode", [Mode.MANUAL, Mode.AUTOMATIC])
def test_in_automatic_mode_sync_now_is_a_look_into_the_psa(mode):
    scene = Scene(settings=ConnectionSettings(entry_sync=mode))
    syncs(scene)
    assert scene.psa.calls["rows_of_days"] == 1


def test_who_may_not_sync():
    scene = Scene()
    stopped = replace(scene.connection, status=ConnectionStatus.AUTH_FAILED)
    scene.world.connections.save(stopped)
    with pytest.raises(RefusedError, match="connection_stopped"):
        start_sync(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    with pytest.raises(RefusedError, match="user_not_authenticated"):
        start_sync(ACCOUNT, CONNECTWISE, "somebody", effects=scene.effects)
    with pytest.raises(RefusedError, match="app_not_installed"):
        start_sync(ACCOUNT, AUTOTASK, USER, effects=scene.effects)
