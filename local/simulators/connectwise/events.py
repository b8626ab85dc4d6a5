"""What changed in the PSA, as its callbacks tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row

ADDED: Final = "added"
UPDATED: Final = "updated"
DELETED: Final = "deleted"


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record.

    Attributes:
        kind: the callback type it belongs to: time, ticket, project, member or company.
        action: added, updated or deleted.
        row: as stored now; for a delete, as stored last.
        actor: identifier of the member who made the change.
        old: as it was before an update.
        approval: the change is a step of a time sheet's approval.
    """

    kind: str
    action: str
    row: Row
    actor: str
    old: Row | None = None
    approval: bool = False

    @property
    def topic(self) -> str:
        """Name it the way faults do, e.g. `time/deleted`."""
        return f"{self.kind}/{self.action}"
