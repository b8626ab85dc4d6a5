"""Compares what the API member may do with what the product needs, and names each difference."""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import partial
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
from psa_sync.connectors.side_by_side import NOT_YET, SideBySide
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.permission import Feature, Grant, Permission, judged, needed

NO_RIGHT: Final = "permission_missing"
NO_COMPANY: Final = "ConnectWise has no such company on this site: look at Site and Company ID."
INQUIRE: Final = "Inquire"
ENTRIES: Final = PROBES[TIME_ENTRY][0]
NOBODYS: Final = f"{ENTRIES}/0"
"""No record has the number 0: what is asked of it changes nothing."""
NOTHING: Final[dict[str, object]] = {"chargeToType": "ServiceTicket", "chargeToId": 0}
"""No time entry: it has no start, and there is no ticket 0."""


class Look(StrEnum):
    """What a read of one record shows."""

    SHOWN = "shown"
    EMPTY = "empty"
    REFUSED = "refused"


class Preflight:
    """The check of one API member's rights.

    Args:
        client: Of the API member.
        features: What is switched on; rights for the rest are not asked for.
        side: Makes the calls.
    """

    def __init__(
        self, client: ConnectWiseClient, features: Collection[Feature], side: SideBySide
    ) -> None:
        self._client = client
        self._needed = needed(PERMISSIONS, features)
        self._side = side
        self._looks: dict[str, Look] = {}
        self._refused_writes: dict[str, bool] = {}

    def read(self) -> None:
        """Read a record of everything, which shows too whether the keys work.

        Raises:
            CredentialsError: They do not, with the field to look at.
            TransientError: ConnectWise does not answer.
        """
        # Alone, so that a wrong key is refused once.
        self._looks[ENTRIES] = self._look(ENTRIES)
        read = {one.name for one in self._needed if one.verb == INQUIRE} - {TIME_ENTRY}
        paths = [path for name, paths in PROBES.items() if name in read for path in paths]
        self._looks |= self._side.results({path: partial(self._look, path) for path in paths})

    def may_read(self, name: str) -> bool:
        """Tell whether reading a function's records was not refused."""
        return not self._paths(name, Look.REFUSED)

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
        verbs = {one.verb for one in self._needed if one.name == TIME_ENTRY} - {INQUIRE}
        tries = {verb: partial(self._write_is_refused, verb) for verb in sorted(verbs)}
        self._refused_writes = self._side.results(tries)
        checks = [(one, self._by_trying(one)) for one in self._needed]
        untried = [one.title for one, check in checks if check is None]
        return [_unreadable(untried), *(check for _, check in checks if check is not None)]

    def _look(self, path: str) -> Look:
        try:
            return Look.SHOWN if self._client.get(path, list[Record], PROBE) else Look.EMPTY
        except NotServedError:
            # An old release lacks some addresses; one that serves no time is none of ours.
            if path == ENTRIES:
                raise CredentialsError(NO_COMPANY) from None
            return Look.SHOWN
        except TransientError as error:
            if error.code != NO_RIGHT:
                raise
            return Look.REFUSED

    def _paths(self, name: str, look: Look | None) -> list[str]:
        """The paths of a function at which this was found; None: those not looked at in time."""
        return [path for path in PROBES.get(name, ()) if self._looks.get(path) is look]

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
            return self._by_writing(permission) if permission.name == TIME_ENTRY else None
        refused = self._said_no(permission)
        hidden = self._paths(permission.name, Look.EMPTY)
        if refused or (hidden and permission.name in NEVER_EMPTY):
            return judged(permission, Grant.MISSING, refused or f"{hidden[0]} shows nothing.")
        if hidden:
            why = f"{hidden[0]} shows nothing: there is nothing, or it is hidden."
            return judged(permission, Grant.UNKNOWN, why)
        if self._paths(permission.name, None):
            return judged(permission, Grant.UNKNOWN, NOT_YET)
        why = "Tried by reading; whether only own records are shown (My) cannot be seen so."
        return judged(permission, Grant.GIVEN, why)

    def _by_writing(self, permission: Permission) -> Check | None:
        refused = self._refused_writes.get(permission.verb)
        if refused is None:
            return judged(permission, Grant.UNKNOWN, NOT_YET)
        return judged(permission, Grant.MISSING, "ConnectWise refuses it.") if refused else None

    def _said_no(self, permission: Permission) -> str:
        refused = self._paths(permission.name, Look.REFUSED) if permission.verb == INQUIRE else []
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
            "Add": lambda: self._client.post(ENTRIES, NOTHING),
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
