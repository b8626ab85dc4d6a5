"""People mend what got stuck: they try again, or choose a side."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.conflicts import Side, decided
from psa_sync.domain.entry import Entry, SyncState
from psa_sync.domain.errors import StaleError
from psa_sync.domain.explanation import STATES
from psa_sync.domain.problem import Who
from psa_sync.domain.settings import ConflictPolicy
from psa_sync.sync.explain_entry import explain_entry
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.resolve_conflict import resolve_conflict
from psa_sync.sync.retry_entry import retry_entry
from tests.builders import ACCOUNT, NOW, USER, a_base, a_content, a_problem, a_row, an_entry, an_id
from tests.fakes.psa_faults import not_sent, refuses
from tests.unit.sync.scene import Scene, in_step

PAUL = Viewer(account=ACCOUNT, user_id=USER, is_admin=False)
MARIA = Viewer(account=ACCOUNT, user_id="user-keller", is_admin=False)
ADMIN = Viewer(account=ACCOUNT, user_id="user-admin", is_admin=True)
STRANGER = Viewer(account="another", user_id=USER, is_admin=True)


def retries(scene: Scene, viewer: Viewer = PAUL, number: int = 1) -> Entry:
    return retry_entry(viewer, an_id(number), effects=scene.effects)


def keeps(scene: Scene, side: Side, viewer: Viewer = PAUL) -> Entry:
    return resolve_conflict(viewer, an_id(), side, effects=scene.effects)


def refusal(action, *arguments) -> str:
    with pytest.raises(RefusedError) as refused:
        action(*arguments)
    return refused.value.code


def rejected() -> Scene:
    scene = Scene()
    scene.psa.fail("create", refuses("work_item_closed"))
    scene.books()
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    return scene


def in_conflict() -> Scene:
    """Both sides changed the notes; only the PSA changed the hours."""
    scene = in_step(policy=ConflictPolicy.ASK)
    end = scene.row().content.end + timedelta(minutes=30)
    scene.psa.person_edits(scene.row().psa_id, notes="theirs", end=end)
    scene.edits(notes="ours")
    scene.deliver()
    assert scene.state() is SyncState.CONFLICT
    return scene


# Trying again


def test_a_refused_entry_goes_out_when_its_owner_tries_again():
    scene = rejected()
    entry = retries(scene)
    assert (entry.problem, entry.failures) == (None, 0)
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.told() == ["booked", "refused", "retried", "created"]
    assert scene.entries.history(ACCOUNT, an_id())[2].detail == {"code": "work_item_closed"}


def test_a_waiting_entry_does_not_wait_any_longer():
    scene = Scene()
    scene.psa.fail("create", *[not_sent() for _ in range(4)])
    scene.books()
    for _ in range(4):
        scene.push()
        scene.clock.advance(600)
    scene.clock.advance(-600)
    assert scene.state() is SyncState.WAITING
    retries(scene)
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_what_still_stands_in_the_way_shows_itself_again():
    scene = rejected()
    scene.psa.fail("create", refuses("work_item_closed"))
    retries(scene)
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    assert scene.problem() == "work_item_closed"


def test_there_is_nothing_to_retry_on_an_entry_that_is_well(scene: Scene):
    scene.books()
    assert refusal(retries, scene) == "retry_not_needed"
    scene.deliver()
    assert refusal(retries, scene) == "retry_not_needed"


def test_an_open_question_is_answered_not_retried():
    assert refusal(retries, in_conflict()) == "retry_not_needed"


def test_an_entry_that_was_given_up_while_its_outcome_is_unknown_can_be_retried(scene: Scene):
    scene.books()
    scene.psa.fail("create", *[not_sent()])
    claimed = replace(scene.entry(), problem=a_problem(code="gave_up"))
    scene.entries.save(claimed)
    retries(scene)
    scene.deliver()
    assert scene.problem() == "psa_unreachable"


def test_members_retry_their_own_entries_and_admins_everybodys():
    scene = rejected()
    assert refusal(retries, scene, MARIA) == "entry_unknown"
    assert refusal(retries, scene, STRANGER) == "entry_unknown"
    assert scene.state() is SyncState.REJECTED
    retries(scene, ADMIN)
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_a_retry_survives_that_somebody_else_writes_the_row():
    scene = rejected()
    save = scene.entries.save
    disturbed: list[Entry] = []

    def disturbs_once(entry, *, events=()):
        if not disturbed:
            disturbed.append(save(scene.entry()))
        return save(entry, events=events)

    scene.entries.save = disturbs_once  # type: ignore[method-assign]
    retries(scene)
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_a_row_that_never_stands_still_is_busy():
    scene = rejected()

    def always_stale(entry, *, events=()):
        raise StaleError(entry.id)

    scene.entries.save = always_stale  # type: ignore[method-assign]
    assert refusal(retries, scene) == "busy"


# Choosing a side


def test_keeping_memtimes_side_sends_it_and_remembers_the_psas():
    scene = in_conflict()
    entry = keeps(scene, Side.MEMTIME)
    version = entry.version
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.row().content.notes == scene.entry().local.notes == "ours"
    assert scene.entry().version == version
    told = scene.entries.history(ACCOUNT, an_id())
    assert [one.detail for one in told if one.what == "resolved"] == [
        {"kept": "memtime", "notes": "theirs"}
    ]


def test_keeping_the_psas_side_writes_nothing_there_and_remembers_memtimes():
    scene = in_conflict()
    writes, version = scene.psa.calls["update"], scene.entry().version
    entry = keeps(scene, Side.PSA)
    assert entry.version == version + 1
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.row().content.notes == scene.entry().local.notes == "theirs"
    assert scene.psa.calls["update"] == writes
    told = scene.entries.history(ACCOUNT, an_id())
    assert [one.detail for one in told if one.what == "resolved"] == [
        {"kept": "psa", "notes": "ours"}
    ]


@pytest.mark.parametrize("side", Side)
def test_what_only_one_side_changed_is_not_in_question(side):
    scene = in_conflict()
    end = scene.row().content.end
    keeps(scene, side)
    scene.deliver()
    assert scene.entry().local.end == scene.row().content.end == end


@pytest.mark.parametrize("side", Side)
def test_a_decision_is_the_last_word(side):
    scene = in_conflict()
    keeps(scene, side)
    scene.deliver()
    scene.pull()
    scene.later(3600)
    assert scene.state() is SyncState.SYNCED
    assert refusal(keeps, scene, side) == "no_conflict"


def test_a_new_edit_in_the_psa_after_the_decision_is_a_new_question():
    scene = in_conflict()
    scene.psa.person_edits(scene.row().psa_id, notes="theirs, again")
    keeps(scene, Side.MEMTIME)
    scene.deliver()
    assert scene.state() is SyncState.CONFLICT
    assert scene.row().content.notes == "theirs, again"


def test_memtimes_side_of_a_row_that_was_locked_meanwhile_is_held():
    scene = in_conflict()
    scene.psa.sets(scene.row().psa_id, locked=True, status="Approved")
    scene.pull()
    keeps(scene, Side.MEMTIME)
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    assert scene.problem() == "entry_locked"
    assert scene.row().content.notes == "theirs"


def test_only_a_conflict_can_be_decided():
    scene = in_step()
    assert refusal(keeps, scene, Side.PSA) == "no_conflict"
    assert refusal(keeps, rejected(), Side.MEMTIME) == "no_conflict"


def test_nobody_decides_for_a_colleague():
    scene = in_conflict()
    assert refusal(keeps, scene, Side.PSA, MARIA) == "entry_unknown"
    assert scene.state() is SyncState.CONFLICT


def test_a_question_about_a_row_that_is_not_there_any_more_is_simply_over():
    asked = an_entry(problem=a_problem(code="entry_conflict"))
    free, event = decided(asked, Side.PSA, now=NOW)
    assert free == replace(asked, problem=None)
    assert event.detail == {"kept": "psa"}


def test_sides_that_agree_by_now_need_no_new_version():
    notes = a_content(notes="the same")
    asked = an_entry(
        psa_id="90341",
        local=notes,
        remote=a_row(content=notes),
        base=replace(a_base(), remote=None),
        problem=a_problem(code="entry_conflict"),
    )
    free, event = decided(asked, Side.PSA, now=NOW)
    assert (free.version, free.local) == (asked.version, notes)
    assert event.detail == {"kept": "psa"}


# The story


def test_a_story_tells_what_is_the_matter_and_all_that_happened():
    scene = rejected()
    story = explain_entry(PAUL, an_id(), effects=scene.effects)
    assert story.entry == scene.entry()
    assert [event.what for event in story.events] == ["booked", "refused"]
    assert story.explanation.summary == STATES[SyncState.REJECTED].summary
    assert story.explanation.who is Who.TECHNICIAN
    assert explain_entry(ADMIN, an_id(), effects=scene.effects) == story


def test_a_story_is_not_told_to_strangers():
    scene = rejected()
    for viewer in (MARIA, STRANGER):
        with pytest.raises(RefusedError, match="entry_unknown"):
            explain_entry(viewer, an_id(), effects=scene.effects)
