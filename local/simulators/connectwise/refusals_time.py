"""Refusals of what is written: time entries, sheets, patches and callbacks."""

from __future__ import annotations

from typing import Final

from local.simulators.connectwise.refusal import AMP, FORMATS, SELIC, UCR, Refusal

MISSING: Final = "MissingRequiredField"
INVALID: Final = "InvalidField"
OBJECT: Final = "InvalidObject"

# Any body
FIELD_REQUIRED: Final = Refusal("field_required", MISSING, "The {field} field is required.", AMP)
NOT_VALID: Final = Refusal("not_valid", INVALID, "{value} is not a valid {field}.")
NOTHING_REFERRED: Final = Refusal("nothing_referred", INVALID, "The {field} {value} was not found.")
TOO_LONG: Final = Refusal("too_long", INVALID, "The {field} is longer than {limit} characters.")

# A time entry
UNSUPPORTED_FORMAT: Final = Refusal(
    "unsupported_format", "UnsupportedFormat", "Unsupported format applied to {field}", FORMATS
)
END_BEFORE_START: Final = Refusal(
    "end_before_start", INVALID, "The end time must be after the start time."
)
DEDUCTS_TOO_MUCH: Final = Refusal(
    "deducts_too_much", INVALID, "The hours to deduct exceed the hours of the entry."
)
MEMBER_INACTIVE: Final = Refusal("member_inactive", INVALID, "Member {member} is inactive.")
ROLE_NOT_AT_LOCATION: Final = Refusal(
    "role_not_at_location", INVALID, "Work Role is not valid for the selected location", UCR
)
DEFAULT_ROLE_NOT_AT_LOCATION: Final = Refusal(
    "default_role_not_at_location",
    INVALID,
    "The default Work Role is not valid for the selected location",
    UCR,
)
LOCKED: Final = Refusal(
    "locked",
    OBJECT,
    "The time entry cannot be changed: its status is {status}.",
    other_status=409,
)
OVERLAP: Final = Refusal("overlap", INVALID, "The time overlaps time entry {other}.")
CUSTOM_FIELDS_MISSING: Final = Refusal(
    "custom_fields_missing", INVALID, "A patch needs an operation on {field}."
)
NO_PERIOD: Final = Refusal(
    "no_period",
    INVALID,
    "The date {date} does not fall within the report periods.",
    f"{SELIC}: the message names report periods",
)

# What it is charged to
COMPANY_TIME_FORBIDDEN: Final = Refusal(
    "company_time_forbidden", INVALID, "{member} cannot enter time against a company."
)
NOT_ON_TEAM: Final = Refusal("not_on_team", INVALID, "{member} is not on the team of this project.")
CHARGE_CODE_TAKES_NO_TIME: Final = Refusal(
    "charge_code_takes_no_time", INVALID, "Charge code {name} does not allow time entry."
)
STATUS_TAKES_NO_TIME: Final = Refusal(
    "status_takes_no_time", OBJECT, "Time entry is not allowed on tickets in status {status}."
)
NO_TARGET: Final = Refusal("no_target", INVALID, "{kind} {target} not found.")

# A patch
PATCH_NOT_A_LIST: Final = Refusal(
    "patch_not_a_list", INVALID, "The patch document must be an array of operations."
)
PATCH_INCOMPLETE: Final = Refusal(
    "patch_incomplete", INVALID, "An operation needs op, path and value."
)
PATCH_OPERATION: Final = Refusal(
    "patch_operation", INVALID, "The operation {operation} is not supported."
)
PATCH_PATH: Final = Refusal("patch_path", INVALID, "The path {path} was not found.")

# A callback
INVALID_URL: Final = Refusal("invalid_url", INVALID, "Invalid URL", AMP)
UNKNOWN_TYPE: Final = Refusal("unknown_type", OBJECT, "Unrecognized type")
UNKNOWN_LEVEL: Final = Refusal(
    "unknown_level",
    OBJECT,
    "Unrecognized level for type, see documentation for supported levels for each type",
    AMP,
)
CALLBACK_EXISTS: Final = Refusal(
    "callback_exists", "ObjectExists", "A matching callback entry already exists", AMP
)

# A time sheet
ONLY_OPEN_SUBMITTED: Final = Refusal(
    "only_open_submitted", "", "Only an open time sheet can be submitted.", form="business",
    status=200,
)  # fmt: skip
EMPTY_NOT_SUBMITTED: Final = Refusal(
    "empty_not_submitted", "", "An empty time sheet cannot be submitted.", form="business",
    status=200,
)  # fmt: skip
ONLY_SUBMITTED_APPROVED: Final = Refusal(
    "only_submitted_approved", "", "Only a submitted time sheet can be approved.",
    form="business", status=200,
)  # fmt: skip
ONLY_SUBMITTED_REJECTED: Final = Refusal(
    "only_submitted_rejected", "", "Only a submitted time sheet can be rejected.",
    form="business", status=200,
)  # fmt: skip
ONLY_SUBMITTED_REVERSED: Final = Refusal(
    "only_submitted_reversed", "", "Only a submitted or approved time sheet can be reversed.",
    form="business", status=200,
)  # fmt: skip
SHEET_IN_USE: Final = Refusal(
    "sheet_in_use", "Conflict", "TimeSheet {sheet} has time entries", form="coded", status=409
)
