"""Compares what the API member may do with what the product needs, and names each difference."""

from collections.abc import Callable, Collection
from typing import Final

from psa_sync.connectors.connectwise.client import PROBE, ConnectWiseClient
from psa_sync.connectors.connectwise.menu_paths import SECURITY_ROLE
from psa_sync.connectors.connectwise.permissions import (
    EVERYTHING,
    NEVER_EMPTY,
    PERMISSIONS,
    PROBES,
    TIME_ENTRY,
)
from psa_sync.connectors.connectwise.refusals import NotServedError
from psa_sync.connectors.connectwise.schemas import OwnMember, Record
from psa_sync.connectors.connectwise.security_role import SecurityRole, read_role
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.permission import IN_USE, Feature, Grant, Permission, judged, needed

NO_RIGHT: Final = "permission_missing"
NO_COMPANY: Final = "ConnectWise has no such company on this site: look at Site and Company ID."
INQUIRE: Final = "Inquire"
NOBODYS: Final = f"{PROBES[TIME_ENTRY][0]}/0"
"""No record has the number 0: what is asked of it changes nothing."""
NOTHING: Final[dict[str, object]] = {"chargeToType": "ServiceTicket", "chargeToId": 0}
"""No time entry: it has no start, and there is no ticket 0."""


class Preflight:
    """The check of one API member's rights.

    Attributes:
        features: What is switched on; rights for the rest are not asked for.
    """

    def __init__(self, client: ConnectWiseClient, features: Collection[Feature] = IN_USE) -> None:
        self._client = client
        self._needed = needed(PERMISSIONS, features)
        self._refused: dict[str, list[str]] = {}
        self._empty: set[str] = set()

    def read(self) -> None:
        """Read a record of everything, which shows too whether the keys work.

        Raises:
            CredentialsError: They do not, with the field to look at.
            TransientError: ConnectWise does not answer.
        """
        read = {TIME_ENTRY} | {one.name for one in self._needed if one.verb == INQUIRE}
        for name in (one for one in PROBES if one in read):
            self._read(name)

    def may_read(self, name: str) -> bool:
        """Tell whether reading a function's records was not refused."""
        return not self._refused[name]

    def checks(self, own: OwnMember | None) -> list[Check]:
        """Judge every right that is needed, by the role or else by harmless tries.

        Args:
            own: Our own API member, where it is shown.

        Raises:
            CredentialsError: The keys are refused.
            TransientError: ConnectWise does not answer.
        """
        role = read_role(self._client, own)
        if role is not None:
            return [self._by_role(role, one) for one in self._needed]
        checks = [(one, self._by_trying(one)) for one in self._needed]
        untried = [one.title for one, check in checks if check is None]
        return [_unreadable(untried), *(check for _, check in checks if check is not None)]

    def _read(self, name: str) -> None:
        self._refused[name] = []
        for path in PROBES[name]:
            try:
                if not self._client.get(path, list[Record], PROBE):
                    self._empty.add(path)
            except NotServedError:
                # An old release lacks some addresses; one that serves no time is none of ours.
                if name == TIME_ENTRY:
                    raise CredentialsError(NO_COMPANY) from None
            except TransientError as error:
                if error.code != NO_RIGHT:
                    raise
                self._refused[name].append(path)

    def _by_role(self, role: SecurityRole, permission: Permission) -> Check:
        level = role.level(permission)
        refused = self._said_no(permission)
        if refused or level not in {EVERYTHING, None}:
            return judged(permission, Grant.MISSING, refused or f"The role has: {level}.")
        if level is None:
            return judged(permission, Grant.UNKNOWN, "The role does not tell.")
        return judged(permission, Grant.GIVEN)

    def _by_trying(self, permission: Permission) -> Check | None:
        """Try without changing anything; None where that proves nothing."""
        if permission.verb != INQUIRE:
            missing = permission.name == TIME_ENTRY and self._write_is_refused(permission.verb)
            return judged(permission, Grant.MISSING, "ConnectWise refuses it.") if missing else None
        refused = self._said_no(permission)
        hidden = [path for path in PROBES[permission.name] if path in self._empty]
        if refused or (hidden and permission.name in NEVER_EMPTY):
            return judged(permission, Grant.MISSING, refused or f"{hidden[0]} shows nothing.")
        if hidden:
            why = f"{hidden[0]} shows nothing: there is nothing, or it is hidden."
            return judged(permission, Grant.UNKNOWN, why)
        why = "Tried by reading; whether only own records are shown (My) cannot be seen so."
        return judged(permission, Grant.GIVEN, why)

    def _said_no(self, permission: Permission) -> str:
        refused = self._refused.get(permission.name, []) if permission.verb == INQUIRE else []
        return f"ConnectWise refuses to show {', '.join(refused)}." if refused else ""

    def _write_is_refused(self, verb: str) -> bool:
        try:
            self._writes()[verb]()
        except RejectedError as error:
            return error.code == NO_RIGHT
        except (MissingError, NotServedError):
            return False
        except InDoubtError as error:
            message = f"nobody can tell whether a right is missing: {error}"
            raise TransientError(message) from None
        return False

    def _writes(self) -> dict[str, Callable[[], object]]:
        to_nothing: list[dict[str, object]] = [{"op": "replace", "path": "notes", "value": ""}]
        return {
            "Add": lambda: self._client.post(PROBES[TIME_ENTRY][0], NOTHING),
            "Edit": lambda: self._client.patch(NOBODYS, to_nothing),
            "Delete": lambda: self._client.delete(NOBODYS),
        }


def _unreadable(untried: list[str]) -> Check:
    return Check(
        code="security_role",
        status="warn",
        message="ConnectWise does not show us the API member's security role. What could be tried "
        "without changing anything was tried; whether these are given cannot be seen: "
        f"{'; '.join(untried)}.",
        fix="Compare the role with the list of permissions; or grant System > Security Roles, "
        "Inquire: All, and check again.",
        where=SECURITY_ROLE,
    )
