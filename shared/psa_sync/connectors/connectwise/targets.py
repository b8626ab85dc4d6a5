"""What ConnectWise books time on, and how our work item ids name it."""

from dataclasses import dataclass
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import RejectedError

APP: Final = PsaName("connectwise")

CHARGE_TO: Final = {
    "service_ticket": "ServiceTicket",
    "project_ticket": "ProjectTicket",
    "charge_code": "ChargeCode",
    "company": "Company",
    "activity": "Activity",
}
"""Our word for a target, and ConnectWise's; projects and phases take no time themselves."""

_TARGET_OF: Final = {theirs: ours for ours, theirs in CHARGE_TO.items()} | {
    "ProjectIssue": "project_ticket"
}


@dataclass(frozen=True, slots=True)
class Target:
    """A bookable record: one of the keys of `CHARGE_TO`, and its id."""

    kind: str
    id: int

    @classmethod
    def of(cls, work_item_id: str) -> "Target":
        """Read a work item id.

        Raises:
            RejectedError: It names nothing that ConnectWise takes time on.
        """
        app, _, rest = work_item_id.partition(":")
        kind, _, number = rest.partition(":")
        if app != APP or kind not in CHARGE_TO or not (number.isascii() and number.isdigit()):
            raise RejectedError("work_item_missing")
        return cls(kind, int(number))

    def fields(self) -> dict[str, object]:
        """The fields of a time entry that say what it is booked on."""
        charge_to = CHARGE_TO[self.kind]
        if self.kind == "company":
            return {"chargeToType": charge_to, "company": {"id": self.id}}
        return {"chargeToType": charge_to, "chargeToId": self.id}


def work_item_id(kind: str, record_id: int) -> str:
    """Write a work item id; kinds are the keys of `CHARGE_TO`, and `project` and `phase`."""
    return f"{APP}:{kind}:{record_id}"


def booked_on(charge_to_type: str | None, charge_to_id: int | None, company_id: int | None) -> str:
    """Return the work item id of a stored row; time without a target belongs to the company."""
    kind = _TARGET_OF.get(charge_to_type or "")
    if kind is None or kind == "company" or not charge_to_id:
        return work_item_id("company", company_id or charge_to_id or 0)
    return work_item_id(kind, charge_to_id)
