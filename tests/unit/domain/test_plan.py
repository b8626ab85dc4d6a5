from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.content import Billable, Group
from psa_sync.domain.entry import IntentState
from psa_sync.domain.plan import ASKED, CONNECTION_CODES, HELD, Action, Step
from tests.builders import NOW, a_base, a_content, a_problem, a_synced_entry, an_entry, an_intent
from tests.unit.domain.stories import (
    ASK,
    MEMTIME_WINS,
    PSA_WINS,
    changed_here,
    changed_there,
    clashing,
    deleted,
    locked,
    planned,
    recorded_unread,
)


def test_same_here_and_there_needs_nothing():
    assert planned(a_synced_entry()).action is Action.NOTHING
    assert planned(locked()).action is Action.NOTHING


def test_a_new_entry_is_created():
    assert planned(an_entry()).action is Action.CREATE


def test_a_draft_stays_here_until_somebody_sends_it():
    assert planned(an_entry(draft=True)).action is Action.NOTHING
    assert planned(replace(changed_here(), draft=True)).action is Action.NOTHING


def test_a_change_here_is_sent():
    step = planned(changed_here(notes="ours", billable=Billable.NO_CHARGE))
    assert step.action is Action.UPDATE
    assert step.groups == {Group.NOTES, Group.BILLABLE}


def test_a_change_here_is_held_while_the_row_is_locked():
    assert planned(locked(changed_here())).action is Action.HOLD


def test_what_is_held_already_waits_in_silence():
    held = replace(locked(changed_here()), problem=a_problem(code=HELD))
    assert planned(held).action is Action.NOTHING


def test_a_change_there_is_accepted_locked_or_not():
    for entry in (changed_there(), changed_there(locked=True)):
        step = planned(entry)
        assert step == Step(Action.ACCEPT, frozenset({Group.NOTES}))


def test_changes_in_different_groups_are_merged_then_sent():
    entry = changed_there(changed_here(notes="ours"), work_type_id="9")
    step = planned(entry)
    assert step == Step(Action.ACCEPT, frozenset({Group.TARGET}))


@pytest.mark.parametrize(
    ("policy", "action"),
    [(PSA_WINS, Action.ACCEPT), (MEMTIME_WINS, Action.UPDATE), (ASK, Action.ASK)],
)
def test_changes_in_the_same_group_go_by_policy(policy, action):
    step = planned(clashing(), policy)
    assert step == Step(action, frozenset({Group.NOTES}))


def test_memtime_wins_holds_on_a_locked_row():
    assert planned(locked(clashing()), MEMTIME_WINS).action is Action.HOLD


def test_a_person_is_asked_once():
    asked = replace(clashing(), problem=a_problem(code=ASKED))
    assert planned(asked, ASK).action is Action.NOTHING


def test_the_same_change_on_both_sides_is_no_conflict():
    entry = changed_there(changed_here(notes="same"), notes="same")
    step = planned(entry, ASK)
    assert step == Step(Action.ACCEPT, frozenset({Group.NOTES}))


def test_a_delete_here_goes_out():
    assert planned(deleted()).action is Action.DELETE


def test_a_delete_here_is_held_while_the_row_is_locked():
    assert planned(locked(deleted())).action is Action.HOLD


def test_an_edit_there_beats_a_delete_here():
    step = planned(deleted(changed_there()))
    assert step == Step(Action.RESTORE, frozenset({Group.NOTES}))


def test_a_delete_of_what_never_went_out_needs_nothing():
    assert planned(deleted(an_entry())).action is Action.NOTHING


def test_a_row_recorded_but_not_read_is_verified():
    assert planned(recorded_unread()).action is Action.VERIFY
    assert planned(recorded_unread(deleted_at=NOW)).action is Action.VERIFY


@pytest.mark.parametrize("state", IntentState)
def test_an_open_intent_waits_then_is_resolved(state):
    intent = an_intent(state=state)
    assert planned(an_entry(intent=intent)).action is Action.WAIT
    over = an_entry(intent=replace(intent, resolve_after=NOW))
    assert planned(over).action is Action.RESOLVE
    almost = an_entry(intent=replace(intent, resolve_after=NOW + timedelta(microseconds=1)))
    assert planned(almost).action is Action.WAIT


def test_a_refusal_stops_until_somebody_edits():
    refused = an_entry(problem=a_problem(code="work_item_closed"))
    assert planned(refused).action is Action.NOTHING


def test_a_refused_entry_is_still_read_back():
    assert planned(recorded_unread(problem=a_problem())).action is Action.VERIFY


def test_what_waits_for_the_psa_is_left_alone_until_then():
    problem = a_problem(code="psa_unreachable")
    parked = an_entry(problem=problem, waiting_until=NOW + timedelta(seconds=1))
    assert planned(parked).action is Action.WAIT
    assert planned(replace(parked, waiting_until=NOW)).action is Action.CREATE
    assert planned(replace(parked, waiting_until=None)).action is Action.CREATE


@pytest.mark.parametrize("code", sorted(CONNECTION_CODES))
def test_what_waits_for_the_connection_is_looked_at_any_time(code):
    parked = an_entry(problem=a_problem(code=code), waiting_until=NOW + timedelta(hours=1))
    assert planned(parked).action is Action.CREATE


@pytest.mark.parametrize("code", ["psa_stored_differently", "duplicate_row"])
def test_a_problem_beside_the_entry_holds_no_edit_back(code):
    assert planned(replace(changed_here(), problem=a_problem(code=code))).action is Action.UPDATE


def test_a_lock_told_by_a_refusal_is_tried_again_after_its_wait():
    problem = a_problem(code=HELD)
    refused = replace(changed_here(), problem=problem, waiting_until=NOW + timedelta(minutes=10))
    assert planned(refused).action is Action.WAIT
    assert planned(replace(refused, waiting_until=NOW)).action is Action.UPDATE


def test_an_unlocked_row_lets_the_edit_go():
    held = replace(changed_here(), problem=a_problem(code=HELD))
    assert planned(held).action is Action.UPDATE


def test_the_zone_in_which_a_person_worked_is_never_sent():
    assert planned(changed_here(time_zone="Europe/Berlin")).action is Action.NOTHING


def test_what_the_psa_put_in_its_own_words_is_no_change():
    stored = a_content(notes="one two", work_type_id="1")
    entry = a_synced_entry(local=a_content(notes="one\ntwo", work_type_id=None))
    read_back = changed_there(entry, notes=stored.notes, work_type_id="1")
    accepted = replace(read_back, base=a_base(entry.local, stored))
    assert planned(accepted).action is Action.NOTHING
