from decimal import Decimal

from psa_sync.domain.entry import SyncState
from psa_sync.domain.settings import ConflictPolicy
from tests.builders import ACCOUNT, an_id
from tests.fakes.psa_faults import commits_then_silent
from tests.fakes.psa_habits import Habits
from tests.unit.sync.scene import in_step


def test_memtime_wins_keeps_the_persons_words_in_the_history():
    scene = in_step(policy=ConflictPolicy.MEMTIME_WINS)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.edits(notes="ours")
    scene.deliver()
    assert scene.row().content.notes == "ours"
    events = scene.entries.history(ACCOUNT, an_id())
    assert [event.detail.get("notes") for event in events if event.what == "updated"] == ["theirs"]


def test_an_edit_during_a_conflict_keeps_it_visible():
    scene = in_step(policy=ConflictPolicy.ASK)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.edits(notes="ours")
    scene.deliver()
    assert scene.state() is SyncState.CONFLICT
    scene.edits(notes="ours, again")
    scene.deliver()
    assert scene.state() is SyncState.CONFLICT
    scene.edits(notes="theirs")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_a_delete_during_a_conflict_is_decided_too():
    scene = in_step(policy=ConflictPolicy.ASK)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.edits(notes="ours")
    scene.deliver()
    scene.deletes()
    scene.deliver()
    assert scene.entry().deleted_at is None
    assert scene.entry().local.notes == "theirs"
    assert scene.state() is SyncState.SYNCED


def test_an_entry_that_comes_back_still_shows_that_the_psa_counts_other_hours():
    scene = in_step(Habits(hours_step=Decimal("1.00")))
    assert scene.problem() == "psa_stored_differently"
    scene.deletes()
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.deliver()
    assert scene.entry().deleted_at is None
    assert scene.problem() == "psa_stored_differently"


def test_memtime_wins_keeps_the_persons_words_though_the_psas_answer_was_lost():
    scene = in_step(policy=ConflictPolicy.MEMTIME_WINS)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.edits(notes="ours")
    scene.psa.fail("update", commits_then_silent())
    scene.deliver()
    scene.later(300)
    assert scene.row().content.notes == "ours"
    events = scene.entries.history(ACCOUNT, an_id())
    assert [event.detail.get("notes") for event in events if event.what == "updated"] == ["theirs"]


def test_memtime_wins_keeps_the_persons_words_though_the_row_says_ours_in_the_psas_way():
    scene = in_step(policy=ConflictPolicy.MEMTIME_WINS)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs")
    scene.edits(notes="ours\non two lines")
    scene.psa.fail("update", commits_then_silent())
    scene.deliver()
    scene.later(300)
    assert scene.row().content.notes == "ours on two lines"
    events = scene.entries.history(ACCOUNT, an_id())
    assert [event.detail["notes"] for event in events if event.what == "replaced"] == ["theirs"]
    assert "sent_again" in scene.told()


def test_a_change_taken_back_does_not_hide_that_the_psa_counts_other_hours():
    scene = in_step(Habits(hours_step=Decimal("1.00")))
    scene.edits(notes="second thought")
    scene.edits(notes="Router swap")
    scene.deliver()
    assert scene.problem() == "psa_stored_differently"
