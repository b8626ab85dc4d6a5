"""Time sheets: one per member and week, made by the first entry, gone through by approval."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from local.simulators.connectwise import quirks, quirks_records, refusals_time
from local.simulators.connectwise.errors import business, coded, not_found, refuse
from local.simulators.connectwise.events import UPDATED
from local.simulators.connectwise.store import member_reference

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store
    from local.simulators.ledger import Ledger

SERVER_ZONE = "America/New_York"
OPEN = frozenset({"Open", "Rejected", "ErrorsCorrected", "RejectBySecondTier"})
"""Statuses in which entries of a sheet can be written."""

APPROVED_BY_TIER = {"Tier1Update": "ApprovedByTierOne", "Tier2Update": "ApprovedByTierTwo"}
APPROVAL_TYPES = frozenset(
    {
        *APPROVED_BY_TIER, "DataEntry", "Billing", "Service", "Project", "MonthlySummary",
        "SalesActivity", "Schedule",
    }
)  # fmt: skip


def week_start(day: date) -> date:
    """Give the Sunday a week begins with."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


class Sheets:
    """The time sheets of the store."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._periods: dict[str, Row] = {}
        self._by_week: dict[tuple[int, str], int] = {}

    def read(self) -> None:
        """Read the time periods and sheets of the store anew."""
        self._periods = {row["startDate"]: row for row in self._store.periods.rows.values()}
        self._by_week = {
            (row["member"]["id"], row["dateStart"]): row["id"]
            for row in self._store.sheets.rows.values()
        }

    def period(self, day: date) -> Row:
        """Find the time period of a day.

        Raises:
            VendorError: 400, no period was set up for it.
        """
        period = self._periods.get(week_start(day).isoformat())
        if period is None:
            no_period = refusals_time.NO_PERIOD
            refuse(no_period, "timeEntry", "timeStart", date=day.isoformat())
        return period

    def day_of(self, member: Row, time_start: str) -> date:
        """Give the day an entry falls on in its member's own zone, or in the server's."""
        of_server = self._store.quirks.is_on(quirks_records.SERVER_ZONE_DECIDES_SHEET)
        zone = SERVER_ZONE if of_server else member["timeZone"]["name"]
        return datetime.fromisoformat(time_start).astimezone(ZoneInfo(zone)).date()

    def existing(self, member: Row, day: date) -> Row | None:
        """Find a member's sheet of a day, if an entry has made it already."""
        sheet_id = self._by_week.get((member["id"], self.period(day)["startDate"]))
        return None if sheet_id is None else self._store.sheets.rows[sheet_id]

    def ensure(self, member: Row, day: date, by: str) -> Row:
        """Find or make a member's sheet of a day."""
        if (sheet := self.existing(member, day)) is not None:
            return sheet
        period = self.period(day)
        row = {
            "id": self._store.sheets.new_id(),
            "member": member_reference(member),
            "year": int(period["endDate"][:4]),
            "period": period["period"],
            "dateStart": period["startDate"],
            "dateEnd": period["endDate"],
            "status": "Open",
            "hours": 0.0,
            "deadline": period["deadlineDate"],
            "_info": self._store.stamp(by),
        }
        self._by_week[member["id"], period["startDate"]] = row["id"]
        return self._store.sheets.put(row)

    def recount(self, *sheet_ids: int) -> None:
        """Add up the hours of sheets whose entries changed."""
        for sheet_id in set(sheet_ids):
            entries = self._store.entries.where("timeSheet/id", sheet_id)
            hours = round(sum(entry["actualHours"] for entry in entries), 2)
            self._store.sheets.put({**self._store.sheets.rows[sheet_id], "hours": hours})

    def submit(self, sheet_id: int, by: str) -> dict[str, Any]:
        """Submit an open, non-empty sheet for approval."""
        sheet = self._sheet(sheet_id)
        if sheet["status"] not in OPEN:
            return business(refusals_time.ONLY_OPEN_SUBMITTED)
        if not self._store.entries.where("timeSheet/id", sheet_id):
            return business(refusals_time.EMPTY_NOT_SUBMITTED)
        return self._moved(sheet, "PendingApproval", by, "submitted")

    def approve(self, sheet_id: int, approval_type: str, by: str) -> dict[str, Any]:
        """Approve a submitted sheet on a tier."""
        sheet = self._sheet(sheet_id)
        if sheet["status"] not in {"PendingApproval", "ApprovedByTierOne"}:
            return business(refusals_time.ONLY_SUBMITTED_APPROVED)
        status = APPROVED_BY_TIER.get(approval_type, "ApprovedByTierOne")
        return self._moved(sheet, status, by, "approved")

    def reject(self, sheet_id: int, by: str) -> dict[str, Any]:
        """Send a submitted sheet back to its member."""
        sheet = self._sheet(sheet_id)
        if sheet["status"] in OPEN or sheet["status"] == "Billed":
            return business(refusals_time.ONLY_SUBMITTED_REJECTED)
        return self._moved(sheet, "Rejected", by, "rejected")

    def reverse(self, sheet_id: int, by: str) -> dict[str, Any]:
        """Open a submitted or approved sheet again; a billed one stays as it is."""
        sheet = self._sheet(sheet_id)
        if sheet["status"] in {"Open", "Billed"}:
            return business(refusals_time.ONLY_SUBMITTED_REVERSED)
        return self._moved(sheet, "Open", by, "reversed")

    def remove(self, sheet_id: int) -> None:
        """Delete a sheet without entries.

        Raises:
            VendorError: 404, or 409 while it has entries.
        """
        sheet = self._sheet(sheet_id)
        if self._store.entries.where("timeSheet/id", sheet_id):
            raise coded(refusals_time.SHEET_IN_USE, sheet=sheet_id)
        del self._by_week[sheet["member"]["id"], sheet["dateStart"]]
        self._store.sheets.delete(sheet_id)

    def move(self, sheet: Row, status: str, by: str, at: datetime, actor: str | None) -> None:
        """Put a sheet and all its entries into a status.

        Args:
            sheet: its present row.
            status: the new status.
            by: identifier shown as `updatedBy`.
            at: when.
            actor: `api` or the person's id, for the ledger; None before the ledger begins.
        """
        moved = {**sheet, "status": status, "_info": self._store.stamp(by, at)}
        self._store.tell("sheet", UPDATED, self._store.sheets.put(moved), by, sheet)
        for entry in self._store.entries.where("timeSheet/id", sheet["id"]):
            self.mark(entry, status, by, at, actor)

    def mark(self, entry: Row, status: str, by: str, at: datetime, actor: str | None) -> Row:
        """Put one entry into a status, its sheet staying as it is; the arguments are `move`'s."""
        moves = self._store.quirks.is_on(quirks.APPROVAL_MOVES_LAST_UPDATED)
        info = {"_info": {**entry["_info"], **self._store.stamp(by, at)}} if moves else {}
        row = self._store.entries.put({**entry, "status": status, **info})
        if actor is not None:
            self._ledger.updated(str(row["id"]), row, actor, at)
        self._store.tell("time", UPDATED, row, by, entry, approval=True)
        return row

    def _moved(self, sheet: Row, status: str, by: str, verb: str) -> dict[str, Any]:
        self.move(sheet, status, by, self._store.now(), "api")
        return {"success": True, "message": f"Time sheet {sheet['id']} was {verb}."}

    def _sheet(self, sheet_id: int) -> Row:
        sheet = self._store.sheets.rows.get(sheet_id)
        if sheet is None:
            raise not_found("TimeSheet", sheet_id)
        return sheet
