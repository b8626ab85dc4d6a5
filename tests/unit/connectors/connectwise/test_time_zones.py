from zoneinfo import ZoneInfo

import pytest

from psa_sync.connectors.connectwise import time_zones
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


def a_member(zone: str | None) -> Member:
    return Member(id=1, time_zone=Reference(name=zone))


def test_the_members_own_zone_wins_and_a_strange_one_is_shown_as_not_its_own():
    assert zone_of(a_member("Europe/Paris"), "US Eastern") == ("Europe/Paris", True)
    assert zone_of(a_member("Atlantis"), "US Eastern") == ("America/New_York", False)
    assert zone_of(a_member(None), None) == ("Etc/UTC", False)
