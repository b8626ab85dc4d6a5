"""Three months of time entries up to yesterday, the older weeks approved and billed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from local.simulators.connectwise.entries import Entries
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.sheets import Sheets
    from local.simulators.connectwise.store import Store

APPROVED_AFTER_DAYS = 35
BILLED_AFTER_DAYS = 63
BREAK_SHARE = 0.1
_SATURDAY = 5
_LENGTHS = (30, 45, 60, 75, 90, 120)
_NOTES = (
    "Checked the logs and restarted the service.", "Call with the customer, then tested.",
    "Updated the firmware.", "Set up the account and sent the welcome mail.",
    "Replaced the cable, link is up.", "Documented the steps.", "Waiting for the supplier.",
    "Restored from backup, customer confirmed.",
)  # fmt: skip


def seed_past(
    store: Store, sheets: Sheets, technicians: list[Row], random: Random, days: int
) -> None:
    """Book every working day of every technician, three to six entries a day.

    Args:
        store: the PSA with its people and work.
        sheets: its time sheets.
        technicians: who booked.
        random: the seed's own source of chance.
        days: how many days back from yesterday.
    """
    present = store.now
    today = present().astimezone(UTC).date()
    scratch = Entries(store, sheets, None, api_member_id=0)
    places = {one["id"]: _bookable(store, one) for one in technicians}
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() >= _SATURDAY:
            continue
        for technician in technicians:
            for body, entered in _working_day(places, technician, day, random):
                if entered < present():
                    store.now = partial(_same, entered)
                    scratch.create(body, technician)
    store.now = present
    _approve(store, sheets, today)


def _same(at: datetime) -> datetime:
    return at


def _bookable(store: Store, technician: Row) -> list[tuple[str, int]]:
    """List the charge targets a technician works on: own tickets that take time, then codes."""
    found = [("ChargeCode", row["id"]) for row in store.charge_codes.rows.values()][:2]
    for kind, table in (("ServiceTicket", store.tickets), ("ProjectTicket", store.project_tickets)):
        for row in table.rows.values():
            if (
                technician["identifier"] in row["resources"]
                and not (store.statuses.rows[row["status"]["id"]]["timeEntryNotAllowed"])
            ):
                found.append((kind, row["id"]))
    return found


def _working_day(
    places: dict[int, list[tuple[str, int]]], technician: Row, day: date, random: Random
) -> Iterator[tuple[Row, datetime]]:
    zone = ZoneInfo(technician["timeZone"]["name"])
    start = datetime.combine(day, time(8, random.choice((0, 15, 30))), zone).astimezone(UTC)
    for _ in range(random.randrange(3, 7)):
        end = start + timedelta(minutes=random.choice(_LENGTHS))
        kind, target = random.choice(places[technician["id"]])
        body = {
            "chargeToType": kind,
            "chargeToId": target,
            "timeStart": instant(start),
            "timeEnd": instant(end),
            "notes": random.choice(_NOTES),
        }
        if random.random() < BREAK_SHARE and end - start >= timedelta(hours=1):
            body["hoursDeduct"] = 0.25
        yield body, end + timedelta(minutes=random.randrange(1, 50))
        start = end + timedelta(minutes=random.choice((0, 0, 15, 30)))


def _approve(store: Store, sheets: Sheets, today: date) -> None:
    """Put the sheets of closed weeks through approval, the oldest through billing."""
    for sheet in list(store.sheets.rows.values()):
        end = date.fromisoformat(sheet["dateEnd"])
        age = (today - end).days
        if age <= APPROVED_AFTER_DAYS:
            continue
        status = "Billed" if age > BILLED_AFTER_DAYS else "ApprovedByTierTwo"
        at = datetime.combine(end + timedelta(days=3), time(9), UTC)
        sheets.move(sheet, status, "MKeller", at, None)
        if status == "Billed":
            _invoice(store, sheet["id"])


def _invoice(store: Store, sheet_id: int) -> None:
    for entry in store.entries.where("timeSheet/id", sheet_id):
        invoice = {"id": 30_000 + sheet_id, "identifier": f"INV{sheet_id}"}
        billed = entry["billableOption"] == "Billable"
        extra = {"invoice": invoice, "invoiceFlag": True} if billed else {}
        store.entries.put({**entry, **extra})
