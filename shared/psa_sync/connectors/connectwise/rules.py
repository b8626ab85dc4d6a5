"""Facts about ConnectWise as data: rights and where they are set, and what its refusals mean."""

from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.connectwise.schemas import ErrorItem


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


_ROLES: Final = "ConnectWise > System > Security Roles > the API member's role"

RIGHTS: Final = (
    Right(
        code="time_entries",
        path="/time/entries",
        name="Time & Expense > Time Entry (Add, Edit, Delete, Inquire: All)",
        needed_for="to write and read the technicians' time",
        place=f"{_ROLES} > Time & Expense",
        required=True,
    ),
    Right(
        code="members",
        path="/system/members",
        name="System > Member Maintenance (Inquire: All)",
        needed_for="to find the technicians",
        place=f"{_ROLES} > System",
        required=True,
    ),
    Right(
        code="service_tickets",
        path="/service/tickets",
        name="Service Desk > Service Tickets (Inquire: All)",
        needed_for="to offer service tickets to book on",
        place=f"{_ROLES} > Service Desk",
        required=True,
    ),
    Right(
        code="project_tickets",
        path="/project/tickets",
        name="Project > Project Tickets (Inquire: All)",
        needed_for="to offer project tickets to book on",
        place=f"{_ROLES} > Project",
        required=False,
    ),
    Right(
        code="charge_codes",
        path="/time/chargeCodes",
        name="System > Table Setup > Charge Codes (Inquire: All)",
        needed_for="to offer charge codes to book on",
        place=f"{_ROLES} > System",
        required=False,
    ),
    Right(
        code="work_types",
        path="/time/workTypes",
        name="System > Table Setup > Work Type (Inquire: All)",
        needed_for="to offer work types",
        place=f"{_ROLES} > System",
        required=False,
    ),
    Right(
        code="work_roles",
        path="/time/workRoles",
        name="System > Table Setup > Work Role (Inquire: All)",
        needed_for="to offer work roles",
        place=f"{_ROLES} > System",
        required=False,
    ),
)

NO_PERMISSION_WORDS: Final = "security permission"
"""Part of the sentence that tells a missing right from refused keys; its status is not certain."""

CLIENT_ID_WORDS: Final = "clientid"
"""Part of the sentence that refuses the integration's id and not the keys."""

_BY_FIELD: Final = {
    ("MissingRequiredField", "notes"): "notes_required",
    ("MissingRequiredField", "internalnotes"): "notes_required",
}

_BY_ITEM_CODE: Final = {"UnsupportedFormat": "time_format_refused"}

# ConnectWise documents no codes for these, so its sentences are read by their nouns, most telling
# first; what matches nothing stays `psa_refused`, and the caller looks at the row and the ticket.
_BY_WORDS: Final = (
    (NO_PERMISSION_WORDS, "permission_missing"),
    ("report period", "period_closed"),
    ("time period", "period_closed"),
    ("work role", "work_role_invalid"),
    ("workrole", "work_role_invalid"),
    ("work type", "work_type_invalid"),
    ("worktype", "work_type_invalid"),
    ("notes are required", "notes_required"),
    ("too long", "notes_too_long"),
    ("maximum length", "notes_too_long"),
    ("timesheet", "entry_locked"),
    ("time sheet", "entry_locked"),
    ("approved", "entry_locked"),
    ("submitted", "entry_locked"),
    ("billed", "entry_locked"),
    ("invoice", "entry_locked"),
    ("time entry is not allowed", "work_item_closed"),
    ("time entries are not allowed", "work_item_closed"),
    ("does not allow time", "work_item_closed"),
    ("closed", "work_item_closed"),
    ("ticket not found", "work_item_missing"),
    ("chargeto", "work_item_missing"),
    ("hours", "hours_out_of_range"),
)


def problem_code(message: str, items: tuple[ErrorItem, ...]) -> str:
    """Return the problem code of a refusal; `psa_refused` when its words say nothing we know."""
    for item in items:
        field = (item.field or "").lower()
        code = _BY_FIELD.get((item.code or "", field)) or _BY_ITEM_CODE.get(item.code or "")
        if code:
            return code
    words = " ".join([message, *(f"{item.message} {item.field}" for item in items)]).lower()
    return next((code for noun, code in _BY_WORDS if noun in words), "psa_refused")
