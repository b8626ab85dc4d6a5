"""Questions that make no sense, and people who may not ask them."""

import json

import pytest

from tests.integration.deployment import ADMIN, PAUL
from tests.integration.refusals import nothing_is_written

LISTS = ["/v1/work-items", "/v1/time-entries", "/v1/changes"]
SHEET = {"app": "connectwise", "from_": "2026-03-01", "to": "2026-03-07"}


def refused(settled, client, method, path, body=None, **more):
    with nothing_is_written():
        return settled.call(client, method, path, body, **more)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.5", "abc", "", "0000050000", "9" * 99, "٣"])
def test_a_limit_that_is_none(settled, path, limit):
    answer = refused(settled, PAUL, "GET", path, limit=limit)
    assert answer.status == 422
    assert answer.field_codes == {("limit", "limit_invalid")}


@pytest.mark.parametrize("path", ["/v1/time-entries", "/v1/changes", "/v1/problems"])
@pytest.mark.parametrize(
    "cursor",
    ["x", "null", "7", "[]", "{}", "[1,2]", '["a"]', '["a","b","c"]', '[["a"],"b"]', "[" * 5000],
    ids=lambda cursor: cursor[:16],
)
def test_a_cursor_that_is_none_of_ours(settled, path, cursor):
    answer = refused(settled, PAUL, "GET", path, cursor=cursor)
    assert (answer.status, answer.code) == (422, "cursor_invalid")


@pytest.mark.parametrize("place", ["", "\x00", "\ud800", "~" * 5000, "0", "z", "#"])
def test_a_cursor_that_somebody_made_up_shows_nothing_new(settled, place):
    for user_id in (PAUL.user_id, "somebody-else"):
        answer = refused(settled, PAUL, "GET", LISTS[1], cursor=json.dumps([user_id, place]))
        assert answer.status == (200 if user_id == PAUL.user_id else 422)
    feed = refused(settled, PAUL, "GET", LISTS[2], cursor=json.dumps([place, ""]))
    assert (feed.status, feed.code) == (422, "cursor_invalid")
    made_up = json.dumps(["problems", place])
    assert refused(settled, PAUL, "GET", "/v1/problems", cursor=made_up).status == 200
    assert refused(settled, PAUL, "GET", LISTS[0], cursor=place).code == "cursor_invalid"


def test_a_cursor_of_the_feed_is_good_for_its_reader_only(settled):
    cursor = settled.ok(PAUL, "GET", LISTS[2], limit="1")["nextCursor"]
    for client, app in ((ADMIN, None), (PAUL, "connectwise")):
        answer = refused(settled, client, "GET", LISTS[2], cursor=cursor, app=app)
        assert (answer.status, answer.code) == (422, "cursor_of_another_reader")
        assert "Start without a cursor" in answer.json["detail"]
    assert settled.call(PAUL, "GET", LISTS[2], cursor=cursor).status == 200


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"syncState": "done"}, "syncState", "sync_state_unknown"),
        ({"syncState": ""}, "syncState", "sync_state_unknown"),
        ({"from_": "2026-03-02"}, "from", "instant_without_offset"),
        ({"to": "soon"}, "to", "instant_invalid"),
        ({"to": "9999-12-31T23:59:59-14:00"}, "to", "instant_invalid"),
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense(settled, query, field, code):
    answer = refused(settled, PAUL, "GET", "/v1/time-entries", **query)
    assert (answer.status, answer.field_codes) == (422, {(field, code)})


@pytest.mark.parametrize("scope", ["", "everybody", "Account", "account,mine"])
def test_a_refresh_of_whom_nobody_knows(settled, app, scope):
    path = f"/v1/connected-apps/{app}/refresh"
    answer = refused(settled, ADMIN, "POST", path, scope=scope)
    assert (answer.status, answer.field_codes) == (422, {("scope", "invalid_value")})


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"from_": None}, "from", "missing_field"),
        ({"app": None}, "app", "missing_field"),
        ({"from_": "2026-02-30"}, "from", "date_invalid"),
        ({"to": "2026-03-07T00:00:00Z"}, "to", "date_invalid"),
        ({"from_": "0001-01-01", "to": "0001-01-02"}, "from", "date_invalid"),
        ({"to": "9999-12-31"}, "to", "date_invalid"),
        ({"to": "2026-02-28"}, "to", "range_invalid"),
        ({"to": "2028-03-01"}, "to", "range_invalid"),
    ],
    ids=str,
)
def test_a_timesheet_of_no_days(settled, changes, field, code):
    query = {name: value for name, value in (SHEET | changes).items() if value is not None}
    answer = refused(settled, PAUL, "GET", "/v1/timesheet", **query)
    assert (answer.status, answer.field_codes) == (422, {(field, code)})


def test_the_timesheet_of_somebody_else(settled):
    theirs = SHEET | {"userId": ADMIN.user_id}
    assert refused(settled, PAUL, "GET", "/v1/timesheet", **theirs).code == "user_unknown"
    assert refused(settled, ADMIN, "GET", "/v1/timesheet", **SHEET).status == 200
    nobody = refused(settled, ADMIN, "GET", "/v1/timesheet", **(SHEET | {"userId": "nobody"}))
    assert (nobody.status, nobody.code) == (422, "user_not_authenticated")


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/v1/connected-apps/nopsa/form", "app_unknown"),
        ("PUT", "/v1/connected-apps/nopsa/connection", "app_unknown"),
        ("PUT", "/v1/connected-apps/CONNECTWISE/authentication", "app_unknown"),
        ("POST", "/v1/connected-apps/nopsa/refresh", "app_unknown"),
        ("GET", "/v1/connected-apps/nopsa/options", "app_unknown"),
        ("GET", "/v1/jobs/8c6f3c1a-4c2a-4a57-9a53-5b0c8c0a9d10", "job_unknown"),
        ("GET", "/v1/nothing", "route_unknown"),
        ("GET", "/v1/", "route_unknown"),
        ("GET", "/v1/time-entries/", "route_unknown"),
        ("PUT", "/v1/changes", "route_unknown"),
        ("DELETE", "/v1/time-entries", "route_unknown"),
    ],
)
def test_what_there_is_not(settled, method, path, code):
    answer = refused(settled, ADMIN, method, path, {} if method in {"PUT", "POST"} else None)
    assert (answer.status, answer.code) == (404, code)


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("PUT", "/v1/connected-apps/connectwise/connection", {}),
        ("POST", "/v1/connected-apps/connectwise/refresh", {"scope": "account"}),
    ],
)
def test_what_only_an_admin_may_do(settled, method, path, query):
    answer = refused(settled, PAUL, method, path, {"credentials": {}}, **query)
    assert (answer.status, answer.code) == (403, "admin_only")


@pytest.mark.parametrize(
    "claims",
    [
        {"account": None},
        {"account": ""},
        {"account": " "},
        {"account": ["alpine-it"]},
        {"sub": None},
        {"role": None},
        {"role": "owner"},
        {"role": "ADMIN"},
    ],
    ids=str,
)
def test_a_token_that_does_not_say_who_calls(settled, claims):
    client = PAUL.with_claims(**claims)
    for path in ("/v1/connected-apps", "/v1/changes", "/v1/openapi.json", "/v1/jobs/1"):
        answer = refused(settled, client, "GET", path)
        assert (answer.status, answer.code) == (403, "token_incomplete")


def test_a_null_claim_is_no_name(settled):
    event = PAUL.event("GET", "/v1/changes")
    event["requestContext"]["authorizer"]["jwt"]["claims"]["account"] = None
    assert settled.sends(event).code == "token_incomplete"


def test_anybody_may_ask_whether_the_api_is_up(settled):
    event = PAUL.event("GET", "/healthz")
    del event["requestContext"]["authorizer"]
    answer = settled.sends(event)
    assert (answer.status, answer.json["status"]) == (200, "ok")
