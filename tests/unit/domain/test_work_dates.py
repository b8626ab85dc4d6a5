from datetime import UTC, date, datetime, timedelta

import pytest

from psa_sync.domain.work_dates import day_span, day_start, work_date

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/New_York", datetime(2025, 3, 5, 4, 59, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("America/New_York", datetime(2025, 3, 5, 5, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("Pacific/Auckland", datetime(2025, 1, 1, 10, 59, tzinfo=UTC), date(2025, 1, 1)),
        ("Pacific/Auckland", datetime(2025, 1, 1, 11, 0, tzinfo=UTC), date(2025, 1, 2)),
        ("Pacific/Pago_Pago", datetime(2025, 1, 2, 10, 59, tzinfo=UTC), date(2025, 1, 1)),
        ("Pacific/Pago_Pago", datetime(2025, 1, 2, 11, 0, tzinfo=UTC), date(2025, 1, 2)),
        ("Asia/Kathmandu", datetime(2025, 1, 1, 18, 15, tzinfo=UTC), date(2025, 1, 2)),
    ],
)
def test_the_day_is_the_persons_day(zone, instant, day):
    assert work_date(instant, zone) == day


@pytest.mark.parametrize(
    ("what", "zone", "day", "hours"),
    [
        ("an ordinary day", "Europe/Berlin", date(2025, 3, 29), 24),
        ("spring gap", "Europe/Berlin", date(2025, 3, 30), 23),
        ("autumn fold", "Europe/Berlin", date(2025, 10, 26), 25),
        ("spring gap", "America/New_York", date(2025, 3, 9), 23),
        ("autumn fold", "America/New_York", date(2025, 11, 2), 25),
        ("half an hour", "Australia/Lord_Howe", date(2025, 10, 5), 23.5),
        ("half an hour back", "Australia/Lord_Howe", date(2025, 4, 6), 24.5),
        ("gap at midnight", "America/Sao_Paulo", date(2018, 11, 4), 23),
        ("day before that gap", "America/Sao_Paulo", date(2018, 11, 3), 24),
        ("fold at midnight", "America/Sao_Paulo", date(2018, 2, 17), 25),
        ("day after that fold", "America/Sao_Paulo", date(2018, 2, 18), 24),
        ("gap at midnight", "Asia/Beirut", date(2024, 3, 31), 23),
        ("fold at midnight", "Asia/Beirut", date(2024, 10, 26), 25),
        ("fold after midnight", "America/Havana", date(2024, 11, 3), 25),
        ("a day that never was", "Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(what, zone, day, hours):
    start, end = day_span(day, day, zone)
    assert (end - start) / HOUR == hours


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
        ("Asia/Beirut", date(2024, 3, 31), datetime(2024, 3, 30, 22, 0, tzinfo=UTC)),
        ("Pacific/Auckland", date(2025, 1, 1), datetime(2024, 12, 31, 11, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", date(2025, 1, 1), datetime(2025, 1, 1, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_first_instant(zone, day, start):
    assert day_start(day, zone) == start
    assert work_date(start, zone) == day
    assert work_date(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_a_span_covers_both_its_days():
    start, end = day_span(date(2025, 3, 4), date(2025, 3, 5), "UTC")
    assert start == datetime(2025, 3, 4, tzinfo=UTC)
    assert end == datetime(2025, 3, 6, tzinfo=UTC)
