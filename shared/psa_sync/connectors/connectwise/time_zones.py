"""ConnectWise's names of time zones as IANA names; their form differs by tenant and address.

Members have labels of cities, `/system/info` has a Windows name.
"""

from functools import cache
from typing import Final

from psa_sync.connectors.connectwise.zone_labels import zone_of_label
from psa_sync.domain.windows_zones import iana_name

# The short names that ConnectWise's own setup table uses, beside the Windows names.
_SHORT_NAMES: Final[dict[str, str]] = {
    "us eastern": "America/New_York",
    "us central": "America/Chicago",
    "us mountain": "America/Denver",
    "us arizona": "America/Phoenix",
    "us pacific": "America/Los_Angeles",
    "us alaska": "America/Anchorage",
    "us hawaii": "Pacific/Honolulu",
    "gmt": "Etc/GMT",
    "coordinated universal time": "Etc/UTC",
}


@cache
def iana_zone(given: str) -> str | None:
    """Return the IANA name for a zone as ConnectWise spells it, or None when it is not known.

    Args:
        given: A label such as `GMT-5/Eastern Time: US & Canada`, an IANA name, a Windows name, or
            one of these behind an offset, as in `(UTC-05:00) ...`.
    """
    name = given.strip()
    if name.startswith("("):
        name = name.partition(")")[2].strip()
    folded = name.lower().replace("daylight time", "standard time")
    return _SHORT_NAMES.get(folded) or iana_name(folded) or iana_name(name) or zone_of_label(given)
