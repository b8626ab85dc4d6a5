from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.domain.backfill_walk import DayRange, from_token, split, token

FIRST = date(2025, 2, 2)


@given(days=st.integers(0, 400), parts=st.integers(1, 5))
def test_ranges_hold_every_day_once_and_are_about_as_long(days, parts):
    last = FIRST + timedelta(days=days)
    ranges = split(FIRST, last, parts)
    held = [
        one.first + timedelta(days=day)
        for one in reversed(ranges)
        for day in range((one.last - one.first).days + 1)
    ]
    assert held == [FIRST + timedelta(days=day) for day in range(days + 1)]
    assert len(ranges) == min(parts, days + 1)
    lengths = [(one.last - one.first).days for one in ranges]
    assert max(lengths) - min(lengths) <= 1


def test_what_is_left_of_a_walk_survives_as_text():
    newest, oldest = split(FIRST, FIRST + timedelta(days=9), 2)
    left = (newest, DayRange(oldest.first, oldest.last, "instants:90341"))
    assert from_token(token(left)) == left


@pytest.mark.parametrize("text", ["", "7", "instants:", "[[1]]", '[["a", "b", null]]'])
def test_other_text_is_no_walk(text):
    with pytest.raises((ValueError, TypeError)):
        from_token(text)
