"""Between our time entries and ConnectWise's; pure, and the vendor's words end here."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from psa_sync.connectors.connectwise.conditions import INSTANT
from psa_sync.connectors.connectwise.schemas import Reference, TimeEntry
from psa_sync.connectors.connectwise.targets import Target, booked_on
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Content, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.hours import hours_of, seconds_of
from psa_sync.domain.marker import find_marker, mark, unmark
from psa_sync.domain.work_dates import day_start, work_date
from psa_sync.ports import Draft

BILLABLE: Final = {
    Billable.BILLABLE: "Billable",
    Billable.NO_CHARGE: "NoCharge",
    Billable.DO_NOT_BILL: "DoNotBill",
}
_BILLABLE_OF: Final = {theirs: ours for ours, theirs in BILLABLE.items()}

# After approval or rejection by the second tier, and on every billing status, the row is not ours.
OPEN_STATUSES: Final = frozenset({"", "Open", "Rejected", "ErrorsCorrected"})

# Each of these would put the notes on the ticket or mail them to the customer.
_SILENT: Final[dict[str, object]] = dict.fromkeys(
    (
        "addToDetailDescriptionFlag",
        "addToInternalAnalysisFlag",
        "addToResolutionFlag",
        "emailResourceFlag",
        "emailContactFlag",
        "emailCcFlag",
    ),
    False,
)

_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\ufeff]")


def to_time_entry(draft: Draft) -> dict[str, object]:
    """Return the body that creates the row.

    The member is always named: without one the time goes to the owner of the keys. What is None or
    left to the PSA is not sent, for a null overrides ConnectWise's defaults.

    Raises:
        RejectedError: Work item, work type or role cannot be one of ConnectWise's.
    """
    fields: dict[str, object] = {"member": {"id": int(draft.person.id)}, **_SILENT}
    for group in Group:
        fields |= _GROUPS[group](draft)
    return fields


def to_changes(draft: Draft, groups: frozenset[Group]) -> list[dict[str, object]]:
    """Return the PATCH operations that set these groups to absolute values.

    Paths are bare field names, and references are replaced whole: a nested path is answered with
    200 and changes nothing.

    Raises:
        RejectedError: As above.
    """
    fields = {
        name: value
        for group in Group
        if group in groups
        for name, value in _GROUPS[group](draft).items()
    }
    return [replacement(name, value) for name, value in fields.items()]


def replacement(field: str, value: object) -> dict[str, object]:
    """Return one PATCH operation."""
    return {"op": "replace", "path": field, "value": value}


def deducted(draft: Draft) -> Decimal:
    """Return the break in hours, such that ConnectWise's own sum gives exactly the draft's hours.

    ConnectWise derives hours as span less break. Rounding the break by itself would make 65 minutes
    with 10 minutes off 0.91 hours instead of 0.92, so the break is what the rounded span has over.
    """
    span = int((draft.content.end - draft.content.start).total_seconds())
    return hours_of(span) - draft.hours if draft.content.break_seconds else Decimal(0)


def to_row(record: TimeEntry, person: PsaUser) -> RemoteRow | None:
    """Return the stored row in our words, dated in the person's zone.

    A row without end has hours only: it starts where its day begins.

    Returns:
        None when the record has no start or no member, which ConnectWise never stores.
    """
    if record.time_start is None or record.member is None or record.member.id is None:
        return None
    start, end = _span(record, record.time_start, person.time_zone)
    internal_notes = _clean(record.internal_notes)
    hours = _hours(record, start, end)
    return RemoteRow(
        psa_id=str(record.id),
        person_id=str(record.member.id),
        content=Content(
            work_item_id=booked_on(
                record.charge_to_type, record.charge_to_id, _id_of(record.company)
            ),
            start=start,
            end=end,
            time_zone=person.time_zone,
            break_seconds=_break(record, start, end),
            notes=_clean(record.notes),
            internal_notes=unmark(internal_notes),
            billable=_BILLABLE_OF.get(record.billable_option or "", Billable.DEFAULT),
            work_type_id=_option_of(record.work_type),
            work_role_id=_option_of(record.work_role),
        ),
        hours=hours,
        work_date=work_date(start, person.time_zone),
        status=record.status or "",
        timesheet=record.time_sheet.name if record.time_sheet else None,
        locked=_locked(record),
        last_updated=(record.info.last_updated if record.info else None) or "",
        created_by=record.entered_by.casefold() if record.entered_by else None,
        marker=find_marker(internal_notes),
        times_known=record.time_end is not None,
    )


def day_of(record: TimeEntry, person: PsaUser) -> date | None:
    """Return the day that the row counts for, None when the record has no start."""
    if record.time_start is None:
        return None
    start, _ = _span(record, record.time_start, person.time_zone)
    return work_date(start, person.time_zone)


def _time_fields(draft: Draft) -> dict[str, object]:
    return {
        "timeStart": _instant(draft.content.start),
        "timeEnd": _instant(draft.content.end),
        "hoursDeduct": float(deducted(draft)),
    }


def _target_fields(draft: Draft) -> dict[str, object]:
    fields = Target.of(draft.content.work_item_id).fields()
    if draft.content.work_type_id is not None:
        fields["workType"] = _reference(draft.content.work_type_id, "work_type_invalid")
    role = draft.content.work_role_id or draft.usual_role_id
    if role is not None:
        fields["workRole"] = _reference(role, "work_role_invalid")
    return fields


def _billable_fields(draft: Draft) -> dict[str, object]:
    option = BILLABLE.get(draft.content.billable)
    return {"billableOption": option} if option else {}


def _notes_fields(draft: Draft) -> dict[str, object]:
    return {
        "notes": draft.content.notes,
        "internalNotes": mark(draft.content.internal_notes, draft.marker),
    }


_GROUPS: Final = {
    Group.TIME: _time_fields,
    Group.TARGET: _target_fields,
    Group.BILLABLE: _billable_fields,
    Group.NOTES: _notes_fields,
}


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime(INSTANT)


def _reference(option_id: str, problem: str) -> dict[str, object]:
    if not (option_id.isascii() and option_id.isdigit()):
        raise RejectedError(problem)
    return {"id": int(option_id)}


def _span(record: TimeEntry, time_start: datetime, time_zone: str) -> tuple[datetime, datetime]:
    start = _utc(time_start)
    if record.time_end is not None:
        # Two screens allow a row of no length; our spans always have one.
        return start, max(_utc(record.time_end), start + timedelta(seconds=1))
    start = day_start(work_date(start, time_zone), time_zone)
    return start, start + timedelta(seconds=max(1, seconds_of(record.actual_hours or Decimal(0))))


def _utc(instant: datetime) -> datetime:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _break(record: TimeEntry, start: datetime, end: datetime) -> int:
    if record.time_end is None or not record.hours_deduct:
        return 0
    span = int((end - start).total_seconds())
    return max(0, min(seconds_of(record.hours_deduct), span - 1))


def _hours(record: TimeEntry, start: datetime, end: datetime) -> Decimal:
    if record.actual_hours is not None:
        return record.actual_hours
    span = hours_of(int((end - start).total_seconds()))
    return max(Decimal(0), span - (record.hours_deduct or Decimal(0)))


def _locked(record: TimeEntry) -> bool:
    invoiced = bool(record.invoice_flag) or _id_of(record.invoice) is not None
    return invoiced or (record.status or "") not in OPEN_STATUSES


def _clean(text: str | None) -> str:
    return _INVISIBLE.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n")


def _id_of(reference: Reference | None) -> int | None:
    return reference.id if reference else None


def _option_of(reference: Reference | None) -> str | None:
    return str(reference.id) if reference and reference.id is not None else None
