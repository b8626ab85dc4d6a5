"""What the vendor refuses or derives on a time entry: formats, hours, references, locks."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks, refusals_time
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
        "businessUnitId", "customFields", *FLAGS, *TEXTS,
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
    (("customFields",), list),
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
        error = item(refusals_time.UNSUPPORTED_FORMAT, RESOURCE, name)
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
        refuse(refusals_time.NOT_VALID, RESOURCE, name, value=value)
    return number


def worked_hours(start: str, end: str, deduct: Decimal) -> Decimal:
    """Derive actual hours: span less deduction, to 0.01.

    Raises:
        VendorError: 400, the end lies before the start or the deduction exceeds the span.
    """
    span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    hours = (Decimal(int(span.total_seconds())) / 3600).quantize(_CENT, ROUND_HALF_UP)
    if hours < 0:
        refuse(refusals_time.END_BEFORE_START, RESOURCE, "timeEnd")
    if deduct > hours:
        refuse(refusals_time.DEDUCTS_TOO_MUCH, RESOURCE, "hoursDeduct")
    return hours - deduct


def referred(table: Table, wish: Row, name: str, resource: str = RESOURCE) -> Row | None:
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
    return refuse(refusals_time.NOTHING_REFERRED, resource, name, value=asked)


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
        refuse(refusals_time.NOTHING_REFERRED, RESOURCE, name, value=row_id)
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
        errors = [item(refusals_time.NOT_VALID, RESOURCE, name, value=wish[name]) for name in wrong]
        raise invalid_object(RESOURCE, *errors)
    return wish


def check_member(store: Store, member: Row) -> None:
    """Refuse time for a member who has left.

    Raises:
        VendorError: 400.
    """
    if member["inactiveFlag"] and store.quirks.is_on(quirks.INACTIVE_MEMBER_REFUSED):
        refuse(refusals_time.MEMBER_INACTIVE, RESOURCE, "member", member=member["identifier"])


def check_role_location(role: Row | None, location_id: int, *, given: bool) -> None:
    """Refuse a work role that is not valid where the work was done.

    Raises:
        VendorError: 400, in the words seen live; a defaulted role has its own.
    """
    if role is None or location_id in role["locationIds"] or not role["locationIds"]:
        return
    default = refusals_time.DEFAULT_ROLE_NOT_AT_LOCATION
    refuse(refusals_time.ROLE_NOT_AT_LOCATION if given else default, RESOURCE, "workRole")


def check_end_required(member: Row, wish: Row) -> None:
    """Refuse an entry without an end by a member whose flag asks for both clock times.

    Raises:
        VendorError: 400 `MissingRequiredField`.
    """
    if member["requireStartAndEndTimeOnTimeEntryFlag"] and wish.get("timeEnd") is None:
        refuse(refusals_time.FIELD_REQUIRED, RESOURCE, "timeEnd")


def check_open(store: Store, *rows: Row | None) -> None:
    """Refuse a write when an entry or its sheet was submitted, approved or billed.

    Raises:
        VendorError: 400 `InvalidObject`; the vendor's own text is not known.
    """
    locked = [row for row in rows if row is not None and row["status"] not in OPEN]
    if not locked:
        return
    refusal = refusals_time.LOCKED
    said = invalid_object(RESOURCE, item(refusal, RESOURCE, "status", status=locked[0]["status"]))
    other = store.quirks.is_on(quirks.LOCK_ANSWERS_409)
    raise VendorError(refusal.other_status if other else refusal.status, said.body)
