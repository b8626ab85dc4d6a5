"""Who works at the MSP: finding the person behind a typed name, and our own API member."""

import logging
from collections.abc import Sequence
from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import number_in
from psa_sync.connectors.connectwise.lean_roles import readable
from psa_sync.connectors.connectwise.schemas import (
    MEMBER_FIELDS,
    Member,
    OwnMember,
    SystemInfo,
)
from psa_sync.connectors.connectwise.time_zones import iana_zone
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import MissingError, TransientError
from psa_sync.ports import PersonNotFound

PATH: Final = "/system/members"
API_LICENCE: Final = "A"
AT_ONCE: Final = 50
UTC_ZONE: Final = "Etc/UTC"

_log: Final = logging.getLogger(__name__)


def all_members(client: ConnectWiseClient) -> list[Member]:
    """Read every member; an MSP has hundreds at most, and names are compared here, without case."""
    return client.all_records(PATH, Member, fields=MEMBER_FIELDS)


def find_person(client: ConnectWiseClient, user_name: str) -> PsaUser:
    """Find the one active member with this identifier or e-mail address.

    Raises:
        PersonNotFound: With the reason.
    """
    typed = user_name.strip().casefold()
    members = all_members(client) if typed else []
    found = [member for member in members if (member.identifier or "").casefold() == typed]
    found = found or [member for member in members if typed in _addresses(member)]
    if not found:
        raise _nobody(typed, members)
    usable = [member for member in found if _usable(member)]
    if len(usable) == 1:
        return _person(client, usable[0])
    if usable:
        raise PersonNotFound("user_ambiguous")
    only_api = all(_is_api(member) for member in found)
    raise PersonNotFound("user_is_api_only" if only_api else "user_inactive")


def inactive(client: ConnectWiseClient, people: Sequence[PsaUser]) -> frozenset[str]:
    """Return the ids of those that ConnectWise shows and calls inactive; many with one call."""
    ids = sorted(int(person.id) for person in people)
    found: set[str] = set()
    for first in range(0, len(ids), AT_ONCE):
        some = number_in("id", ids[first : first + AT_ONCE])
        shown = readable(
            lambda some=some: client.all_records(PATH, Member, where=some, fields=MEMBER_FIELDS)  # type: ignore[misc]
        )
        found |= {str(member.id) for member in shown or () if member.inactive_flag}
    return frozenset(found)


def own_member(client: ConnectWiseClient) -> OwnMember | None:
    """Return our own API member, None where ConnectWise does not show it.

    Its identifier is how ConnectWise names it in `enteredBy`. Some releases on customers' own
    servers do not serve the address, and a lean role may forbid it.
    """
    try:
        mine = client.get("/system/myMembers", OwnMember | list[OwnMember])  # type: ignore[arg-type]
    except (MissingError, TransientError):
        return None
    member = mine[0] if isinstance(mine, list) and mine else mine
    return member if isinstance(member, OwnMember) else None


def zone_of(member: Member, system_zone: str | None) -> tuple[str, bool]:
    """Return the member's IANA zone, and whether it is the member's own.

    `system_zone` is ConnectWise's name of the server's zone, used where the member's says nothing.
    """
    own = iana_zone((member.time_zone.name if member.time_zone else None) or "")
    return own or iana_zone(system_zone or "") or UTC_ZONE, own is not None


def system_zone(client: ConnectWiseClient) -> str | None:
    """Return ConnectWise's name of its server's zone, None where it does not tell."""
    try:
        return client.get("/system/info", SystemInfo).server_time_zone
    except (MissingError, TransientError):
        return None


def unreadable_zones(client: ConnectWiseClient) -> list[str]:
    """Return the active people's names of zones that we cannot place, in order."""
    zones = {
        (member.time_zone.name if member.time_zone else None) or "(none)"
        for member in all_members(client)
        if _usable(member) and not zone_of(member, None)[1]
    }
    return sorted(zones)


def _person(client: ConnectWiseClient, member: Member) -> PsaUser:
    zone, is_own = zone_of(member, None)
    if not is_own:
        zone, _ = zone_of(member, system_zone(client))
        _log.warning("the time zone of a ConnectWise member is unknown, so %s is used", zone)
    names = (member.first_name, member.last_name)
    return PsaUser(
        id=str(member.id),
        user_name=member.identifier or "",
        name=" ".join(name for name in names if name) or (member.identifier or ""),
        time_zone=zone,
        email=member.primary_email or member.office_email or "",
    )


def _nobody(typed: str, members: Sequence[Member]) -> PersonNotFound:
    """Explain that nobody was found, with the name that was probably meant."""
    local_part, at, _ = typed.partition("@")
    meant = [
        member.identifier
        for member in members
        if _usable(member) and member.identifier and _plain(local_part) in _spellings(member)
    ]
    suggestion = meant[0] if len(meant) == 1 else None
    code = "user_name_is_email" if at and suggestion else "user_not_found"
    return PersonNotFound(code, suggestion)


def _spellings(member: Member) -> set[str]:
    first, last = member.first_name or "", member.last_name or ""
    addresses = {address.partition("@")[0] for address in _addresses(member)}
    names = {member.identifier or "", first + last, last + first, first[:1] + last, *addresses}
    return {_plain(name) for name in names if name}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _addresses(member: Member) -> set[str]:
    """Addresses the MSP itself gave the member; private and mobile ones prove nothing."""
    addresses = (member.primary_email, member.office_email)
    return {address.strip().casefold() for address in addresses if address}


def _is_api(member: Member) -> bool:
    return member.license_class == API_LICENCE


def _usable(member: Member) -> bool:
    return not _is_api(member) and not member.inactive_flag
