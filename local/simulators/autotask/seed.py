"""The demo tenant "Alpine IT Services": its credentials, and all its rows from one fixed seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from local.simulators.autotask import catalogue, customers, people, projects, tickets
from local.simulators.autotask.dates import date_of, instant, parse
from local.simulators.autotask.history import time_entries
from local.simulators.autotask.posting import approved, billing_item
from local.simulators.autotask.tenant import ApiUser
from local.simulators.autotask.timesheets import APPROVED, week_of

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

USER_NAME = "memtimeapi@alpine-it.example"
SECRET = "p@5S*3Gn#a7Yw!2Q"  # noqa: S105  (opens nothing but this simulator)
INTEGRATION_CODE = "NS3EKYJ5RW7LQDPBV2XAHT4MUC"
API_USER = ApiUser(USER_NAME, SECRET, INTEGRATION_CODE, people.API_RESOURCE_ID)

ENTRIES_PER_DAY = (3, 6)
RANDOM_SEED = 20260407
APPROVED_AFTER_DAYS = 35
POSTED_AFTER_DAYS = 42
_FIRST_BILLING_ITEM = 29690000


@dataclass(frozen=True, slots=True)
class Seed:
    """All rows by entity name, and the timesheets that are not New."""

    rows: dict[str, list[Row]]
    timesheets: dict[tuple[int, date], str]


def build(now: datetime, entries_per_day: tuple[int, int] = ENTRIES_PER_DAY) -> Seed:
    """Make the tenant as it stands at an instant; the same instant gives the same rows.

    Args:
        now: aware.
        entries_per_day: least and most time entries of a technician's working day.
    """
    random, today = Random(RANDOM_SEED), now.date()
    rows: dict[str, list[Row]] = {
        "InternalLocation": people.locations(),
        "Role": people.roles(),
        "Department": people.departments(),
        "Resource": people.resources(USER_NAME),
        **people.role_links(),
        "BillingCode": catalogue.billing_codes(),
        "Company": customers.companies(today),
        "Contract": customers.contracts(today),
        **customers.exclusions(),
        "Project": projects.projects(today),
        "Phase": projects.phases(today),
        "Task": projects.tasks(today),
        "TaskSecondaryResource": projects.task_secondaries(),
        "Ticket": tickets.tickets(now, random),
        "TicketSecondaryResource": tickets.ticket_secondaries(),
    }
    entries = time_entries(now, random, rows, entries_per_day)
    _add_project_hours(entries, rows)
    rows["TimeEntry"], rows["BillingItem"] = _posted(entries, today, rows)
    return Seed(rows, _timesheets(entries, today))


def _posted(
    entries: list[Row], today: date, rows: dict[str, list[Row]]
) -> tuple[list[Row], list[Row]]:
    """Post customers' work of closed weeks, as the billing run of each week did."""
    companies = {row["id"]: row["companyID"] for row in rows["Ticket"]}
    rates = {row["id"]: row["hourlyRate"] for row in rows["Role"]}
    last = week_of(today - timedelta(days=POSTED_AFTER_DAYS))
    kept: list[Row] = []
    items: list[Row] = []
    for row in entries:
        if row["ticketID"] is None or date_of(row["dateWorked"]) >= last:
            kept.append(row)
            continue
        at = instant(parse(row["dateWorked"]) + timedelta(days=10))
        kept.append(approved(row, at))
        item_id, rate = _FIRST_BILLING_ITEM + len(items), rates[row["roleID"]]
        items.append(billing_item(item_id, row, at, companies[row["ticketID"]], rate))
    return kept, items


def _add_project_hours(entries: list[Row], rows: dict[str, list[Row]]) -> None:
    projects_of = {row["id"]: row["projectID"] for row in rows["Task"]}
    hours: dict[int, float] = {}
    for row in entries:
        if row["taskID"] is not None:
            project = projects_of[row["taskID"]]
            hours[project] = hours.get(project, 0.0) + row["hoursWorked"]
    for project_row in rows["Project"]:
        project_row["actualHours"] = round(hours.get(project_row["id"], 0.0), 4)


def _timesheets(entries: list[Row], today: date) -> dict[tuple[int, date], str]:
    last = week_of(today - timedelta(days=APPROVED_AFTER_DAYS))
    weeks = {(row["resourceID"], week_of(date_of(row["dateWorked"]))) for row in entries}
    return {week: APPROVED for week in weeks if week[1] < last}


def plant(tenant: Tenant, seed: Seed) -> None:
    """Put a seed into a tenant, in place of all it had; every entry starts its ledger anew."""
    tenant.store.load(seed.rows)
    tenant.timesheets.load(seed.timesheets)
    tenant.ledger.clear()
    for row in seed.rows["TimeEntry"]:
        made = parse(row["createDateTime"])
        tenant.ledger.seed(str(row["id"]), row, str(row["creatorUserID"]), made)
