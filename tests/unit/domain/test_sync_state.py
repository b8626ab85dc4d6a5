from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.entry import IntentState, SyncState
from psa_sync.domain.plan import ASKED, HELD
from psa_sync.domain.sync_state import FAST_PATH, next_look, sync_state
from tests.builders import NOW, a_problem, a_synced_entry, an_entry, an_intent
from tests.unit.domain.stories import ASK, PSA_WINS, changed_here, clashing, deleted

HOUR = timedelta(hours=1)


def a_troubled(code, **changes):
    return an_entry(problem=a_problem(code=code), **changes)


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (an_entry(draft=True), SyncState.DRAFT),
        (an_entry(), SyncState.QUEUED),
        (changed_here(), SyncState.QUEUED),
        (an_entry(intent=an_intent()), SyncState.SENDING),
        (an_entry(intent=an_intent(state=IntentState.IN_DOUBT)), SyncState.IN_DOUBT),
        (a_troubled("psa_unreachable"), SyncState.WAITING),
        (a_troubled("credentials_refused"), SyncState.WAITING),
        (a_troubled("work_item_closed"), SyncState.REJECTED),
        (a_troubled(HELD), SyncState.REJECTED),
        (a_troubled(ASKED), SyncState.CONFLICT),
        (a_synced_entry(), SyncState.SYNCED),
        (a_synced_entry(problem=a_problem(code="duplicate_row")), SyncState.SYNCED),
        (a_synced_entry(problem=a_problem(code="psa_stored_differently")), SyncState.SYNCED),
        (deleted(an_entry(draft=True)), SyncState.SYNCED),
        (deleted(), SyncState.QUEUED),
    ],
)
def test_people_see_one_word_for_where_an_entry_stands(entry, state):
    assert sync_state(entry, PSA_WINS, NOW) is state


def test_an_edit_beside_a_receipt_is_still_on_its_way():
    entry = replace(changed_here(), problem=a_problem(code="psa_stored_differently"))
    assert sync_state(entry, PSA_WINS, NOW) is SyncState.QUEUED


@pytest.mark.parametrize(
    ("entry", "look"),
    [
        (a_synced_entry(), None),
        (a_troubled("work_item_closed"), None),
        (an_entry(), NOW + FAST_PATH),
        (an_entry(intent=an_intent()), an_intent().resolve_after),
        (an_entry(intent=an_intent(), waiting_until=NOW + HOUR), NOW + HOUR),
        (a_troubled("psa_unreachable", waiting_until=NOW + HOUR), NOW + HOUR),
        (a_troubled("psa_unreachable", waiting_until=NOW), NOW + FAST_PATH),
        (a_troubled("credentials_refused", waiting_until=NOW + HOUR), NOW + HOUR),
        (a_troubled("credentials_refused", waiting_until=NOW), NOW + FAST_PATH),
    ],
)
def test_the_sweeper_comes_when_something_can_be_done(entry, look):
    assert next_look(entry, PSA_WINS, NOW) == look


def test_a_decision_left_on_the_row_brings_the_sweeper_too():
    assert next_look(clashing(), ASK, NOW) == NOW + FAST_PATH
