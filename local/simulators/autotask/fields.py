"""Reading a request body the vendor's way: names in any case, types converted, extras dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.autotask import dates, quirks_time
from local.simulators.autotask import refusals_calls as words
from local.simulators.autotask.errors import VendorError, missing_field
from local.simulators.autotask.picklists import PICKLISTS
from local.simulators.autotask.references import check_reference
from local.simulators.autotask.schema import USER_DEFINED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.simulators.autotask.schema import Entity, Field, Row
    from local.simulators.autotask.tenant import Tenant

NOTES = frozenset({"summaryNotes", "internalNotes"})
_EXCLUDED_RESOURCES = "WebhookExcludedResource"
"""Excluding the API user keeps a webhook from firing for what the integration itself wrote."""


def read_body(tenant: Tenant, entity: Entity, body: Mapping[str, Any]) -> Row:
    """Give the writable fields of a body, converted; unknown and read-only ones are ignored.

    Too long texts are cut without a word, and characters of notes that Windows-1252 lacks become
    question marks. Both were measured on live tenants by integrators.

    Raises:
        VendorError: a value does not have the field's type.
    """
    sent: Row = {}
    for key, value in body.items():
        if key.lower() == USER_DEFINED.lower() and entity.user_defined:
            sent[USER_DEFINED] = _user_defined(entity, value)
        field = entity.by_lower_name.get(key.lower())
        if field is not None and not field.read_only:
            sent[field.name] = _stored(tenant, field, value)
    return sent


def body_id(body: Mapping[str, Any]) -> int:
    """Give the id of a PATCH or PUT body.

    Raises:
        VendorError: there is none.
    """
    for key, value in body.items():
        if key.lower() == "id" and isinstance(value, int):
            return value
    raise missing_field("id")


def convert(field: Field, value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    """Convert a value to the field's type.

    Raises:
        VendorError: it cannot be converted.
    """
    if value is None:
        return None
    if field.kind in ("int", "long"):
        return _number(value, int)
    if field.kind == "double":
        return _number(value, float)
    if field.kind == "bool":
        return _bool(value)
    if field.kind in ("date", "day"):
        return _date(field, value)
    return str(value)


def check_values(tenant: Tenant, entity: Entity, sent: Row) -> None:
    """Refuse picklist values that do not exist and references that point at nothing.

    Args:
        tenant: where references are looked up.
        entity: what the fields belong to.
        sent: only what was sent; stored values are not judged again.

    Raises:
        VendorError: in the vendor's words.
    """
    for name, value in sent.items():
        field = entity.by_name.get(name)
        if field is None or value is None:
            continue
        if field.picklist and value not in PICKLISTS[field.picklist]:
            raise VendorError(words.BAD_PICKLIST_VALUE, value=value, field=name)
        if field.reference:
            check_reference(
                tenant, field, value, api_users=entity.name.endswith(_EXCLUDED_RESOURCES)
            )


def _user_defined(entity: Entity, sent: Any) -> list[Row]:  # noqa: ANN401
    """Give the tenant's own fields as sent; those left out become empty, unknown ones go."""
    given = {str(one.get("name")).lower(): one.get("value") for one in sent or ()}
    values = ((field.name, given.get(field.name.lower())) for field in entity.user_defined)
    return [
        {"name": name, "value": None if value is None else str(value)} for name, value in values
    ]


def _stored(tenant: Tenant, field: Field, value: Any) -> Any:  # noqa: ANN401
    if field.kind == "bool" and not isinstance(value, bool):
        raise VendorError(words.BAD_FLAG, field=field.name)
    stored = convert(field, value)
    if isinstance(stored, str) and field.kind == "text":
        if field.name in NOTES and tenant.has(quirks_time.REPLACES_CHARACTERS):
            stored = stored.encode("cp1252", "replace").decode("cp1252")
        stored = _fitting(tenant, field, stored)
    return stored


def _fitting(tenant: Tenant, field: Field, text: str) -> str:
    if not field.length or len(text) <= field.length:
        return text
    if tenant.has(quirks_time.REFUSES_LONG_TEXTS):
        raise VendorError(words.TOO_LONG, field=field.name, length=field.length)
    return text[: field.length]


def _number(value: Any, kind: type[int] | type[float]) -> int | float:  # noqa: ANN401
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value)
        return int(number) if kind is int else number
    except (TypeError, ValueError, OverflowError):
        name = "int" if kind is int else "float"
        raise VendorError(words.BAD_NUMBER, value=value, kind=name) from None


def _bool(value: Any) -> bool:  # noqa: ANN401
    known = {"true": True, "false": False, "1": True, "0": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise VendorError(words.BAD_NUMBER, value=value, kind="bit") from None


def _date(field: Field, value: Any) -> str:  # noqa: ANN401
    try:
        moment = dates.parse(str(value))
        if field.kind == "day":
            # The date as written counts: date-only fields are never moved between zones.
            return dates.day(dates.date_of(str(value).strip()))
    except ValueError:
        raise VendorError(words.BAD_DATE) from None
    return dates.instant(moment)
