"""Work types, roles and billing choices that a person may use."""

from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.lean_roles import setup_table
from psa_sync.connectors.connectwise.schemas import MEMBER_FIELDS, Member, WorkRole, WorkType
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable
from psa_sync.domain.errors import MissingError
from psa_sync.domain.work_item import Option, Options

BILLING: Final = (
    Option(id=Billable.DEFAULT.value, name="As ConnectWise decides"),
    Option(id=Billable.BILLABLE.value, name="Billable"),
    Option(id=Billable.NO_CHARGE.value, name="No charge"),
    Option(id=Billable.DO_NOT_BILL.value, name="Do not bill"),
)


def options_of(client: ConnectWiseClient, person: PsaUser) -> Options:
    """Read the active work types, and the active roles of the person's location."""
    work_types = setup_table(client, "/time/workTypes", WorkType)
    work_roles = setup_table(client, "/time/workRoles", WorkRole)
    location = _location(client, person)
    return Options(
        work_types=tuple(_option(kind) for kind in work_types if not kind.inactive_flag),
        work_roles=tuple(
            _option(role)
            for role in work_roles
            if not role.inactive_flag and _valid_at(role, location)
        ),
        billable=BILLING,
    )


def _option(choice: WorkType) -> Option:
    return Option(id=str(choice.id), name=choice.name or str(choice.id))


def _valid_at(role: WorkRole, location: int | None) -> bool:
    """Tell whether a role may be used; one that names no location may be used everywhere."""
    return location is None or not role.location_ids or location in role.location_ids


def _location(client: ConnectWiseClient, person: PsaUser) -> int | None:
    try:
        member = client.get(f"/system/members/{int(person.id)}", Member, {"fields": MEMBER_FIELDS})
    except MissingError:
        return None
    return member.default_location.id if member.default_location else None
