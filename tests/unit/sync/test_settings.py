"""Changing settings: what it would touch is said first, and what follows is done at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.impact import Impact
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import (
    ConflictPolicy,
    ConnectionSettings,
    Direction,
    ImportScope,
    Mode,
    ProjectDisplay,
)
from psa_sync.domain.timesheet_causes import CHANGED
from psa_sync.domain.work_item import Assigned
from psa_sync.sync import foresee_settings
from psa_sync.sync.change_settings import (
    ConfirmationNeededError,
    change_preferences,
    change_settings,
    impact_of_settings,
)
from psa_sync.sync.read_timesheet import read_timesheet
from psa_sync.sync.read_work_items import read_work_items
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW, USER, a_work_item
from tests.fakes.psa_faults import KilledError
from tests.unit.sync.choosing import changes, chooses, follows
from tests.unit.sync.scene import Scene, in_step

MANUAL = ConnectionSettings(entry_sync=Mode.MANUAL)


def touched(scene: Scene, **wanted) -> Impact:
    return impact_of_settings(scene.connection, changes(**wanted), scene.effects)


def names(scene: Scene) -> list[str]:
    found = read_work_items(
        ACCOUNT, USER, app=None, query="", cursor=None, limit=9, effects=scene.effects
    )
    return list(found.names)


def test_drafts_that_would_go_out_are_counted_first():
    scene = Scene(settings=MANUAL)
    for number in (1, 2, 3):
        scene.books(number)
    found = touched(scene, entry_sync=Mode.AUTOMATIC)
    assert found == Impact(entries=3, seconds=3 * 5400, rejections=0)
    assert scene.psa.rows() == []
    assert scene.connection.settings == MANUAL


def test_what_the_psa_is_known_to_refuse_is_counted_with_them():
    scene = Scene(settings=MANUAL)
    scene.books(1)
    scene.books(2)
    scene.psa.rules.closed.add("connectwise:ticket:1001")
    item = a_work_item(facts=scene.psa.facts_of_item("connectwise:ticket:1001", scene.paul))
    scene.world.work_items.put(ACCOUNT, USER, [item])
    assert touched(scene, entry_sync=Mode.AUTOMATIC).rejections == 2


def test_what_waits_for_the_direction_is_counted():
    scene = Scene(settings=ConnectionSettings(direction=Direction.FROM_PSA))
    scene.books()
    scene.deliver()
    assert touched(scene, direction=Direction.TO_PSA).entries == 1
    assert touched(scene, entry_sync=Mode.MANUAL).entries == 0


def test_what_people_changed_in_the_psa_is_counted_before_it_is_taken_in():
    scene = in_step(settings=ConnectionSettings(direction=Direction.TO_PSA))
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.pull()
    assert touched(scene, direction=Direction.TWO_WAY).entries == 1
    assert touched(scene, direction=Direction.FROM_PSA).entries == 1


def test_a_lock_is_a_rejection():
    scene = in_step()
    chooses(scene, entry_sync=Mode.MANUAL)
    scene.edits(1, notes="ours")
    scene.psa.sets(scene.row().psa_id, locked=True)
    scene.pull()
    assert touched(scene, entry_sync=Mode.AUTOMATIC) == Impact(
        entries=1, seconds=5400, rejections=1
    )


def test_other_settings_touch_no_entry_that_is_there():
    scene = Scene(settings=MANUAL)
    scene.books()
    assert touched(scene, round_hours_to=900, import_scope=ImportScope.ASSIGNED) == Impact()


def test_all_pages_are_counted(monkeypatch):
    monkeypatch.setattr(foresee_settings, "PAGE", 1)
    scene = Scene(settings=MANUAL)
    for number in (1, 2, 3):
        scene.books(number)
    assert touched(scene, entry_sync=Mode.AUTOMATIC).entries == 3


def test_an_entry_that_stays_as_it_is_counts_for_nothing():
    assert touched(in_step(), conflict_policy=ConflictPolicy.MEMTIME_WINS) == Impact()


def test_more_than_twenty_have_to_be_confirmed():
    scene = Scene(settings=MANUAL)
    for number in range(1, 22):
        scene.books(number)
    with pytest.raises(ConfirmationNeededError) as refusal:
        chooses(scene, confirmed=False, entry_sync=Mode.AUTOMATIC)
    assert refusal.value.impact.entries == 21
    assert scene.connection.settings == MANUAL
    scene.deletes(21)
    chooses(scene, confirmed=False, entry_sync=Mode.AUTOMATIC)
    assert len(scene.psa.rows()) == 20


def test_conflicts_are_decided_when_a_side_is_chosen_for_all():
    scene = in_step(policy=ConflictPolicy.ASK)
    scene.edits(notes="ours")
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.pull()
    assert scene.problem() == "entry_conflict"
    assert touched(scene, conflict_policy=ConflictPolicy.PSA_WINS).entries == 1
    chooses(scene, conflict_policy=ConflictPolicy.PSA_WINS)
    assert (scene.entry().local.notes, scene.problem()) == ("theirs", None)


def test_the_same_change_again_sends_what_was_lost_on_the_way():
    scene = Scene(settings=MANUAL)
    scene.books()
    wanted = changes(entry_sync=Mode.AUTOMATIC)
    change_settings(ACCOUNT, CONNECTWISE, wanted, confirmed=False, effects=scene.effects)
    lost = scene.world.queue.take_pulled()
    change_settings(ACCOUNT, CONNECTWISE, wanted, confirmed=False, effects=scene.effects)
    (again,) = scene.world.queue.take_pulled()
    assert (lost, again.kind) == ([again, again], PullKind.SETTINGS)
    scene.pull(again)
    assert len(scene.psa.rows()) == 1


def test_who_dies_right_after_the_change_was_stored_has_it_carried_out(monkeypatch):
    scene = Scene(settings=MANUAL)
    scene.books()
    save = scene.world.connections.save

    def stores_and_dies(connection):
        save(connection)
        raise KilledError

    monkeypatch.setattr(scene.world.connections, "save", stores_and_dies)
    with pytest.raises(KilledError):
        chooses(scene, entry_sync=Mode.AUTOMATIC)
    follows(scene)
    assert len(scene.psa.rows()) == 1


def test_an_app_that_is_not_installed_has_no_settings():
    with pytest.raises(RefusedError, match="app_not_installed"):
        change_settings(ACCOUNT, AUTOTASK, changes(), confirmed=True, effects=Scene().effects)


def test_others_who_keep_writing_the_connection_are_waited_for(monkeypatch):
    scene = Scene()
    save = scene.world.connections.save

    def somebody_is_first(connection):
        monkeypatch.setattr(scene.world.connections, "save", save)
        return somebody_is_always_first(connection)

    def somebody_is_always_first(connection):
        save(replace(scene.connection, status_text="learned something"))
        return save(connection)

    monkeypatch.setattr(scene.world.connections, "save", somebody_is_first)
    chooses(scene, round_hours_to=900)
    assert scene.connection.settings.round_hours_to == 900
    monkeypatch.setattr(scene.world.connections, "save", somebody_is_always_first)
    with pytest.raises(RefusedError, match="busy"):
        chooses(scene, round_hours_to=None)


# What is shown.


@pytest.mark.parametrize(
    ("display", "name"),
    [
        (ProjectDisplay.NAME, "Printer on fire"),
        (ProjectDisplay.COMPANY_PROJECT_TASK, "Contoso / Printer on fire"),
        (ProjectDisplay.NUMBER_NAME, "1001 Printer on fire"),
    ],
)
def test_work_items_are_called_as_was_chosen_and_the_feed_says_so(display, name):
    scene = Scene()
    item = a_work_item(name="Printer on fire", path=("Contoso",), number="1001")
    scene.world.work_items.put(ACCOUNT, USER, [item])
    chooses(scene, project_display=ProjectDisplay.NAME)
    chooses(scene, project_display=ProjectDisplay.NUMBER_NAME)
    scene.clock.advance(60)
    chooses(scene, project_display=display)
    assert names(scene) == [name]
    (kept,) = scene.world.work_items.of_user(ACCOUNT, USER)
    same = display is ProjectDisplay.NUMBER_NAME
    assert kept.updated_at == (NOW if same else scene.clock())


def test_a_work_item_without_a_number_is_called_by_its_name():
    assert a_work_item(name="Holiday", number="").named(ProjectDisplay.NUMBER_NAME) == "Holiday"


def test_each_person_may_see_other_names_and_other_items():
    scene = Scene()
    second = a_work_item(id="connectwise:ticket:2", name="Helping", assigned=Assigned.SECONDARY)
    scene.world.work_items.put(ACCOUNT, USER, [second])
    assert len(names(scene)) == 1
    wanted = changes(import_scope=ImportScope.ASSIGNED, project_display=ProjectDisplay.NAME)
    change_preferences(ACCOUNT, CONNECTWISE, USER, wanted, confirmed=False, effects=scene.effects)
    assert "Helping" in names(scene)
    assert len(names(scene)) == 2


# The hours.


@pytest.mark.parametrize(
    ("minutes", "hours"), [(7, "0.25"), (8, "0.25"), (22, "0.25"), (23, "0.50"), (90, "1.50")]
)
def test_hours_are_sent_as_the_nearest_quarter_and_never_as_nothing(minutes, hours):
    scene = Scene(settings=ConnectionSettings(round_hours_to=900))
    start = NOW.replace(hour=9)
    scene.books(start=start, end=start + timedelta(minutes=minutes))
    scene.deliver()
    row = scene.row()
    assert str(row.hours) == hours
    assert (scene.entry().local.duration_seconds, scene.problem()) == (minutes * 60, None)
    day = start.date()
    sheet = read_timesheet(ACCOUNT, USER, CONNECTWISE, day, day, effects=scene.effects).sheet
    assert sheet.unexplained_seconds == 0
    causes = {one.cause for one in sheet.days[0].differences}
    assert causes == (set() if minutes == 90 else {"rounding"})
    scene.pull()
    assert scene.psa.calls["update"] == 0


def test_the_story_says_that_hours_were_rounded():
    scene = Scene(settings=ConnectionSettings(round_hours_to=900))
    scene.books(end=NOW.replace(hour=9, minute=20), start=NOW.replace(hour=9))
    scene.deliver()
    events = scene.entries.history(ACCOUNT, scene.entry().id)
    told = [event.detail.get("adapted") for event in events]
    assert told == [None, "The time was sent as 0.25 h, as the connection rounds it."]


def test_a_persons_own_hours_are_not_taken_for_rounded():
    scene = in_step(settings=ConnectionSettings(round_hours_to=900))
    scene.psa.person_edits(scene.row().psa_id, start=NOW.replace(hour=7))
    scene.pull()
    assert scene.entry().rounded_to is None


def test_the_timesheet_names_what_was_not_taken_over():
    scene = in_step(settings=ConnectionSettings(direction=Direction.TO_PSA))
    start = scene.row().content.start
    scene.psa.person_edits(scene.row().psa_id, start=start.replace(hour=start.hour - 1))
    scene.pull()
    day = start.date()
    sheet = read_timesheet(ACCOUNT, USER, CONNECTWISE, day, day, effects=scene.effects).sheet
    assert [(one.seconds, one.cause) for one in sheet.days[0].differences] == [(-3600, CHANGED)]
    assert sheet.unexplained_seconds == 0
