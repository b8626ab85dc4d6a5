from datetime import timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import SyncState
from psa_sync.domain.settings import ConflictPolicy
from tests.builders import ACCOUNT, an_id
from tests.fakes.psa_faults import commits_then_silent, drops_then_silent
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.unit.sync.scene import Scene, in_step

SETTLE = 300
BOTH = pytest.mark.parametrize(
    "fault", [commits_then_silent(), drops_then_silent()], ids=["committed", "dropped"]
)


def in_doubt(fault, habits: Habits | None = None, **edit) -> Scene:
    scene = in_step(habits, ConflictPolicy.PSA_WINS)
    scene.psa.fail("update", fault)
    scene.edits(**edit)
    scene.deliver()
    assert scene.state() is SyncState.IN_DOUBT
    return scene


@BOTH
def test_the_psas_own_words_are_not_taken_for_a_persons(fault):
    scene = in_doubt(fault, WINDOWED, break_seconds=600, notes="one\ntwo")
    scene.later(SETTLE)
    local = scene.entry().local
    assert (local.break_seconds, local.notes, scene.entry().version) == (600, "one\ntwo", 2)
    assert scene.row().content.notes == "one two"
    assert scene.state() is SyncState.SYNCED


@BOTH
def test_an_edit_made_meanwhile_is_what_arrives(fault):
    scene = in_doubt(fault, notes="one\ntwo")
    scene.edits(notes="three\nfour")
    scene.later(SETTLE)
    assert scene.entry().local.notes == "three\nfour"
    assert scene.row().content.notes == "three four"


@BOTH
def test_an_edit_taken_back_meanwhile_is_taken_back_there_too(fault):
    scene = in_doubt(fault, notes="one\ntwo")
    scene.edits(notes="Router swap")
    scene.later(SETTLE)
    assert scene.row().content.notes == "Router swap"
    assert scene.state() is SyncState.SYNCED


def test_what_a_person_wrote_into_the_same_group_stays_in_the_history():
    scene = in_doubt(drops_then_silent(), notes="ours")
    scene.psa.person_edits(scene.row().psa_id, notes="theirs", work_type_id="9")
    scene.later(SETTLE)
    assert scene.row().content.notes == "ours"
    assert scene.entry().local.work_type_id == "9"
    events = scene.entries.history(ACCOUNT, an_id())
    assert {"notes": "theirs"} in [event.detail for event in events]


def test_a_row_locked_meanwhile_holds_the_update():
    scene = in_doubt(drops_then_silent(), notes="ours")
    scene.psa.sets(scene.row().psa_id, locked=True)
    scene.later(SETTLE)
    assert scene.problem() == "entry_locked"
    assert scene.row().content.notes == "Router swap"


def test_other_hours_are_shown_also_where_both_sides_agreed_while_the_outcome_was_unknown():
    scene = in_step(Habits(hours_step=Decimal("0.25")))
    short = scene.entry().local.start + timedelta(minutes=22, seconds=30)
    scene.psa.fail("update", commits_then_silent())
    scene.edits(end=short, break_seconds=0, billable=Billable.NO_CHARGE)
    scene.deliver()
    scene.psa.person_edits(scene.row().psa_id, billable=Billable.DO_NOT_BILL)
    scene.edits(billable=Billable.DO_NOT_BILL)
    scene.later(SETTLE)
    assert scene.state() is SyncState.SYNCED
    problem = scene.entry().problem
    assert problem is not None
    assert problem.code == "psa_stored_differently"
    assert "the PSA has 0.50 h" in problem.detail
