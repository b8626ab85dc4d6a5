"""What a person may book on: their open tickets with the way down to them, and charge codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from psa_sync.connectors.connectwise.booking_facts import (
    NO_TICKET,
    NOT_FOUND,
    ItemFacts,
    document_of,
    item_facts,
)
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import (
    Condition,
    UnsafeTextError,
    flag_is,
    text_contains,
    text_is,
)
from psa_sync.connectors.connectwise.lean_roles import readable, setup_page
from psa_sync.connectors.connectwise.schemas import (
    PROJECT_TICKET_FIELDS,
    SERVICE_TICKET_FIELDS,
    BoardStatus,
    ChargeCode,
    Company,
    Reference,
    Ticket,
)
from psa_sync.connectors.connectwise.targets import APP, Target, work_item_id
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import MissingError, RejectedError
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind
from psa_sync.ports import WorkItemPage

TICKETS_PER_PAGE: Final = 200
COLLECTIONS: Final = {"service_ticket": "/service/tickets", "project_ticket": "/project/tickets"}
FIELDS: Final = {
    "service_ticket": SERVICE_TICKET_FIELDS,
    "project_ticket": PROJECT_TICKET_FIELDS,
}
STAGES: Final = (*COLLECTIONS, "charge_code")
"""Walked one after the other; a page token is `{stage}:{last id}`."""

Some = tuple[Iterable[WorkItem], int | None]
"""Items of a page, and the last id where there are more."""

_NOT_BOOKABLE: Final = {
    WorkItemKind.COMPANY: "Time is booked on a ticket of the company.",
    WorkItemKind.PROJECT: "ConnectWise takes time only on the project's tickets.",
    WorkItemKind.PHASE: "ConnectWise takes time only on the phase's tickets.",
}


@dataclass(slots=True)
class BoardStatuses:
    """Statuses by board, read once each."""

    client: ConnectWiseClient
    _known: dict[int, dict[int, BoardStatus]] = field(default_factory=dict)

    def of(self, ticket: Ticket) -> BoardStatus | None:
        """The status of a ticket with its flags; None where board or status is not named."""
        if ticket.board is None or ticket.board.id is None or ticket.status is None:
            return None
        board = ticket.board.id
        if board not in self._known:
            path = f"/service/boards/{board}/statuses"
            found = readable(lambda: self.client.all_records(path, BoardStatus))
            # What we may not see, ConnectWise judges when the time is sent.
            self._known[board] = {status.id: status for status in found or ()}
        return self._known[board].get(ticket.status.id or 0)


def page_of(
    client: ConnectWiseClient, statuses: BoardStatuses, person: PsaUser, page: str | None
) -> WorkItemPage:
    """Work items of the person, parents ahead of their children on every page."""
    stage, _, last_id = (page or f"{STAGES[0]}:").partition(":")
    after = int(last_id) if last_id else None
    items, next_id = _READERS[stage](client, statuses, person, after)
    return WorkItemPage(tuple(items), _next(stage, next_id), None)


def closed_reason(client: ConnectWiseClient, target: Target) -> str | None:
    """Say why a ticket takes no time now, None when it does.

    Raises:
        MissingError: There is no such ticket.
    """
    ticket = client.get(f"{COLLECTIONS[target.kind]}/{target.id}", Ticket)
    return _reason(ticket, BoardStatuses(client).of(ticket))


def facts_of(client: ConnectWiseClient, work_item_id: str) -> ItemFacts:
    """Read what the rules look at on a ticket; what is no ticket has no facts of its own."""
    try:
        target = Target.of(work_item_id)
        if target.kind == "company":
            company = client.get(f"/company/companies/{target.id}", Company)
            return NOT_FOUND if company.deleted_flag else NO_TICKET
        if target.kind not in COLLECTIONS:
            return NO_TICKET
        path = f"{COLLECTIONS[target.kind]}/{target.id}"
        ticket = client.get(path, Ticket, {"fields": FIELDS[target.kind]})
    except (MissingError, RejectedError):
        return NOT_FOUND
    return item_facts(ticket, BoardStatuses(client).of(ticket))


def _next(stage: str, last_id: int | None) -> str | None:
    if last_id is not None:
        return f"{stage}:{last_id}"
    following = STAGES[STAGES.index(stage) + 1 :]
    return f"{following[0]}:" if following else None


def _tickets(
    client: ConnectWiseClient,
    statuses: BoardStatuses,
    person: PsaUser,
    kind: str,
    after: int | None,
) -> Some:
    found = client.page(
        COLLECTIONS[kind],
        Ticket,
        where=_open_tickets_of(person),
        fields=FIELDS[kind],
        after=after,
        size=TICKETS_PER_PAGE,
    )
    items: dict[str, WorkItem] = {}
    for ticket in found.records:
        assigned = _assigned(ticket, person)
        if assigned is Assigned.NONE or ticket.closed_flag or not _belongs(ticket, kind):
            continue
        for item in _with_parents(ticket, kind, assigned, statuses.of(ticket)):
            items[item.id] = item
    return items.values(), found.after


def _open_tickets_of(person: PsaUser) -> Condition:
    still_open = flag_is("closedFlag", False)
    try:
        mine = text_is("owner/identifier", person.user_name) | text_contains(
            "resources", person.user_name
        )
    except UnsafeTextError:
        # No such name exists in ConnectWise; the rows that come back are sifted here anyway.
        return still_open
    return still_open & mine


def _belongs(ticket: Ticket, kind: str) -> bool:
    """Tell whether this is the ticket's own collection: some tenants list it in both."""
    return kind == "project_ticket" or ticket.record_type in {None, "", "ServiceTicket"}


def _assigned(ticket: Ticket, person: PsaUser) -> Assigned:
    name = person.user_name.casefold()
    if ticket.owner is not None and (ticket.owner.identifier or "").casefold() == name:
        return Assigned.PRIMARY
    resources = (ticket.resources or "").replace(";", ",").split(",")
    if name in {resource.strip().casefold() for resource in resources}:
        return Assigned.SECONDARY
    return Assigned.NONE


def _with_parents(
    ticket: Ticket, kind: str, assigned: Assigned, status: BoardStatus | None
) -> list[WorkItem]:
    items: list[WorkItem] = []
    for container, reference in (
        (WorkItemKind.COMPANY, ticket.company),
        (WorkItemKind.PROJECT, ticket.project),
        (WorkItemKind.PHASE, ticket.phase),
    ):
        if reference is not None and reference.id is not None:
            items.append(_container(container, reference, items))
    reason = _reason(ticket, status)
    items.append(
        WorkItem(
            id=work_item_id(kind, ticket.id),
            app=APP,
            kind=WorkItemKind.TICKET,
            name=ticket.summary or f"Ticket {ticket.id}",
            number=str(ticket.id),
            path=tuple(item.name for item in items),
            parent_id=items[-1].id if items else None,
            status=(ticket.status.name if ticket.status else None) or "",
            bookable=reason is None,
            not_bookable_reason=reason,
            assigned=assigned,
            facts=document_of(item_facts(ticket, status)).decode(),
        )
    )
    return items


def _container(kind: WorkItemKind, reference: Reference, above: list[WorkItem]) -> WorkItem:
    return WorkItem(
        id=work_item_id(kind.value, reference.id or 0),
        app=APP,
        kind=kind,
        name=reference.name or reference.identifier or f"{kind.value.capitalize()} {reference.id}",
        number=reference.identifier or "",
        path=tuple(item.name for item in above),
        parent_id=above[-1].id if above else None,
        status="",
        bookable=False,
        not_bookable_reason=_NOT_BOOKABLE[kind],
        assigned=Assigned.NONE,
    )


def _reason(ticket: Ticket, status: BoardStatus | None) -> str | None:
    if ticket.closed_flag or (status is not None and status.closed_status):
        return "The ticket is closed."
    if status is not None and status.time_entry_not_allowed:
        return f"ConnectWise takes no time on tickets in status {status.name or status.id}."
    return None


def _service_tickets(
    client: ConnectWiseClient, statuses: BoardStatuses, person: PsaUser, after: int | None
) -> Some:
    return _tickets(client, statuses, person, "service_ticket", after)


def _project_tickets(
    client: ConnectWiseClient, statuses: BoardStatuses, person: PsaUser, after: int | None
) -> Some:
    """An MSP without projects gives no right to them; the check of the connection names it."""
    found = readable(lambda: _tickets(client, statuses, person, "project_ticket", after))
    return found or ((), None)


def _charge_codes(
    client: ConnectWiseClient, _: BoardStatuses, __: PsaUser, after: int | None
) -> Some:
    taking_time = flag_is("timeEntryFlag", True)
    found = setup_page(client, "/time/chargeCodes", ChargeCode, taking_time, after)
    return [_charge_code(code) for code in found.records if code.time_entry_flag], found.after


_READERS: Final = {
    "service_ticket": _service_tickets,
    "project_ticket": _project_tickets,
    "charge_code": _charge_codes,
}


def _charge_code(code: ChargeCode) -> WorkItem:
    return WorkItem(
        id=work_item_id("charge_code", code.id),
        app=APP,
        kind=WorkItemKind.CHARGE_CODE,
        name=code.name or f"Charge code {code.id}",
        number="",
        path=(),
        parent_id=None,
        status="",
        bookable=True,
        not_bookable_reason=None,
        assigned=Assigned.NONE,
    )
