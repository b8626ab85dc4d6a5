"""Each thing that nobody wrote down, or that differs between tenants, as a switch."""

from __future__ import annotations

from local.simulators.connectwise import quirks_callbacks, quirks_calls, quirks_records
from local.simulators.quirks import Quirk

UNKNOWN = "no source found; the safe guess is the default"

CREDENTIALS_ANSWER_404 = Quirk(
    "credentials_answer_404",
    on=False,
    what="Wrong keys or a wrong company answer 404 instead of 401, as the cloud front end may.",
    source="ConnectWise developer guide, cloud authentication",
)
ON_PREMISE_401 = Quirk(
    "on_premise_401",
    on=False,
    what="401 says ConnectWiseApi/UserNotAuthenticated instead of Unauthorized.",
    source="ConnectWiseManageAPI PowerShell module, issue 18",
)
CLIENT_ID_401 = Quirk(
    "client_id_401",
    on=False,
    what="A call without clientId answers 401 instead of 403.",
    source="reports differ: 403 on a self-hosted 2026.3, 401 elsewhere",
)
LINKS_NAME_ANOTHER_HOST = Quirk(
    "links_name_another_host",
    on=False,
    what="Paging links name the user interface's host and the codebase, not the host called.",
    source="ConnectWise developer guide, paging example",
)
FORWARD_ONLY_REFUSES_ORDER_BY = Quirk(
    "forward_only_refuses_order_by",
    on=False,
    what="Forward-only paging with orderBy answers 400; off: orderBy is ignored.",
    source="the guide says orderBy cannot be used; what happens is not written down",
)
AND_OR_LEFT_TO_RIGHT = Quirk(
    "and_or_left_to_right",
    on=False,
    what="AND and OR without parentheses are read from left to right; off: AND binds closer.",
    source=UNKNOWN,
)
PREFIX_NOT = Quirk(
    "prefix_not",
    on=False,
    what="not (…) before parentheses is understood; off: 400.",
    source=UNKNOWN,
)
NEGATIONS_MATCH_EMPTY = Quirk(
    "negations_match_empty",
    on=False,
    what="!=, not in, not like and not contains match rows whose field is empty; off: as in SQL.",
    source=UNKNOWN,
)
STRINGS_KNOW_CASE = Quirk(
    "strings_know_case",
    on=False,
    what="Strings in conditions compare with case; off: without, as SQL Server does by default.",
    source=UNKNOWN,
)
INACTIVE_FLAG_NOT_A_CONDITION = Quirk(
    "inactive_flag_not_a_condition",
    on=False,
    what="inactiveFlag is shown but refused in conditions.",
    source="one public project reports it for some endpoints",
)
UNKNOWN_FIELDS_IGNORED = Quirk(
    "unknown_fields_ignored",
    on=False,
    what="Unknown names in fields= are left out silently; off: 400.",
    source=UNKNOWN,
)
TIME_START_DAYS_ONLY = Quirk(
    "time_start_days_only",
    on=False,
    what="timeStart compares by day and strictly: >=[day] misses that day, and a literal with a"
    " time of day matches nothing.",
    source="one MSP's notes on a self-hosted 2026.3; other projects use full instants",
)
NOTES_LOSE_NEWLINES = Quirk(
    "notes_lose_newlines",
    on=False,
    what="Line breaks in notes and internalNotes become spaces.",
    source="the developer guide says so; stored notes of production syncs have line breaks",
)
HOURS_DEDUCT_IGNORED_ON_CREATE = Quirk(
    "hours_deduct_ignored_on_create",
    on=False,
    what="hoursDeduct in a POST is dropped; a PATCH afterwards works.",
    source="a comment in the mcp-connectwise-psa project, some versions",
)
SECONDS_CUT_OFF = Quirk(
    "seconds_cut_off",
    on=False,
    what="Seconds of timeStart and timeEnd are stored as zero.",
    source=UNKNOWN,
)
MOBILE_GUID_KEPT = Quirk(
    "mobile_guid_kept",
    on=False,
    what="A mobileGuid given by the caller is stored and shown; it is never unique.",
    source=UNKNOWN,
)
INACTIVE_MEMBER_REFUSED = Quirk(
    "inactive_member_refused",
    on=True,
    what="Time for an inactive member answers 400.",
    source=UNKNOWN,
)
CLOSED_TICKETS_TAKE_NO_TIME = Quirk(
    "closed_tickets_take_no_time",
    on=False,
    what="Every closed status takes no time; off: only statuses with timeEntryNotAllowed.",
    source="inferred from the board status flag and the right Close Service Tickets",
)
PROJECT_TEAM_ONLY = Quirk(
    "project_team_only",
    on=False,
    what="Time on a project ticket needs a member of the project team.",
    source="documented for schedule entries, unknown for time",
)
LOCK_ANSWERS_409 = Quirk(
    "lock_answers_409",
    on=False,
    what="A write to a submitted, approved or billed entry answers 409 instead of 400.",
    source=UNKNOWN,
)
APPROVAL_MOVES_LAST_UPDATED = Quirk(
    "approval_moves_last_updated",
    on=True,
    what="Submitting, approving, rejecting and reversing a sheet move lastUpdated of its entries.",
    source="reported in general terms; not measured",
)
UNCHANGED_PATCH_MOVES_LAST_UPDATED = Quirk(
    "unchanged_patch_moves_last_updated",
    on=True,
    what="A PATCH that changes nothing moves lastUpdated all the same.",
    source=UNKNOWN,
)
UNKNOWN_PATCH_PATH_SILENT = Quirk(
    "unknown_patch_path_silent",
    on=False,
    what="An unknown or wrongly cased PATCH path answers 200 and changes nothing; off: 400.",
    source=UNKNOWN,
)
NESTED_PATCH_PATH_SILENT = Quirk(
    "nested_patch_path_silent",
    on=True,
    what="A nested PATCH path such as workType/id answers 200 and changes nothing; off: 400.",
    source="ConnectWise developer guide, PATCH",
)
WINDOWS_TIME_ZONES = Quirk(
    "windows_time_zones",
    on=False,
    what="Member.timeZone.name is a Windows name such as Eastern Standard Time; off: IANA.",
    source="format not documented; Windows names were seen in places",
)
MISSING_RIGHT_ANSWERS_401 = Quirk(
    "missing_right_answers_401",
    on=False,
    what="A missing right of the security role answers 401 instead of 403.",
    source="the text is recorded in a public design document, its status is not",
)
MISSING_INQUIRE_READS_EMPTY = Quirk(
    "missing_inquire_reads_empty",
    on=False,
    what="Without the right to inquire, lists and counts find nothing, instead of 403.",
    source="one report in general terms; not measured",
)

ALL = (
    *(value for value in list(globals().values()) if isinstance(value, Quirk)),
    *quirks_records.ALL,
    *quirks_calls.ALL,
    *quirks_callbacks.ALL,
)
