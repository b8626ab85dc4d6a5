"""Every refusal that the code can raise has its status, its sentence and its advice."""

import ast
import re
from http import HTTPStatus

import pytest

from functions.memtime_api.refusals import REFUSALS, refusal_json
from psa_sync import bootstrap
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.ports import PersonNotFound
from psa_sync.sync.refusal import RefusedError
from tests.infrastructure.source_tree import modules, tree

RAISED = {"RefusedError", "ChecksFailedError", "ConfirmationNeededError", "EditRefusedError"}
PASSED_ON = {"refusal.code", "missing.code"}
"""Codes that came out of another error."""
SAID_ELSEWHERE = {
    "validation_failed", "internal_error", "store_unavailable",
    "psa_unreachable",  # what every TransientError is that says nothing else
    "permission_missing",  # a read that Autotask refuses for want of a right
    "waits_its_turn",  # what the gate says where no call is left
}  # fmt: skip
WAITS_FOR = re.compile(r"psa_[a-z_]+|permission_missing")


def words_of(node):
    """The code that an error is made with."""
    if isinstance(node, ast.Constant):
        return {node.value}
    assert ast.unparse(node) in PASSED_ON, ast.unparse(node)
    return set()


def codes_in(path):
    """What the module refuses, and what a TransientError of it waits for."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
            found |= words_of(node.args[0])
        elif "connectors" in path.parts and isinstance(node, ast.keyword) and node.arg == "code":
            word = node.value.value if isinstance(node.value, ast.Constant) else ""
            found |= {word} if WAITS_FOR.fullmatch(str(word)) else set()
    return found


def raised():
    of_people = set(re.findall(r"`(user_\w+)`", PersonNotFound.__doc__ or ""))
    return of_people.union(*(codes_in(path) for path in modules("functions", "shared")))


def test_every_code_that_is_raised_is_in_the_table():
    assert len(raised()) > 25
    assert raised() <= set(REFUSALS)


def test_every_code_in_the_table_is_raised():
    assert set(REFUSALS) - raised() - SAID_ELSEWHERE == set()


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_says_what_happened_and_what_to_do(code):
    answer = REFUSALS[code]
    assert answer.status in {status.value for status in HTTPStatus}
    assert answer.status >= 400
    for sentence in (answer.title, answer.advice):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (TransientError("secret words"), 503, "psa_unreachable"),
        (TransientError("secret words", code="made_up"), 503, "store_unavailable"),
        (StaleError("secret words"), 409, "busy"),
        (ZeroDivisionError("secret words"), 500, "internal_error"),
    ],
)
def test_an_error_of_ours_shows_no_words_of_its_own(error, status, code):
    found, body = refusal_json(error, "request-1", bootstrap.clock)
    assert (found, body["code"], body["requestId"]) == (status, code, "request-1")
    assert "secret words" not in str(body)
    assert (body["said"], body["detail"]) == ("", REFUSALS[code].advice)


def test_what_a_refusal_is_about_stands_in_its_detail_and_alone():
    error = RefusedError("user_not_found", detail="PPierce")
    _, body = refusal_json(error, "request-1", bootstrap.clock)
    assert body["said"] == "PPierce"
    assert body["detail"] == f"(PPierce) {REFUSALS['user_not_found'].advice}"


@pytest.mark.parametrize("code", ["user_name_is_email", "user_not_found"])
def test_the_name_that_was_probably_meant_stands_in_the_sentence_and_alone(code):
    error = RefusedError(code, detail="ppierce@alpine-it.example", suggestion="PPierce")
    _, body = refusal_json(error, "request-1", bootstrap.clock)
    assert body["suggestion"] == "PPierce"
    assert body["detail"].endswith(f"{REFUSALS[code].advice} It is probably PPierce.")
