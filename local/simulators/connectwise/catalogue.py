"""The demo MSP's setup tables: boards, statuses, work types, roles, charge codes, periods."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from local.simulators.connectwise.sheets import week_start
from local.simulators.connectwise.store import reference

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store
    from local.simulators.connectwise.table import Table

BOARDS = ("Service Desk", "Network Operations", "Projects")
STATUSES = (
    # name, closedStatus, timeEntryNotAllowed
    ("New", False, False),
    ("In Progress", False, False),
    ("Waiting on Customer", False, False),
    ("On Hold - No Time", False, True),
    ("Completed", True, False),
    ("Closed", True, True),
)
WORK_TYPES = (
    # name, billTime, inactiveFlag; `After Hours` bills an hour at least, in quarters
    ("On-site", "Billable", False),
    ("After Hours", "Billable", False),
    ("Remote", "Billable", False),
    ("Travel", "NoCharge", False),
    ("Internal", "DoNotBill", False),
    ("Legacy Hours", "Billable", True),
)
_BILLED_HOURS = {"After Hours": {"hoursMin": 1.0, "roundBillHoursTo": 0.25}}
WORK_ROLES = (
    # name, hourlyRate, locations (empty: all)
    ("Project Manager", 170.0, ()),
    ("Engineer", 150.0, ()),
    ("Senior Engineer", 185.0, (1, 2)),
    ("Field Engineer", 160.0, (2,)),
)
CHARGE_CODES = (
    # name, timeEntryFlag
    ("Internal Meeting", True),
    ("Training", True),
    ("Vacation", True),
    ("Mileage", False),
)
PERIOD_YEARS_BEHIND = 3
PERIOD_YEARS_AHEAD = 1


def seed_catalogue(store: Store, at: datetime) -> None:
    """Fill all setup tables but the charge codes, which need a company."""
    stamp = store.stamp("zadmin", at)
    level = {"id": 2, "name": "Location"}
    for name in ("Head Office", "Field Office"):
        _add(store.locations, stamp, name=name, structureLevel=level, locationFlag=True)
    for identifier, name in (("PS", "Professional Services"), ("MS", "Managed Services")):
        _add(store.departments, stamp, identifier=identifier, name=name)
    for position, (name, bill, inactive) in enumerate(WORK_TYPES):
        _add(store.work_types, stamp, name=name, billTime=bill, rateType="Multiplier", rate=1.0,
             inactiveFlag=inactive, overallDefaultFlag=position == 0, activityDefaultFlag=False,
             utilizationFlag=True, **_BILLED_HOURS.get(name, {}))  # fmt: skip
    _seed_work_roles(store, stamp)
    _seed_boards(store, stamp)
    _seed_periods(store, at, stamp)


def _add(table: Table, stamp: Row, **fields: object) -> Row:
    return table.put({"id": table.new_id(), **fields, "_info": stamp})


def _seed_work_roles(store: Store, stamp: Row) -> None:
    for name, rate, places in WORK_ROLES:
        role = _add(store.work_roles, stamp, name=name, hourlyRate=rate, inactiveFlag=False,
                    locationIds=list(places))  # fmt: skip
        for place in places or (1, 2):
            location = reference(store.locations.rows[place], "name")
            _add(store.work_role_locations, stamp, location=location, hourlyRate=rate,
                 workRole=reference(role, "name"))  # fmt: skip


def _seed_boards(store: Store, stamp: Row) -> None:
    for name in BOARDS:
        board = _add(store.boards, stamp, name=name, inactiveFlag=False,
                     projectFlag=name == "Projects", timeEntryLockedFlag=False,
                     location={"id": 1, "name": "Head Office"},
                     department={"id": 10, "name": "Professional Services"})  # fmt: skip
        for position, (status, closed, no_time) in enumerate(STATUSES):
            _add(store.statuses, stamp, name=status, board=reference(board, "name"),
                 sortOrder=position, displayOnBoard=not closed, inactive=False,
                 closedStatus=closed, timeEntryNotAllowed=no_time,
                 defaultFlag=position == 0)  # fmt: skip


def seed_charge_codes(store: Store, company: Row, at: datetime) -> None:
    """Fill the charge codes; they belong to the MSP's own company."""
    for name, takes_time in CHARGE_CODES:
        store.charge_codes.put(
            {
                "id": store.charge_codes.new_id(),
                "name": name,
                "company": reference(company, "identifier", "name"),
                "location": {"id": 1, "name": "Head Office"},
                "department": {"id": 10, "name": "Professional Services"},
                "billTime": "DoNotBill",
                "timeEntryFlag": takes_time,
                "expenseEntryFlag": not takes_time,
                "workType": reference(store.work_types.rows[5], "name"),
                "_info": store.stamp("zadmin", at),
            }
        )


def _seed_periods(store: Store, at: datetime, stamp: Row) -> None:
    """Weekly periods, Sunday to Saturday, one setup per year; a week counts to its last day."""
    for year in range(at.year - PERIOD_YEARS_BEHIND, at.year + PERIOD_YEARS_AHEAD + 1):
        first_end = week_start(date(year, 1, 1)) + timedelta(days=6)
        setup = store.period_setups.put(
            {
                "id": store.period_setups.new_id(),
                "periodApplyTo": "Both",
                "year": year,
                "numberFuturePeriods": 52,
                "type": "Weekly",
                "description": f"Weekly {year}",
                "firstPeriodEndDate": first_end.isoformat(),
                "daysPastEndDate": 2,
                "_info": stamp,
            }
        )
        end, number = first_end, 1
        while end.year == year:
            store.periods.put(
                {
                    "id": store.periods.new_id(),
                    "timePeriodSetup": reference(setup),
                    "period": number,
                    "startDate": (end - timedelta(days=6)).isoformat(),
                    "endDate": end.isoformat(),
                    "deadlineDate": (end + timedelta(days=2)).isoformat(),
                    "_info": stamp,
                }
            )
            end, number = end + timedelta(days=7), number + 1
