"""Answers in the API's own form, and the request values that every route reads alike."""

import json
import re
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api.bodies import InvalidRequestError

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 500
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
_VERSION: Final = re.compile(r'^(?:W/)?"?([0-9]{1,15})"?$')
_LIMIT: Final = re.compile(r"[0-9]{1,9}")
NO_VERSION: Final = -1
"""An If-Match that can never match: what was sent is no version of ours."""


def answer(
    status: HTTPStatus | int, body: object, headers: dict[str, str] | None = None
) -> Response[str]:
    """A JSON answer."""
    return Response(
        status_code=int(status),
        content_type=PROBLEM if int(status) >= HTTPStatus.BAD_REQUEST else JSON,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def no_content() -> Response[str]:
    """204."""
    return Response(status_code=int(HTTPStatus.NO_CONTENT), body="")


def wrong_field(field: str, code: str, message: str) -> InvalidRequestError:
    """One wrong field."""
    return InvalidRequestError([{"field": field, "code": code, "message": message}])


def version_of(if_match: str | int | None) -> int | None:
    """The version of an If-Match value, None where there is none."""
    if if_match is None:
        return None
    found = _VERSION.match(str(if_match).strip())
    return int(found[1]) if found else NO_VERSION


def limit_of(query: dict[str, str]) -> int:
    """The page size.

    Raises:
        InvalidRequestError: It is no number from 1 to 500.
    """
    text = query.get("limit", str(DEFAULT_LIMIT))
    limit = int(text) if _LIMIT.fullmatch(text) else 0
    if not 1 <= limit <= MAX_LIMIT:
        raise wrong_field("limit", "limit_invalid", f"must be a number from 1 to {MAX_LIMIT}")
    return limit


def day_of(query: dict[str, str], name: str) -> date:
    """A required calendar day.

    Raises:
        InvalidRequestError: It is missing or no `YYYY-MM-DD`.
    """
    text = query.get(name)
    if text is None:
        raise wrong_field(name, "missing_field", "is required")
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise wrong_field(name, "date_invalid", "must be YYYY-MM-DD") from None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        years = f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}"
        raise wrong_field(name, "date_invalid", years)
    return day
