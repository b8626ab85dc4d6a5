"""What a technician can forward to the approver of a row that the PSA holds fast."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.client_edits import EditRefusedError, edited
from psa_sync.domain.content import Billable
from psa_sync.domain.correction import correction
from psa_sync.domain.entry import SyncState
from psa_sync.domain.explanation import explained
from tests.builders import NOW, a_content, a_row, a_synced_entry, an_entry
from tests.unit.domain.stories import changed_here, deleted, locked
from tests.unit.domain.test_merge import settle

WHOSE = "for the approver of timesheet 2025-03-01 to 2025-03-07: row 90341 of 2025-03-04"
LONGER = a_content().end + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"end": LONGER},
            "the PSA has {hours} h, {span}; Memtime has {longer} h, {longer_span}",
        ),
        ({"notes": "Router of the customer"}, "Memtime has other notes"),
        (
            {"billable": Billable.NO_CHARGE},
            "the PSA has billable; Memtime has no_charge",
        ),
        (
            {"work_item_id": "connectwise:ticket:7", "work_type_id": "2", "work_role_id": "3"},
            "Memtime has connectwise:ticket:7, work type 2, role 3",
        ),
    ],
    ids=["time", "notes", "billable", "target"],
)
def test_both_sides_of_what_differs_are_told_and_notes_are_not_quoted(change, words):
    entry = locked(changed_here(**change))
    told = correction(entry)
    facts = {
        "hours": "1.50",
        "longer": "2.00",
        "span": "2025-03-04 04:00 to 05:30",
        "longer_span": "2025-03-04 04:00 to 06:00",
    }
    assert told.startswith(f"{WHOSE}, status Approved: ")
    assert told.endswith(words.format(**facts))
    assert "Router" not in told


def test_a_delete_names_what_would_go():
    told = correction(locked(deleted()))
    assert told.startswith(WHOSE)
    assert "1.50 h, 2025-03-04 04:00 to 05:30; Memtime has deleted it" in told


def test_who_approved_is_named_where_the_psa_tells():
    row = a_row(approver="Maria Keller", timesheet=None, status="", times_known=False)
    entry = replace(changed_here(end=LONGER), remote=row)
    told = correction(entry)
    assert told.startswith("for Maria Keller: row 90341 of 2025-03-04: the PSA has 1.50 h; ")


def test_a_row_that_was_never_made_is_asked_for_with_its_time():
    assert correction(an_entry()).startswith("for the approver: 2025-03-04 lacks 1.50 h, ")


def test_a_difference_that_is_none_is_told_as_such():
    assert correction(a_synced_entry(base=None)).endswith("Memtime has the same")


def test_the_story_of_a_held_entry_has_the_sentence_too():
    held, _ = settle(locked(changed_here(end=LONGER)))
    told = explained(held, SyncState.REJECTED)
    assert correction(held) in told.cause
    assert told.fix.startswith("Forward these words to the approver")


def test_an_edit_that_is_refused_at_once_says_what_to_ask_for():
    content = a_content(end=LONGER)
    with pytest.raises(EditRefusedError) as caught:
        edited(locked(), content, 1, now=NOW)
    assert caught.value.detail == correction(locked(changed_here(end=LONGER)))
