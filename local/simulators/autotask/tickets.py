"""The seed's tickets and who is on them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from local.simulators.autotask.catalogue import LABOUR
from local.simulators.autotask.customers import customer
from local.simulators.autotask.dates import instant
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import TECHNICIANS, Technician
from local.simulators.autotask.picklists import QUEUE_FIELD, QUEUE_HELP_DESK, TICKET_COMPLETE

if TYPE_CHECKING:
    from random import Random

    from local.simulators.autotask.schema import Row

TICKETS = 300
_FIRST_TICKET = 35400
_FIRST_SECONDARY = 29685000
_EACH = len(TECHNICIANS)
_COMPLETE_EVERY = 5
_SECOND_EVERY = 2
_OPEN_STATUSES = (1, 8, 8, 8, 7, 10)
_SUBJECTS = (
    "Replace failed power supply", "Outlook keeps asking for the password", "New laptop set-up",
    "VPN drops every hour", "Printer offline on the second floor", "Restore a deleted folder",
    "Server disk almost full", "Phishing mail reported", "Wi-Fi weak in the meeting room",
    "Teams calls without sound", "Add a user to the finance share", "Firewall firmware update",
    "Backup job failed overnight", "Slow accounting software", "Certificate expires soon",
    "Move the phone system to the new line", "Monitor flickers", "Offboard a leaving employee",
    "Multi-factor sign-in for a new phone", "UPS battery replacement",
)  # fmt: skip
_PRIORITIES = (1, 2, 2, 3, 3, 4)


def tickets(now: datetime, random: Random) -> list[Row]:
    """Make the tickets, the technicians taking turns as primary; every fifth round is complete."""
    numbered: dict[str, int] = {}
    rows = []
    for place in range(TICKETS):
        opened = _opened(now, place, random)
        prefix = opened.strftime("T%Y%m%d")
        numbered[prefix] = numbered.get(prefix, 0) + 1
        number = f"{prefix}.{numbered[prefix]:04d}"
        rows.append(_ticket(place, opened, number, random))
    return rows


def _opened(now: datetime, place: int, random: Random) -> datetime:
    days_ago = 95 - place * 94 // TICKETS
    at = time(random.randrange(7, 18), random.randrange(60))
    return datetime.combine(now.date() - timedelta(days=days_ago), at, now.tzinfo)


def _ticket(place: int, opened: datetime, number: str, random: Random) -> Row:
    person = TECHNICIANS[place % _EACH]
    company_id, contract_id = customer(place * 7)
    complete = is_complete(place)
    closed = instant(opened + timedelta(days=1)) if complete else None
    activity = closed or instant(opened)
    return BY_NAME["Ticket"].empty_row() | {
        "id": _FIRST_TICKET + place,
        "ticketNumber": number,
        "title": _SUBJECTS[(place * 3 + place // _EACH) % len(_SUBJECTS)],
        "companyID": company_id,
        "contractID": contract_id,
        "status": TICKET_COMPLETE if complete else random.choice(_OPEN_STATUSES),
        "priority": random.choice(_PRIORITIES),
        "queueID": random.choice((QUEUE_HELP_DESK, QUEUE_FIELD)),
        "source": random.choice((2, 4, 8, 11)),
        "ticketType": random.choice((1, 2)),
        "ticketCategory": 3,
        "billingCodeID": LABOUR[place % len(LABOUR)],
        "assignedResourceID": person.resource_id,
        "assignedResourceRoleID": person.role_id,
        "createDate": instant(opened),
        "creatorResourceID": person.resource_id,
        "dueDateTime": instant(opened + timedelta(days=3)),
        "completedDate": closed,
        "completedByResourceID": person.resource_id if complete else None,
        "lastActivityDate": activity,
        "lastActivityResourceID": person.resource_id,
        "lastTrackedModificationDateTime": activity,
    }


def is_complete(place: int) -> bool:
    """Tell whether the n-th ticket is complete."""
    return (place // _EACH) % _COMPLETE_EVERY == _COMPLETE_EVERY - 1


def second_on(place: int) -> Technician | None:
    """Give the secondary technician of the n-th ticket; never its primary."""
    if place % _SECOND_EVERY:
        return None
    step = 1 + (place // _EACH) % (_EACH - 1)
    return TECHNICIANS[(place + step) % _EACH]


def ticket_secondaries() -> list[Row]:
    """Make the secondary assignments of every second ticket."""
    rows = []
    for place in range(TICKETS):
        person = second_on(place)
        if person is not None:
            rows.append(
                BY_NAME["TicketSecondaryResource"].empty_row()
                | {
                    "id": _FIRST_SECONDARY + place,
                    "ticketID": _FIRST_TICKET + place,
                    "resourceID": person.resource_id,
                    "roleID": person.role_id,
                }
            )
    return rows
