"""What ConnectWise's refusals mean: problem codes from error codes, fields and sentences."""

from typing import Final

from psa_sync.connectors.connectwise.schemas import ErrorItem

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
