"""The demo MSP's work: customers, service tickets, projects with phases and project tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from local.simulators.connectwise.store import member_reference, reference
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store

COMPANIES = 40
TICKETS = 300
PROJECTS = 25
_FIRST = ("Lakeside", "Summit", "Harbor", "Northwind", "Brightwater", "Ironbridge", "Maple Street",
          "Cobalt", "Fairview", "Stonegate")  # fmt: skip
_SECOND = ("Dental", "Legal", "Logistics", "Architects")
_SUMMARIES = (
    "Router drops the line every hour", "Outlook asks for the password again",
    "New starter: laptop and accounts", "Printer on floor 2 is offline",
    "VPN does not connect from home", "Mailbox is full", "Server backup failed last night",
    "Shared drive is slow", "Phone system: no outgoing calls", "Phishing mail reported",
    "Monitor stays black after update", "Restore a deleted folder", "Firewall rule for a supplier",
    "Certificate expires this week", "Teams calls break up",
)  # fmt: skip
_PROJECT_NAMES = ("Microsoft 365 migration", "Office move", "Firewall replacement",
                  "Windows 11 rollout", "Backup to the cloud")  # fmt: skip
_PHASES = ("1 Planning", "2 Rollout", "3 Handover")
_TASKS = ("Take stock", "Set up and test", "Move the users")
_SERVICE_TYPES = ("Incident", "Request", "Maintenance")
_CLOSED_PROJECTS = (8, 17)
# Statuses by their place on a board; 7 and 12 share no factor, so everyone gets each of them.
_STATUS_CYCLE = (1, 0, 2, 1, 5, 3, 4)


def seed_work(store: Store, technicians: list[Row], random: Random, at: datetime) -> None:
    """Fill customers, tickets and projects; the MSP's own company is the first company.

    Each technician is the owner of some tickets, only a further resource on others, and some of
    them are in a status that takes no time.
    """
    _companies(store, random, at)
    for number in range(TICKETS):
        _service_ticket(store, technicians, number, random, at)
    for number in range(PROJECTS):
        _project(store, technicians, number, random, at)


def _companies(store: Store, random: Random, at: datetime) -> None:
    names = ["Alpine IT Services"]
    names += [f"{first} {second}" for second in _SECOND for first in _FIRST][: COMPANIES - 1]
    for number, name in enumerate(names):
        row = {
            "id": store.companies.new_id(),
            "identifier": name.replace(" ", "")[:25],
            "name": name,
            "status": {"id": 1, "name": "Active"},
            "types": [{"id": 2, "name": "Owner"} if number == 0 else {"id": 1, "name": "Client"}],
            "deletedFlag": False,
            "phoneNumber": f"555{random.randrange(1_000_000, 9_999_999)}",
            "integratorTags": [],
            "customFields": [],
            "_info": store.stamp("zadmin", at),
        }
        store.companies.put(row)


def _ticket_core(store: Store, technicians: list[Row], number: int, board: int) -> Row:
    owner, second = technicians[number % 12], technicians[(number + 5) % 12]
    # Every other round, so that everyone is the second on some ticket.
    further = [second["identifier"]] if number // 12 % 2 == 0 else []
    statuses = store.statuses.where("board/id", board)
    status = statuses[_STATUS_CYCLE[number % len(_STATUS_CYCLE)]]
    customers = list(store.companies.rows.values())[1:]
    company = customers[number % len(customers)]
    row = {
        "board": reference(store.boards.rows[board], "name"),
        "status": reference(status, "name"),
        "company": reference(company, "identifier", "name"),
        "type": {"id": 1 + number % 3, "name": _SERVICE_TYPES[number % 3]},
        "owner": member_reference(owner),
        "resources": ", ".join([owner["identifier"], *further]),
        "location": {"id": 1, "name": "Head Office"},
        "department": {"id": 10, "name": "Professional Services"},
        "billTime": "NoDefault",
        "closedFlag": status["closedStatus"],
        "budgetHours": float(1 + number % 8),
        "customFields": [],
    }
    if number % 3 == 0:
        row["agreement"] = {"id": 600 + company["id"], "name": f"{company['name']} Care"}
    return row


def _service_ticket(
    store: Store, technicians: list[Row], number: int, random: Random, at: datetime
) -> None:
    touched = at - timedelta(minutes=random.randrange(60, 60 * 24 * 60))
    core = _ticket_core(store, technicians, number, 1 + number % 2)
    row = {
        "id": store.tickets.new_id(),
        "summary": _SUMMARIES[number % len(_SUMMARIES)],
        "recordType": "ServiceTicket",
        **core,
        "_info": {**store.stamp(core["owner"]["identifier"], touched),
                  "dateEntered": instant(touched - timedelta(days=3)), "enteredBy": "PPierce"},
    }  # fmt: skip
    if number % 10 == 0:
        row["workRole"] = reference(store.work_roles.rows[12], "name")
    if row["closedFlag"]:
        row["closedDate"], row["closedBy"] = instant(touched), core["owner"]["identifier"]
    store.tickets.put(row)


def _project(
    store: Store, technicians: list[Row], number: int, random: Random, at: datetime
) -> None:
    manager, customers = technicians[number % 12], list(store.companies.rows.values())[1:]
    company, closed = customers[(number * 3) % len(customers)], number in _CLOSED_PROJECTS
    touched = at - timedelta(minutes=random.randrange(60, 60 * 24 * 60))
    project = {
        "id": store.projects.new_id(),
        "name": f"{company['name']}: {_PROJECT_NAMES[number % len(_PROJECT_NAMES)]}",
        "status": {"id": 2, "name": "Closed"} if closed else {"id": 1, "name": "Open"},
        "closedFlag": closed,
        "company": reference(company, "identifier", "name"),
        "board": {"id": 3, "name": "Projects"},
        "manager": member_reference(manager),
        "billingMethod": "ActualRates",
        "billTime": "Billable",
        "estimatedStart": instant(at - timedelta(days=90)),
        "estimatedEnd": instant(at + timedelta(days=60)),
        "budgetHours": 120.0,
        "customFields": [],
        "_info": store.stamp(manager["identifier"], touched),
    }
    store.projects.put(project)
    team = [technicians[(number + step) % 12] for step in (0, 1, 2, 5)]
    for member in team:
        _team_member(store, project, member, touched)
    for place, description in enumerate(_PHASES[: 2 + number % 2]):
        phase = _phase(store, project, description, touched)
        for task in range(2):
            _project_ticket(store, team, phase, (number, place, task), touched)


def _team_member(store: Store, project: Row, member: Row, at: datetime) -> None:
    row = {
        "id": store.team_members.new_id(),
        "projectId": project["id"],
        "hours": 40.0,
        "member": member_reference(member),
        "projectRole": {"id": 1, "identifier": "Engineer"},
        "_info": store.stamp("zadmin", at),
    }
    store.team_members.put(row)


def _phase(store: Store, project: Row, description: str, at: datetime) -> Row:
    row = {
        "id": store.phases.new_id(),
        "projectId": project["id"],
        "description": description,
        "board": project["board"],
        "status": {"id": 1, "name": "Open"},
        "wbsCode": description[0],
        "billTime": "Billable",
        "scheduledHours": 40.0,
        "_info": store.stamp("zadmin", at),
    }
    return store.phases.put(row)


def _project_ticket(
    store: Store, team: list[Row], phase: Row, place: tuple[int, int, int], at: datetime
) -> None:
    project = store.projects.rows[phase["projectId"]]
    number = place[0] * 6 + place[1] * 2 + place[2]
    row = {
        "id": store.project_tickets.new_id(),
        "summary": _TASKS[(place[1] + place[2]) % len(_TASKS)],
        "isIssueFlag": number % 11 == 0,
        "project": reference(project, "name"),
        "phase": {"id": phase["id"], "name": phase["description"]},
        "wbsCode": f"{phase['wbsCode']}.{place[2] + 1}",
        **_ticket_core(store, (team * 3), number, 3),
        "company": project["company"],
        "_info": store.stamp("zadmin", at),
    }
    if project["closedFlag"]:
        closed = store.statuses.where("board/id", 3)[5]
        row |= {"status": reference(closed, "name"), "closedFlag": True}
    store.project_tickets.put(row)
