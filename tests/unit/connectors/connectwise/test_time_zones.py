from zoneinfo import ZoneInfo

import pytest

from psa_sync.connectors.connectwise import time_zones, zone_labels
from psa_sync.connectors.connectwise.members import zone_of
from psa_sync.connectors.connectwise.schemas import Member, Reference


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("eastern daylight time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("US Eastern", "America/New_York"),
        ("US Eastern Standard Time", "America/Indiana/Indianapolis"),
        ("(UTC-05:00) US Eastern", "America/New_York"),
        ("(UTC+01:00) Europe/Berlin", "Europe/Berlin"),
        ("GMT-5/Eastern Time: US & Canada", "America/New_York"),
        ("GMT-7/Mountain Time: Mexico, Chihuahua", "America/Chihuahua"),
        ("GMT-4/Atlantic Time: Canada", "America/Halifax"),
        ("GMT+1/Amsterdam, Berlin, Bern", "Europe/Berlin"),
        ("GMT/Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("GMT+5:30/Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("(GMT-06:00) Central Time (US & Canada)", "America/Chicago"),
        ("(UTC-05:00) Indiana (East)", "America/Indiana/Indianapolis"),
        ("GMT+10/Canberra, Melbourne, Sydney", "Australia/Sydney"),
        ("gmt-3 / Brasilia", "America/Sao_Paulo"),
        ("GMT+1/", None),
        ("GMT+1/Atlantis", None),
        ("Atlantis Standard Time", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_iana_or_windows_name(name, zone):
    assert time_zones.iana_zone(name) == zone


def test_every_short_name_stands_for_a_zone_that_exists():
    assert {ZoneInfo(zone).key for zone in time_zones._SHORT_NAMES.values()}
    assert all(name == name.lower() for name in time_zones._SHORT_NAMES)


def test_every_label_stands_for_a_zone_that_exists_and_no_place_for_two():
    assert {ZoneInfo(zone).key for zone in zone_labels._ZONE_OF.values()}
    places = [
        place.strip()
        for line in zone_labels._TABLE.strip().splitlines()
        for place in line.partition("=")[2].split(",")
    ]
    assert len(places) == len(set(places))


def a_member(zone: str | None) -> Member:
    return Member(id=1, time_zone=Reference(name=zone))


def test_the_members_own_zone_wins_and_a_strange_one_is_shown_as_not_its_own():
    assert zone_of(a_member("Europe/Paris"), "US Eastern") == ("Europe/Paris", True)
    assert zone_of(a_member("Atlantis"), "US Eastern") == ("America/New_York", False)
    assert zone_of(a_member(None), None) == ("Etc/UTC", False)
