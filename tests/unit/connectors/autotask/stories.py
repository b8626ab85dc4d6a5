"""Drafts and rows of Paul Pierce, as both sides write them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from psa_sync.connectors.autotask.decoding import decode_row
from psa_sync.connectors.autotask.schemas import TimeEntry
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.hours import hours_of
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import Draft
from tests.builders import a_marker

PAUL = PsaUser(
    id="29682885",
    user_name="PPierce",
    name="Paul Pierce",
    time_zone="America/New_York",
    email="ppierce@alpine-it.example",
)
START = datetime(2025, 3, 4, 14, 0, tzinfo=UTC)


def a_draft(person: PsaUser = PAUL, **changes: Any) -> Draft:
    """An hour and a half on a ticket."""
    content = Content(
        work_item_id="autotask:ticket:35754",
        start=START,
        end=START + timedelta(minutes=90),
        time_zone=person.time_zone,
        notes="Replaced PSU",
        internal_notes="spare from shelf 3",
        work_role_id="29683355",
    )
    content = replace(content, **changes)
    return Draft(
        content=content,
        person=person,
        marker=a_marker(),
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, person.time_zone),
    )


def vendor_row(**changes: Any) -> dict[str, Any]:
    """A ticket's time entry as Autotask sends it, with fields that nobody reads."""
    return {
        "id": 987651,
        "resourceID": 29682885,
        "ticketID": 35754,
        "taskID": None,
        "internalBillingCodeID": 29682801,
        "billingCodeID": 29682801,
        "roleID": 29683355,
        "contractID": 29683748,
        "timeEntryType": 2,
        "dateWorked": "2025-03-04T00:00:00Z",
        "startDateTime": "2025-03-04T14:00:00Z",
        "endDateTime": "2025-03-04T15:30:00Z",
        "hoursWorked": 1.5,
        "hoursToBill": 1.5,
        "offsetHours": 0.0,
        "summaryNotes": "Replaced PSU",
        "internalNotes": "spare from shelf 3",
        "isNonBillable": False,
        "showOnInvoice": True,
        "createDateTime": "2025-03-04T15:31:02Z",
        "creatorUserID": 29682999,
        "lastModifiedDateTime": "2025-03-04T15:31:02Z",
        "lastModifiedUserID": 29682999,
        "billingApprovalDateTime": None,
        **changes,
    }


def a_row(**changes: Any) -> TimeEntry:
    """The same, decoded."""
    return decode_row(json.dumps(vendor_row(**changes)).encode(), TimeEntry)


def stored(body: dict[str, Any], **changes: Any) -> TimeEntry:
    """What an obliging Autotask makes of a body: the window decides on the hours."""
    start, end = (datetime.fromisoformat(body[name]) for name in ("startDateTime", "endDateTime"))
    worked = hours_of(int((end - start).total_seconds()), Decimal("0.0001"))
    empty = dict.fromkeys(vendor_row())
    made = {"id": 1, "resourceID": 29682885, "lastModifiedDateTime": "2025-03-04T15:31:02Z"}
    return a_row(**{**empty, **made, **body, "hoursWorked": float(worked), **changes})
