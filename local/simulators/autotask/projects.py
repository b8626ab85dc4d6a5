"""The seed's projects with their phases, tasks and who is on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from local.simulators.autotask.catalogue import PROJECT_WORK
from local.simulators.autotask.customers import OWN_COMPANY, customer
from local.simulators.autotask.dates import day
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import ADMINISTRATOR, PROJECT_DEPARTMENT, TECHNICIANS
from local.simulators.autotask.picklists import PROJECT_COMPLETE, TICKET_COMPLETE

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row

PROJECTS = 25
_FIRST_PROJECT = 29683800
_FIRST_PHASE = 29686000
_FIRST_TASK = 29687000
_FIRST_SECONDARY = 29688000
_PHASES = ("Assessment", "Implementation", "Handover")
_TASKS = ("Kick-off and plan", "Inventory", "Build and test", "Roll-out", "Documentation")
_TITLES = (
    "Office 365 migration", "Firewall replacement", "Server room move", "Wi-Fi roll-out",
    "Backup modernisation", "Endpoint protection roll-out", "Telephony upgrade",
)  # fmt: skip
_TEMPLATE_TYPE, _INTERNAL_TYPE, _CLIENT_TYPE = 3, 4, 5
_IN_PROGRESS = 6
_DAYS_BEFORE, _DAYS_AFTER = 120, 60


def _kind(place: int) -> tuple[int, int]:
    """Type and status: the last project is a template, the one before internal, some are done."""
    if place == PROJECTS - 1:
        return _TEMPLATE_TYPE, 1
    if place == PROJECTS - 2:
        return _INTERNAL_TYPE, _IN_PROGRESS
    return _CLIENT_TYPE, PROJECT_COMPLETE if place % 8 == 7 else _IN_PROGRESS  # noqa: PLR2004


def projects(today: date) -> list[Row]:
    """Make the projects."""
    begin, end = day(today - timedelta(days=_DAYS_BEFORE)), day(today + timedelta(days=_DAYS_AFTER))
    rows: list[Row] = []
    for place in range(PROJECTS):
        kind, status = _kind(place)
        company_id, contract_id = customer(place)
        own = kind != _CLIENT_TYPE
        rows.append(
            BY_NAME["Project"].empty_row()
            | {
                "id": _FIRST_PROJECT + place,
                "projectName": _TITLES[place % len(_TITLES)],
                "description": "",
                "completedPercentage": 100 if status == PROJECT_COMPLETE else 50,
                "duration": _DAYS_BEFORE + _DAYS_AFTER,
                "projectNumber": f"P{begin[:10].replace('-', '')}.{place + 1:04d}",
                "companyID": OWN_COMPANY if own else company_id,
                "contractID": None if own else contract_id,
                "projectType": kind,
                "status": status,
                "startDateTime": begin,
                "endDateTime": end,
                "createDateTime": begin,
                "creatorResourceID": ADMINISTRATOR,
                "projectLeadResourceID": ADMINISTRATOR,
                "lastActivityDateTime": begin,
                "lastActivityResourceID": ADMINISTRATOR,
            }
        )
    return rows


def phases(today: date) -> list[Row]:
    """Make three phases a project."""
    begin, end = today - timedelta(days=_DAYS_BEFORE), today + timedelta(days=_DAYS_AFTER)
    return [
        BY_NAME["Phase"].empty_row()
        | {
            "id": _FIRST_PHASE + place * len(_PHASES) + turn,
            "projectID": _FIRST_PROJECT + place,
            "title": title,
            "phaseNumber": f"{turn + 1:04d}",
            "startDate": day(begin),
            "dueDate": day(end),
            "createDate": day(begin),
            "creatorResourceID": ADMINISTRATOR,
            "isScheduled": True,
            "estimatedHours": 8.0 * len(_TASKS) / len(_PHASES),
            "lastActivityDateTime": day(begin),
        }
        for place in range(PROJECTS)
        for turn, title in enumerate(_PHASES)
    ]


def tasks(today: date) -> list[Row]:
    """Make five tasks a project, the technicians taking turns; first tasks are complete."""
    begin, end = day(today - timedelta(days=_DAYS_BEFORE)), day(today + timedelta(days=_DAYS_AFTER))
    rows: list[Row] = []
    for place in range(PROJECTS):
        for turn, title in enumerate(_TASKS):
            person = TECHNICIANS[(place * len(_TASKS) + turn) % len(TECHNICIANS)]
            complete = turn == 0 or _kind(place)[1] == PROJECT_COMPLETE
            phase = place * len(_PHASES) + turn * len(_PHASES) // len(_TASKS)
            rows.append(
                BY_NAME["Task"].empty_row()
                | {
                    "id": _FIRST_TASK + place * len(_TASKS) + turn,
                    "taskNumber": f"T{begin[:10].replace('-', '')}.{9000 + len(rows):04d}",
                    "title": title,
                    "projectID": _FIRST_PROJECT + place,
                    "phaseID": _FIRST_PHASE + phase,
                    "status": TICKET_COMPLETE if complete else 8,
                    "taskType": 1,
                    "departmentID": PROJECT_DEPARTMENT,
                    "billingCodeID": PROJECT_WORK,
                    "isTaskBillable": _kind(place)[0] == _CLIENT_TYPE,
                    "assignedResourceID": person.resource_id,
                    "assignedResourceRoleID": person.role_id,
                    "estimatedHours": 8.0,
                    "remainingHours": 0.0 if complete else 4.0,
                    "startDateTime": begin,
                    "endDateTime": end,
                    "createDateTime": begin,
                    "creatorResourceID": ADMINISTRATOR,
                    "completedDateTime": day(today - timedelta(days=10)) if complete else None,
                    "lastActivityDateTime": begin,
                    "lastActivityResourceID": ADMINISTRATOR,
                }
            )
    return rows


def task_secondaries() -> list[Row]:
    """Put a second technician on every third task."""
    rows: list[Row] = []
    for place in range(0, PROJECTS * len(_TASKS), 3):
        person = TECHNICIANS[(place + 5) % len(TECHNICIANS)]
        rows.append(
            BY_NAME["TaskSecondaryResource"].empty_row()
            | {
                "id": _FIRST_SECONDARY + place,
                "taskID": _FIRST_TASK + place,
                "resourceID": person.resource_id,
                "roleID": person.role_id,
            }
        )
    return rows
