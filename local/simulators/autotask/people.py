"""The seed's people: technicians, their locations, roles, departments and queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.picklists import (
    API_USER_LICENSE,
    QUEUE_FIELD,
    QUEUE_HELP_DESK,
    QUEUE_MONITORING,
)
from local.simulators.autotask.roles import EXPENSE_APPROVAL_ROLE, TIMESHEET_APPROVAL_ROLE

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row

MAIL_DOMAIN = "alpine-it.example"
ENGINEER = 29683355
SENIOR_ENGINEER = 29683356
NETWORK_ENGINEER = 29683357
PROJECT_MANAGER = 29683358
RETIRED_ROLE = 29683359
SERVICE_DEPARTMENT = 29683384
PROJECT_DEPARTMENT = 29683385
ADMINISTRATOR = 29682896
API_RESOURCE_ID = 29682999
FORMER_RESOURCE_ID = 29682884
_FIRST_LINK = 29684000


@dataclass(frozen=True, slots=True)
class Technician:
    """One working person of the demo MSP."""

    resource_id: int
    first_name: str
    last_name: str
    user_name: str
    location_id: int
    role_id: int


LOCATIONS: dict[int, tuple[str, str]] = {
    29682810: ("New York", "Eastern Standard Time"),
    29682811: ("Berlin", "W. Europe Standard Time"),
    29682812: ("London", "GMT Standard Time"),
    29682813: ("Chicago", "Central Standard Time"),
    29682814: ("Los Angeles", "Pacific Standard Time"),
    29682815: ("Paris", "Romance Standard Time"),
    29682816: ("Tokyo", "Tokyo Standard Time"),
    29682817: ("Bangalore", "India Standard Time"),
}
ROLES: dict[int, tuple[str, float, bool]] = {
    TIMESHEET_APPROVAL_ROLE: ("Timesheet Approver", 0.0, True),
    EXPENSE_APPROVAL_ROLE: ("Expense Approver", 0.0, True),
    ENGINEER: ("Engineer", 120.0, True),
    SENIOR_ENGINEER: ("Senior Engineer", 150.0, True),
    NETWORK_ENGINEER: ("Network Engineer", 160.0, True),
    PROJECT_MANAGER: ("Project Manager", 140.0, True),
    RETIRED_ROLE: ("Bench Technician", 80.0, False),
}
TECHNICIANS: tuple[Technician, ...] = (
    Technician(29682885, "Paul", "Pierce", "PPierce", 29682810, SENIOR_ENGINEER),
    Technician(29682886, "Maria", "Keller", "MKeller", 29682811, ENGINEER),
    Technician(29682887, "Ahmed", "Hassan", "AHassan", 29682812, NETWORK_ENGINEER),
    Technician(29682888, "Sofia", "Rossi", "SRossi", 29682815, ENGINEER),
    Technician(29682889, "Liam", "O'Connor", "LOConnor", 29682812, ENGINEER),
    Technician(29682890, "Chen", "Wei", "CWei", 29682814, NETWORK_ENGINEER),
    Technician(29682891, "Emma", "Larsen", "ELarsen", 29682811, SENIOR_ENGINEER),
    Technician(29682892, "Diego", "Torres", "DTorres", 29682813, ENGINEER),
    Technician(29682893, "Aisha", "Khan", "AKhan", 29682817, ENGINEER),
    Technician(29682894, "Tom", "Becker", "TBecker", 29682811, NETWORK_ENGINEER),
    Technician(ADMINISTRATOR, "Nora", "Schmidt", "NSchmidt", 29682811, SENIOR_ENGINEER),
    Technician(29682897, "Yuki", "Tanaka", "YTanaka", 29682816, ENGINEER),
)


def mail_of(user_name: str) -> str:
    """Give a person's e-mail address."""
    return f"{user_name.lower()}@{MAIL_DOMAIN}"


def _row(entity: str, **values: object) -> Row:
    return BY_NAME[entity].empty_row() | values


def _resource(person: Technician, **others: object) -> Row:
    return (
        _row(
            "Resource",
            id=person.resource_id,
            userName=person.user_name,
            email=mail_of(person.user_name),
            emailTypeCode="PRIMARY",
            firstName=person.first_name,
            lastName=person.last_name,
            initials=person.first_name[0] + person.last_name[0],
            isActive=True,
            licenseType=1,
            userType=9 if person.resource_id == ADMINISTRATOR else 10,
            resourceType="Employee",
            payrollType=1,
            numberFormat="X,XXX.XX",
            dateFormat="MM/dd/yyyy",
            timeFormat="hh:mm a",
            hireDate="2019-03-01T00:00:00Z",
            internalCost=45.0,
            locationID=person.location_id,
            defaultServiceDeskRoleID=person.role_id,
            title=ROLES[person.role_id][0] if person.role_id in ROLES else None,
        )
        | others
    )


def resources(api_user_name: str) -> list[Row]:
    """Make all resources: technicians, somebody who left, and the API user."""
    former = Technician(FORMER_RESOURCE_ID, "John", "Former", "JFormer", 29682810, ENGINEER)
    api_user = Technician(API_RESOURCE_ID, "Memtime", "API", api_user_name, 29682810, ENGINEER)
    return [
        _resource(former, isActive=False),
        *(_resource(person) for person in TECHNICIANS),
        _resource(
            api_user,
            email=api_user_name,
            licenseType=API_USER_LICENSE,
            userType=17,
            defaultServiceDeskRoleID=None,
            title=None,
        ),
    ]


def locations() -> list[Row]:
    """Make the offices, each with a Windows time zone name."""
    return [
        _row(
            "InternalLocation",
            id=location_id,
            name=city,
            city=city,
            timeZone=zone,
            isDefault=location_id == min(LOCATIONS),
        )
        for location_id, (city, zone) in LOCATIONS.items()
    ]


def roles() -> list[Row]:
    """Make the roles; the approval roles are system roles."""
    return [
        _row(
            "Role",
            id=role_id,
            name=name,
            hourlyRate=rate,
            hourlyFactor=1.0,
            isActive=active,
            isSystemRole=rate == 0,
            isExcludedFromNewContracts=False,
            roleType=1 if rate == 0 else 0,
        )
        for role_id, (name, rate, active) in ROLES.items()
    ]


def departments() -> list[Row]:
    """Make the departments."""
    named = ((SERVICE_DEPARTMENT, "Service Desk"), (PROJECT_DEPARTMENT, "Projects"))
    first = min(LOCATIONS)
    return [
        _row("Department", id=department, name=name, primaryLocationID=first, number=f"D{place}")
        for place, (department, name) in enumerate(named, start=1)
    ]


def roles_of(person: Technician) -> tuple[int, ...]:
    """Give the roles a technician may work in, the default first."""
    second = ENGINEER if person.role_id != ENGINEER else SENIOR_ENGINEER
    return person.role_id, second


def role_links() -> dict[str, list[Row]]:
    """Make who has which role where: service desk, departments, queues, and their union."""
    links: dict[str, list[Row]] = {
        "ResourceServiceDeskRole": [],
        "ResourceRoleDepartment": [],
        "ResourceRoleQueue": [],
        "ResourceRole": [],
    }

    def add(entity: str, **values: object) -> None:
        links[entity].append(_row(entity, id=_FIRST_LINK + len(links[entity]), **values))

    queues = (QUEUE_HELP_DESK, QUEUE_MONITORING, QUEUE_FIELD)
    departments_ = (SERVICE_DEPARTMENT, PROJECT_DEPARTMENT)
    for person in TECHNICIANS:
        one: dict[str, object] = {"resourceID": person.resource_id}
        for queue in queues:
            add("ResourceRoleQueue", queueID=queue, **one)
        for role_id in roles_of(person):
            default = role_id == person.role_id
            held: dict[str, object] = {**one, "roleID": role_id, "isActive": True}
            add("ResourceServiceDeskRole", isDefault=default, **held)
            for department in departments_:
                add("ResourceRole", departmentID=department, **held)
                first = default and department == SERVICE_DEPARTMENT
                place = {"departmentID": department, "isDefault": first, "isDepartmentLead": False}
                add("ResourceRoleDepartment", **place, **held)
            for queue in queues:
                add("ResourceRole", queueID=queue, **held)
    approver: dict[str, object] = {"resourceID": ADMINISTRATOR, "isActive": True}
    add("ResourceRole", roleID=TIMESHEET_APPROVAL_ROLE, **approver)
    return links
