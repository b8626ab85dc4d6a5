from datetime import datetime, timedelta

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.ports import DueEntry
from psa_sync.sync.sweep_entries import BATCH, MOST_BATCHES, sweep_entries
from tests.builders import ACCOUNT, CONNECTWISE, NOW, an_id
from tests.fakes.entries import FakeEntries
from tests.unit.sync.scene import Scene

TICK = timedelta(minutes=1)


def ticks_with_a_pointer(scene, minutes):
    """The minutes at which a sweeper that comes every minute points at the entry."""
    seen = []
    for _ in range(minutes):
        scene.clock.now += TICK
        if sweep_entries(entries=scene.entries, queue=scene.world.queue, clock=scene.clock):
            seen.append((scene.clock() - NOW) // TICK)
        scene.world.queue.take_pushed()  # and nobody works the job off
    return seen


def test_what_stays_due_is_pointed_at_less_and_less_often(scene: Scene):
    scene.books()
    assert ticks_with_a_pointer(scene, 130) == [1, 2, 4, 8, 16, 32, 62, 92, 122]


def test_a_new_edit_is_found_at_once_again(scene: Scene):
    scene.books()
    ticks_with_a_pointer(scene, 40)
    scene.edits(notes="Anew")
    assert ticks_with_a_pointer(scene, 4) == [41, 42, 44]


def test_an_entry_that_was_put_off_is_done_by_the_next_pointer(scene: Scene):
    scene.books()
    ticks_with_a_pointer(scene, 7)
    scene.later(60)
    assert scene.state() is SyncState.SYNCED
    assert ticks_with_a_pointer(scene, 100) == []


def test_nothing_is_put_off_that_was_not_pointed_at(scene: Scene):
    scene.books()
    scene.clock.now += TICK
    scene.world.queue.away = True
    with pytest.raises(TransientError):
        scene.sweep()
    scene.world.queue.away = False
    assert scene.sweep() == 1
    assert scene.state() is SyncState.SYNCED


def test_a_great_many_that_are_due_at_once_do_not_wait_for_the_next_minute(scene: Scene):
    for number in range(1, BATCH + 3):
        scene.books(number)
    scene.clock.now += TICK
    scene.world.queue.take_pushed()
    due = sweep_entries(entries=scene.entries, queue=scene.world.queue, clock=scene.clock)
    assert due == len(set(scene.world.queue.take_pushed())) == BATCH + 2


class Endless(FakeEntries):
    """As much is due as anybody asks for."""

    def due(self, now: datetime, *, limit: int) -> list[DueEntry]:
        return [
            DueEntry(ACCOUNT, CONNECTWISE, an_id(number), due_at=now, pointed=0)
            for number in range(limit)
        ]


def test_a_tick_ends_however_much_is_due(scene: Scene):
    endless = Endless(scene.world.change_feed)
    sent = sweep_entries(entries=endless, queue=scene.world.queue, clock=scene.clock)
    assert sent == MOST_BATCHES * BATCH
