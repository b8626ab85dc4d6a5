"""Builders of domain objects: a test states only what it is about, defaults do the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName, PsaUser, UserLink
from psa_sync.domain.content import Billable, Content, Group, group_hashes
from psa_sync.domain.entry import (
    Base,
    Entry,
    Event,
    Intent,
    IntentState,
    Operation,
    Origin,
    RemoteRow,
)
from psa_sync.domain.hours import hours_of
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PullKind, PushJob
from psa_sync.domain.marker import Marker
from psa_sync.domain.problem import Problem
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind

CONNECTWISE = PsaName("connectwise")
AUTOTASK = PsaName("autotask")
ACCOUNT = "alpine"
USER = "user-pierce"
NOW = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)
"""The moment at which fake clocks start: a Tuesday noon in winter time."""


def an_id(number: int = 1) -> str:
    """A UUID that tells which one it is."""
    return str(UUID(int=(0x4D54 << 112) | number))


def a_content(**changes: Any) -> Content:
    """Ninety minutes on a ticket this morning."""
    content = Content(
        work_item_id="connectwise:ticket:1001",
        start=NOW - timedelta(hours=3),
        end=NOW - timedelta(hours=1, minutes=30),
        time_zone="America/New_York",
        notes="Router swap",
        billable=Billable.BILLABLE,
        work_type_id="2",
        work_role_id="7",
    )
    return replace(content, **changes)


def an_entry(**changes: Any) -> Entry:
    """An accepted entry that no PSA has seen yet."""
    entry = Entry(
        account=ACCOUNT,
        id=an_id(),
        user_id=USER,
        app=CONNECTWISE,
        origin=Origin.MEMTIME,
        local=a_content(),
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(entry, **changes)


def a_marker(number: int = 1, generation: int = 1) -> Marker:
    """The marker of the entry with that number."""
    return Marker(an_id(number), generation)


def a_row(**changes: Any) -> RemoteRow:
    """The PSA row of the default entry, as the PSA stored it; hours follow the content."""
    content = changes.get("content", a_content())
    row = RemoteRow(
        psa_id="90341",
        person_id="154",
        content=content,
        hours=hours_of(content.duration_seconds),
        work_date=date(2025, 3, 4),
        status="Open",
        timesheet="2025-03-01 to 2025-03-07",
        locked=False,
        last_updated="2025-03-04T12:00:00Z",
        created_by="MemtimeApi",
        marker=a_marker(),
    )
    return replace(row, **changes)


def a_base(local: Content | None = None, remote: Content | None = None) -> Base:
    """Both sides at the given contents, by default the default one."""
    local = local or a_content()
    return Base(local=group_hashes(local), remote=group_hashes(remote or local))


def a_synced_entry(**changes: Any) -> Entry:
    """An entry whose PSA row was written and read back."""
    settled = {"psa_id": "90341", "remote": a_row(), "base": a_base(), "attempts": 1}
    return an_entry(**(settled | changes))


def an_intent(**changes: Any) -> Intent:
    """A create that is on its way since now."""
    intent = Intent(
        number=1,
        operation=Operation.CREATE,
        state=IntentState.SENDING,
        sent=group_hashes(a_content()),
        sent_start=a_content().start,
        groups=tuple(sorted(Group)),
        generation=1,
        started_at=NOW,
        resolve_after=NOW + timedelta(seconds=300),
    )
    return replace(intent, **changes)


def a_problem(**changes: Any) -> Problem:
    """A problem that a technician can mend."""
    return replace(
        Problem(code="work_item_closed", since=NOW, detail="Ticket is closed."), **changes
    )


def an_event(what: str = "accepted", **changes: Any) -> Event:
    """A line of history."""
    return replace(Event(at=NOW, what=what, detail={"by": USER}), **changes)


def a_connection(**changes: Any) -> Connection:
    """A working connection to ConnectWise."""
    connection = Connection(
        account=ACCOUNT,
        app=CONNECTWISE,
        tenant="na.myconnectwise.net/alpine",
        endpoint="https://na.myconnectwise.net/v4_6_release/apis/3.0",
        own_id="MemtimeApi",
        shown_credentials={"companyId": "alpine", "privateKey": "••••1234"},
        status=ConnectionStatus.ACTIVE,
        status_text="",
        since=NOW,
    )
    return replace(connection, **changes)


def a_psa_user(**changes: Any) -> PsaUser:
    """Paul Pierce as ConnectWise knows him."""
    person = PsaUser(
        id="154",
        user_name="PPierce",
        name="Paul Pierce",
        time_zone="America/New_York",
        email="ppierce@alpine-it.example",
    )
    return replace(person, **changes)


def a_link(**changes: Any) -> UserLink:
    """The default user as Paul Pierce."""
    link = UserLink(
        account=ACCOUNT, app=CONNECTWISE, user_id=USER, psa_user=a_psa_user(), linked_at=NOW
    )
    return replace(link, **changes)


def a_work_item(**changes: Any) -> WorkItem:
    """A bookable ticket assigned to the person."""
    item = WorkItem(
        id="connectwise:ticket:1001",
        app=CONNECTWISE,
        kind=WorkItemKind.TICKET,
        name="Printer on fire",
        number="1001",
        path=("Contoso", "Help desk"),
        parent_id=None,
        status="In progress",
        bookable=True,
        not_bookable_reason=None,
        assigned=Assigned.PRIMARY,
        updated_at=NOW,
    )
    return replace(item, **changes)


def a_push_job(**changes: Any) -> PushJob:
    """Look at the default entry."""
    return replace(PushJob(account=ACCOUNT, app=CONNECTWISE, entry_id=an_id()), **changes)


def a_pull_job(**changes: Any) -> PullJob:
    """Read the changes of the default connection."""
    return replace(PullJob(account=ACCOUNT, app=CONNECTWISE, kind=PullKind.CHANGES), **changes)


def a_progress(**changes: Any) -> Progress:
    """A refresh of the default user that waits to begin."""
    progress = Progress(
        id="job-1",
        account=ACCOUNT,
        app=CONNECTWISE,
        user_id=USER,
        kind="refresh",
        status=ProgressStatus.QUEUED,
        started_at=NOW,
    )
    return replace(progress, **changes)
