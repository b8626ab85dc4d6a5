from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import IntentState, Operation
from psa_sync.domain.errors import FencedError
from psa_sync.domain.intents import (
    claim,
    doubt,
    let_go,
    parked,
    record_created,
    record_deleted,
    record_updated,
    verified,
)
from tests.builders import (
    NOW,
    a_base,
    a_content,
    a_problem,
    a_row,
    a_synced_entry,
    an_entry,
    an_intent,
)
from tests.unit.domain.stories import deleted, recorded_unread

SETTLE = timedelta(minutes=5)


def sending(entry=None, operation=Operation.CREATE, groups=frozenset(Group)):
    return claim(entry or an_entry(), operation, groups, now=NOW, settle=SETTLE)


def test_a_claim_says_what_is_sent_and_until_when_nothing_is_known():
    entry = sending(an_entry(attempts=4, waiting_until=NOW))
    assert entry.intent == an_intent(number=5)
    assert entry.attempts == 5
    assert entry.waiting_until is None


def test_a_created_row_is_bound_with_what_was_sent_and_what_was_stored():
    stored = a_row(content=a_content(notes="folded"))
    edited = replace(sending(), local=a_content(notes="edited while sending"))
    bound = record_created(edited, 1, "90341", stored, now=NOW)
    assert (bound.psa_id, bound.intent, bound.remote) == ("90341", None, stored)
    assert bound.base == a_base(a_content(), stored.content)


def test_recording_what_a_poll_has_adopted_changes_nothing():
    adopted = a_synced_entry()
    assert record_created(adopted, 1, "90341", a_row(), now=NOW) is adopted


STALE = {
    "doubt": lambda entry: doubt(entry, 1, now=NOW),
    "let go": lambda entry: let_go(entry, 1),
    "created": lambda entry: record_created(entry, 1, "90341", None, now=NOW),
    "updated": lambda entry: record_updated(entry, 1, a_row(), now=NOW),
    "deleted": lambda entry: record_deleted(entry, 1),
}


@pytest.mark.parametrize("what", STALE)
def test_a_stale_attempt_records_nothing(what):
    second = sending(replace(sending(), intent=None))
    with pytest.raises(FencedError):
        STALE[what](second)
    with pytest.raises(FencedError):
        STALE[what](an_entry(attempts=1))


def test_a_doubt_keeps_the_attempt_open_and_says_so():
    entry = doubt(sending(), 1, now=NOW)
    assert entry.intent == an_intent(state=IntentState.IN_DOUBT)
    assert entry.problem is not None
    assert entry.problem.code == "psa_outcome_unknown"


def test_an_update_moves_the_base_of_the_groups_that_were_sent():
    edited = a_synced_entry(local=a_content(notes="ours"))
    claimed = sending(edited, Operation.UPDATE, frozenset({Group.NOTES}))
    row = a_row(content=a_content(notes="OURS", work_type_id="9"))
    recorded = record_updated(claimed, 2, row, now=NOW)
    assert recorded.base is not None
    assert recorded.base.local == group_hashes(edited.local)
    assert recorded.base.remote == group_hashes(a_content(notes="OURS"))


def test_an_update_that_could_not_be_read_back_is_left_to_be_verified():
    edited = a_synced_entry(local=a_content(notes="ours"))
    claimed = sending(edited, Operation.UPDATE, frozenset({Group.NOTES}))
    recorded = record_updated(claimed, 2, None, now=NOW)
    assert recorded.intent is None
    assert recorded.base is not None
    assert recorded.base.local == group_hashes(edited.local)
    assert recorded.base.remote is None


def test_a_deleted_row_leaves_an_unbound_entry():
    entry = record_deleted(sending(a_synced_entry(), Operation.DELETE, frozenset()), 2)
    assert (entry.psa_id, entry.remote, entry.base, entry.intent) == (None, None, None, None)


def test_a_read_back_notes_what_the_psa_stored():
    row = a_row(content=a_content(notes="folded"))
    entry = verified(recorded_unread(), row, now=NOW)
    assert entry.remote == row
    assert entry.base == a_base(a_content(), row.content)


@pytest.mark.parametrize(
    "moved_on",
    [
        a_synced_entry(),
        recorded_unread(intent=an_intent()),
        recorded_unread(psa_id=None),
        recorded_unread(psa_id="90342"),
    ],
)
def test_a_late_read_back_changes_nothing(moved_on):
    row = a_row(content=a_content(notes="older"))
    assert verified(moved_on, row, now=NOW) is moved_on


def test_other_hours_than_booked_are_shown():
    entry = record_created(sending(), 1, "90341", a_row(hours=Decimal("1.75")), now=NOW)
    assert entry.problem is not None
    assert entry.problem.code == "psa_stored_differently"
    assert entry.problem.detail == "the PSA has 1.75 h on 2025-03-04"


def test_another_day_than_booked_is_shown():
    row = a_row(work_date=date(2025, 3, 5))
    entry = record_created(sending(), 1, "90341", row, now=NOW)
    assert entry.problem is not None
    assert entry.problem.code == "psa_stored_differently"


@pytest.mark.parametrize("seconds", [1, 18])
def test_what_hundredths_of_hours_cannot_hold_is_no_problem(seconds):
    local = a_content(end=a_content().end + timedelta(seconds=seconds))
    row = a_row(hours=Decimal("1.50"))
    entry = record_created(sending(an_entry(local=local)), 1, "90341", row, now=NOW)
    assert entry.problem is None


def test_nineteen_seconds_are_more_than_rounding():
    local = a_content(end=a_content().end + timedelta(seconds=19))
    row = a_row(hours=Decimal("1.50"))
    entry = record_created(sending(an_entry(local=local)), 1, "90341", row, now=NOW)
    assert entry.problem is not None


def test_there_is_no_receipt_for_what_no_longer_stands_here():
    wrong = a_row(hours=Decimal(9))
    moved = replace(sending(), local=a_content(end=NOW))
    for entry in (deleted(sending()), moved):
        assert record_created(entry, 1, "90341", wrong, now=NOW).problem is None
    hours_only = replace(wrong, times_known=False)
    assert record_created(sending(), 1, "90341", hours_only, now=NOW).problem is None


def test_waiting_again_for_the_same_thing_keeps_its_beginning():
    first = parked(an_entry(), a_problem(code="psa_unreachable"), NOW)
    later = NOW + timedelta(hours=1)
    again = parked(first, a_problem(code="psa_unreachable", since=later), later)
    assert again.problem == first.problem
    assert (again.failures, again.waiting_until) == (2, later)
    other = parked(again, a_problem(code="psa_rate_limited", since=later), later)
    assert other.problem is not None
    assert other.problem.since == later
