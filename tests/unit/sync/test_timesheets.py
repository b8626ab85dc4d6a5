from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.entry import IntentState, Operation
from psa_sync.domain.settings import ConnectionSettings, Direction, Mode
from psa_sync.sync.look_at_days import MOST_LOOKS
from tests.builders import (
    NOW,
    a_content,
    a_link,
    a_psa_user,
    an_id,
    an_intent,
)
from tests.fakes.psa_faults import Fault, commits_then_silent, not_sent, refuses, refuses_the_key
from tests.fakes.psa_habits import Habits
from tests.unit.sync.doubled import doubled
from tests.unit.sync.scene import Scene, in_step
from tests.unit.sync.statements import HIDDEN, TODAY, statement, told

COLLEAGUE = a_psa_user(id="155", user_name="MKeller")


def test_a_statement_reads_the_psa_once_and_writes_nothing():
    scene = in_step()
    scene.psa.calls.clear()
    before = scene.entries.all()
    found = statement(scene)
    assert (found.read_at, found.unread, found.person) == (NOW, "", scene.paul)
    assert scene.psa.calls == {"rows_of_days": 1}
    assert scene.entries.all() == before


def test_every_page_of_the_psa_is_read():
    scene = Scene()
    scene.psa.page_size = 2
    for number in range(1, 6):
        scene.books(number)
    scene.deliver()
    assert told(scene) == []


def test_what_people_did_in_the_psa_shows_before_anybody_polled():
    edited = in_step()
    edited.psa.person_edits(edited.row().psa_id, end=NOW)
    assert told(edited) == [(-5400, "changed_in_psa")]
    deleted = in_step()
    deleted.psa.person_deletes(deleted.row().psa_id)
    assert told(deleted) == [(5400, "deleted_in_psa")]
    added = in_step()
    added.psa.person_books(added.paul, a_content())
    assert told(added) == [(-5400, "added_in_psa")]
    added.pull()
    assert told(added) == []


def test_time_from_before_the_import_is_told_from_new_time():
    scene = Scene()
    before = NOW - timedelta(days=40)
    scene.psa.person_books(scene.paul, a_content(start=before, end=before + timedelta(hours=1)))
    assert told(scene, before.date(), before.date()) == [(-3600, "before_import")]


def test_a_row_on_another_day_is_found_from_both_days():
    scene = in_step()
    scene.psa.sets(scene.row().psa_id, work_date=date(2025, 3, 6))
    moved = [(5400, "changed_in_psa"), (-5400, "changed_in_psa")]
    assert told(scene, last=date(2025, 3, 6)) == moved
    assert told(scene) == moved[:1]
    assert told(scene, date(2025, 3, 6), date(2025, 3, 6)) == moved[1:]
    scene.pull()
    assert {cause for _, cause in told(scene, last=date(2025, 3, 6))} == {"other_day"}


def test_an_entry_that_was_moved_far_away_in_memtime_is_known_by_its_row():
    scene = in_step()
    scene.psa.fail("read", *[not_sent()] * 9)
    scene.edits(start=NOW + timedelta(days=9), end=NOW + timedelta(days=9, hours=1))
    assert told(scene) == [(-5400, "queued")]


def test_a_row_that_was_given_to_somebody_else_is_a_change():
    scene = in_step()
    scene.psa.sets(scene.row().psa_id, person_id=COLLEAGUE.id)
    assert told(scene) == [(5400, "changed_in_psa")]


def test_a_colleagues_entry_is_not_told_of():
    scene = in_step()
    scene.world.connections.link(a_link(user_id="user-keller", psa_user=COLLEAGUE))
    foreign = replace(scene.entry(), user_id="user-keller")
    scene.entries.save(foreign)
    (one,) = statement(scene).sheet.differences
    assert (one.entry_id, one.cause) == (None, "added_in_psa")


def test_a_list_that_is_behind_deceives_nobody():
    scene = in_step()
    scene.psa.list_lag = 60
    assert told(scene) == []
    scene.clock.advance(30)
    scene.edits(end=NOW)
    scene.deliver()
    scene.clock.advance(40)
    assert told(scene) == []


def test_a_right_that_was_lost_is_told_from_a_delete():
    scene = in_step()
    scene.psa.hides = lambda _row: True
    scene.psa.fail("read", HIDDEN)
    assert told(scene) == [(5400, "hidden_in_psa")]


def test_when_very_much_is_gone_not_every_row_is_looked_for():
    scene = Scene()
    for number in range(1, MOST_LOOKS + 6):
        scene.books(number)
    scene.deliver()
    scene.psa.hides = lambda _row: True
    scene.psa.calls.clear()
    assert {cause for _, cause in told(scene)} == {"deleted_in_psa"}
    assert scene.psa.calls["read"] == MOST_LOOKS


def test_a_second_row_counts_for_the_psa_and_names_its_entry():
    scene = Scene()
    second = doubled(scene)
    assert told(scene) == [(-5400, "duplicate_row")]
    (one,) = statement(scene).sheet.differences
    assert (one.entry_id, one.psa_id) == (an_id(), second.psa_id)


def test_a_row_of_ours_that_outlived_its_entry_is_left_over():
    scene = Scene()
    doubled(scene)
    scene.deletes()
    scene.deliver()
    assert told(scene) == [(-5400, "duplicate_row")]


def test_a_create_whose_answer_is_out_has_arrived_or_has_not():
    scene = Scene()
    scene.books()
    scene.psa.fail("create", commits_then_silent())
    scene.deliver()
    assert scene.state() == "in_doubt"
    assert told(scene) == []
    lost = Scene()
    lost.books()
    lost.psa.fail("create", Fault(commits_then_silent().error))
    lost.deliver()
    assert told(lost) == [(5400, "psa_outcome_unknown")]


def test_a_write_that_is_under_way_is_no_edit_of_somebody():
    scene = in_step()
    scene.edits(end=NOW)
    waiting = scene.entry()
    sending = an_intent(number=2, operation=Operation.UPDATE, state=IntentState.SENDING)
    scene.entries.save(replace(waiting, intent=sending, attempts=2))
    assert told(scene) == [(5400, "sending")]
    scene.psa.person_edits(scene.row().psa_id, end=NOW)
    assert told(scene) == []


def test_a_row_that_was_written_and_never_read_is_compared_all_the_same():
    scene = Scene(Habits(answers_with_row=False))
    scene.books()
    scene.psa.fail("read", not_sent())
    scene.deliver()
    assert scene.entry().remote is None
    assert told(scene) == []
    scene.psa.person_deletes(scene.row().psa_id)
    assert told(scene) == [(5400, "deleted_in_psa")]


@pytest.mark.parametrize(
    ("direction", "cause"),
    [(Direction.FROM_PSA, "direction_from_psa"), (Direction.TO_PSA, None)],
)
def test_a_direction_is_a_cause(direction, cause):
    scene = Scene(settings=ConnectionSettings(direction=direction))
    scene.books()
    scene.deliver()
    assert told(scene) == ([(5400, cause)] if cause else [])


def test_what_is_not_taken_from_the_psa_stays_a_difference_with_its_cause():
    scene = in_step(settings=ConnectionSettings(direction=Direction.TO_PSA))
    scene.psa.person_books(scene.paul, a_content(start=NOW - timedelta(hours=2)))
    scene.psa.person_edits(scene.entry().psa_id or "", end=NOW)
    found = {(-1800, "added_in_psa"), (-5400, "changed_in_psa")}
    assert set(told(scene)) == found
    scene.pull()
    assert set(told(scene)) == found


def test_drafts_refusals_conflicts_and_waiting_have_causes():
    draft = Scene(settings=ConnectionSettings(entry_sync=Mode.MANUAL))
    draft.books()
    assert told(draft) == [(5400, "draft")]
    for fault, cause in (
        (refuses(), "work_item_closed"),
        (not_sent(), "psa_unreachable"),
        (refuses_the_key(), "credentials_refused"),
    ):
        scene = Scene()
        scene.books()
        scene.psa.fail("create", fault)
        scene.deliver()
        assert told(scene) == [(5400, cause)]


def test_a_locked_row_with_an_edit_is_a_cause():
    scene = in_step()
    scene.edits(end=NOW)
    scene.psa.sets(scene.row().psa_id, locked=True, status="Approved")
    scene.deliver()
    assert told(scene) == [(5400, "entry_locked")]


@pytest.mark.parametrize(("step", "seconds"), [("0.25", -300), ("0.1", -60)])
def test_hours_that_the_psa_rounds_are_rounding(step, seconds):
    scene = in_step(Habits(hours_step=Decimal(step)), end=NOW - timedelta(hours=2, minutes=25))
    assert told(scene) == [(seconds if step == "0.1" else -600, "rounding")]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2025, 3, 9), 23), (date(2025, 11, 2), 25)],
    ids=["a day of 23 hours", "a day of 25 hours"],
)
def test_the_days_on_which_clocks_change_add_up(day, hours):
    start = NOW.replace(month=day.month, day=day.day, hour=5, minute=0)
    start += timedelta(hours=-1) if hours == 25 else timedelta()
    scene = Scene()
    scene.clock.advance((start + timedelta(days=2) - NOW).total_seconds())
    scene.books(1, start=start, end=start + timedelta(hours=3))
    end = start + timedelta(hours=hours)
    scene.books(2, start=end - timedelta(minutes=90), end=end)
    scene.deliver()
    (found,) = statement(scene, day, day).sheet.days
    assert found.differences == []
    assert found.psa_seconds == found.memtime_seconds
    assert found.memtime_seconds in {16200, 10800, 5400}


def test_an_entry_over_midnight_is_one_row_on_the_day_on_which_it_begins():
    start = NOW.replace(hour=4)  # 23:00 in New York
    scene = in_step(start=start, end=start + timedelta(hours=2))
    first, second = statement(scene, date(2025, 3, 3), TODAY).sheet.days
    assert (first.memtime_seconds, first.psa_seconds, first.differences) == (7200, 7200, [])
    assert (second.memtime_seconds, second.psa_seconds) == (0, 0)
