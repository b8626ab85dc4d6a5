"""Reads how far the API member's security role goes, where ConnectWise shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.lean_roles import readable
from psa_sync.connectors.connectwise.schemas import OwnMember, RoleSetting
from psa_sync.domain.errors import TransientError
from psa_sync.domain.permission import Permission

MINE: Final = "/system/mySecurity"
LEVELS: Final = ("None", "My", "All")
"""From nothing to everything; My is about the API member's own records."""

_WHOLE: Final = {"pageSize": "1000"}


@dataclass(frozen=True, slots=True)
class SecurityRole:
    """The role's lines."""

    settings: Sequence[RoleSetting]

    def level(self, permission: Permission) -> str | None:
        """Return how far the role goes, None where that is not written in it.

        Where a function stands there several times, the least is what can be relied on.
        """
        found = [
            level
            for setting in self.settings
            if _plain(setting.module_function_name) == _plain(permission.name)
            and not setting.report_flag
            and (level := setting.level_of(permission.verb)) in LEVELS
        ]
        return min(found, key=LEVELS.index, default=None)


def read_role(client: ConnectWiseClient, own: OwnMember | None) -> SecurityRole | None:
    """Read our own role, None where ConnectWise does not show it.

    The first address is for everybody and its answer is not documented in words; the second needs
    the right to inquire security roles.

    Raises:
        TransientError: ConnectWise does not answer.
        CredentialsError: The keys are refused.
    """
    role = own.security_role.id if own and own.security_role else None
    paths = [MINE, *([f"/system/securityRoles/{role}/settings"] if role else [])]
    for path in paths:
        named = [one for one in _settings(client, path) if one.module_function_name]
        if named:
            return SecurityRole(named)
    return None


def _settings(client: ConnectWiseClient, path: str) -> tuple[RoleSetting, ...]:
    try:
        return readable(lambda: client.get(path, tuple[RoleSetting, ...], _WHOLE)) or ()
    except TransientError as error:
        if error.code != "psa_answer_senseless":
            raise
        return ()


def _plain(name: str | None) -> str:
    return "".join(letter for letter in (name or "").casefold() if letter.isalnum())
