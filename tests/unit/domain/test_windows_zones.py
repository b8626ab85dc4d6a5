from zoneinfo import ZoneInfo

import pytest

from psa_sync.domain.windows_zones import IANA_OF_WINDOWS, iana_name


@pytest.mark.parametrize(("windows", "iana"), IANA_OF_WINDOWS.items())
def test_every_windows_zone_is_a_zone_of_this_machine(windows, iana):
    assert iana_name(windows) == iana
    assert ZoneInfo(iana).key == iana


@pytest.mark.parametrize(
    ("given", "iana"),
    [
        ("eastern standard time", "America/New_York"),
        ("  W. Europe  Standard Time ", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Mars/Olympus", None),
        ("../etc/passwd", None),
        ("Nowhere Standard Time", None),
        ("EST", None),
        ("", None),
        (None, None),
    ],
)
def test_names_are_understood_or_refused_but_never_guessed(given, iana):
    assert iana_name(given) == iana
