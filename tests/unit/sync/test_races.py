from dataclasses import replace
from decimal import Decimal

from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import StaleError
from psa_sync.sync.push_entry import push_entry
from psa_sync.sync.resolve_intent import resolve_intent
from psa_sync.sync.writing import Writing
from tests.builders import a_link, a_push_job
from tests.fakes.psa_faults import commits_then_silent, drops_then_silent
from tests.fakes.psa_habits import WINDOWED
from tests.unit.sync.scene import Scene, in_step

SETTLE = 300


def once(scene: Scene, call: str, act) -> None:
    """Let something happen right before the next call of this name reaches the PSA."""

    def before(name: str) -> None:
        if name == call:
            scene.psa.before = lambda _: None
            act()

    scene.psa.before = before


def once_created(scene: Scene, act) -> None:
    """Let something happen between the making of a row and the PSA's answer."""
    create = scene.psa._create

    def created(draft):
        written = create(draft)
        act(written)
        row = next(row for row in scene.psa.rows() if row.psa_id == written.psa_id)
        return replace(written, row=row)

    scene.psa._create = created  # type: ignore[method-assign]


def test_two_workers_on_one_entry_make_one_row(scene: Scene):
    scene.books()
    once(scene, "create", scene.push)
    scene.push()
    assert scene.psa.calls["create"] == 1
    assert scene.state() is SyncState.SYNCED


def test_a_worker_that_read_before_the_other_claimed_is_turned_away(scene: Scene):
    scene.books()
    entries = scene.entries

    class Slow:
        """Between reading the entry and claiming it, another worker does all the work."""

        def __getattr__(self, name):
            return getattr(entries, name)

        def get(self, account, entry_id):
            entry = entries.get(account, entry_id)
            if scene.psa.calls["create"] == 0:
                scene.push()
            return entry

    push_entry(a_push_job(), effects=replace(scene.effects, entries=Slow()))
    assert scene.psa.calls["create"] == 1
    assert len(scene.psa.rows()) == 1


def test_an_edit_while_the_row_is_made_follows_as_an_update(scene: Scene):
    scene.books()
    once(scene, "create", lambda: scene.edits(notes="second thought"))
    scene.deliver()
    assert scene.row().content.notes == "second thought"
    assert (scene.psa.calls["create"], scene.psa.calls["update"]) == (1, 1)
    assert scene.entry().version == 2
    assert scene.state() is SyncState.SYNCED


def test_an_edit_while_the_row_is_made_goes_out_though_the_hours_were_stored_differently():
    scene = Scene()
    scene.books()
    once(scene, "create", lambda: scene.edits(notes="second thought"))
    once_created(scene, lambda row: scene.psa.sets(row.psa_id, hours=Decimal(2)))
    scene.deliver()
    assert scene.row().hours == 2
    assert scene.row().content.notes == "second thought"


def test_a_delete_while_the_row_is_made_removes_it_again(scene: Scene):
    scene.books()
    once(scene, "create", scene.deletes)
    scene.deliver()
    assert scene.psa.rows() == []
    assert scene.state() is SyncState.SYNCED


def test_a_poll_leaves_the_row_of_an_open_attempt_to_the_resolver(scene: Scene):
    scene.books()
    scene.psa.fail("create", commits_then_silent())
    scene.deliver()
    scene.pull()
    assert scene.state() is SyncState.IN_DOUBT
    scene.later(SETTLE)
    assert scene.entry().psa_id == scene.row().psa_id
    assert scene.state() is SyncState.SYNCED


def test_a_poll_that_overtakes_the_record_makes_no_second_entry(scene: Scene):
    scene.books()
    once_created(scene, lambda _: scene.pull())
    scene.deliver()
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.told() == ["booked", "created"]
    assert len(scene.world.entries.all()) == 1
    assert scene.state() is SyncState.SYNCED


def test_a_stale_worker_records_nothing_over_a_newer_attempt(scene: Scene):
    scene.books()

    def sleeps_through_the_settle_wait() -> None:
        scene.clock.advance(SETTLE)
        scene.psa.fail("create", drops_then_silent())
        scene.push()

    once(scene, "create", sleeps_through_the_settle_wait)
    scene.push()
    intent = scene.entry().intent
    assert intent is not None
    assert intent.number == 2
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id


def test_two_resolvers_adopt_one_row(scene: Scene):
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    scene.clock.advance(SETTLE)
    once(scene, "rows_of_days", scene.push)
    scene.push()
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 1


def test_a_slow_resolver_does_not_end_the_attempt_after_the_one_it_looked_for(scene: Scene):
    scene.psa.fail("create", drops_then_silent())
    scene.books()
    scene.deliver()
    scene.clock.advance(SETTLE)
    scene.psa.fail("create", commits_then_silent())
    once(scene, "rows_of_days", scene.push)
    scene.push()
    intent = scene.entry().intent
    assert intent is not None
    assert intent.number == 2
    assert scene.psa.calls["create"] == 2
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id


def test_an_edit_seen_right_before_an_update_is_merged_first():
    scene = in_step()
    scene.psa.person_edits(scene.row().psa_id, work_type_id="9")
    scene.edits(notes="ours")
    scene.deliver()
    content = scene.row().content
    assert (content.notes, content.work_type_id) == ("ours", "9")
    assert scene.entry().local.work_type_id == "9"
    assert scene.state() is SyncState.SYNCED


def test_an_edit_seen_right_before_a_delete_brings_the_entry_back():
    scene = in_step()
    scene.psa.person_edits(scene.row().psa_id, notes="still needed")
    scene.deletes()
    scene.deliver()
    assert scene.entry().deleted_at is None
    assert scene.entry().local.notes == "still needed"
    assert len(scene.psa.rows()) == 1


def test_a_row_removed_by_a_person_and_by_us_is_gone():
    scene = in_step()
    scene.psa.person_deletes(scene.row().psa_id)
    scene.deletes()
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.entry().psa_id is None


def test_a_look_older_than_another_workers_write_is_thrown_away():
    scene = in_step()
    scene.edits(notes="ours")
    before = scene.row()
    real_read = scene.psa.read

    def reads_then_sleeps(psa_id, person):
        scene.psa.read = real_read  # type: ignore[method-assign]
        scene.psa.person_edits(psa_id, work_type_id="9")
        row = real_read(psa_id, person)
        scene.push()
        scene.psa.person_edits(psa_id, work_type_id=before.content.work_type_id)
        scene.pull()
        return row

    scene.psa.read = reads_then_sleeps  # type: ignore[method-assign]
    scene.push()
    assert scene.entry().local.work_type_id == before.content.work_type_id
    assert scene.row().content.notes == "ours"


def test_a_slow_read_back_does_not_end_another_workers_update():
    scene = Scene(WINDOWED)
    scene.books()
    real_read = scene.psa.read

    def reads_then_sleeps(psa_id, person):
        scene.psa.read = real_read  # type: ignore[method-assign]
        row = real_read(psa_id, person)
        scene.push()
        scene.edits(notes="second thought")
        scene.psa.fail("update", drops_then_silent())
        scene.push()
        return row

    scene.psa.read = reads_then_sleeps  # type: ignore[method-assign]
    scene.push()
    assert scene.state() is SyncState.IN_DOUBT
    scene.later(SETTLE)
    assert scene.row().content.notes == "second thought"


def test_an_entry_that_never_stops_moving_returns_to_the_queue(scene: Scene):
    scene.books()
    number = iter(range(100))
    original = scene.entries.save

    def save_after_an_edit(entry, *, events=()):
        if entry.intent is None and scene.psa.calls["create"]:
            message = f"moved {next(number)}"
            raise StaleError(message)
        return original(entry, events=events)

    scene.entries.save = save_after_an_edit  # type: ignore[method-assign]
    scene.deliver()
    assert scene.psa.calls["create"] == 1
    scene.entries.save = original  # type: ignore[method-assign]
    scene.later(SETTLE)
    assert scene.row().psa_id == scene.entry().psa_id


def test_a_claim_that_took_too_long_sends_nothing(scene: Scene):
    scene.books()
    save = scene.entries.save

    def slowly(entry, *, events=()):
        saved = save(entry, events=events)
        if saved.intent is not None:
            scene.clock.advance(SETTLE - 19)
        return saved

    scene.entries.save = slowly  # type: ignore[method-assign]
    scene.push()
    assert scene.psa.calls == {}
    assert scene.entry().intent is None
    scene.entries.save = save  # type: ignore[method-assign]
    scene.later(15)
    assert scene.state() is SyncState.SYNCED


def test_a_resolver_that_finds_nothing_open_asks_nothing(scene: Scene):
    writing = Writing(
        entry=scene.books(), link=a_link(), connection=scene.connection, effects=scene.effects
    )
    assert resolve_intent(writing, scene.psa) is writing.entry
    assert scene.psa.calls == {}


def test_a_worker_that_always_loses_gives_up_and_sends_nothing(scene: Scene):
    scene.books()
    save = scene.entries.save

    def loses(entry, *, events=()):
        message = "another worker was first"
        raise StaleError(message)

    scene.entries.save = loses  # type: ignore[method-assign]
    scene.push()
    assert scene.psa.calls == {}
    scene.entries.save = save  # type: ignore[method-assign]
    scene.later(15)
    assert scene.state() is SyncState.SYNCED
