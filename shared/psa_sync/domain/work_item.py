"""Work items: what time can be booked on, and the way there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psa_sync.domain.connection import PsaName
from psa_sync.domain.settings import ProjectDisplay


class WorkItemKind(StrEnum):
    """What a work item is."""

    COMPANY = "company"
    PROJECT = "project"
    PHASE = "phase"
    TASK = "task"
    TICKET = "ticket"
    CHARGE_CODE = "charge_code"


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
