"""What the PSA made of an entry is told, and what only looks different is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.content import Billable
from psa_sync.domain.receipts import stored_differently
from tests.builders import NOW, a_base, a_content, a_row, a_synced_entry


def stored(sent, **made):
    """An entry that was sent, and the row that the PSA made of it."""
    row = a_row(content=replace(sent, **made))
    return a_synced_entry(local=sent, remote=row, base=a_base(sent, row.content))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"notes": "Router s?ap"}, "the PSA has other notes"),
        ({"notes": "Router"}, "the PSA has other notes"),
        ({"internal_notes": "cut"}, "the PSA has other notes"),
        ({"billable": Billable.NO_CHARGE}, "the PSA bills it otherwise"),
        ({"work_type_id": "3"}, "the PSA has another work type"),
        ({"work_role_id": "8"}, "the PSA has another role"),
        ({"work_item_id": "connectwise:ticket:1002"}, "the PSA has it on another work item"),
    ],
)
def test_what_the_psa_made_otherwise_is_told(made, words):
    assert stored_differently(stored(a_content(), **made)) == words


def test_everything_that_differs_is_told_at_once():
    entry = stored(a_content(), billable=Billable.DO_NOT_BILL, work_role_id=None)
    assert stored_differently(entry) == "the PSA has another role; the PSA bills it otherwise"


@pytest.mark.parametrize(
    ("notes", "made"),
    [
        ("one\ntwo", "one two"),
        ("Zoë → Søren", "Zoë -> Søren"),
        ("Lőrinc", "Lorinc"),
        (" “quoted” ", '"quoted"'),
        ("1½ h", "1½ h"),
    ],
)
def test_blanks_signs_and_accents_are_no_difference(notes, made):
    assert stored_differently(stored(a_content(notes=notes), notes=made)) == ""


def test_a_choice_that_was_left_to_the_psa_is_no_difference():
    left = a_content(billable=Billable.DEFAULT, work_type_id=None, work_role_id=None)
    made = {"billable": Billable.BILLABLE, "work_type_id": "2", "work_role_id": "7"}
    assert stored_differently(stored(left, **made)) == ""


def test_a_window_without_its_break_has_the_same_hours():
    with_break = a_content(break_seconds=1800)
    shorter = with_break.end - timedelta(seconds=1800)
    entry = stored(with_break, end=shorter, break_seconds=0)
    hours = a_row(content=entry.remote.content).hours
    assert stored_differently(replace(entry, remote=replace(entry.remote, hours=hours))) == ""


def test_an_edit_of_either_side_is_no_receipt():
    entry = stored(a_content(), notes="cut")
    edited_here = replace(entry, local=a_content(notes="newer"))
    theirs = replace(entry.remote, content=replace(entry.remote.content, notes="theirs"))
    assert stored_differently(entry)
    assert stored_differently(edited_here) == ""
    assert stored_differently(replace(entry, remote=theirs)) == ""
    assert stored_differently(replace(entry, deleted_at=NOW)) == ""
    assert stored_differently(replace(entry, base=None)) == ""
