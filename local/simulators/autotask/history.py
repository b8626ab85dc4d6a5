"""The seed's time entries: three months of working days, typed in by the technicians themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from local.simulators.autotask.catalogue import REGULAR
from local.simulators.autotask.dates import WINDOWS_ZONES, day, instant
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import LOCATIONS, TECHNICIANS, Technician
from local.simulators.autotask.picklists import (
    ENTRY_REGULAR,
    ENTRY_TASK,
    ENTRY_TICKET,
    TICKET_COMPLETE,
)
from local.simulators.autotask.settle import hours_to_bill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from local.simulators.autotask.schema import Row

DAYS = 91
_FIRST_ENTRY = 900_001
_DAY_MINUTES = 450
_SATURDAY = 5
_EMPTY = BY_NAME["TimeEntry"].empty_row()
_NOTES = (
    "Talked to the user and fixed it remotely.", "Checked logs, applied the update, tested.",
    "Replaced the part and confirmed with the customer.", "Followed the runbook; all green now.",
    "Investigated with the vendor; workaround in place.", "Documented the change in the wiki.",
    "Monitored for an hour, no further alerts.", "Set up and handed over to the user.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """What a technician may book: own tickets and open tasks, and the contracts of projects."""

    tickets: Sequence[Row]
    tasks: Sequence[Row]
    contract_of_project: dict[int, int | None]

    @classmethod
    def of(cls, person: Technician, seed: dict[str, list[Row]]) -> Work:
        """Choose the work a technician is primary on."""
        mine = person.resource_id
        return cls(
            [row for row in seed["Ticket"] if row["assignedResourceID"] == mine],
            [
                row
                for row in seed["Task"]
                if row["assignedResourceID"] == mine and row["status"] != TICKET_COMPLETE
            ],
            {row["id"]: row["contractID"] for row in seed["Project"]},
        )


def time_entries(
    now: datetime, random: Random, seed: dict[str, list[Row]], per_day: tuple[int, int]
) -> list[Row]:
    """Make the entries, in order of when they were typed in.

    Args:
        now: aware; the last day is each technician's yesterday.
        random: the seed's randomness.
        seed: tickets, tasks and projects by entity name.
        per_day: least and most entries of a technician's working day.
    """
    rows: list[Row] = []
    for person in TECHNICIANS:
        zone = ZoneInfo(WINDOWS_ZONES[LOCATIONS[person.location_id][1]])
        work = Work.of(person, seed)
        for worked in working_days(now.astimezone(zone).date()):
            begin = datetime.combine(worked, time(8, 15 * random.randrange(4)), zone)
            rows += _working_day(person, begin, work, random, random.randint(*per_day))
    rows.sort(key=lambda row: (row["createDateTime"], row["resourceID"], row["startDateTime"]))
    for place, row in enumerate(rows):
        row["id"] = _FIRST_ENTRY + place
    return rows


def working_days(today: date) -> Iterator[date]:
    """Give the working days of the last three months, up to yesterday."""
    for ago in range(DAYS, 0, -1):
        worked = today - timedelta(days=ago)
        if worked.weekday() < _SATURDAY:
            yield worked


def _working_day(
    person: Technician, begin: datetime, work: Work, random: Random, entries: int
) -> Iterator[Row]:
    slot = _DAY_MINUTES // entries
    typed = begin + timedelta(minutes=_DAY_MINUTES + 20)
    for turn in range(entries):
        start = begin + timedelta(minutes=slot * turn)
        end = start + timedelta(minutes=max(5, 5 * random.randint(slot // 10, slot // 5)))
        yield _entry(person, (start, end), work, random) | {
            "createDateTime": instant(typed),
            "lastModifiedDateTime": instant(typed),
        }


def _entry(person: Technician, span: tuple[datetime, datetime], work: Work, random: Random) -> Row:
    hours = round((span[1] - span[0]).total_seconds() / 3600, 4)
    return _EMPTY | {
        **_booked_on(person, work, span[0].date(), random),
        "resourceID": person.resource_id,
        "dateWorked": day(span[0].date()),
        "startDateTime": instant(span[0]),
        "endDateTime": instant(span[1]),
        "hoursWorked": hours,
        "hoursToBill": hours_to_bill(hours),
        "offsetHours": 0.0,
        "summaryNotes": random.choice(_NOTES),
        "showOnInvoice": True,
        "isInternalNotesVisibleToComanaged": False,
        "creatorUserID": person.resource_id,
        "lastModifiedUserID": person.resource_id,
        "billingApprovalLevelMostRecent": 0,
    }


def _booked_on(person: Technician, work: Work, worked: date, random: Random) -> Row:
    lot = random.random()
    if lot < 0.1:  # noqa: PLR2004  (one entry in ten is regular time)
        code = random.choice(REGULAR)
        kind = {"timeEntryType": ENTRY_REGULAR, "isNonBillable": True}
        return {"internalBillingCodeID": code, **kind}
    role = {"roleID": person.role_id}
    if lot < 0.3 and work.tasks:  # noqa: PLR2004  (one in five is project work)
        task = random.choice(work.tasks)
        contract = work.contract_of_project[task["projectID"]]
        codes = {"billingCodeID": task["billingCodeID"], "contractID": contract}
        kind = {"timeEntryType": ENTRY_TASK, "isNonBillable": not task["isTaskBillable"]}
        return {"taskID": task["id"], **role, **codes, **kind}
    # A ticket opened later cannot have been worked on yet; the first one is older than any day.
    until = max(1, sum(row["createDate"][:10] <= worked.isoformat() for row in work.tickets))
    ticket = work.tickets[random.randrange(until)]
    codes = {"billingCodeID": ticket["billingCodeID"], "contractID": ticket["contractID"]}
    mirror = {"internalBillingCodeID": ticket["billingCodeID"]}
    kind = {"timeEntryType": ENTRY_TICKET, "isNonBillable": False}
    return {"ticketID": ticket["id"], **role, **codes, **mirror, **kind}
