"""The check of an install: do the keys work, for which company, and which rights are missing."""

from collections.abc import Collection
from typing import Final

from psa_sync.connectors.connectwise.client import UNKNOWN_COMPANY, ConnectWiseClient
from psa_sync.connectors.connectwise.members import own_member, unreadable_zones
from psa_sync.connectors.connectwise.permissions import MEMBERS
from psa_sync.connectors.connectwise.preflight import Preflight
from psa_sync.connectors.connectwise.scope import scope_checks
from psa_sync.connectors.side_by_side import SideBySide, not_yet
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import CredentialsError, MissingError, TransientError
from psa_sync.domain.permission import Feature
from psa_sync.ports import Identity

ZONES: Final = "member_time_zones"


def identify(
    client: ConnectWiseClient, features: Collection[Feature], side: SideBySide
) -> Identity:
    """Check the credentials live, and name every right that is missing.

    Raises:
        CredentialsError: They are refused, with the field to look at.
        TransientError: ConnectWise does not answer.
    """
    client.keys.check_complete()
    refused = client.refusal_of_address()
    if refused is not None:
        raise CredentialsError(
            f"This service may not call the site ({refused}): look at Site; "
            "a server of your own has to be allowed by the operator of this service first."
        )
    preflight = Preflight(client, features, side)
    try:
        preflight.read()
    except CredentialsError:
        _name_wrong_company(client)
        raise
    own = own_member(client)
    checks = [*_keys_work(), *preflight.checks(own), *scope_checks(own)]
    if preflight.may_read(MEMBERS):
        zones = side.results({ZONES: lambda: _check_zones(client)})
        checks += zones.get(ZONES, [not_yet(ZONES)])
    return Identity(
        tenant=client.keys.tenant(client.base_url),
        endpoint=client.base_url,
        own_id=own.identifier.casefold() if own and own.identifier else None,
        checks=tuple(checks),
    )


def _name_wrong_company(client: ConnectWiseClient) -> None:
    """Blame the company where the site does not know it; ConnectWise itself only says no."""
    try:
        company = client.company()
    except (TransientError, CredentialsError, MissingError):
        return
    if company is None:
        raise CredentialsError(UNKNOWN_COMPANY)


def _keys_work() -> tuple[Check, ...]:
    return (
        Check(code="credentials", status="pass", message="ConnectWise accepts the keys."),
        Check(code="client_id", status="pass", message="ConnectWise accepts the client ID."),
    )


def _check_zones(client: ConnectWiseClient) -> list[Check]:
    zones = unreadable_zones(client)
    if not zones:
        return []
    return [
        Check(
            code=ZONES,
            status="warn",
            message=f"We do not know these members' time zones: {', '.join(zones)}. "
            "Their days are taken in the zone of the ConnectWise server.",
            fix="Choose a common time zone for each member.",
            where="ConnectWise > System > Members > the member > Time zone",
        )
    ]
