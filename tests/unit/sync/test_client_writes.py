from dataclasses import replace

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.sync.accept_entries import Accepted, EntryInput, Outcome, accept_entries
from psa_sync.sync.delete_entry import delete_entry
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, USER, a_content, a_work_item, an_id
from tests.unit.sync.scene import Scene

OTHER = "user-keller"


def refusal(result) -> tuple[str, str | None]:
    assert isinstance(result, RefusedError), result
    return result.code, result.field


def deleting(scene: Scene, if_match, user_id=USER, number=1) -> str:
    with pytest.raises(RefusedError) as caught:
        delete_entry(ACCOUNT, user_id, an_id(number), if_match, effects=scene.effects)
    return caught.value.code


def test_a_booking_is_stored_before_it_is_sent(scene: Scene):
    result = scene.sends(1, a_content())
    assert isinstance(result, Accepted)
    assert result.outcome is Outcome.CREATED
    assert scene.entry() == result.entry
    assert scene.psa.calls == {}
    assert len(scene.world.queue.pushed) == 1


def test_a_queue_that_is_away_loses_no_booking(scene: Scene):
    scene.world.queue.away = True
    assert isinstance(scene.sends(1, a_content()), Accepted)
    scene.world.queue.away = False
    scene.later(15)
    assert scene.state() is SyncState.SYNCED


def test_a_store_that_is_away_acknowledges_nothing(scene: Scene):
    def save(entry, *, events=()):
        message = "throttled"
        raise TransientError(message, code="store_unavailable")

    scene.entries.save = save  # type: ignore[method-assign]
    with pytest.raises(TransientError):
        scene.sends(1, a_content())


def test_the_same_booking_again_changes_nothing(scene: Scene):
    scene.books()
    scene.deliver()
    saves = scene.entries.saves
    result = scene.sends(1, a_content(), if_match=99)
    assert isinstance(result, Accepted)
    assert result.outcome is Outcome.UNCHANGED
    assert (scene.entries.saves, scene.world.queue.pushed) == (saves, [])


def test_an_edit_needs_the_right_version(scene: Scene):
    scene.books()
    for if_match, code in ((None, "version_required"), (7, "version_conflict")):
        result = scene.sends(1, a_content(notes="new"), if_match)
        assert refusal(result) == (code, None)
        assert isinstance(result, RefusedError)
        assert result.entry == scene.entry()
    changed = scene.sends(1, a_content(notes="new"), 1)
    assert isinstance(changed, Accepted)
    assert (changed.outcome, changed.entry.version) == (Outcome.CHANGED, 2)


def test_a_version_of_what_does_not_exist_is_wrong(scene: Scene):
    assert refusal(scene.sends(1, a_content(), 1)) == ("version_conflict", None)


def test_a_locked_row_refuses_edits_and_deletes(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.sets(scene.row().psa_id, locked=True)
    scene.pull()
    assert refusal(scene.sends(1, a_content(notes="new"), 1)) == ("entry_locked", None)
    assert deleting(scene, 1) == "entry_locked"


def test_a_tombstone_is_made_anew_as_the_next_generation(scene: Scene):
    scene.books()
    scene.deliver()
    scene.deletes()
    scene.deliver()
    assert refusal(scene.sends(1, a_content())) == ("entry_deleted", None)
    scene.accepted(1, a_content(notes="back"), 2)
    scene.deliver()
    marker = scene.row().marker
    assert marker is not None
    assert marker.entry_id == an_id()
    assert marker.generation > 1
    assert scene.state() is SyncState.SYNCED


def test_one_bad_entry_never_stops_the_others(scene: Scene):
    inputs = [
        EntryInput(entry_id=an_id(1), content=a_content()),
        EntryInput(entry_id=an_id(2), content=a_content(work_item_id="connectwise:ticket:9")),
        EntryInput(entry_id=an_id(1), content=a_content(notes="twice")),
        EntryInput(entry_id=an_id(3), content=a_content()),
    ]
    first, second, third, fourth = accept_entries(ACCOUNT, USER, inputs, effects=scene.effects)
    assert isinstance(first, Accepted)
    assert refusal(second) == ("unknown_work_item", "workItemId")
    assert refusal(third) == ("duplicate_in_batch", "id")
    assert isinstance(fourth, Accepted)
    assert [job.entry_id for job in scene.world.queue.pushed] == [an_id(1), an_id(3)]
    assert scene.entry().local.notes == "Router swap"


def test_another_members_entry_does_not_exist(scene: Scene):
    scene.books()
    one = EntryInput(entry_id=an_id(), content=a_content(notes="mine"), if_match=1)
    (result,) = accept_entries(ACCOUNT, OTHER, [one], effects=scene.effects)
    assert refusal(result) == ("entry_unknown", None)
    assert deleting(scene, 1, user_id=OTHER) == "entry_unknown"
    assert scene.entry().local.notes == "Router swap"


@pytest.mark.parametrize(
    ("work_item_id", "code"),
    [
        ("connectwise:ticket:404", "unknown_work_item"),
        ("connectwise", "unknown_work_item"),
        ("autotask:ticket:1", "app_not_installed"),
        ("someday:ticket:1", "app_not_installed"),
        ("connectwise:ticket:1002", "work_item_not_bookable"),
    ],
)
def test_time_is_booked_on_what_takes_time(scene: Scene, work_item_id, code):
    closed = a_work_item(
        id="connectwise:ticket:1002", bookable=False, not_bookable_reason="It is closed."
    )
    scene.world.work_items.put(ACCOUNT, USER, [closed])
    result = scene.sends(1, a_content(work_item_id=work_item_id))
    assert refusal(result) == (code, "workItemId")
    assert scene.entries.all() == []


def test_the_reason_why_it_takes_no_time_is_told(scene: Scene):
    for reason in ("It is closed.", None):
        closed = a_work_item(bookable=False, not_bookable_reason=reason)
        scene.world.work_items.put(ACCOUNT, USER, [closed])
        result = scene.sends(1, a_content())
        assert isinstance(result, RefusedError)
        assert result.detail == (reason or "")


def test_who_is_not_authenticated_cannot_book(scene: Scene):
    one = EntryInput(entry_id=an_id(), content=a_content())
    (result,) = accept_entries(ACCOUNT, OTHER, [one], effects=scene.effects)
    assert refusal(result) == ("user_not_authenticated", "workItemId")


def test_an_entry_on_a_work_item_that_was_closed_can_still_be_edited(scene: Scene):
    scene.books()
    scene.world.work_items.put(ACCOUNT, USER, [a_work_item(bookable=False)])
    assert scene.edits(notes="new").version == 2
    moved = scene.sends(1, a_content(work_item_id="connectwise:ticket:404"), 2)
    assert refusal(moved) == ("unknown_work_item", "workItemId")


def test_an_entry_stays_with_its_app(scene: Scene):
    scene.books()
    moved = scene.sends(1, a_content(work_item_id="autotask:ticket:1"), 1)
    assert refusal(moved) == ("unknown_work_item", "workItemId")


def moving(scene: Scene, times: int) -> None:
    """Let the entry's row move under the next writes."""
    save = scene.entries.save
    left = iter(range(times))

    def save_late(entry, *, events=()):
        if next(left, None) is not None:
            stored = scene.entry()
            save(replace(stored, failures=stored.failures + 1))
            message = "moved"
            raise StaleError(message)
        return save(entry, events=events)

    scene.entries.save = save_late  # type: ignore[method-assign]


def test_a_row_that_moves_is_read_again(scene: Scene):
    scene.books()
    moving(scene, 3)
    assert scene.edits(notes="new").version == 2
    moving(scene, 3)
    scene.deletes()
    assert scene.entry().deleted_at is not None


def test_a_row_that_keeps_moving_is_busy(scene: Scene):
    scene.books()
    moving(scene, 4)
    assert refusal(scene.sends(1, a_content(notes="new"), 1)) == ("busy", None)
    moving(scene, 4)
    assert deleting(scene, 1) == "busy"
    assert scene.entry().version == 1


def test_a_delete_needs_the_right_version_and_happens_once(scene: Scene):
    scene.books()
    scene.deliver()
    assert deleting(scene, None) == "version_required"
    assert deleting(scene, 9) == "version_conflict"
    tombstone, made = delete_entry(ACCOUNT, USER, an_id(), 1, effects=scene.effects)
    assert (made, tombstone.version) == (True, 2)
    again, made = delete_entry(ACCOUNT, USER, an_id(), None, effects=scene.effects)
    assert (made, again) == (False, tombstone)
    assert deleting(scene, 1, number=9) == "entry_unknown"


def test_a_delete_of_what_never_went_out_sends_nothing(scene: Scene):
    scene.books()
    scene.world.queue.take_pushed()
    scene.deletes()
    assert scene.world.queue.pushed == []
    scene.later(60)
    assert scene.psa.calls == {}
