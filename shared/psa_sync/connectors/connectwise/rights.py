"""The rights that reading needs at ConnectWise, as data, and where each is set."""

from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.connectwise.menu_paths import SECURITY_ROLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A right that reading one collection needs.

    Attributes:
        path: Collection that is refused without it.
        needed_for: What does not work without it, ending a sentence.
        place: Where the MSP's admin sets it.
        required: True where the product is of no use without it.
    """

    code: str
    path: str
    name: str
    needed_for: str
    place: str
    required: bool


_VERBS: Final = {"POST": "Add", "PATCH": "Edit", "DELETE": "Delete"}


def right_to(method: str) -> str:
    """Name the right without which a write of time entries is refused.

    ConnectWise knows the levels None, My and All; with My only the API member's own time can be
    written, and a billing choice has a right of its own.
    """
    verb = _VERBS.get(method, "Edit")
    needed = f"Time & Expense > Time Entry ({verb}: All)"
    if verb == "Delete":
        return f"{needed}."
    return f"{needed}; for a billing choice, Time Entry Billable Option ({verb})."


RIGHTS: Final = (
    Right(
        code="time_entries",
        path="/time/entries",
        name="Time & Expense > Time Entry (Add, Edit, Delete, Inquire: All)",
        needed_for="to write and read the technicians' time",
        place=f"{SECURITY_ROLE} > Time & Expense",
        required=True,
    ),
    Right(
        code="members",
        path="/system/members",
        name="System > Member Maintenance (Inquire: All)",
        needed_for="to find the technicians",
        place=f"{SECURITY_ROLE} > System",
        required=True,
    ),
    Right(
        code="service_tickets",
        path="/service/tickets",
        name="Service Desk > Service Tickets (Inquire: All)",
        needed_for="to offer service tickets to book on",
        place=f"{SECURITY_ROLE} > Service Desk",
        required=True,
    ),
    Right(
        code="project_tickets",
        path="/project/tickets",
        name="Project > Project Tickets (Inquire: All)",
        needed_for="to offer project tickets to book on",
        place=f"{SECURITY_ROLE} > Project",
        required=False,
    ),
    Right(
        code="charge_codes",
        path="/time/chargeCodes",
        name="System > Table Setup > Charge Codes (Inquire: All)",
        needed_for="to offer charge codes to book on",
        place=f"{SECURITY_ROLE} > System",
        required=False,
    ),
    Right(
        code="work_types",
        path="/time/workTypes",
        name="System > Table Setup > Work Type (Inquire: All)",
        needed_for="to offer work types",
        place=f"{SECURITY_ROLE} > System",
        required=False,
    ),
    Right(
        code="work_roles",
        path="/time/workRoles",
        name="System > Table Setup > Work Role (Inquire: All)",
        needed_for="to offer work roles",
        place=f"{SECURITY_ROLE} > System",
        required=False,
    ),
)
