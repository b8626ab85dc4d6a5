"""Route of the timesheet: both sides of a person's time, as JSON or for a spreadsheet."""

import json
from datetime import date
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api.answers import answer, day_of, wrong_field
from functions.memtime_api.caller import LONGEST_ID, Caller, caller_of
from functions.memtime_api.routing import new_router
from functions.memtime_api.timesheet_csv import CSV, csv_of
from functions.memtime_api.timesheet_json import timesheet_json
from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.sync.read_timesheet import Statement, read_timesheet
from psa_sync.sync.refusal import RefusedError

router = new_router()
LONGEST_DAYS: Final = 366
MOST_BYTES: Final = 5_000_000
"""Lambda answers with 6 MB at most, and the body is a text within JSON there.

Source: AWS Lambda quotas, invocation payload, synchronous.
"""
_FORMATS: Final = {"csv": True, "json": False}


@router.get("/v1/timesheet")
def get_timesheet() -> Response[str]:
    """Both sides of a person's time, day by day."""
    event = router.current_event
    caller, query = caller_of(event.raw_event), event.query_string_parameters
    first, last = _days(query)
    app = query.get("app")
    if app is None:
        raise wrong_field("app", "missing_field", "is required")
    if len(app) > LONGEST_ID:
        raise RefusedError("app_unknown")
    wants_csv = _wants_csv(query, event.headers.get("accept") or "")
    user_id = _whose(query, caller)
    found = read_timesheet(
        caller.account, user_id, PsaName(app), first, last, effects=bootstrap.effects()
    )
    return fitting(_csv(found, first, last) if wants_csv else _json(found))


def _days(query: dict[str, str]) -> tuple[date, date]:
    first, last = day_of(query, "from"), day_of(query, "to")
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise wrong_field("to", "range_invalid", "must lie within a year after from")
    return first, last


def _whose(query: dict[str, str], caller: Caller) -> str:
    """The person whose sheet it is; only admins see other people's.

    Raises:
        RefusedError: `user_unknown`.
    """
    user_id = query.get("userId") or caller.user_id
    readable = caller.viewer.is_admin and len(user_id) <= LONGEST_ID
    if user_id != caller.user_id and not readable:
        raise RefusedError("user_unknown")
    return user_id


def _wants_csv(query: dict[str, str], accept: str) -> bool:
    """Tell which form is asked for: `format` says it, or else the header Accept does.

    Raises:
        InvalidRequestError: There is no such form.
    """
    named = query.get("format")
    if named is None:
        return _weight(accept, CSV) > _weight(accept, "application/json")
    if named not in _FORMATS:
        raise wrong_field("format", "format_invalid", "must be json or csv")
    return _FORMATS[named]


def _weight(accept: str, media_type: str) -> float:
    """How much a media type is wanted, from 0 to 1 (RFC 9110, section 12.5.1)."""
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        if name == media_type:
            weights = (part[2:] for part in parameters if part.startswith("q="))
            try:
                return float(next(weights, "1"))
            except ValueError:
                return 0.0
    return 0.0


def _json(found: Statement) -> Response[str]:
    return answer(HTTPStatus.OK, timesheet_json(found), {"Vary": "Accept"})


def _csv(found: Statement, first: date, last: date) -> Response[str]:
    name = f"timesheet-{first.isoformat()}-{last.isoformat()}.csv"
    return Response(
        status_code=int(HTTPStatus.OK),
        content_type=f"{CSV}; charset=utf-8; header=present",
        body=csv_of(found),
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept",
        },
    )


def fitting(response: Response[str]) -> Response[str]:
    """Pass on what API Gateway can carry.

    Raises:
        InvalidRequestError: It cannot carry that much.
    """
    if len(json.dumps(response.body)) > MOST_BYTES:
        raise wrong_field("to", "range_too_large", "the answer is too large: ask for fewer days")
    return response
