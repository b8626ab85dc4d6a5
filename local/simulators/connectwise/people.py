"""The demo MSP's people: twelve technicians, one who left, and the API member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.connectwise.permissions import ADMIN, ROLES, TECHNICIAN
from local.simulators.connectwise.store import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store

MAIL_DOMAIN = "alpine-it.example"
API_MEMBER = "MemtimeAPI"
TECHNICIANS = (
    ("Paul", "Pierce", "PPierce", "America/New_York"),
    ("Maria", "Keller", "MKeller", "Europe/Berlin"),
    ("Ahmed", "Hassan", "AHassan", "Europe/London"),
    ("Sofia", "Rossi", "SRossi", "Europe/Rome"),
    ("Liam", "O'Connor", "LOConnor", "Europe/Dublin"),
    ("Chen", "Wei", "CWei", "Asia/Singapore"),
    ("Emma", "Larsen", "ELarsen", "Europe/Copenhagen"),
    ("Diego", "Torres", "DTorres", "America/Los_Angeles"),
    ("Aisha", "Khan", "AKhan", "Asia/Karachi"),
    ("Tom", "Becker", "TBecker", "Europe/Vienna"),
    ("Nora", "Schmidt", "NSchmidt", "America/Chicago"),
    ("Yuki", "Tanaka", "YTanaka", "Asia/Tokyo"),
)
FORMER = ("John", "Former", "JFormer", "America/New_York")
NEEDS_AN_END = frozenset({"NSchmidt"})
NO_COMPANY_TIME = frozenset({"YTanaka"})
WINDOWS_ZONES = {
    "America/New_York": "Eastern Standard Time",
    "Europe/Berlin": "W. Europe Standard Time",
    "Europe/London": "GMT Standard Time",
    "Europe/Rome": "W. Europe Standard Time",
    "Europe/Dublin": "GMT Standard Time",
    "Asia/Singapore": "Singapore Standard Time",
    "Europe/Copenhagen": "Romance Standard Time",
    "America/Los_Angeles": "Pacific Standard Time",
    "Asia/Karachi": "Pakistan Standard Time",
    "Europe/Vienna": "W. Europe Standard Time",
    "America/Chicago": "Central Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
}

ZONE_LABELS = {
    "America/New_York": "GMT-5/Eastern Time: US & Canada",
    "Europe/Berlin": "GMT+1/Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
    "Europe/London": "GMT/Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London",
    "Europe/Rome": "GMT+1/Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
    "Europe/Dublin": "GMT/Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London",
    "Asia/Singapore": "GMT+8/Kuala Lumpur, Singapore",
    "Europe/Copenhagen": "GMT+1/Brussels, Copenhagen, Madrid, Paris",
    "America/Los_Angeles": "GMT-8/Pacific Time: US & Canada",
    "Asia/Karachi": "GMT+5/Islamabad, Karachi",
    "Europe/Vienna": "GMT+1/Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
    "America/Chicago": "GMT-6/Central Time: US & Canada",
    "Asia/Tokyo": "GMT+9/Osaka, Sapporo, Tokyo",
}


def seed_members(store: Store, at: datetime) -> Row:
    """Fill the members; give the API member.

    Args:
        store: locations, departments, work types and work roles are there already.
        at: when the records were last changed.
    """
    api = _member(store, at, ("Memtime", "API", API_MEMBER, "America/New_York"), "A")
    for person in TECHNICIANS:
        _member(store, at, person, "F")
    former = _member(store, at, FORMER, "F")
    left = {"inactiveFlag": True, "inactiveDate": "2025-06-30T00:00:00Z"}
    store.members.put({**former, **left})
    return api


def _member(store: Store, at: datetime, person: tuple[str, str, str, str], licence: str) -> Row:
    first, last, identifier, zone = person
    mail = f"{identifier.lower()}@{MAIL_DOMAIN}"
    zones = list(WINDOWS_ZONES)
    role = ADMIN if licence == "A" else TECHNICIAN
    row = {
        "id": store.members.new_id(),
        "identifier": identifier,
        "licenseClass": licence,
        "firstName": first,
        "lastName": last,
        "title": "Integration" if licence == "A" else "Systems Engineer",
        "officeEmail": mail,
        "primaryEmail": mail,
        "defaultEmail": "Office",
        "defaultPhone": "Office",
        "inactiveFlag": False,
        "hireDate": "2022-01-10T00:00:00Z",
        "securityRole": {"id": role, "name": ROLES[role]},
        "adminFlag": licence == "A",
        "structureLevel": {"id": 1, "name": "Corporate"},
        "restrictLocationFlag": False,
        "restrictDepartmentFlag": False,
        "excludedServiceBoardIds": [],
        "excludedProjectBoardIds": [],
        "timeZone": {"id": zones.index(zone) + 1, "name": zone},
        "defaultLocation": reference(store.locations.rows[1], "name"),
        "defaultDepartment": reference(store.departments.rows[10], "name"),
        "workRole": reference(store.work_roles.rows[11], "name"),
        "workType": reference(store.work_types.rows[3], "name"),
        "dailyCapacity": 8.0,
        "requireTimeSheetEntryFlag": licence == "F",
        "requireStartAndEndTimeOnTimeEntryFlag": identifier in NEEDS_AN_END,
        "enterTimeAgainstCompanyFlag": identifier not in NO_COMPANY_TIME,
        "invoiceScreenDefaultTabFormat": "ShowInvoicingTab",
        "invoicingDisplayOptions": "RemainOnInvoicingScreen",
        "agreementInvoicingDisplayOptions": "RemainOnInvoicingScreen",
        "customFields": [],
        "_info": store.stamp("zadmin", at),
    }
    return store.members.put(row)


def member_info(member: Row) -> Row:
    """Give the light record of `/system/info/members`."""
    names = ("id", "identifier", "firstName", "lastName", "licenseClass", "inactiveFlag", "_info")
    light = {name: member[name] for name in names}
    full = f"{member['firstName']} {member['lastName']}"
    return {**light, "fullName": full, "defaultEmail": member["primaryEmail"]}


def with_zone_of(names: Mapping[str, str]) -> Callable[[Row], Row]:
    """Make a view of members whose time zones have other names, by their IANA names."""

    def renamed(member: Row) -> Row:
        zone = member["timeZone"]
        return {**member, "timeZone": {**zone, "name": names[zone["name"]]}}

    return renamed
