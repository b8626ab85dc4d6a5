"""What a ticket is as a person's work item, with the way down to it."""

from dataclasses import dataclass, field
from typing import Final

from psa_sync.connectors.connectwise.booking_facts import document_of, item_facts
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.lean_roles import readable
from psa_sync.connectors.connectwise.schemas import BoardStatus, Reference, Ticket
from psa_sync.connectors.connectwise.targets import APP, work_item_id
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind

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


def belongs(ticket: Ticket, kind: str) -> bool:
    """Tell whether this is the ticket's own collection: some tenants list it in both."""
    return kind == "project_ticket" or ticket.record_type in {None, "", "ServiceTicket"}


def assigned(ticket: Ticket, person: PsaUser) -> Assigned:
    """Say how the person stands to the ticket."""
    name = person.user_name.casefold()
    if ticket.owner is not None and (ticket.owner.identifier or "").casefold() == name:
        return Assigned.PRIMARY
    resources = (ticket.resources or "").replace(";", ",").split(",")
    if name in {resource.strip().casefold() for resource in resources}:
        return Assigned.SECONDARY
    return Assigned.NONE


def reason(ticket: Ticket, status: BoardStatus | None) -> str | None:
    """Say why a ticket takes no time now, None when it does."""
    if ticket.closed_flag or (status is not None and status.closed_status):
        return "The ticket is closed."
    if status is not None and status.time_entry_not_allowed:
        return f"ConnectWise takes no time on tickets in status {status.name or status.id}."
    return None


def with_parents(
    ticket: Ticket, kind: str, role: Assigned, status: BoardStatus | None
) -> list[WorkItem]:
    """Return the ticket behind what stands above it."""
    items: list[WorkItem] = []
    for above, reference in (
        (WorkItemKind.COMPANY, ticket.company),
        (WorkItemKind.PROJECT, ticket.project),
        (WorkItemKind.PHASE, ticket.phase),
    ):
        if reference is not None and reference.id is not None:
            items.append(container(above, reference, items))
    why_not = reason(ticket, status)
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
            bookable=why_not is None,
            not_bookable_reason=why_not,
            assigned=role,
            facts=document_of(item_facts(ticket, status)).decode(),
        )
    )
    return items


def container(kind: WorkItemKind, reference: Reference, above: list[WorkItem]) -> WorkItem:
    """Return a company, project or phase, which stands above work."""
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
