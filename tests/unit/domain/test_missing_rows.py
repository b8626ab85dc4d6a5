"""From a row that is not seen to what becomes of its entry: every line of the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.content import group_hashes
from psa_sync.domain.entry import Base, Missing
from psa_sync.domain.missing_rows import (
    declared,
    is_proven,
    looked_in_vain,
    made_anew,
    reappeared,
)
from psa_sync.domain.observations import observed, settled
from psa_sync.domain.plan import LOCKED_MISSING, Action
from tests.builders import NOW, a_content, a_marker, a_problem, a_row, a_synced_entry, an_intent
from tests.unit.domain.stories import PSA_WINS, changed_here, deleted, locked, planned

SETTLE = timedelta(minutes=5)
SIX_HOURS = timedelta(hours=6)
ONE_LOOK = Missing(first_seen=NOW, last_seen=NOW)
TWO_LOOKS = Missing(first_seen=NOW, last_seen=NOW + SIX_HOURS, looks=2)


def gone(entry=None):
    """An entry whose row is proven gone, and believed to be."""
    return declared(replace(entry or a_synced_entry(), missing=TWO_LOOKS), now=NOW + SIX_HOURS)


def looked(entry, at):
    return looked_in_vain(entry, now=at, apart=SETTLE)


def decided(entry):
    return settled(entry, PSA_WINS, now=NOW + SIX_HOURS)


def test_two_looks_that_are_far_enough_apart_are_a_proof():
    once = looked(a_synced_entry(), NOW)
    assert once.missing == ONE_LOOK
    assert not is_proven(once)
    twice = looked(once, NOW + SIX_HOURS)
    assert twice.missing == TWO_LOOKS
    assert is_proven(twice)


@pytest.mark.parametrize("apart", [timedelta(0), SETTLE - timedelta(seconds=1)])
def test_looks_that_follow_each_other_are_one_look(apart):
    once = looked(a_synced_entry(), NOW)
    assert looked(once, NOW + apart) is once
    assert looked(once, NOW + SETTLE) is not once


def test_a_proof_needs_no_more_looks():
    proven = replace(a_synced_entry(), missing=TWO_LOOKS)
    assert looked(proven, NOW + SIX_HOURS * 9) is proven


def test_what_is_only_watched_is_planned_as_if_it_were_there():
    watched = replace(a_synced_entry(), missing=TWO_LOOKS)
    assert planned(watched).action is Action.NOTHING
    assert planned(replace(changed_here(), missing=TWO_LOOKS)).action is Action.UPDATE


def test_same_and_gone_is_a_tombstone():
    assert planned(gone()).action is Action.TOMBSTONE
    entry, (event,) = decided(gone())
    assert (entry.deleted_at, entry.version) == (NOW + SIX_HOURS, 2)
    assert (entry.psa_id, entry.remote, entry.base) == (None, None, None)
    assert entry.gone
    assert planned(entry).action is Action.NOTHING
    assert event.detail == {
        "psaId": "90341",
        "firstMissed": NOW.isoformat(),
        "lastMissed": (NOW + SIX_HOURS).isoformat(),
        "looks": "2",
    }


def test_same_and_gone_is_a_tombstone_although_it_was_locked():
    assert planned(gone(locked())).action is Action.TOMBSTONE


def test_deleted_and_gone_ends_with_nothing_to_undo():
    entry, (event,) = decided(gone(deleted()))
    assert event.what == "deleted_in_psa"
    assert (entry.psa_id, entry.missing, entry.version) == (None, None, deleted().version)


def test_changed_and_gone_is_made_anew_under_another_marker():
    assert planned(gone(changed_here())).action is Action.REMAKE
    entry, (event,) = decided(gone(changed_here()))
    assert event.what == "made_anew"
    assert (entry.generation, entry.psa_id, entry.missing) == (2, None, None)
    assert entry.local == changed_here().local
    assert planned(entry).action is Action.CREATE


def test_changed_locked_and_gone_is_shown_and_never_made_anew():
    assert planned(gone(locked(changed_here()))).action is Action.HOLD
    entry, (event,) = decided(gone(locked(changed_here())))
    assert event.what == "held"
    assert (entry.problem.code, entry.psa_id, entry.generation) == (LOCKED_MISSING, "90341", 1)
    assert planned(entry).action is Action.NOTHING
    assert decided(entry) == (entry, [])


def test_a_row_that_was_never_read_back_is_judged_by_what_was_sent():
    sent = group_hashes(a_content())
    unread = replace(gone(), remote=None, base=Base(local=sent, remote=None))
    assert planned(unread).action is Action.TOMBSTONE
    changed = replace(unread, local=a_content(notes="newer"))
    assert planned(changed).action is Action.REMAKE


def test_an_open_write_is_looked_into_first():
    assert planned(replace(gone(), intent=an_intent())).action is Action.WAIT


def test_seeing_the_row_clears_the_evidence():
    watched = replace(a_synced_entry(), missing=TWO_LOOKS)
    assert observed(watched, a_row(), ours=True, now=NOW).missing is None
    held, _ = decided(gone(locked(changed_here())))
    seen, _ = settled(
        observed(held, replace(a_row(), locked=False), ours=True, now=NOW), PSA_WINS, now=NOW
    )
    assert (seen.missing, seen.problem) == (None, None)


def test_a_list_brings_no_proven_delete_back():
    tombstone, _ = decided(gone())
    for row in (a_row(), a_row(psa_id="90999"), a_row(marker=None)):
        assert observed(tombstone, row, ours=True, now=NOW) is tombstone


def test_a_row_that_is_there_after_all_brings_its_entry_back():
    tombstone, _ = decided(gone())
    row = a_row(content=a_content(notes="as it is now"), marker=a_marker(generation=3))
    back, event = reappeared(tombstone, row, taken=True, now=NOW)
    assert event.what == "reappeared"
    assert (back.deleted_at, back.missing, back.psa_id) == (None, None, row.psa_id)
    assert (back.local, back.generation, back.version) == (row.content, 3, tombstone.version + 1)
    assert planned(back).action is Action.NOTHING


def test_another_problem_that_the_row_took_with_it_does_not_stop_the_delete():
    refused = replace(a_synced_entry(), problem=a_problem())
    entry, _ = decided(gone(refused))
    assert (entry.problem, entry.deleted_at) == (None, NOW + SIX_HOURS)


def test_a_row_made_anew_tells_its_proof_where_there_is_one():
    _, told = made_anew(gone(), now=NOW)
    assert told.detail.keys() == {"psaId", "firstMissed", "lastMissed", "looks"}
    anew, told = made_anew(a_synced_entry(), now=NOW)
    assert told.detail == {"psaId": "90341"}
    assert (anew.psa_id, anew.generation) == (None, 2)
