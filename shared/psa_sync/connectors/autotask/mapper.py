"""Time entries between our words and Autotask's; pure, and the only place that knows both.

Source of the rules: Autotask's REST documentation of the TimeEntries entity, and what integrators
measured: the window wins over the hours, the date is a calendar day without a zone, there is no
break, notes are cut silently behind 32,000 characters and lose what Windows-1252 does not have.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from psa_sync.connectors.autotask.query import instant, timestamp
from psa_sync.connectors.autotask.schemas import TimeEntry, TimeEntryStamp
from psa_sync.connectors.autotask.windows_1252 import fitted
from psa_sync.domain.connection import PsaName, PsaUser
from psa_sync.domain.content import Billable, Content, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.hours import hours_of, seconds_of
from psa_sync.domain.marker import find_marker, mark, unmark
from psa_sync.domain.work_dates import day_start, work_date
from psa_sync.domain.work_item import WorkItemKind
from psa_sync.ports import Draft

APP: Final = PsaName("autotask")
MAX_NOTES: Final = 32_000
HOURS_STEP: Final = Decimal("0.0001")
"""Autotask states hours with four decimals."""
NOWHERE: Final = f"{APP}:none:0"
"""Work item of a row that names no ticket, task or category."""

TARGET_FIELDS: Final = {
    WorkItemKind.TICKET: "ticketID",
    WorkItemKind.TASK: "taskID",
    WorkItemKind.CHARGE_CODE: "internalBillingCodeID",
}
# (isNonBillable, showOnInvoice); `default` is not written at all.
BILLING: Final = {
    Billable.BILLABLE: (False, True),
    Billable.NO_CHARGE: (True, True),
    Billable.DO_NOT_BILL: (True, False),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What time is booked on, by Autotask's id."""

    kind: WorkItemKind
    id: int


def work_item_id(kind: WorkItemKind, row_id: int) -> str:
    """Return the work item id of a row."""
    return f"{APP}:{kind.value}:{row_id}"


def target_of(item_id: str) -> Target:
    """Read a work item id back.

    Raises:
        RejectedError: Nothing that Autotask books time on has this id.
    """
    app, _, rest = item_id.partition(":")
    name, _, number = rest.partition(":")
    kind = next((kind for kind in TARGET_FIELDS if kind.value == name), None)
    if app != APP or kind is None or not (number.isascii() and number.isdigit()):
        code = "work_item_missing"
        raise RejectedError(code, f"Autotask takes no time on {item_id[:80]}")
    return Target(kind, int(number))


@dataclass(frozen=True, slots=True)
class Booking:
    """Where the time goes.

    Attributes:
        moves: False for a row that stays where it is: Autotask mirrors codes between the fields of
            the target and refuses them when they come back.
        role_id: In which role; None to leave it.
    """

    target: Target
    moves: bool
    role_id: int | None


def to_autotask(draft: Draft, groups: frozenset[Group], booking: Booking | None) -> dict[str, Any]:
    """Return the fields that set these groups to the draft's values.

    A choice that the draft leaves to the PSA is not sent.

    Args:
        draft: What the row shall say.
        groups: Which parts of it to set.
        booking: Needed with the target's group.

    Raises:
        RejectedError: The notes are too long.
    """
    content = draft.content
    body: dict[str, Any] = {}
    if Group.TIME in groups:
        body |= _time(draft)
    if Group.TARGET in groups and booking is not None:
        body |= _booked(content, booking)
    if Group.BILLABLE in groups and content.billable in BILLING:
        body["isNonBillable"], body["showOnInvoice"] = BILLING[content.billable]
    if Group.NOTES in groups:
        body["summaryNotes"] = _fitting(fitted(content.notes).text)
        kept = fitted(content.internal_notes).text
        body["internalNotes"] = _fitting(mark(kept, draft.marker))
    return body


def is_surely_non_billable(content: Content) -> bool:
    """Tell whether the row will not be billed, whatever the tenant's own settings say."""
    chosen = BILLING.get(content.billable)
    if chosen is not None:
        return chosen[0]
    # Nobody is billed for regular time.
    return target_of(content.work_item_id).kind is WorkItemKind.CHARGE_CODE


def to_row(row: TimeEntry, person: PsaUser) -> RemoteRow:
    """Return a row in our words.

    A row without clock times begins with its day in the person's zone and lasts its hours.

    Raises:
        msgspec.ValidationError: A date or an instant cannot be read.
    """
    day = day_of(row, person)
    start, end, known = _span(row, day, person)
    hours = hours_of(int((end - start).total_seconds()), HOURS_STEP)
    internal_notes = row.internal_notes or ""
    content = Content(
        work_item_id=_booked_on(row),
        start=start,
        end=end,
        time_zone=person.time_zone,
        notes=row.summary_notes or "",
        internal_notes=unmark(internal_notes),
        billable=_billable(row),
        work_type_id=_text(None if _is_regular(row) else row.billing_code_id),
        work_role_id=_text(row.role_id),
    )
    return RemoteRow(
        psa_id=str(row.id),
        person_id=str(row.resource_id),
        content=content,
        hours=hours if row.hours_worked is None else row.hours_worked,
        work_date=day,
        status="Posted" if row.billing_approval_date_time else "Open",
        timesheet=None,
        locked=row.billing_approval_date_time is not None,
        last_updated=change_stamp(row) or "",
        created_by=_text(row.creator_user_id),
        marker=find_marker(internal_notes),
        times_known=known,
        approver=_approver(row),
    )


def _approver(row: TimeEntry) -> str | None:
    resource = row.billing_approval_resource_id
    return None if resource is None else f"Autotask resource {resource}"


def change_stamp(row: TimeEntry | TimeEntryStamp) -> str | None:
    """Return when the row last changed, in Autotask's words."""
    return row.last_modified_date_time or row.create_date_time


def number_of(text: str | None, code: str) -> int | None:
    """Read an id that a person chose.

    Raises:
        RejectedError: With the code; Autotask's ids are numbers.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise RejectedError(code, f"Autotask has no such id: {text[:40]}")
    return int(text)


def date_of(text: str) -> date:
    """Return the day of a date-only field; its time and designator mean nothing.

    Raises:
        msgspec.ValidationError: It is not a date.
    """
    return msgspec.convert(text[:10], date)


def _time(draft: Draft) -> dict[str, Any]:
    """Start and end go together with hours and day: hours alone change nothing at Autotask."""
    content = draft.content
    return {
        "dateWorked": f"{draft.work_date.isoformat()}T00:00:00Z",
        "startDateTime": timestamp(content.start),
        "endDateTime": timestamp(content.end - timedelta(seconds=content.break_seconds)),
        "hoursWorked": draft.hours,
    }


def _booked(content: Content, booking: Booking) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if booking.moves:
        body[TARGET_FIELDS[booking.target.kind]] = booking.target.id
    if booking.target.kind is WorkItemKind.CHARGE_CODE:
        # The category is the work type of regular time, and regular time has no role.
        return body
    if booking.role_id is not None:
        body["roleID"] = booking.role_id
    work_type = number_of(content.work_type_id, "work_type_invalid")
    if work_type is not None:
        body["billingCodeID"] = work_type
    return body


def _fitting(notes: str) -> str:
    if len(notes) > MAX_NOTES:
        # Autotask would cut the rest off, and with it the marker that guards against doubles.
        code = "notes_too_long"
        raise RejectedError(code, f"Autotask keeps at most {MAX_NOTES:,} characters of notes")
    return notes


def _span(row: TimeEntry, day: date, person: PsaUser) -> tuple[datetime, datetime, bool]:
    if row.start_date_time and row.end_date_time:
        start, end = instant(row.start_date_time), instant(row.end_date_time)
        return start.replace(microsecond=0), end.replace(microsecond=0), True
    start = day_start(day, person.time_zone)
    worked = timedelta(seconds=seconds_of(row.hours_worked or Decimal(0)))
    return start, start + worked, False


def day_of(row: TimeEntry | TimeEntryStamp, person: PsaUser) -> date:
    """Return the day that the row counts for.

    Raises:
        msgspec.ValidationError: Its times are none.
    """
    if row.date_worked:
        return date_of(row.date_worked)
    return work_date(instant(row.start_date_time or row.create_date_time or ""), person.time_zone)


def _booked_on(row: TimeEntry) -> str:
    """A ticket's row repeats its work type as internal code, so the ticket is looked at first."""
    if row.ticket_id is not None:
        return work_item_id(WorkItemKind.TICKET, row.ticket_id)
    if row.task_id is not None:
        return work_item_id(WorkItemKind.TASK, row.task_id)
    if row.internal_billing_code_id is not None:
        return work_item_id(WorkItemKind.CHARGE_CODE, row.internal_billing_code_id)
    return NOWHERE


def _is_regular(row: TimeEntry) -> bool:
    return row.ticket_id is None and row.task_id is None


def _billable(row: TimeEntry) -> Billable:
    if row.is_non_billable is None:
        return Billable.DEFAULT
    if not row.is_non_billable:
        return Billable.BILLABLE
    return Billable.NO_CHARGE if row.show_on_invoice else Billable.DO_NOT_BILL


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
