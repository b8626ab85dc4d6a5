"""The check of an install: do the keys work, for which company, and which rights are missing."""

from typing import Final

from psa_sync.connectors.connectwise.client import PROBE, UNKNOWN_COMPANY, ConnectWiseClient
from psa_sync.connectors.connectwise.members import own_identifier, unreadable_zones
from psa_sync.connectors.connectwise.refusals import NotServedError
from psa_sync.connectors.connectwise.rights import RIGHTS, Right
from psa_sync.connectors.connectwise.schemas import Record
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import CredentialsError, MissingError, TransientError
from psa_sync.ports import Identity

NO_RIGHT: Final = "permission_missing"


def identify(client: ConnectWiseClient) -> Identity:
    """Check the credentials live, and name every right that is missing.

    Raises:
        CredentialsError: They are refused, with the field to look at.
        TransientError: ConnectWise does not answer.
    """
    client.keys.check_complete()
    refused = client.refusal_of_address()
    if refused is not None:
        message = f"This service may not call the site ({refused}): look at Site."
        raise CredentialsError(message)
    try:
        checks = [_check_right(client, right) for right in RIGHTS]
    except CredentialsError:
        _name_wrong_company(client)
        raise
    return Identity(
        tenant=client.keys.tenant(client.base_url),
        endpoint=client.base_url,
        own_id=own_identifier(client),
        checks=(_keys_work(), *checks, *_check_zones(client, checks)),
    )


def _name_wrong_company(client: ConnectWiseClient) -> None:
    """Blame the company where the site does not know it; ConnectWise itself only says no."""
    try:
        company = client.company()
    except (TransientError, CredentialsError, MissingError):
        return
    if company is None:
        raise CredentialsError(UNKNOWN_COMPANY)


def _keys_work() -> Check:
    return Check(code="credentials", status="pass", message="ConnectWise accepts the keys.")


def _check_right(client: ConnectWiseClient, right: Right) -> Check:
    try:
        client.get(right.path, list[Record], PROBE)
    except NotServedError:
        message = "ConnectWise has no such company on this site: look at Site and Company ID."
        raise CredentialsError(message) from None
    except TransientError as error:
        if error.code != NO_RIGHT:
            raise
        return Check(
            code=f"permission_{right.code}",
            status="fail" if right.required else "warn",
            message=f"The API member may not read {right.path}: needed {right.needed_for}.",
            fix=f"Grant {right.name}.",
            where=right.place,
        )
    return Check(
        code=f"permission_{right.code}",
        status="pass",
        message=f"The API member may read {right.path}.",
    )


def _check_zones(client: ConnectWiseClient, checks: list[Check]) -> list[Check]:
    if any(check.code == "permission_members" and check.status != "pass" for check in checks):
        return []
    zones = unreadable_zones(client)
    if not zones:
        return []
    return [
        Check(
            code="member_time_zones",
            status="warn",
            message=f"We do not know these members' time zones: {', '.join(zones)}. "
            "Their days are taken in the zone of the ConnectWise server.",
            fix="Choose a common time zone for each member.",
            where="ConnectWise > System > Members > the member > Time zone",
        )
    ]
