"""Tells silence from absence: rows that our security role hides are not missing."""

from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.schemas import RoleSetting
from psa_sync.domain.errors import MissingError, TransientError

PATH: Final = "/system/mySecurity"
FUNCTION: Final = "time entry"
EVERYTHING: Final = "all"


def check_sees_all_time(client: ConnectWiseClient) -> None:
    """Refuse to believe an empty list where our role does not show us everybody's time.

    With the level My a list holds only our own time, without an error. The address is documented
    and its answer is not, so what cannot be read there proves nothing.

    Raises:
        TransientError: The role's right to inquire time entries is not All.
    """
    try:
        settings = client.get(PATH, tuple[RoleSetting, ...], {"pageSize": "1000"})
    except (MissingError, TransientError):
        return
    levels = {
        (setting.inquire_level or EVERYTHING).casefold()
        for setting in settings
        if (setting.module_function_name or "").strip().casefold() == FUNCTION
    }
    if levels - {EVERYTHING}:
        message = "the security role does not show everybody's time entries"
        raise TransientError(message, code="permission_missing")
