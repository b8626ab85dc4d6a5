"""Which rows are second rows of an entry, what speaks for keeping one, and what is shown."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import group_hashes
from psa_sync.domain.intents import MOST_SENT_BEFORE, called_absent, record_created
from psa_sync.domain.plan import Action
from psa_sync.domain.second_rows import (
    is_second,
    noted,
    reason_to_keep,
    with_second_rows,
    with_verdict,
)
from tests.builders import (
    NOW,
    a_content,
    a_marker,
    a_problem,
    a_row,
    a_synced_entry,
    an_entry,
    an_intent,
)
from tests.unit.domain.stories import deleted, planned, recorded_unread

LATER = NOW + timedelta(hours=1)
SECOND = a_row(psa_id="90342")


def with_second(entry=None, row=SECOND):
    return noted(entry or a_synced_entry(), row, now=NOW)


def shown(entry):
    assert entry.problem is not None
    return entry.problem


def reason(entry, row, *, surely_ours=True):
    return reason_to_keep(entry, row, "154", surely_ours=surely_ours)


@pytest.mark.parametrize(
    ("entry", "row", "second"),
    [
        (a_synced_entry(), SECOND, True),
        (a_synced_entry(), a_row(), False),
        (a_synced_entry(generation=2), SECOND, True),
        (a_synced_entry(), replace(SECOND, marker=None), False),
        (a_synced_entry(), replace(SECOND, marker=a_marker(2)), False),
        (a_synced_entry(), replace(SECOND, marker=a_marker(generation=2)), False),
        (an_entry(), SECOND, False),
        (deleted(an_entry(generation=2)), SECOND, True),
    ],
    ids=[
        "beside its row",
        "its row",
        "of an earlier making",
        "unmarked",
        "of another entry",
        "of a later making",
        "of an entry that has none yet",
        "of a deleted entry",
    ],
)
def test_a_second_row_carries_the_marker_and_cannot_be_the_entrys_own(entry, row, second):
    assert is_second(entry, row) is second


@pytest.mark.parametrize(
    ("row", "surely_ours", "why"),
    [
        (SECOND, True, None),
        (replace(SECOND, locked=True), True, "locked"),
        (SECOND, False, "unsure"),
        (replace(SECOND, person_id="291"), True, "edited"),
        (replace(SECOND, content=a_content(notes="theirs")), True, "edited"),
    ],
    ids=["as sent", "locked", "maker unknown", "somebody else's", "edited"],
)
def test_only_what_is_surely_ours_open_and_as_sent_may_go(row, surely_ours, why):
    assert reason(a_synced_entry(), row, surely_ours=surely_ours) == why


def test_what_an_earlier_create_sent_counts_as_sent():
    first = replace(an_entry(attempts=1), intent=an_intent())
    absent = called_absent(first, 1)
    edited = replace(absent, local=a_content(notes="newer"), intent=an_intent(number=2))
    made = record_created(edited, 2, "90341", a_row(content=a_content(notes="newer")), now=NOW)
    assert reason(made, SECOND) is None
    assert reason(replace(made, base=None, sent_before=()), SECOND) == "edited"


def test_what_was_sent_before_is_kept_for_a_few_creates_only():
    entry, sent = an_entry(), group_hashes(a_content())
    for number in range(1, 8):
        sent = group_hashes(a_content(notes=str(number)))
        entry = called_absent(replace(entry, intent=an_intent(number=number, sent=sent)), number)
    assert len(entry.sent_before) == MOST_SENT_BEFORE
    again = called_absent(replace(entry, intent=an_intent(number=8, sent=sent)), 8)
    assert again.sent_before == entry.sent_before


def test_a_healthy_create_remembers_nothing():
    made = record_created(replace(an_entry(), intent=an_intent()), 1, "90341", a_row(), now=NOW)
    assert made.sent_before == ()


def test_a_row_is_noted_once_and_anew_when_it_changed():
    entry = with_second()
    assert noted(entry, replace(SECOND, last_updated="2025-03-09T00:00:00Z"), now=LATER) is entry
    kept = with_verdict(entry, SECOND, "locked")
    assert kept.unjudged is None
    changed = noted(kept, replace(SECOND, status="Billed"), now=LATER)
    assert changed.unjudged is not None
    assert (changed.unjudged.psa_id, changed.unjudged.found_at) == ("90342", NOW)


def test_two_second_rows_are_shown_together_and_a_lock_decides_who_mends_it():
    third = a_row(psa_id="90343", status="Billed", locked=True)
    entry = noted(with_second(), third, now=LATER)
    one = with_second_rows(with_verdict(entry, SECOND, "edited"), now=NOW)
    assert shown(one).code == "duplicate_row"
    both = with_second_rows(with_verdict(one, third, "locked"), now=NOW)
    assert shown(both).code == "duplicate_row_locked"
    assert "row 90342" in shown(both).detail
    assert shown(both).detail.endswith("approved or billed (Billed)")
    assert shown(both).since == NOW
    assert with_second_rows(both, now=LATER) is both


def test_other_hours_are_told_beside_a_second_row_and_a_refusal_hides_both():
    row = a_row(hours=Decimal("3.25"))
    kept = with_verdict(with_second(a_synced_entry(remote=row)), SECOND, "edited")
    receipt = replace(kept, problem=a_problem(code="psa_stored_differently"))
    both = with_second_rows(receipt, now=NOW)
    assert shown(both).code == "duplicate_row"
    assert shown(both).detail.endswith("what we sent; the PSA has 3.25 h on 2025-03-04")
    assert with_second_rows(both, now=LATER) is both
    refused = replace(kept, problem=a_problem())
    assert with_second_rows(refused, now=NOW) is refused


@pytest.mark.parametrize(
    ("entry", "action"),
    [
        (with_second(), Action.REPAIR),
        (with_second(deleted()), Action.REPAIR),
        (with_second(a_synced_entry(problem=a_problem())), Action.REPAIR),
        (with_second(recorded_unread()), Action.VERIFY),
        (with_verdict(with_second(), SECOND, "edited"), Action.NOTHING),
        (with_second(a_synced_entry(intent=an_intent())), Action.WAIT),
    ],
    ids=["in step", "deleted", "refused", "unread", "judged", "being written"],
)
def test_a_second_row_is_judged_as_soon_as_the_entrys_own_is_known(entry, action):
    assert planned(entry).action is action


@pytest.mark.parametrize(
    ("code", "action"), [("psa_unreachable", Action.WAIT), ("credentials_refused", Action.REPAIR)]
)
def test_a_psa_that_is_away_is_waited_for_and_a_mended_connection_is_not(code, action):
    parked = a_synced_entry(problem=a_problem(code=code), waiting_until=LATER)
    assert planned(with_second(parked)).action is action
