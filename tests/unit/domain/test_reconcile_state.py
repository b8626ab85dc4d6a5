"""Which days are due, how many missing rows are too many, and a walk as a message."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from psa_sync.domain.reconcile import (
    MOST_LISTED,
    Brake,
    BrakeAction,
    Reach,
    ReconcileState,
    Shortfall,
    asked,
    braked,
    reach_due,
    too_many,
    unbelievable,
    with_shortfall,
    without_others,
)
from psa_sync.domain.reconcile_walk import Days, Depth, Walk, day_of, stretches
from tests.builders import ACCOUNT, CONNECTWISE, NOW, a_content, a_synced_entry

NEW = ReconcileState(account=ACCOUNT, app=CONNECTWISE)
TODAY = date(2025, 3, 4)


def test_everything_is_due_at_first_then_by_night_and_by_week():
    assert reach_due(NEW, NOW) is Reach.ALL
    done = asked(NEW, Reach.ALL, NOW)
    assert reach_due(done, NOW + timedelta(hours=6)) is Reach.RECENT
    assert asked(done, Reach.RECENT, NOW) is done
    tomorrow = NOW + timedelta(days=1)
    assert reach_due(done, tomorrow) is Reach.BILLING
    night = asked(done, Reach.BILLING, tomorrow)
    assert reach_due(night, tomorrow + timedelta(hours=6)) is Reach.RECENT
    assert reach_due(night, NOW + timedelta(days=7)) is Reach.ALL


@pytest.mark.parametrize(
    ("known", "missing", "verdict"),
    [(10, 10, False), (11, 11, True), (200, 10, False), (220, 11, False), (219, 11, True)],
)
def test_more_than_ten_rows_and_more_than_five_of_a_hundred_are_too_many(known, missing, verdict):
    assert too_many(known, missing) is verdict


def test_what_all_people_miss_together_counts_too():
    state = with_shortfall(NEW, "paul", Shortfall(known=60, missing=6))
    maria = Shortfall(known=60, missing=6)
    assert not unbelievable(state, Shortfall(known=60, missing=6))
    assert unbelievable(with_shortfall(state, "maria", maria), maria)


def test_a_shortfall_is_news_only_once_and_goes_when_it_is_made_good():
    found = Shortfall(known=60, missing=2)
    state = with_shortfall(NEW, "paul", found)
    assert with_shortfall(state, "paul", found) is state
    assert with_shortfall(state, "maria", Shortfall(known=9, missing=0)) is state
    assert with_shortfall(state, "paul", Shortfall(known=60, missing=0)) == NEW


def test_what_somebody_missed_who_has_left_is_forgotten():
    state = with_shortfall(NEW, "paul", Shortfall(known=60, missing=2))
    assert without_others(state, frozenset({"paul", "maria"})) is state
    assert without_others(state, frozenset({"maria"})) == NEW


def test_a_brake_follows_what_is_missing_until_nothing_is():
    one = braked(NEW, frozenset("ab"), frozenset(), NOW)
    assert one.brake == Brake(since=NOW, missing=("a", "b"))
    later = NOW + timedelta(hours=6)
    assert braked(one, frozenset("a"), frozenset(), later) is one
    two = braked(one, frozenset("c"), frozenset("a"), later)
    assert two.brake == Brake(since=NOW, missing=("b", "c"))
    assert braked(two, frozenset(), frozenset("bc"), later).brake is None


def test_a_brake_that_was_decided_upon_is_left_alone():
    decided = Brake(since=NOW, missing=("a",), decision=BrakeAction.KEEP)
    state = replace(NEW, brake=decided)
    assert not decided.on
    assert braked(state, frozenset("b"), frozenset("a"), NOW) is state


def test_a_brake_names_no_more_than_fit_into_a_row():
    many = frozenset(str(number) for number in range(MOST_LISTED + 5))
    brake = braked(NEW, many, frozenset(), NOW).brake
    assert brake is not None
    assert brake.count == MOST_LISTED


def test_the_open_days_come_first_then_month_by_month():
    assert stretches(Reach.RECENT, TODAY) == [
        Days(date(2025, 2, 19), date(2025, 3, 5), Depth.STAMPS)
    ]
    assert stretches(Reach.BILLING, TODAY) == [
        Days(date(2025, 2, 19), date(2025, 3, 5), Depth.STAMPS),
        Days(date(2025, 2, 1), date(2025, 2, 18), Depth.COUNT),
        Days(date(2025, 1, 2), date(2025, 1, 31), Depth.COUNT),
    ]
    assert {days.depth for days in stretches(Reach.ALL, TODAY)} == {Depth.ROWS}


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31)])
def test_a_walk_visits_every_day_of_its_reach_once(reach, today):
    days = {Reach.RECENT: 14, Reach.BILLING: 62, Reach.ALL: 186}[reach]
    window = [today + timedelta(days=1 - back) for back in range(days + 1)]
    assert [sum(day in part for part in stretches(reach, today)) for day in window] == [1] * (
        days + 1
    )
    assert not any(window[-1] - timedelta(days=1) in part for part in stretches(reach, today))


def test_a_walk_goes_through_a_message():
    walk = Walk(
        reach=Reach.ALL,
        today=TODAY,
        done=3,
        known=40,
        missing=("a", "b"),
        unnamed=1,
        seen=("c",),
        witnessed=True,
    )
    assert Walk.from_token(walk.token()) == walk
    assert walk.missed == 3
    with pytest.raises(ValueError, match="Expecting"):
        Walk.from_token("nonsense")


def test_a_row_that_was_never_read_is_looked_for_on_the_day_of_its_start():
    noon = a_content(start=NOW, end=NOW + timedelta(hours=1))
    unread = a_synced_entry(local=noon, remote=None)
    assert day_of(unread, "America/New_York") == date(2025, 3, 4)
    assert day_of(unread, "Pacific/Kiritimati") == date(2025, 3, 5)
    assert day_of(a_synced_entry(local=noon), "Pacific/Kiritimati") == date(2025, 3, 4)
