"""What is counted, and how long changes took, as the engine tells it."""

import pytest

from psa_sync.domain.errors import TransientError
from psa_sync.domain.explanation import EVENTS
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.latencies import Way
from psa_sync.domain.settings import ConnectionSettings, Mode
from psa_sync.ports.meter import SECONDS, Measure, Unmetered
from psa_sync.sync.metering import ARRIVED, COUNTED, meter_seen
from psa_sync.sync.take_dead_letter import take_dead_letter
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    USER,
    a_content,
    a_link,
    a_pull_job,
    a_push_job,
    a_row,
    a_synced_entry,
    an_entry,
    an_id,
)
from tests.fakes.psa_faults import Fault, commits_then_silent, not_sent, refuses_the_key
from tests.unit.sync.scene import LIMITS, Scene, in_step

SLOW_DOWN = TransientError("too many calls", retry_after=30, code="psa_rate_limited")
SETTLE = LIMITS.settle.total_seconds()


def arrivals(scene: Scene, way: Way):
    return [seconds for *_, of, seconds in scene.world.meter.arrivals if of is way]


def test_every_word_that_is_counted_is_a_word_of_the_history():
    assert COUNTED.keys() <= EVENTS.keys()
    assert COUNTED.keys() >= ARRIVED


def test_a_booking_is_fresh_from_the_booking_to_its_confirmation(scene: Scene):
    scene.books()
    scene.clock.advance(7)
    scene.deliver()
    meter = scene.world.meter
    assert meter.arrivals == [(ACCOUNT, CONNECTWISE, Way.TO_PSA, 7.0)]
    assert meter.counts == {Measure.PUSHED: 1}
    scene.edits(notes="Later")
    scene.clock.advance(3)
    scene.deliver()
    assert arrivals(scene, Way.TO_PSA) == [7.0, 3.0]


def test_a_draft_is_fresh_from_the_moment_it_may_go():
    scene = Scene(settings=ConnectionSettings(entry_sync=Mode.MANUAL))
    scene.books()
    scene.clock.advance(86_400)
    scene.pull(a_pull_job(kind=PullKind.RELEASE, user_id=USER))
    assert arrivals(scene, Way.TO_PSA) == [0.0]


def test_a_change_in_the_psa_is_fresh_from_the_psas_own_time_of_it():
    scene = in_step()
    scene.pull()
    scene.clock.advance(100)
    scene.psa.person_edits(scene.row().psa_id, notes="Changed there")
    scene.clock.advance(40)
    scene.pull()
    assert arrivals(scene, Way.FROM_PSA) == [40.0]
    assert scene.world.meter.counts[Measure.PULLED] == 1
    scene.pull()
    assert arrivals(scene, Way.FROM_PSA) == [40.0], "what did not change did not arrive"


def test_time_from_before_a_person_was_authenticated_does_not_arrive_late(scene: Scene):
    scene.clock.advance(-86_400)
    scene.psa.person_books(scene.paul, a_content())
    scene.clock.advance(86_400)
    scene.pull()
    assert scene.world.meter.counts[Measure.PULLED] == 1
    assert arrivals(scene, Way.FROM_PSA) == []


def test_a_doubt_is_counted_and_its_age_told_when_the_psa_is_asked(scene: Scene):
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    meter = scene.world.meter
    assert meter.counts == {Measure.IN_DOUBT: 1, Measure.PSA_UNANSWERED: 1}
    scene.later(SETTLE + 1)
    assert meter.seconds[Measure.DOUBT_AGE] == [SETTLE + 1]
    assert meter.counts[Measure.PUSHED] == 1
    assert arrivals(scene, Way.TO_PSA) == [SETTLE + 1]


def test_a_psa_that_falls_silent_is_counted_and_its_breaker_once(scene: Scene):
    scene.psa.fail("create", *[not_sent()] * 9)
    for number in range(1, 9):
        scene.books(number)
        scene.push(number)
        scene.clock.advance(1)
    counts = scene.world.meter.counts
    assert counts[Measure.PSA_UNANSWERED] == 5, "then nobody asks for a while"
    assert counts[Measure.BREAKER_OPENED] == 1


def test_a_wish_for_fewer_calls_is_counted(scene: Scene):
    scene.psa.fail("create", Fault(SLOW_DOWN))
    scene.books()
    scene.deliver()
    assert scene.world.meter.counts[Measure.PSA_SLOWED_US] == 1


def test_a_refused_key_is_counted_once(scene: Scene):
    scene.psa.fail("create", refuses_the_key(), refuses_the_key())
    scene.books()
    scene.deliver()
    scene.pull()
    scene.books(2)
    scene.deliver()
    assert scene.world.meter.counts[Measure.KEYS_REFUSED] == 1


@pytest.mark.parametrize("job", [a_push_job(entry_id=an_id()), a_pull_job()])
def test_a_dead_letter_is_counted_with_the_problem_that_it_is(scene: Scene, job):
    scene.books()
    take_dead_letter(job, effects=scene.effects)
    counts = scene.world.meter.counts
    assert counts[Measure.DEAD_LETTERS] == 1


def test_where_nobody_counts_nothing_happens():
    nobody = Unmetered()
    nobody.count(Measure.PUSHED, CONNECTWISE)
    nobody.arrived(ACCOUNT, CONNECTWISE, Way.TO_PSA, 1.0)
    nobody.waited(ACCOUNT, CONNECTWISE, 1.0)
    assert vars(Unmetered()) == {}


def test_durations_are_told_as_durations():
    assert all(one in SECONDS for one in Measure if "Freshness" in one or one.endswith("Age"))


@pytest.mark.parametrize("stamp", ["", "yesterday", "2025-03-04T11:59"])
def test_a_stamp_that_tells_no_time_after_the_login_is_passed_over(scene: Scene, stamp):
    entry = a_synced_entry(remote=a_row(last_updated=stamp))
    meter_seen([entry, an_entry()], {a_row().person_id: a_link()}, scene.effects)
    assert scene.world.meter.arrivals == []


def test_a_psa_whose_clock_runs_ahead_seems_to_be_at_once(scene: Scene):
    entry = a_synced_entry(remote=a_row(last_updated="2025-03-04T12:00:09"))
    meter_seen([entry], {a_row().person_id: a_link()}, scene.effects)
    assert arrivals(scene, Way.FROM_PSA) == [0.0]
