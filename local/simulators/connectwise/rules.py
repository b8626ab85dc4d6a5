"""What the vendor refuses or derives on a time entry: formats, hours, references, locks."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks
from local.simulators.connectwise.errors import VendorError, invalid_object, item, refuse
from local.simulators.connectwise.schema import BILLING
from local.simulators.connectwise.sheets import OPEN
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store
    from local.simulators.connectwise.table import Table

RESOURCE = "timeEntry"
FLAGS = (
    "addToDetailDescriptionFlag", "addToInternalAnalysisFlag", "addToResolutionFlag",
    "emailResourceFlag", "emailContactFlag", "emailCcFlag",
)  # fmt: skip
TEXTS = ("notes", "internalNotes", "emailCc", "mobileGuid")
WRITABLE = frozenset(
    {
        "timeStart", "timeEnd", "actualHours", "hoursDeduct", "chargeToType", "chargeToId",
        "company", "member", "workType", "workRole", "billableOption", "agreement", "locationId",
        "businessUnitId", *FLAGS, *TEXTS,
    }
)  # fmt: skip
REFERENCES = ("company", "member", "workType", "workRole", "agreement")
NUMBERS = ("chargeToId", "locationId", "businessUnitId")
# What a SQL Server datetime holds, less the ends that another zone would push over.
FIRST_YEAR, LAST_YEAR = 1754, 9999
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KINDS: tuple[tuple[tuple[str, ...], type], ...] = (
    ((*TEXTS, "chargeToType", "billableOption"), str),
    (FLAGS, bool),
    (REFERENCES, dict),
    (NUMBERS, int),
)
_CENT = Decimal("0.01")


def instant_of(wish: Row, name: str, *, cut_seconds: bool) -> str | None:
    """Read `timeStart` or `timeEnd`: exactly `yyyy-MM-ddTHH:mm:ssZ`.

    Raises:
        VendorError: 400 `UnsupportedFormat` for milliseconds, a missing zone or no date.
    """
    text = wish.get(name)
    if text is None:
        return None
    try:
        if not isinstance(text, str) or not _INSTANT.fullmatch(text):
            raise ValueError(text)
        at = datetime.fromisoformat(text)
        if not FIRST_YEAR <= at.year < LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        message = f"Unsupported format applied to {name}"
        error = item("UnsupportedFormat", message, RESOURCE, name)
        raise invalid_object(RESOURCE, error) from None
    return instant(at.replace(second=0)) if cut_seconds else text


def number_of(wish: Row, name: str) -> Decimal | None:
    """Read hours, as a number or a number in a string, to 0.01.

    Raises:
        VendorError: 400, it is no number or negative.
    """
    value = wish.get(name)
    if value is None:
        return None
    try:
        number = Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0 or isinstance(value, bool):
        refuse(RESOURCE, "InvalidField", f"{value} is not a valid {name}.", name)
    return number


def worked_hours(start: str, end: str, deduct: Decimal) -> Decimal:
    """Derive actual hours: span less deduction, to 0.01.

    Raises:
        VendorError: 400, the end lies before the start or the deduction exceeds the span.
    """
    span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    hours = (Decimal(int(span.total_seconds())) / 3600).quantize(_CENT, ROUND_HALF_UP)
    if hours < 0:
        refuse(RESOURCE, "InvalidField", "The end time must be after the start time.", "timeEnd")
    if deduct > hours:
        message = "The hours to deduct exceed the hours of the entry."
        refuse(RESOURCE, "InvalidField", message, "hoursDeduct")
    return hours - deduct


def referred(table: Table, wish: Row, name: str) -> Row | None:
    """Find what a reference names by `id`, `identifier` or `name`.

    Raises:
        VendorError: 400, nothing or nobody has it.
    """
    asked = wish.get(name)
    if asked is None:
        return None
    if isinstance(asked, dict):
        for key in ("id", "identifier", "name"):
            if asked.get(key) is not None:
                found = _find(table, key, asked[key])
                if found is not None:
                    return found
                break
    return refuse(RESOURCE, "InvalidField", f"The {name} {asked} was not found.", name)


def _find(table: Table, key: str, value: Any) -> Row | None:  # noqa: ANN401  (any JSON value)
    if key == "id":
        return table.rows.get(value) if isinstance(value, int) else None
    wanted = str(value).lower()
    return next((row for row in table.rows.values() if str(row.get(key)).lower() == wanted), None)


def numbered(table: Table, wish: Row, name: str) -> Row | None:
    """Find what a bare id in a body names.

    Raises:
        VendorError: 400, nothing has it.
    """
    row_id = wish.get(name)
    if row_id is not None and row_id not in table.rows:
        refuse(RESOURCE, "InvalidField", f"The {name} {row_id} was not found.", name)
    return table.rows.get(row_id) if row_id is not None else None


def wish_of(body: Row) -> Row:
    """Take what may be written from a body; read-only and unknown fields are passed over.

    Raises:
        VendorError: 400.
    """
    wish = {name: body[name] for name in body if name in WRITABLE}
    wrong = [
        name
        for names, kind in _KINDS
        for name in names
        # True and False are numbers to Python, not to the vendor.
        if wish.get(name) is not None
        and (not isinstance(wish[name], kind) or isinstance(wish[name], bool) != (kind is bool))
    ]
    if not wrong and wish.get("billableOption") not in {None, *BILLING.split()}:
        wrong.append("billableOption")
    if wrong:
        errors = [
            item("InvalidField", f"{wish[name]} is not a valid {name}.", RESOURCE, name)
            for name in wrong
        ]
        raise invalid_object(RESOURCE, *errors)
    return wish


def check_member(store: Store, member: Row) -> None:
    """Refuse time for a member who has left.

    Raises:
        VendorError: 400.
    """
    if member["inactiveFlag"] and store.quirks.is_on(quirks.INACTIVE_MEMBER_REFUSED):
        refuse(RESOURCE, "InvalidField", f"Member {member['identifier']} is inactive.", "member")


def check_role_location(role: Row | None, location_id: int, *, given: bool) -> None:
    """Refuse a work role that is not valid where the work was done.

    Raises:
        VendorError: 400, in the words seen live; a defaulted role has its own.
    """
    if role is None or location_id in role["locationIds"] or not role["locationIds"]:
        return
    text = "Work Role is not valid for the selected location"
    refuse(RESOURCE, "InvalidField", text if given else f"The default {text}", "workRole")


def check_end_required(member: Row, wish: Row) -> None:
    """Refuse an entry without an end by a member whose flag asks for both clock times.

    Raises:
        VendorError: 400 `MissingRequiredField`.
    """
    if member["requireStartAndEndTimeOnTimeEntryFlag"] and wish.get("timeEnd") is None:
        refuse(RESOURCE, "MissingRequiredField", "The timeEnd field is required.", "timeEnd")


def check_open(store: Store, *rows: Row | None) -> None:
    """Refuse a write when an entry or its sheet was submitted, approved or billed.

    Raises:
        VendorError: 400 `InvalidObject`; the vendor's own text is not known.
    """
    locked = [row for row in rows if row is not None and row["status"] not in OPEN]
    if not locked:
        return
    message = f"The time entry cannot be changed: its status is {locked[0]['status']}."
    refusal = invalid_object(RESOURCE, item("InvalidObject", message, RESOURCE, "status"))
    status = 409 if store.quirks.is_on(quirks.LOCK_ANSWERS_409) else refusal.status
    raise VendorError(status, refusal.body)
