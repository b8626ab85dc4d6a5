from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.content import Group
from psa_sync.domain.entry import Origin
from psa_sync.domain.intents import claim
from psa_sync.domain.observations import imported, observed, overwritten, settled
from psa_sync.domain.plan import ASKED, HELD, Action, plan
from tests.builders import (
    NOW,
    a_content,
    a_link,
    a_marker,
    a_problem,
    a_row,
    a_synced_entry,
    an_entry,
    an_id,
    an_intent,
)
from tests.unit.domain.stories import (
    ASK,
    MEMTIME_WINS,
    PSA_WINS,
    changed_here,
    changed_there,
    clashing,
    deleted,
    locked,
    recorded_unread,
)

LATER = NOW + timedelta(hours=1)


def settle(entry, policy=PSA_WINS):
    return settled(entry, policy, now=LATER)


def seen(entry, row, *, ours=True):
    return observed(entry, row, ours=ours, now=LATER)


def test_a_group_is_taken_from_one_side_whole():
    longer = NOW - timedelta(hours=1)
    earlier = NOW - timedelta(hours=4)
    entry = changed_there(changed_here(notes="ours"), start=earlier, end=longer, break_seconds=60)
    merged, events = settle(entry)
    assert merged.local == a_content(notes="ours", start=earlier, end=longer, break_seconds=60)
    assert merged.version == 2
    assert [event.what for event in events] == ["accepted_from_psa"]
    assert plan(merged, PSA_WINS, LATER).groups == {Group.NOTES}


def test_psa_wins_and_the_loser_stays_in_the_history():
    merged, events = settle(clashing())
    assert merged.local.notes == "theirs"
    assert [event.detail for event in events] == [{"notes": "ours"}]
    assert plan(merged, PSA_WINS, LATER).action is Action.NOTHING


def test_memtime_wins_and_names_what_it_will_overwrite():
    entry = clashing()
    merged, events = settle(entry, MEMTIME_WINS)
    assert merged is entry
    assert events == []
    assert overwritten(entry, frozenset({Group.NOTES})) == {"notes": "theirs"}


def test_an_update_that_meets_no_change_overwrites_nothing():
    assert overwritten(changed_here(), frozenset(Group)) == {}
    assert overwritten(recorded_unread(), frozenset(Group)) == {}


def test_ask_keeps_both_and_shows_the_conflict():
    merged, events = settle(clashing(), ASK)
    assert merged.local.notes == "ours"
    assert merged.remote is not None
    assert merged.remote.content.notes == "theirs"
    assert merged.problem is not None
    assert (merged.problem.code, merged.problem.detail) == (ASKED, "notes")
    assert [event.what for event in events] == ["asked"]


def test_an_asked_conflict_ends_when_both_sides_agree():
    asked, _ = settle(clashing(), ASK)
    agreed, _ = settle(changed_there(asked, notes="ours"), ASK)
    assert agreed.problem is None
    assert plan(agreed, ASK, LATER).action is Action.NOTHING


def test_an_asked_conflict_ends_when_the_admin_lets_memtime_win():
    asked, _ = settle(clashing(), ASK)
    decided, _ = settle(asked, MEMTIME_WINS)
    assert decided.problem is None
    assert plan(decided, MEMTIME_WINS, LATER).action is Action.UPDATE


def test_the_same_edit_on_both_sides_changes_no_version():
    merged, _ = settle(changed_there(changed_here(notes="same"), notes="same"), ASK)
    assert (merged.version, merged.updated_at) == (1, NOW)
    assert plan(merged, ASK, LATER).action is Action.NOTHING


def test_an_edit_in_the_psa_brings_a_deleted_entry_back():
    entry = deleted(changed_there(changed_here(internal_notes="ours")))
    back, events = settle(entry)
    assert back.deleted_at is None
    assert back.local.notes == "theirs"
    assert back.version == 3
    assert events[0].what == "restored"
    assert events[0].detail == {
        "reason": "edited in the PSA",
        "internal_notes": "ours",
        "notes": "Router swap",
    }


def test_a_locked_row_holds_the_edit_and_says_why():
    held, events = settle(locked(changed_here()))
    assert held.problem is not None
    assert held.problem.code == HELD
    assert "status Approved: Memtime has other notes" in held.problem.detail
    assert [event.what for event in events] == ["held"]
    again, nothing_new = settle(held)
    assert again is held
    assert nothing_new == []


def test_a_held_delete_goes_out_when_the_row_is_unlocked():
    held, _ = settle(locked(deleted()))
    assert held.remote is not None
    unlocked, _ = settle(replace(held, remote=replace(held.remote, locked=False)))
    assert unlocked.problem is None
    assert plan(unlocked, PSA_WINS, LATER).action is Action.DELETE


def test_a_lock_the_row_does_not_show_is_kept_until_its_wait_is_over():
    waiting = replace(
        changed_here(), problem=a_problem(code=HELD), waiting_until=LATER + timedelta(minutes=1)
    )
    assert settle(waiting)[0] is waiting
    assert settle(replace(waiting, waiting_until=LATER))[0].problem is None


@pytest.mark.parametrize("code", ["psa_unreachable", "work_item_closed", "psa_row_missing"])
def test_a_problem_ends_when_there_is_nothing_left_to_do(code):
    stuck = a_synced_entry(problem=a_problem(code=code), waiting_until=LATER + timedelta(hours=1))
    free, _ = settle(stuck)
    assert (free.problem, free.waiting_until) == (None, None)


@pytest.mark.parametrize("code", ["psa_unreachable", "work_item_closed"])
def test_a_problem_stays_while_there_is_something_to_do(code):
    stuck = replace(changed_here(), problem=a_problem(code=code))
    assert settle(stuck)[0] is stuck


def test_hours_corrected_in_the_psa_end_the_receipt():
    receipt = a_problem(code="psa_stored_differently")
    short = NOW - timedelta(hours=2)
    wrong = changed_there(end=short)
    mended, _ = settle(replace(wrong, problem=receipt))
    assert mended.local.end == short
    assert mended.problem is None


def test_a_receipt_stays_while_the_hours_differ():
    assert a_row().hours != 2
    row = replace(a_row(), hours=a_row().hours + 1)
    entry = a_synced_entry(remote=row, problem=a_problem(code="psa_stored_differently"))
    assert settle(entry)[0] is entry


def test_an_unchanged_row_is_nothing_new():
    entry = a_synced_entry()
    assert seen(entry, a_row(last_updated="2025-03-04T18:00:00Z")) is entry


def test_a_page_read_before_our_own_write_is_nothing_new():
    entry = a_synced_entry(remote=a_row(last_updated="2025-03-04T12:00:05Z"))
    stale = a_row(content=a_content(notes="before"), last_updated="2025-03-04T12:00:04Z")
    assert seen(entry, stale) is entry


@pytest.mark.parametrize("stamp", ["2025-03-04T12:00:05.5Z", "2025-03-04T12:00:05Z", ""])
def test_a_change_within_the_same_second_is_believed(stamp):
    entry = a_synced_entry(remote=a_row(last_updated="2025-03-04T12:00:05Z"))
    row = a_row(content=a_content(notes="after"), last_updated=stamp)
    assert seen(entry, row).remote == row


def test_no_stale_page_brings_a_deleted_entry_back():
    entry = deleted(a_synced_entry(remote=a_row(last_updated="2025-03-04T12:00:05Z")))
    stale = a_row(content=a_content(notes="before"), last_updated="2025-03-04T12:00:04Z")
    assert settle(seen(entry, stale))[0].deleted_at is not None


def test_another_row_with_our_marker_leaves_a_bound_entry_alone():
    entry = a_synced_entry()
    assert seen(entry, a_row(psa_id="90342", content=a_content(notes="copy"))) is entry


def test_a_write_under_way_reads_back_by_itself():
    entry = a_synced_entry(intent=an_intent())
    assert seen(entry, a_row(content=a_content(notes="theirs"))) is entry


def test_a_row_recorded_unread_is_left_to_its_verification():
    entry = recorded_unread()
    assert seen(entry, a_row(content=a_content(notes="theirs"))) is entry


def test_a_poll_that_overtakes_the_record_leaves_the_row_to_the_attempt():
    sending = claim(
        an_entry(), an_intent().operation, frozenset(Group), now=NOW, settle=timedelta(minutes=5)
    )
    assert seen(sending, a_row()) is sending


def test_a_row_committed_after_the_settle_wait_is_adopted_not_made_twice():
    bound = seen(an_entry(local=a_content(notes="newer")), a_row())
    assert bound.psa_id == "90341"
    assert plan(bound, PSA_WINS, LATER).groups == {Group.NOTES}


def test_a_copy_by_a_person_is_not_adopted():
    entry = an_entry()
    assert seen(entry, a_row(), ours=False) is entry


def test_a_row_of_an_earlier_making_is_not_adopted():
    entry = an_entry(generation=2)
    assert seen(entry, a_row(marker=a_marker(generation=1))) is entry


def test_a_late_row_of_a_tombstone_is_bound_and_deleted_never_revived():
    tombstone = deleted(an_entry())
    bound, _ = settle(seen(tombstone, a_row()))
    assert bound.deleted_at is not None
    assert plan(bound, PSA_WINS, LATER).action is Action.DELETE


def test_a_row_that_somebody_made_in_the_psa_becomes_an_entry_in_step():
    row = a_row(marker=None, created_by="PPierce")
    entry = imported(row, a_link(), an_id(7), now=LATER)
    assert (entry.origin, entry.version, entry.generation) == (Origin.PSA, 1, 1)
    assert entry.local == row.content
    assert plan(entry, PSA_WINS, LATER).action is Action.NOTHING


def test_a_restored_table_knows_the_making_from_the_marker():
    entry = imported(a_row(marker=a_marker(generation=3)), a_link(), an_id(), now=LATER)
    assert entry.generation == 3
    assert entry.marker == a_marker(generation=3)
