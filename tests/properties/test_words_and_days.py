from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.domain.content import Group, group_hashes, take_groups
from psa_sync.domain.hours import hours_of, seconds_of
from psa_sync.domain.marker import Marker, find_marker, mark, unmark
from psa_sync.domain.receipts import HOURS_TOLERANCE_SECONDS
from psa_sync.domain.work_dates import day_span, day_start, work_date
from tests.properties.entries import contents

markers = st.builds(Marker, st.uuids().map(str), st.integers(1, 999_999))
notes = st.text(max_size=200)


@given(notes, markers)
def test_a_marker_is_found_again_and_leaves_the_notes_as_they_were(text, marker):
    marked = mark(text, marker)
    assert find_marker(marked) == marker
    assert unmark(marked).strip() == unmark(text).strip()


@given(notes, markers)
def test_a_marker_survives_every_folding_of_white_space(text, marker):
    assert find_marker(" ".join(mark(text, marker).split())) == marker


@given(notes, markers, markers)
def test_marking_twice_leaves_one_marker(text, first, second):
    twice = mark(mark(text, first), second)
    assert find_marker(twice) == second
    assert str(first) not in twice.removesuffix(str(second))


@given(st.integers(0, 24 * 3600))
def test_hours_are_the_exact_half_up_rounding(seconds):
    hundredths = Fraction(seconds * 100, 3600)
    expected = int(hundredths + Fraction(1, 2))
    assert hours_of(seconds) == Decimal(expected).scaleb(-2)
    assert abs(seconds_of(hours_of(seconds)) - seconds) <= HOURS_TOLERANCE_SECONDS


@given(st.integers(0, 2400))
def test_hours_that_a_psa_keeps_come_back_unchanged(hundredths):
    hours = Decimal(hundredths).scaleb(-2)
    assert hours_of(seconds_of(hours)) == hours


@given(contents, contents, st.sets(st.sampled_from(Group)))
def test_taken_groups_are_the_others_and_the_rest_stays(target, source, groups):
    taken = group_hashes(take_groups(target, source, frozenset(groups)))
    for group in Group:
        side = source if group in groups else target
        assert getattr(taken, group) == getattr(group_hashes(side), group)


ZONES = sorted(zone for zone in available_timezones() if "/" in zone and "Etc/" not in zone)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2007, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
)
def test_every_instant_lies_in_exactly_one_day(zone, instant):
    day = work_date(instant, zone)
    start, end = day_span(day, day, zone)
    assert start <= instant < end


HARD = [
    "Africa/Cairo",
    "America/Asuncion",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]


@pytest.mark.parametrize("zone", HARD)
def test_days_join_without_gap_or_overlap_over_twenty_years(zone):
    day, last = date(2008, 1, 1), date(2028, 1, 1)
    name = ZoneInfo(zone)
    start = day_start(day, zone)
    while day < last:
        following = day + timedelta(days=1)
        end = day_start(following, zone)
        if start < end:
            assert start.astimezone(name).date() == day
            assert (end - timedelta(microseconds=1)).astimezone(name).date() == day
        else:
            # Apia went over the date line: this day never was.
            assert (zone, day) == ("Pacific/Apia", date(2011, 12, 30))
        day, start = following, end
