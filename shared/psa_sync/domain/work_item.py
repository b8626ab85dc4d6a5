"""Work items: what time can be booked on, and the way there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.settings import ImportScope, ProjectDisplay


class WorkItemKind(StrEnum):
    """What a work item is."""

    COMPANY = "company"
    PROJECT = "project"
    PHASE = "phase"
    TASK = "task"
    TICKET = "ticket"
    CHARGE_CODE = "charge_code"


CONTAINERS: Final = frozenset({WorkItemKind.COMPANY, WorkItemKind.PROJECT, WorkItemKind.PHASE})
"""What stands above work, and is there for its sake alone."""


class Assigned(StrEnum):
    """How the person stands to the work item."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One work item as one person sees it.

    Attributes:
        id: `{app}:{what the PSA books on}:{PSA id}`; opaque outside the connector.
        number: The PSA's visible number, empty where it has none.
        path: Names from the company down to the parent.
        parent_id: The work item above, or None.
        status: The PSA's own word.
        bookable: True when the PSA takes time on it now.
        not_bookable_reason: One sentence when it does not.
        work_role_id: The role this person has on it, where the PSA ties roles to assignments.
        updated_at: When our copy last changed, UTC.
        facts: What the PSA's rules depend on here; a document that its connector alone can read.
        facts_as_of: When `facts` came by themselves, later than the rest; None before.
    """

    id: str
    app: PsaName
    kind: WorkItemKind
    name: str
    number: str
    path: tuple[str, ...]
    parent_id: str | None
    status: str
    bookable: bool
    not_bookable_reason: str | None
    assigned: Assigned
    work_role_id: str | None = None
    updated_at: datetime | None = None
    facts: str = ""
    facts_as_of: datetime | None = None

    @property
    def display_name(self) -> str:
        """The way from the company down to this item, for lists and search."""
        return " / ".join((*self.path, self.name))

    def named(self, display: ProjectDisplay) -> str:
        """What the item is called where people chose how."""
        if display is ProjectDisplay.NAME:
            return self.name
        if display is ProjectDisplay.NUMBER_NAME:
            return f"{self.number} {self.name}".strip()
        return self.display_name

    def is_in(self, scope: ImportScope) -> bool:
        """True where people with this import scope have the work item.

        What stands above work, and regular time, is nobody's own and in every scope.
        """
        if scope is ImportScope.ALL or self.kind not in {WorkItemKind.TASK, WorkItemKind.TICKET}:
            return True
        if self.assigned is Assigned.NONE:
            return False
        return self.assigned is Assigned.PRIMARY or scope is ImportScope.ASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemSpan:
    """Work items of one kind by their number in the PSA.

    Attributes:
        prefix: How the ids begin: all but the number.
        after: The number before the first, None from the beginning.
        upto: The last number, None to the end.
    """

    prefix: str
    after: int | None = None
    upto: int | None = None

    def holds(self, work_item_id: str) -> bool:
        """Tell whether the id lies inside."""
        prefix, number = _parts(work_item_id)
        if prefix != self.prefix or number is None:
            return False
        return (self.after is None or number > self.after) and (
            self.upto is None or number <= self.upto
        )


def place_of(work_item_id: str) -> str:
    """The id as text that sorts by number: digits at the end are led by how many they are.

    Different ids stay different.
    """
    prefix, separator, tail = work_item_id.rpartition(":")
    if not (tail.isascii() and tail.isdigit()):
        return work_item_id
    return f"{prefix}{separator}{len(tail):03d}{tail}"


def _parts(work_item_id: str) -> tuple[str, int | None]:
    prefix, separator, tail = work_item_id.rpartition(":")
    is_number = tail.isascii() and tail.isdigit() and str(int(tail)) == tail
    return prefix + separator, int(tail) if is_number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice, e.g. a work type."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices that are valid for one person."""

    work_types: tuple[Option, ...]
    work_roles: tuple[Option, ...]
    billable: tuple[Option, ...]
