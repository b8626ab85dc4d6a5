from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.client_edits import EditRefusedError, booked, deleted, edited
from psa_sync.domain.entry import Origin
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    NOW,
    USER,
    a_content,
    a_problem,
    a_synced_entry,
    an_entry,
    an_id,
    an_intent,
)
from tests.unit.domain.stories import locked

LATER = NOW + timedelta(hours=1)
NEW = a_content(notes="new")


def refusal(change):
    with pytest.raises(EditRefusedError) as caught:
        change()
    return caught.value.code


def test_a_booking_starts_at_version_one():
    entry = booked(ACCOUNT, USER, CONNECTWISE, an_id(), a_content(), now=NOW)
    assert entry == an_entry()
    assert entry.origin is Origin.MEMTIME


def test_the_same_content_again_changes_nothing_whatever_the_version():
    entry = an_entry(version=4)
    for if_match in (None, 4, 99):
        assert edited(entry, a_content(), if_match, now=LATER) is entry


def test_an_edit_counts_and_gives_a_fresh_start():
    refused = an_entry(problem=a_problem(), failures=3, waiting_until=NOW)
    entry = edited(refused, NEW, 1, now=LATER)
    assert (entry.local, entry.version, entry.updated_at) == (NEW, 2, LATER)
    assert (entry.problem, entry.failures, entry.waiting_until) == (None, 0, None)


@pytest.mark.parametrize(
    ("if_match", "code"), [(None, "version_required"), (7, "version_conflict")]
)
def test_an_edit_names_the_version_it_is_based_on(if_match, code):
    assert refusal(lambda: edited(an_entry(), NEW, if_match, now=LATER)) == code
    assert refusal(lambda: deleted(an_entry(), if_match, now=LATER)) == code


def test_a_locked_row_refuses_edit_and_delete():
    assert refusal(lambda: edited(locked(), NEW, 1, now=LATER)) == "entry_locked"
    assert refusal(lambda: deleted(locked(), 1, now=LATER)) == "entry_locked"


def test_a_delete_leaves_a_tombstone_and_a_second_one_nothing():
    tombstone = deleted(an_entry(), 1, now=LATER)
    assert (tombstone.deleted_at, tombstone.version) == (LATER, 2)
    assert deleted(tombstone, None, now=LATER) is tombstone


def test_an_edit_of_a_tombstone_needs_its_version():
    tombstone = deleted(an_entry(), 1, now=LATER)
    for if_match in (None, 1):
        code = refusal(lambda match=if_match: edited(tombstone, NEW, match, now=LATER))
        assert code == "entry_deleted"
    assert refusal(lambda: edited(tombstone, a_content(), None, now=LATER)) == "entry_deleted"


def test_made_anew_is_the_next_generation():
    tombstone = deleted(an_entry(), 1, now=NOW)
    entry = edited(tombstone, NEW, 2, now=LATER)
    assert (entry.deleted_at, entry.version, entry.generation) == (None, 3, 2)
    assert str(entry.marker).endswith("-2")


@pytest.mark.parametrize("alive", [a_synced_entry(), an_entry(intent=an_intent())])
def test_a_row_that_is_still_there_or_on_its_way_is_taken_up_again(alive):
    tombstone = replace(alive, deleted_at=NOW)
    assert edited(tombstone, NEW, 1, now=LATER).generation == 1
