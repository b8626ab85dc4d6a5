from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.api_client import ApiClient

PAUL = {"sub": "user-paul", "account": "alpine-it", "role": "member", "email": "p@example.org"}
REFUSED_TOKENS = {
    "another audience": {"aud": "another-product"},
    "another issuer": {"iss": "https://login.example.org"},
    "expired": {"expiresIn": -60},
}


@pytest.mark.parametrize("difference", REFUSED_TOKENS.values(), ids=REFUSED_TOKENS)
def test_a_token_that_is_not_for_us_opens_nothing(stack, difference):
    api = stack.api(stack.info.mint_token(**PAUL, **difference))
    assert api.call("GET", "/v1/connected-apps").status_code == 401


def test_a_token_of_a_foreign_key_opens_nothing(stack):
    claims = PAUL | {
        "iss": stack.info.token_issuer.url,
        "aud": "psa-sync",
        "exp": datetime.now(UTC) + timedelta(hours=1),
    }
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "local"})
    assert stack.api(token).call("GET", "/v1/connected-apps").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic dXNlcjpwYXNz"])
def test_no_token_opens_nothing(stack, header):
    api = ApiClient(stack.info.api_url, "")
    answer = api.call("GET", "/v1/connected-apps", headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.parametrize("claim", ["account", "role", "sub"])
def test_a_token_that_does_not_say_who_calls_is_refused(stack, claim):
    answer = stack.api(stack.info.mint_token(**PAUL, omit=[claim])).call(
        "GET", "/v1/connected-apps"
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "token_incomplete"


def test_a_role_that_we_do_not_know_is_refused(stack):
    api = stack.api(stack.info.mint_token(**PAUL | {"role": "owner"}))
    assert api.call("GET", "/v1/connected-apps").status_code == 403


OPEN = {
    "GET /healthz",
    "POST /webhooks/{app}/{hookToken}",  # opened by the PSA's signature
    "GET /portal",  # files that are the same for everybody
    "GET /portal/{proxy+}",
}


def test_only_these_routes_need_no_token(stack):
    api = stack.info.aws_client("apigatewayv2")
    api_id = stack.info.api_url.split("/")[-2]
    routes = api.get_routes(ApiId=api_id)["Items"]
    unguarded = {one["RouteKey"] for one in routes if one.get("AuthorizationType") != "JWT"}
    assert len(routes) > len(OPEN)
    assert unguarded == OPEN

    health = ApiClient(stack.info.api_url, "").ok("GET", "/healthz")
    assert health["status"] == "ok"
    assert health["version"]


def test_unknown_addresses_are_told_so(admin):
    answer = admin.call("GET", "/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "route_unknown"
    assert admin.call("GET", "/nothing-here").status_code == 404
    assert admin.call("PUT", "/v1/connected-apps/nopsa/connection", {}).status_code == 404


def test_ids_of_absurd_length_are_unknown_and_no_fault_of_ours(stack, admin):
    long = "x" * 3000
    days = "from=2026-03-02&to=2026-03-02"
    for method, path in (
        ("GET", f"/v1/time-entries/{long}"),
        ("DELETE", f"/v1/time-entries/{long}"),
        ("GET", f"/v1/jobs/{long}"),
        ("GET", f"/v1/connected-apps/{long}/options"),
        ("GET", f"/v1/timesheet?{days}&app={long}"),
        ("GET", f"/v1/timesheet?{days}&app=autotask&userId={long}"),
    ):
        assert admin.call(method, path).status_code == 404, path
    assert stack.user(long).call("GET", "/v1/connected-apps").status_code == 403


def test_another_account_sees_nothing_of_ours(stack, technician, stranger):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    member_there = stack.user("user-paul", account="other-msp")

    for foreign in (stranger, member_there):
        assert foreign.call("GET", f"/v1/time-entries/{entry_id}").status_code == 404
        assert foreign.call("DELETE", f"/v1/time-entries/{entry_id}").status_code == 404
        assert foreign.pages("/v1/time-entries") == []
        assert foreign.pages("/v1/work-items") == []
        assert foreign.ok("GET", "/v1/changes")["items"] == []
        apps = foreign.ok("GET", "/v1/connected-apps")["items"]
        assert [(one["installed"], one["authenticated"]) for one in apps] == [(False, False)] * 2
    assert technician.sees(entry_id)["syncState"] == "synced"


def test_a_colleague_sees_nothing_of_mine_and_an_admin_does(technician, colleague, admin):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    path = f"/v1/time-entries/{entry_id}"
    assert colleague.api.call("GET", path).status_code == 404
    assert entry_id not in {one["id"] for one in colleague.api.pages("/v1/time-entries")}
    taking_over = colleague.api.call("PUT", path, colleague.a_booking())
    assert taking_over.status_code == 404
    assert admin.ok("GET", path)["userId"] == technician.user_id


def test_a_member_does_what_only_admins_may_in_vain(stack, technician, psa):
    before = technician.connected_app()["connection"]
    path = f"/v1/connected-apps/{psa.app}"
    credentials = {"credentials": psa.simulator.credentials}
    answers = [
        technician.api.call("PUT", f"{path}/connection", credentials),
        technician.api.call("POST", f"{path}/refresh?scope=account"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "admin_only")] * 2
    assert technician.connected_app()["connection"]["since"] == before["since"]


def test_the_same_id_in_two_accounts_is_two_entries(technician, stranger):
    entry_id = technician.books()
    booking = technician.a_booking(id=str(uuid4()))
    refused = stranger.call("PUT", f"/v1/time-entries/{entry_id}", booking | {"id": entry_id})
    assert refused.status_code == 422
    assert refused.json()["code"] == "app_not_installed"
    technician.waits_until_synced(entry_id)
