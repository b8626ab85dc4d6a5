"""What a PSA in memory takes no time with, as it tells and as it refuses."""

from dataclasses import dataclass, field

from psa_sync.domain.errors import RejectedError
from psa_sync.ports import Draft


@dataclass
class PsaRules:
    """The rules that `tests.fakes.rule_facts` knows.

    Attributes:
        bad_types: Work types that take no time.
        shut: People who cannot book now, by id.
        closed: Work items that take no time.
        inactive: People who were deactivated, by id.
    """

    bad_types: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    inactive: set[str] = field(default_factory=set)

    def of_tenant(self) -> bytes:
        """What it tells of itself."""
        return " ".join(sorted(self.bad_types)).encode()

    def of_person(self, person_id: str) -> bytes:
        """What it tells of a person."""
        return b"shut" if person_id in self.shut else b""

    def of_item(self, work_item_id: str) -> str:
        """What it tells of a work item."""
        return "closed" if work_item_id in self.closed else "open"

    def check(self, draft: Draft) -> None:
        """Refuse what it takes no time with."""
        for broken, code in (
            (draft.content.work_type_id in self.bad_types, "work_type_invalid"),
            (draft.person.id in self.shut, "period_closed"),
            (draft.person.id in self.inactive, "person_inactive"),
            (draft.content.work_item_id in self.closed, "work_item_closed"),
        ):
            if broken:
                raise RejectedError(code, "No.")
