"""What ConnectWise's refusals of a time entry mean: one table from its words to problem codes.

ConnectWise documents an envelope of codes, messages and fields, and hardly any sentence. What is
known word for word says so in its `source`; other sentences are read by their nouns. What matches
nothing stays `psa_refused`, with the vendor's own words, and the caller looks at the row, the
ticket and the week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.connectwise.schemas import ErrorBody, ErrorItem

UNEXPLAINED: Final = "psa_refused"

NO_PERMISSION_WORDS: Final = "security permission"
"""Part of the sentence that tells a missing right from refused keys; its status is not certain."""

CLIENT_ID_WORDS: Final = "clientid"
"""Part of the sentence that refuses the integration's id and not the keys."""

_LIVE: Final = "seen live by public projects"
_SPEC: Final = "the vendor's schema of error bodies"
_NOUNS: Final = "sentence unknown, read by its nouns"
_FLAGS: Final = "named after a documented field, sentence unknown"

_REQUIRED: Final = "MissingRequiredField"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One way of saying no.

    Attributes:
        problem: Code of the problem that people see.
        item: Code of the body, or of an item of its `errors`; empty for any.
        field: The field that the item is about, lower case; empty for any.
        words: A part of the sentence, lower case; empty for any.
        source: Where it is known from.
    """

    problem: str
    item: str = ""
    field: str = ""
    words: str = ""
    source: str

    def fits(self, said: ErrorItem) -> bool:
        """Tell whether this is what was said."""
        return (
            self.item in {"", said.code or ""}
            and self.field in {"", (said.field or "").lower()}
            and self.words in (said.message or "").lower()
        )


def _by_words(problem: str, *parts: str, source: str = _NOUNS) -> Iterator[Meaning]:
    return (Meaning(problem=problem, words=part, source=source) for part in parts)


def _by_field(problem: str, *fields: str, item: str = "") -> Iterator[Meaning]:
    return (Meaning(problem=problem, field=name, item=item, source=_SPEC) for name in fields)


MEANINGS: Final = (
    *_by_words("permission_missing", NO_PERMISSION_WORDS, source=_LIVE),
    Meaning(problem="time_format_refused", item="UnsupportedFormat", source=_LIVE),
    Meaning(problem="request_malformed", item="ApiFindCondition", source=_LIVE),
    Meaning(problem="request_malformed", item="InvalidParameter", source=_NOUNS),
    *_by_words("period_closed", "report period", source=_LIVE),
    *_by_words("work_role_invalid", "work role is not valid", source=_LIVE),
    *_by_words("request_malformed", "patch document", "operation ", "the path ", "request body"),
    *_by_words("request_malformed", "callback entry", "unrecognized", "invalid url", source=_LIVE),
    *_by_words("company_time_off", "against a company", "against company", source=_FLAGS),
    *_by_words("work_item_unassigned", "on the team", "project team", source=_FLAGS),
    *_by_words("work_item_closed", "not allow time", "time entry is not allowed", source=_FLAGS),
    *_by_words("work_item_closed", "time entries are not allowed", source=_FLAGS),
    *_by_words("time_overlaps", "overlap"),
    *_by_words("notes_too_long", "too long", "longer than", "maximum length"),
    *_by_words("period_closed", "time period"),
    *_by_words("entry_locked", "cannot be changed", "cannot be deleted", "cannot be edited"),
    # What a field is about tells more than single nouns, which may come from a value in the words.
    *_by_field("notes_required", "notes", "internalnotes", item=_REQUIRED),
    *_by_field(
        "request_malformed", "timestart", "timeend", "chargetotype", "chargetoid", item=_REQUIRED
    ),
    *_by_field("work_type_invalid", "worktype"),
    *_by_field("work_role_invalid", "workrole"),
    *_by_field("billable_invalid", "billableoption"),
    *_by_field("person_inactive", "member"),
    *_by_field("entry_locked", "status", "timesheet"),
    *_by_words("work_item_closed", "closed"),
    *_by_field("work_item_missing", "chargetoid", "company"),
    *_by_field("hours_out_of_range", "hoursdeduct", "actualhours", "timestart", "timeend"),
    *_by_field("reference_invalid", "agreement", "locationid", "businessunitid", "location"),
    *_by_field("field_required", "customfields"),
    *_by_field("request_malformed", "notes", "internalnotes", "emailcc", "mobileguid"),
    *_by_field("request_malformed", "chargetotype", "op"),
    *_by_field("request_malformed", "emailresourceflag", "emailcontactflag", "emailccflag"),
    *_by_field("request_malformed", "addtodetaildescriptionflag", "addtointernalanalysisflag"),
    *_by_field("request_malformed", "addtoresolutionflag"),
    Meaning(problem="field_required", item=_REQUIRED, source=_SPEC),
    *_by_words("work_role_invalid", "work role", "workrole"),
    *_by_words("work_type_invalid", "work type", "worktype"),
    *_by_words("notes_required", "notes are required"),
    *_by_words("person_inactive", "is inactive", "inactive member"),
    *_by_words("entry_locked", "timesheet", "time sheet", "approved", "submitted"),
    *_by_words("entry_locked", "billed", "invoice"),
    *_by_words("work_item_missing", "ticket not found", "chargeto"),
    *_by_words("hours_out_of_range", "hours", "end time", "start time"),
)
"""Most telling first: the first row that fits anything that was said wins."""


def problem_code(body: ErrorBody) -> str:
    """Return the problem code of a refusal; `psa_refused` when its words say nothing we know."""
    said = (ErrorItem(code=body.code, message=body.message), *(body.errors or ()))
    fitting = (row.problem for row in MEANINGS if any(row.fits(one) for one in said))
    return next(fitting, UNEXPLAINED)
