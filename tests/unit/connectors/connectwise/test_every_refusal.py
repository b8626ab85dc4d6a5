"""Nothing that ConnectWise is known to say ends in the words "the PSA refused the entry"."""

import json
import string

import pytest

from local.simulators.connectwise import refusals, rules
from psa_sync.connectors.connectwise.menu_paths import MENU_PATHS
from psa_sync.connectors.connectwise.refusal_words import MEANINGS, UNEXPLAINED
from psa_sync.connectors.connectwise.refusals import ANSWERS, Call, refusal
from psa_sync.connectors.connectwise.rules import RULES
from psa_sync.connectors.http import Response
from psa_sync.domain.errors import RejectedError, SyncError
from psa_sync.domain.problem import PROBLEMS, Problem, Who
from tests.builders import NOW

SECRETS = ("private-canary", "public-canary")
METHODS = ("GET", "POST", "PATCH", "DELETE")

# What each is about; a refusal that is not named here has to be understood by its words alone.
ABOUT = {
    "end_before_start": ["timeEnd"],
    "no_target": ["chargeToId"],
    **dict.fromkeys(
        ("field_required", "not_valid", "nothing_referred", "unsupported_format", "too_long"),
        sorted(rules.WRITABLE),
    ),
}
SUCCESSES = [one for one in refusals.ALL if one.form == "business"]
EVERY = [
    pytest.param(one, field, id=f"{one.name}-{field}")
    for one in refusals.ALL
    if one not in SUCCESSES
    for field in ABOUT.get(one.name, [""])
]


def said_by(one, field):
    names = {name for _, name, _, _ in string.Formatter().parse(one.text) if name}
    return one.said(**(dict.fromkeys(names, "7") | ({"field": field} if field else {})))


def body_of(one, field):
    text = said_by(one, field)
    if one.form == "plain":
        return text.encode()
    if one.form == "throttled":
        return json.dumps({"error": one.code, "message": text}).encode()
    if one.form == "coded":
        return json.dumps({"code": one.code, "message": text}).encode()
    item = {"code": one.code, "message": text, "resource": "timeEntry", "field": field}
    message = "timeEntry object is invalid"
    return json.dumps({"code": "InvalidObject", "message": message, "errors": [item]}).encode()


def follows(status, body, method="POST"):
    return refusal(Response(status, {}, body), Call(method, SECRETS, NOW))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("one", "field"), EVERY)
def test_each_refusal_of_the_simulator_is_understood(one, field, method):
    for status in {one.status, one.other_status or one.status}:
        error = follows(status, body_of(one, field), method)
        assert isinstance(error, SyncError)
        code = getattr(error, "code", None)
        assert code in {None, *PROBLEMS}
        assert code != UNEXPLAINED, said_by(one, field)
        if isinstance(error, RejectedError):
            is_explained(error, said_by(one, field))


def is_explained(error, words):
    problem = Problem(code=error.code, since=NOW, detail=error.vendor_words, place=error.place)
    assert words in problem.message
    assert problem.kind.fix
    assert problem.where
    assert bool(error.place) == (problem.kind.who is Who.MSP_ADMIN)


def test_a_step_of_a_sheet_that_was_not_done_is_no_error_of_http():
    assert SUCCESSES
    assert all(follows(one.status, b"{}") is None for one in SUCCESSES)


def test_what_nobody_ever_heard_is_shown_in_the_vendors_own_words_without_secrets():
    item = {"code": "Quux", "message": "The flux of private-canary is inverted", "field": "flux"}
    body = {"code": "InvalidObject", "message": "timeEntry object is invalid", "errors": [item]}
    error = follows(400, json.dumps(body).encode())
    assert isinstance(error, RejectedError)
    assert error.code == UNEXPLAINED
    assert error.vendor_words == "timeEntry object is invalid The flux of ••• is inverted"
    problem = Problem(code=error.code, since=NOW, detail=error.vendor_words, place=error.place)
    assert "The flux of ••• is inverted" in problem.message


def test_a_missing_right_is_named_for_it_is_the_admin_who_has_to_find_it():
    words = b'{"code":"Unauthorized","message":"You do not have security permission to do this."}'
    needed = {method: str(follows(403, words, method)) for method in METHODS[1:]}
    for method, verb in (("POST", "Add"), ("PATCH", "Edit"), ("DELETE", "Delete")):
        assert f"Time Entry ({verb}: All)" in needed[method]
    assert "Billable Option" not in needed["DELETE"]


def test_every_row_of_the_tables_says_where_it_is_known_from_and_what_to_do():
    sources = [row.source for row in MEANINGS] + [row.source for row in ANSWERS]
    assert all(sources)
    assert {row.problem for row in MEANINGS} | {*MENU_PATHS} <= set(PROBLEMS)
    assert all(PROBLEMS[code].who is Who.MSP_ADMIN for code in MENU_PATHS)
    words = [row.words for row in MEANINGS] + [row.words for row in ANSWERS]
    assert all(one == one.lower() for one in words)


def test_what_is_foreseen_names_the_same_menu_as_what_is_refused():
    places = {rule.code: rule.place for rule in RULES}
    assert places == {code: MENU_PATHS.get(code, "") for code in places}
    assert any(places.values())


def test_no_row_stands_where_an_earlier_one_takes_all_that_it_would():
    def hides(earlier, later):
        same = earlier.item in {"", later.item} and earlier.field in {"", later.field}
        return same and earlier.words in later.words

    hidden = [
        later
        for position, later in enumerate(MEANINGS)
        if any(hides(earlier, later) for earlier in MEANINGS[:position])
    ]
    assert hidden == []
