"""Approving and posting for billing: what it writes on the entry and as a billing item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import quirks_time
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import ADMINISTRATOR
from local.simulators.autotask.picklists import BILLING_ITEM_LABOUR

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant


def approved(row: Row, at: str) -> Row:
    """Give a time entry as it is once approved for billing at an instant."""
    return row | {
        "billingApprovalDateTime": at,
        "billingApprovalResourceID": ADMINISTRATOR,
        "billingApprovalLevelMostRecent": 1,
    }


def billing_item(item_id: int, row: Row, at: str, company_id: int | None, rate: float) -> Row:
    """Give the billing item of a posted time entry; `rate` is money per hour."""
    price = round(row["hoursToBill"] * rate, 2)
    return BY_NAME["BillingItem"].empty_row() | {
        "id": item_id,
        "timeEntryID": row["id"],
        "ticketID": row["ticketID"],
        "taskID": row["taskID"],
        "companyID": company_id,
        "contractID": row["contractID"],
        "billingCodeID": row["billingCodeID"],
        "roleID": row["roleID"],
        "billingItemType": BILLING_ITEM_LABOUR,
        "subType": 1,
        "nonBillable": int(bool(row["isNonBillable"])),
        "itemDate": row["dateWorked"],
        "postedDate": at,
        "postedOnTime": at,
        "itemApproverID": ADMINISTRATOR,
        "quantity": row["hoursToBill"],
        "rate": rate,
        "extendedPrice": price,
        "totalAmount": price,
        "description": row["summaryNotes"],
    }


def post(tenant: Tenant, row: Row) -> None:
    """Approve and post an entry; posting it twice changes nothing."""
    if row["billingApprovalDateTime"] is not None:
        return
    at = tenant.stamp()
    _store(tenant, approved(row, at))
    role = tenant.row("Role", row["roleID"])
    item_id = tenant.store.next_id("BillingItem")
    rate = role["hourlyRate"] if role else 0.0
    item = billing_item(item_id, row, at, _company_of(tenant, row), rate)
    tenant.store.table("BillingItem").put(item)


def unpost(tenant: Tenant, row: Row) -> None:
    """Take an entry's posting back; its billing items go."""
    if row["billingApprovalDateTime"] is None:
        return
    nobody = {"billingApprovalDateTime": None, "billingApprovalResourceID": None}
    _store(tenant, row | nobody | {"billingApprovalLevelMostRecent": 0})
    items = tenant.store.table("BillingItem")
    for item_id in [item["id"] for item in items.rows() if item["timeEntryID"] == row["id"]]:
        items.remove(item_id)


def _store(tenant: Tenant, row: Row) -> None:
    if tenant.has(quirks_time.POSTING_TOUCHES_ROW):
        row = row | {"lastModifiedDateTime": tenant.stamp(), "lastModifiedUserID": ADMINISTRATOR}
    tenant.store.table("TimeEntry").put(row)
    tenant.ledger.updated(str(row["id"]), row, str(ADMINISTRATOR), tenant.now())


def _company_of(tenant: Tenant, row: Row) -> int | None:
    task = tenant.row("Task", row["taskID"])
    project = tenant.row("Project", task["projectID"]) if task else None
    work = tenant.row("Ticket", row["ticketID"]) or project
    return work["companyID"] if work else None
