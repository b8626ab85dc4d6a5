"""What Autotask's rules look at on a ticket or task, as a document beside the work item."""

from typing import Final

import msgspec

from psa_sync.connectors.fact_documents import Versioned

VERSION: Final = 1


class ItemFacts(Versioned, frozen=True, kw_only=True):
    """A ticket or task as one person stands to it.

    Attributes:
        found: False where Autotask shows us no such row.
        complete: It has the status Complete; None where nobody looked.
        roles: In which roles the person is assigned; None where nobody looked.
    """

    found: bool = True
    complete: bool | None = None
    roles: tuple[int, ...] | None = None


NOT_FOUND: Final = ItemFacts(version=VERSION, found=False)
NO_ASSIGNMENT: Final = ItemFacts(version=VERSION)
"""Of a category of regular time."""


def item_facts(role_id: int | None) -> ItemFacts:
    """Return the facts of a work item that the person is assigned to in one role."""
    roles = () if role_id is None else (role_id,)
    return ItemFacts(version=VERSION, complete=False, roles=roles)


def document_of(facts: Versioned) -> bytes:
    """Write facts down."""
    return msgspec.json.encode(facts)
