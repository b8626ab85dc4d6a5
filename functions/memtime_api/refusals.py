"""The one table that turns refusals into problem+json answers (RFC 9457)."""

from dataclasses import dataclass
from typing import Final

from functions.memtime_api.bodies import InvalidRequestError
from functions.memtime_api.refusal_shapes import FieldError, Reasons, Refusal
from functions.memtime_api.representations import check_json, entry_json
from functions.memtime_api.settings_json import impact_json
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.domain.settings import SyncPolicy
from psa_sync.ports import Clock
from psa_sync.sync.change_settings import ConfirmationNeededError
from psa_sync.sync.connect_app import ChecksFailedError
from psa_sync.sync.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and words of a refusal: what happened, and what to do."""

    status: int
    title: str
    advice: str


REFUSALS: Final[dict[str, Answer]] = {
    "json_malformed": Answer(400, "The body is not JSON.", "Send valid JSON in UTF-8."),
    "json_too_deep": Answer(400, "The JSON is nested too deeply.", "Nest at most 16 levels."),
    "body_too_large": Answer(413, "The body is too large.", "Send at most 512 KB."),
    "token_incomplete": Answer(
        403, "The token names no account, user or role.", "Log in again, or ask the operator."
    ),
    "admin_only": Answer(403, "Only an admin may do this.", "Ask an admin of your account."),
    "route_unknown": Answer(404, "There is no such address.", "See GET /v1/openapi.json."),
    "app_unknown": Answer(404, "There is no such connected app.", "See GET /v1/connected-apps."),
    "entry_unknown": Answer(
        404, "There is no such time entry, or it is not yours.", "Check the id."
    ),
    "job_unknown": Answer(404, "There is no such job.", "Jobs are forgotten after 30 days."),
    "user_unknown": Answer(404, "There is no such user in your account.", "Check the user id."),
    "version_required": Answer(
        428, "A change needs the version it is based on.", 'Send If-Match: "<version>".'
    ),
    "version_conflict": Answer(
        412, "The entry has another version.", "Read the entry, merge, and send again."
    ),
    "entry_locked": Answer(
        409,
        "The PSA has locked this entry: it is submitted, approved or billed.",
        "Ask the approver to reopen it in the PSA.",
    ),
    "entry_deleted": Answer(
        409, "The entry was deleted.", "Send the tombstone's version to make it anew."
    ),
    "retry_not_needed": Answer(
        409, "The entry neither waits nor was refused.", "See its syncState, or ask for explain."
    ),
    "no_conflict": Answer(409, "The entry is in no conflict.", "Read the entry again."),
    "brake_off": Answer(409, "The brake is not on.", "There is nothing to release."),
    "duplicate_in_batch": Answer(
        409, "The batch holds this id twice.", "Send each entry once per batch."
    ),
    "confirmation_needed": Answer(
        409, "The change touches many entries.", "Look at impact; send confirm: true to do it."
    ),
    "busy": Answer(409, "Others are changing this at the moment.", "Try again in a moment."),
    "psa_already_connected": Answer(
        409,
        "Another account is connected to this PSA company.",
        "Disconnect it there first, or ask the operator.",
    ),
    "psa_tenant_differs": Answer(
        409,
        "The key belongs to another PSA company than the one that is connected.",
        "Use a key of the same company, or uninstall the app first.",
    ),
    "unknown_work_item": Answer(
        422, "The work item is unknown, or not yours.", "Refresh the work items; choose another."
    ),
    "work_item_not_bookable": Answer(
        422, "The PSA takes no time on this work item.", "Choose another work item."
    ),
    "app_being_removed": Answer(
        409,
        "The app's former data is being removed.",
        "Install it again in an hour.",
    ),
    "entry_purged": Answer(
        409,
        "The entry's data was removed with the app that it belonged to.",
        "Book it under a new id, if it is not in the PSA.",
    ),
    "app_not_installed": Answer(
        422, "The connected app is not installed.", "An admin installs it under Connected apps."
    ),
    "user_not_authenticated": Answer(
        422,
        "You are not authenticated with the connected app.",
        "Authenticate with your PSA user name under Connected apps.",
    ),
    "connection_stopped": Answer(
        409, "The connection does not work at present.", "An admin checks it: Edit connection."
    ),
    "credentials_refused": Answer(
        422, "The PSA refuses these credentials.", "Check each field against the PSA."
    ),
    "permissions_missing": Answer(
        422, "The key lacks permissions.", "An admin of the PSA grants what the checks name."
    ),
    "user_name_is_email": Answer(
        422, "This is an e-mail address.", "Enter the PSA user name, without the mail domain."
    ),
    "user_not_found": Answer(
        422, "The PSA knows no such user name.", "Look it up in the PSA, in your own profile."
    ),
    "user_inactive": Answer(
        422, "This PSA user is inactive.", "An admin of the PSA activates the user."
    ),
    "user_ambiguous": Answer(
        422, "More than one PSA user has this name.", "Enter the exact user name."
    ),
    "user_is_api_only": Answer(422, "This is an API user, no person.", "Enter your own user name."),
    "user_taken": Answer(
        422,
        "Another Memtime user is authenticated as this PSA user.",
        "Check the name, or have the other user log out of the app.",
    ),
    "cursor_invalid": Answer(422, "The cursor is not one of ours.", "Start without a cursor."),
    "cursor_of_another_reader": Answer(
        422,
        "The cursor belongs to another user, role or choice of app.",
        "Start without a cursor; nothing is lost.",
    ),
    "cursor_expired": Answer(
        422,
        "The cursor is older than 400 days, and deletes may be missing behind it.",
        "Start without a cursor, and drop what does not come again.",
    ),
    "permission_missing": Answer(
        409, "The connection's PSA user may not do this.", "An admin of the PSA grants the right."
    ),
    "psa_unreachable": Answer(503, "The PSA does not answer.", "Try again in a minute."),
    "psa_rate_limited": Answer(503, "The PSA asks us to slow down.", "Try again in a minute."),
    "waits_its_turn": Answer(
        503, "No call to the PSA is free at the moment.", "Try again in a minute."
    ),
    "psa_answer_senseless": Answer(503, "The PSA's answer makes no sense.", "Try again later."),
    "store_unavailable": Answer(503, "Our store does not answer.", "Try again in a moment."),
    "validation_failed": Answer(422, "The request is invalid.", "Mend the fields named in errors."),
    "internal_error": Answer(
        500, "Something went wrong on our side.", "Try again; if it stays, give us the requestId."
    ),
}


def refusal_json(error: Exception, request_id: str, clock: Clock) -> tuple[int, Refusal]:
    """Return status and problem+json body of an error; what is not in the table is our bug."""
    code, detail = _facts(error)
    answer = REFUSALS.get(code, REFUSALS["internal_error"])
    reasons = _reasons(error, clock)
    body: Refusal = {
        "type": f"urn:psa-sync:problem:{code}",
        "title": answer.title,
        "status": answer.status,
        "detail": f"{_sentence(detail)} {answer.advice}{_meant(reasons)}".strip(),
        "code": code,
        "said": detail,
        "requestId": request_id,
        "errors": _errors(error),
        **reasons,
    }
    return answer.status, body


def _facts(error: Exception) -> tuple[str, str]:
    if isinstance(error, InvalidRequestError):
        return "validation_failed", ""
    if isinstance(error, TransientError):
        return error.code if error.code in REFUSALS else "store_unavailable", ""
    if isinstance(error, StaleError):
        return "busy", ""
    if isinstance(error, RefusedError):
        return error.code, error.detail
    return "internal_error", ""


def _errors(error: Exception) -> list[FieldError]:
    if isinstance(error, InvalidRequestError):
        return error.errors
    if isinstance(error, RefusedError) and error.field:
        message = REFUSALS[error.code].title if error.code in REFUSALS else error.code
        return [{"field": error.field, "code": error.code, "message": message}]
    return []


def _sentence(detail: str) -> str:
    return f"({detail})" if detail else ""


def _meant(reasons: Reasons) -> str:
    return f" It is probably {reasons['suggestion']}." if "suggestion" in reasons else ""


def _reasons(error: Exception, clock: Clock) -> Reasons:
    found: Reasons = {}
    if not isinstance(error, RefusedError):
        return found
    if error.entry is not None:
        found["entry"] = entry_json(error.entry, SyncPolicy(), clock())
    if error.suggestion:
        found["suggestion"] = error.suggestion
    if isinstance(error, ConfirmationNeededError):
        found["impact"] = impact_json(error.impact)
    if isinstance(error, ChecksFailedError):
        found["checks"] = [check_json(check) for check in error.checks]
    return found
