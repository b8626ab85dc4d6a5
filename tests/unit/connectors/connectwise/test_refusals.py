"""Every status with every body the vendor is known to send, and what follows from it."""

from itertools import product

import pytest

from psa_sync.connectors.connectwise.error_bodies import error_body, scrubbed
from psa_sync.connectors.connectwise.refusals import Call, InUseError, NotServedError, refusal
from psa_sync.connectors.http import Response
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    SyncError,
    TransientError,
)
from psa_sync.domain.problem import PROBLEMS
from tests.builders import NOW
from tests.unit.connectors.connectwise.script import answer

READ = Call("GET", ("private-canary",), NOW)
MAKE = Call("POST", ("private-canary",), NOW)
CHANGE = Call("PATCH", ("private-canary",), NOW)

BODIES: dict[str, object] = {
    "nothing": b"",
    "html": b"<html><body>Bad gateway</body></html>",
    "text": b"Service unavailable",
    "null": None,
    "list": [],
    "strange": {"code": 7, "errors": "none"},
    "invalid": {"code": "InvalidObject", "message": "timeEntry object is invalid", "errors": None},
    "not found": {"code": "NotFound", "message": "TimeEntry 90341 not found"},
    "no endpoint": {"code": "ConnectWiseApi", "message": "The endpoint does not exist."},
    "unauthorised": {"code": "Unauthorized", "message": "Your credentials are invalid."},
    "no right": {
        "code": "Unauthorized",
        "message": "You do not have security permission to perform this action.",
    },
    "time-out": {"code": "ConnectWiseApi", "message": "A timeout has occured. Please try again."},
    "rate": {"error": "ConnectWiseAPI", "message": "Too many requests."},
    "no route": b"Cannot route. Codebase/company is invalid",
}
STATUSES = sorted({*range(300, 309), *range(400, 432), 451, 499, *range(500, 512), 520, 599})


@pytest.mark.parametrize("name", BODIES)
def test_every_status_has_a_consequence_and_only_some_leave_a_write_in_doubt(name):
    for status, call in product(STATUSES, (READ, MAKE, CHANGE)):
        error = refusal(answer(status, BODIES[name]), call)
        assert isinstance(error, SyncError), (status, call.method)
        assert isinstance(error, InDoubtError) == ((status >= 500 or status == 406) and call.writes)
        if not call.writes:
            assert isinstance(error, TransientError | CredentialsError | MissingError)
        assert getattr(error, "code", "psa_refused") in PROBLEMS


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_is_no_refusal(status):
    assert refusal(answer(status, b""), MAKE) is None


@pytest.mark.parametrize(
    ("status", "body", "call", "kind"),
    [
        (401, "unauthorised", READ, CredentialsError),
        (401, "nothing", READ, CredentialsError),
        (403, "text", MAKE, CredentialsError),
        (401, "no right", MAKE, RejectedError),
        (403, "no right", MAKE, RejectedError),
        (403, "no right", READ, TransientError),
        (403, "html", MAKE, TransientError),
        (404, "not found", READ, MissingError),
        (404, "not found", CHANGE, MissingError),
        (404, "not found", MAKE, RejectedError),
        (404, "no endpoint", CHANGE, NotServedError),
        (404, "html", CHANGE, NotServedError),
        (400, "no route", MAKE, NotServedError),
        (400, "invalid", MAKE, RejectedError),
        (400, "invalid", READ, TransientError),
        (400, "html", MAKE, TransientError),
        (405, "invalid", MAKE, RejectedError),
        (413, "html", MAKE, RejectedError),
        (413, "html", READ, TransientError),
        (415, "invalid", CHANGE, RejectedError),
        (409, "invalid", CHANGE, InUseError),
        (429, "rate", MAKE, TransientError),
        (500, "time-out", MAKE, InDoubtError),
        (500, "time-out", READ, TransientError),
        (503, "html", READ, TransientError),
        (302, "html", MAKE, TransientError),
    ],
)
def test_what_follows_from_the_answers_that_are_known(status, body, call, kind):
    assert type(refusal(answer(status, BODIES[body]), call)) is kind


def test_a_missing_right_is_named_to_the_admin_on_reads_and_writes():
    for call in (READ, MAKE):
        error = refusal(answer(403, BODIES["no right"]), call)
        assert isinstance(error, TransientError | RejectedError)
        assert error.code == "permission_missing"


def test_a_refused_client_id_is_told_from_refused_keys():
    body = {"code": "Unauthorized", "message": "A valid clientId header is required."}
    error = refusal(answer(403, body), READ)
    assert isinstance(error, CredentialsError)
    assert "Client ID" in error.reason
    assert "Private key" not in error.reason


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry_After": "7"}, 7), ({}, 30), ({"Retry_After": "soon"}, 30), ({"Retry_After": "0"}, 0)],
)
def test_a_rate_limit_says_how_long_to_wait(headers, seconds):
    error = refusal(answer(429, BODIES["rate"], **headers), MAKE)
    assert isinstance(error, TransientError)
    assert (error.retry_after, error.code) == (seconds, "psa_rate_limited")


def test_an_outage_that_names_its_end_is_waited_for():
    error = refusal(answer(503, b"", Retry_After="120"), READ)
    assert isinstance(error, TransientError)
    assert error.retry_after == 120


@pytest.mark.parametrize(
    ("message", "item", "code"),
    [
        ("", {"code": "UnsupportedFormat", "field": "timeStart"}, "time_format_refused"),
        ("", {"code": "MissingRequiredField", "field": "notes"}, "notes_required"),
        ("No report periods exist for this date", {}, "period_closed"),
        ("Work Role is not valid for the selected location", {}, "work_role_invalid"),
        ("", {"code": "InvalidField", "field": "workType"}, "work_type_invalid"),
        ("notes exceeds its maximum length", {}, "notes_too_long"),
        ("The time sheet was submitted", {}, "entry_locked"),
        ("This entry has been billed", {}, "entry_locked"),
        ("Time entry is not allowed in status Waiting", {}, "work_item_closed"),
        ("The ticket is closed", {}, "work_item_closed"),
        ("chargeToId 9 not found", {}, "work_item_missing"),
        ("Actual hours must be below 24", {}, "hours_out_of_range"),
        ("Computer says no", {}, "psa_refused"),
    ],
)
def test_the_vendors_nouns_become_problems_a_person_can_mend(message, item, code):
    body = {"code": "InvalidObject", "message": message, "errors": [item] if item else None}
    error = refusal(answer(400, body), MAKE)
    assert isinstance(error, RejectedError)
    assert error.code == code
    assert code in PROBLEMS


def test_the_vendors_words_are_one_short_line_without_secrets():
    body = {
        "code": "InvalidObject",
        "message": "Key private-canary\r\nis " + "x" * 400,
        "errors": [{"message": "and private-canary again"}],
    }
    error = refusal(answer(400, body), MAKE)
    assert isinstance(error, RejectedError)
    assert "canary" not in str(error)
    assert "\n" not in error.vendor_words
    assert len(error.vendor_words) == 300
    assert scrubbed("short", ()) == "short"


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"7", b'{"errors": 1}', b"\xff\xfe"])
def test_a_body_of_another_shape_is_no_error_body(raw):
    assert error_body(raw) is None


def test_an_answer_without_header_names_in_any_case_still_counts():
    assert isinstance(refusal(Response(429, {}, b""), READ), TransientError)
