"""What ConnectWise's rules look at on a ticket, as a document beside the work item."""

from typing import Final

import msgspec

from psa_sync.connectors.connectwise.schemas import BoardStatus, Reference, Ticket
from psa_sync.connectors.fact_documents import Versioned

VERSION: Final = 1


class ItemFacts(Versioned, frozen=True, kw_only=True):
    """A ticket.

    Attributes:
        found: False where ConnectWise knows no such ticket.
        no_time: The status that forbids time, None where none does.
    """

    found: bool = True
    no_time: str | None = None
    location: int | None = None
    work_role: int | None = None


NOT_FOUND: Final = ItemFacts(version=VERSION, found=False)
NO_TICKET: Final = ItemFacts(version=VERSION)


def item_facts(ticket: Ticket, status: BoardStatus | None) -> ItemFacts:
    """Return a ticket's facts."""
    forbids = status is not None and bool(status.time_entry_not_allowed)
    return ItemFacts(
        version=VERSION,
        no_time=(status.name or str(status.id)) if status is not None and forbids else None,
        location=_id_of(ticket.location),
        work_role=_id_of(ticket.work_role),
    )


def document_of(facts: Versioned) -> bytes:
    """Write facts down."""
    return msgspec.json.encode(facts)


def _id_of(reference: Reference | None) -> int | None:
    return reference.id if reference else None
