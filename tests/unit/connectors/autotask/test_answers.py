import json

import pytest

from psa_sync.connectors.autotask.answers import ANSWERS, error_of
from psa_sync.connectors.http import Response
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from tests.builders import NOW

REFUSAL = json.dumps(
    {"errors": ["Time cannot be entered against a task that is complete."]}
).encode()
THREADS = json.dumps({"errors": ["Thread Threshold Exceeded (Itgenatr005)"]}).encode()
PERMISSION = json.dumps({"errors": ["does not have the adequate permissions"]}).encode()
GONE = json.dumps({"errors": ["No matching records found."]}).encode()
BAD_KEY = json.dumps({"errors": ["invalid credentials for api@tenant.example"]}).encode()
NO_VERB = json.dumps(
    {"Message": "The requested resource does not support http method 'GET'."}
).encode()
HOUR_FULL = json.dumps({"errors": ["The API request threshold has been exceeded."]}).encode()
HTML = b"<html><body>Bad gateway</body></html>"


def meaning(status, body=b"", *, writes, **headers):
    answer = Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, body)
    return error_of(answer, writes=writes, now=NOW, secrets=("api@tenant.example",))


# status, body, what follows for a read, what follows for a write
TABLE = [
    (200, b"{}", None, None),
    (201, b"{}", None, None),
    (204, b"", None, None),
    (301, b"", "psa_answer_senseless", InDoubtError),
    (400, b"", "psa_answer_senseless", "psa_refused"),
    (400, REFUSAL, "psa_answer_senseless", "work_item_closed"),
    (401, b"", CredentialsError, CredentialsError),
    (403, b"", "permission_missing", "permission_missing"),
    (404, b"", "psa_answer_senseless", "psa_answer_senseless"),
    (405, NO_VERB, "psa_answer_senseless", "psa_answer_senseless"),
    (408, b"", "psa_unreachable", InDoubtError),
    (409, REFUSAL, "psa_answer_senseless", "work_item_closed"),
    (409, b"", "psa_answer_senseless", "psa_refused"),
    (413, HTML, "psa_answer_senseless", "psa_refused"),
    (429, b"", "psa_rate_limited", "psa_rate_limited"),
    (500, REFUSAL, "psa_answer_senseless", "work_item_closed"),
    (500, PERMISSION, "permission_missing", "permission_missing"),
    (500, THREADS, "psa_rate_limited", "psa_rate_limited"),
    (500, BAD_KEY, CredentialsError, CredentialsError),
    (500, GONE, "psa_answer_senseless", MissingError),
    (500, b"", "psa_unreachable", InDoubtError),
    (500, HTML, "psa_unreachable", InDoubtError),
    (500, NO_VERB, "psa_unreachable", InDoubtError),
    (500, b'{"errors": []}', "psa_unreachable", InDoubtError),
    (502, HTML, "psa_unreachable", InDoubtError),
    (503, b"", "psa_unreachable", InDoubtError),
    (504, REFUSAL, "psa_unreachable", InDoubtError),
    (599, b"", "psa_unreachable", InDoubtError),
]


@pytest.mark.parametrize(("status", "body", "read", "write"), TABLE)
def test_each_answer_has_its_consequence(status, body, read, write):
    for writes, expected in ((False, read), (True, write)):
        error = meaning(status, body, writes=writes)
        found = getattr(error, "code", None) or (type(error) if error else None)
        assert found == expected, f"writes={writes}"


@pytest.mark.parametrize("body", [b"", REFUSAL, THREADS, HTML])
def test_no_status_is_forgotten_and_none_is_believed_too_much(body):
    for status in (*range(100, 200), *range(300, 600)):
        read, write = meaning(status, body, writes=False), meaning(status, body, writes=True)
        assert isinstance(read, TransientError | CredentialsError), status
        refused = 400 <= status < 500 and status != 408
        spoken = status == 500 and body in (REFUSAL, THREADS)
        certain = isinstance(write, RejectedError | TransientError | CredentialsError)
        assert certain == (refused or spoken), status
        assert certain or isinstance(write, InDoubtError), status


def test_a_limit_says_how_long_to_wait():
    assert meaning(429, writes=True, Retry_After="7").retry_after == 7
    assert meaning(429, writes=True, Retry_After="0").retry_after == 0
    assert meaning(429, writes=True).retry_after == 60
    date = "Tue, 04 Mar 2025 12:01:30 GMT"
    assert meaning(429, writes=False, Retry_After=date).retry_after == 90
    assert meaning(429, THREADS, writes=True).retry_after == 5
    assert meaning(429, HOUR_FULL, writes=True).retry_after == 60
    assert meaning(503, writes=False, Retry_After="30").retry_after == 30
    assert meaning(500, THREADS, writes=True).retry_after == 5


def test_the_refused_write_keeps_autotasks_words_without_the_key():
    words = json.dumps({"errors": ["api@tenant.example is out", "and more"]}).encode()
    refused = meaning(500, words, writes=True)
    assert isinstance(refused, RejectedError)
    assert refused.vendor_words == "•••• is out; and more"


def test_an_outage_in_which_autotask_spoke_keeps_its_words_for_the_story():
    doubt = meaning(504, REFUSAL, writes=True)
    assert isinstance(doubt, InDoubtError)
    assert "complete" in doubt.vendor_words
    assert meaning(502, HTML, writes=True).vendor_words == ""


def test_each_kind_of_answer_names_who_wrote_it_down():
    assert all(one.source for one in ANSWERS)
    for status in range(100, 600):
        assert any(status in one.statuses and not one.spoken for one in ANSWERS), status
