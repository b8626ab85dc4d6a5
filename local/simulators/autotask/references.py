"""What an id in a body may point at: existing rows, active where the vendor asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask.errors import bad_reference
from local.simulators.autotask.picklists import API_USER_LICENSE

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Field, Row
    from local.simulators.autotask.tenant import Tenant


def is_usable(row: Row | None) -> bool:
    """Tell whether a row exists and, if it knows activity, is active."""
    return row is not None and row.get("isActive") is not False


def can_own_work(resource: Row | None) -> bool:
    """Tell whether a resource can be assigned or own time; API users never can."""
    return (
        is_usable(resource)
        and resource is not None
        and (resource["licenseType"] != API_USER_LICENSE)
    )


def check_reference(
    tenant: Tenant, field: Field, value: object, *, api_users: bool = False
) -> None:
    """Refuse an id that points at nothing usable.

    Args:
        tenant: where it is looked up.
        field: what holds the id.
        value: the id.
        api_users: whether the field may name an API user; work never may.

    Raises:
        VendorError: inactive rows are refused with the same words as missing ones.
    """
    entity = field.reference or ""
    row = tenant.row(entity, value)
    works = entity == "Resource" and not api_users
    usable = can_own_work(row) if works else is_usable(row)
    if not usable:
        raise bad_reference(field.name, entity)
