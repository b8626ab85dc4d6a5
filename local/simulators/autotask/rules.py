"""What a time entry must be for Autotask to take it, refused in Autotask's own words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from local.simulators.autotask import dates, quirks_time
from local.simulators.autotask import refusals_time as words
from local.simulators.autotask.contracts import contract_of
from local.simulators.autotask.errors import VendorError, bad_reference, missing_field
from local.simulators.autotask.picklists import (
    TICKET_COMPLETE,
    USE_TYPE_LABOUR,
    USE_TYPE_REGULAR,
)
from local.simulators.autotask.references import can_own_work, is_usable
from local.simulators.autotask.roles import check_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

    Rule = Callable[[Tenant, Row], None]

PARENTS = ("ticketID", "taskID", "internalBillingCodeID")
MAXIMUM_HOURS = 24
OLDEST = timedelta(days=90)
"""How far back time may be entered where the tenant limits that; its own setting."""


def has_window(row: Row) -> bool:
    """Tell whether a row has both a start and a stop."""
    return row["startDateTime"] is not None and row["endDateTime"] is not None


def check_entry(tenant: Tenant, row: Row) -> None:
    """Refuse a time entry, new or changed, that breaks a rule; the first broken rule speaks.

    Raises:
        VendorError: with the vendor's text.
    """
    for rule in _RULES:
        rule(tenant, row)


def _owner(tenant: Tenant, row: Row) -> None:
    if row["resourceID"] is None:
        raise VendorError(words.NO_OWNER)
    if not can_own_work(tenant.row("Resource", row["resourceID"])):
        raise bad_reference("resourceID", "Resource")


def _one_parent(_: Tenant, row: Row) -> None:
    given = [name for name in PARENTS if row[name] is not None]
    if len(given) > 1:
        raise VendorError(words.ONE_PARENT)
    if not given:
        raise missing_field("internalBillingCodeID")


def _parent_exists(tenant: Tenant, row: Row) -> None:
    for name, entity in (("ticketID", "Ticket"), ("taskID", "Task"), ("contractID", "Contract")):
        if row[name] is not None and tenant.row(entity, row[name]) is None:
            raise bad_reference(name, entity)


def _time_given(tenant: Tenant, row: Row) -> None:
    if row["hoursWorked"] is None and not has_window(row):
        raise VendorError(words.NO_TIME)
    if row["ticketID"] is not None and not has_window(row):
        raise VendorError(words.TICKET_WINDOW)
    if row["taskID"] is not None and not has_window(row) and _task_needs_window(tenant, row):
        raise VendorError(words.TASK_WINDOW)
    if row["dateWorked"] is None and row["startDateTime"] is None:
        raise VendorError(words.NO_DATE)


def _task_needs_window(tenant: Tenant, row: Row) -> bool:
    if tenant.has(quirks_time.TASKS_NEED_WINDOW):
        return True
    contract = tenant.row("Contract", contract_of(tenant, row))
    return contract is not None and bool(contract["timeReportingRequiresStartAndStopTimes"])


def _hours(tenant: Tenant, row: Row) -> None:
    hours = row["hoursWorked"]
    if has_window(row):
        hours = dates.hours_between(row["startDateTime"], row["endDateTime"])
    if not 0 < hours <= MAXIMUM_HOURS:
        raise VendorError(words.BAD_HOURS)
    if not has_window(row) or not tenant.has(quirks_time.REFUSES_UTC_MIDNIGHT):
        return
    if dates.spans_utc_midnight(row["startDateTime"], row["endDateTime"]):
        raise VendorError(words.OVER_MIDNIGHT)


def _codes(tenant: Tenant, row: Row) -> None:
    for name, use_type, refusal in (
        ("billingCodeID", USE_TYPE_LABOUR, words.WRONG_WORK_TYPE),
        ("internalBillingCodeID", USE_TYPE_REGULAR, words.WRONG_REGULAR_CODE),
    ):
        if row[name] is None:
            continue
        code = tenant.row("BillingCode", row[name])
        if code is None or not is_usable(code) or code["useType"] != use_type:
            raise VendorError(refusal)


def _open(tenant: Tenant, row: Row) -> None:
    task, ticket = tenant.row("Task", row["taskID"]), tenant.row("Ticket", row["ticketID"])
    if task is not None and task["status"] == TICKET_COMPLETE:
        raise VendorError(words.TASK_COMPLETE)
    if ticket is None or ticket["status"] != TICKET_COMPLETE:
        return
    if tenant.has(quirks_time.REFUSES_COMPLETE_TICKETS):
        raise VendorError(words.TICKET_COMPLETE)


def _notes(tenant: Tenant, row: Row) -> None:
    if row["internalBillingCodeID"] is not None or row["summaryNotes"]:
        return
    if tenant.has(quirks_time.NOTES_REQUIRED):
        raise missing_field("summaryNotes")


def _dates(tenant: Tenant, row: Row) -> None:
    """Refuse dates that lie ahead or too far back, seen from the owner's calendar."""
    zone = tenant.zone_of(row["resourceID"])
    today = dates.local_date(tenant.stamp(), zone)
    worked = dates.local_date(row["startDateTime"], zone) if row["startDateTime"] else None
    if row["dateWorked"] is not None:
        worked = dates.date_of(row["dateWorked"])
    if worked is None:
        return
    if tenant.has(quirks_time.REFUSES_FUTURE_TIME) and worked > today:
        raise VendorError(words.IN_FUTURE)
    if tenant.has(quirks_time.REFUSES_OLD_TIME) and worked < today - OLDEST:
        raise VendorError(words.TOO_OLD)


def _overlap(tenant: Tenant, row: Row) -> None:
    if not tenant.has(quirks_time.REFUSES_OVERLAPS) or not has_window(row):
        return
    start, end = row["startDateTime"], row["endDateTime"]
    for other in tenant.store.table("TimeEntry").matching(resourceID=row["resourceID"]):
        beside = other["id"] == row["id"] or not has_window(other)
        if not beside and other["startDateTime"] < end and start < other["endDateTime"]:
            raise VendorError(words.OVERLAP)


_RULES: tuple[Rule, ...] = (
    _owner,
    _one_parent,
    _parent_exists,
    check_role,
    _time_given,
    _hours,
    _dates,
    _overlap,
    _codes,
    _open,
    _notes,
)
