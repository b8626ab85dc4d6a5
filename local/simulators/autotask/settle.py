"""What Autotask fills in by itself when a time entry is stored."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from local.simulators.autotask import dates, quirks_time
from local.simulators.autotask.contracts import covering_contract
from local.simulators.autotask.picklists import (
    BILLING_CODE_NON_BILLABLE,
    ENTRY_REGULAR,
    ENTRY_TASK,
    ENTRY_TICKET,
    USE_TYPE_LABOUR,
)
from local.simulators.autotask.references import is_usable
from local.simulators.autotask.rules import has_window

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

BILLING_QUANTUM = 0.25
_ROUNDING_SLACK = 1e-4
"""Hours carry four decimals; without slack a third of an hour would round up one step too far."""


def hours_to_bill(hours: float, offset: float = 0.0) -> float:
    """Round worked hours up to the quarter hour, then add the offset."""
    return ceil((hours - _ROUNDING_SLACK) / BILLING_QUANTUM) * BILLING_QUANTUM + offset


def settle_time(tenant: Tenant, row: Row) -> None:
    """Take hours from the window, the date from the start in the resource's zone."""
    if has_window(row):
        row["hoursWorked"] = dates.hours_between(row["startDateTime"], row["endDateTime"])
    else:
        row["hoursWorked"] = round(row["hoursWorked"], 4)
    if row["dateWorked"] is None:
        zone = tenant.zone_of(row["resourceID"])
        row["dateWorked"] = dates.day(dates.local_date(row["startDateTime"], zone))
    row["offsetHours"] = row["offsetHours"] or 0.0
    row["hoursToBill"] = hours_to_bill(row["hoursWorked"], row["offsetHours"])


def settle_billing(tenant: Tenant, row: Row) -> None:
    """Fill work type, contract, billing flags and the kind of entry where they are empty."""
    row["timeEntryType"] = _kind(row)
    if row["timeEntryType"] != ENTRY_REGULAR and row["billingCodeID"] is None:
        row["billingCodeID"] = _work_type(tenant, row)
    row["contractID"] = covering_contract(tenant, row)
    if row["isNonBillable"] is None:
        row["isNonBillable"] = _is_non_billable(tenant, row)
    if row["showOnInvoice"] is None:
        row["showOnInvoice"] = True
    row["isInternalNotesVisibleToComanaged"] = bool(row["isInternalNotesVisibleToComanaged"])
    row["billingApprovalLevelMostRecent"] = row["billingApprovalLevelMostRecent"] or 0
    if row["ticketID"] is not None and tenant.has(quirks_time.MIRRORS_WORK_TYPE):
        row["internalBillingCodeID"] = row["billingCodeID"]


def _kind(row: Row) -> int:
    if row["ticketID"] is not None:
        return ENTRY_TICKET
    return ENTRY_TASK if row["taskID"] is not None else ENTRY_REGULAR


def _work_type(tenant: Tenant, row: Row) -> int | None:
    work = tenant.row("Ticket", row["ticketID"]) or tenant.row("Task", row["taskID"])
    if work is not None and work["billingCodeID"] is not None:
        return int(work["billingCodeID"])
    codes = tenant.store.table("BillingCode").rows()
    labour = (code for code in codes if is_usable(code) and code["useType"] == USE_TYPE_LABOUR)
    return next((int(code["id"]) for code in labour), None)


def _is_non_billable(tenant: Tenant, row: Row) -> bool:
    if row["timeEntryType"] == ENTRY_REGULAR:
        return True
    task = tenant.row("Task", row["taskID"])
    if task is not None and task["isTaskBillable"] is False:
        return True
    code = tenant.row("BillingCode", row["billingCodeID"])
    return code is not None and code["billingCodeType"] == BILLING_CODE_NON_BILLABLE
