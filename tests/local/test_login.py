import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from local.simulators.server import running
from local.token_issuer import AUDIENCE, TokenIssuer, make_app

PORTAL = "http://127.0.0.1:4566/portal/index.html"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
PAUL = {
    "sub": "user-paul",
    "account": "alpine-it",
    "role": "member",
    "email": "ppierce@alpine-it.example",
    "name": "Paul <b>Pierce</b>",
}
ASKED = {
    "client_id": "portal",
    "redirect_uri": PORTAL,
    "response_type": "code",
    "scope": "openid email",
    "state": "s-1",
    "nonce": "n-1",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def issuer():
    with running(make_app(TokenIssuer())) as url:
        registered = register(url, redirectUris=[PORTAL], users=[PAUL])
        assert registered.status_code == 201
        yield url


def register(issuer, **client):
    return requests.put(f"{issuer}/clients/portal", json=client, timeout=5)


def authorize(issuer, cookies=None, **changes):
    asked = {name: value for name, value in (ASKED | changes).items() if value is not None}
    return requests.get(
        f"{issuer}/authorize", params=asked, cookies=cookies, allow_redirects=False, timeout=5
    )


def pick(issuer, user="user-paul", **changes):
    return requests.post(
        f"{issuer}/authorize",
        data=ASKED | changes | {"user": user},
        allow_redirects=False,
        timeout=5,
    )


def answered(response):
    assert response.status_code == 303
    address = urlsplit(response.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == PORTAL
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def exchange(issuer, picked_code, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": picked_code,
        "client_id": "portal",
        "redirect_uri": PORTAL,
        "code_verifier": VERIFIER,
    }
    return requests.post(f"{issuer}/oauth/token", data=form | changes, timeout=5)


def test_the_page_shows_whom_to_pick_and_runs_nothing(issuer):
    answer = authorize(issuer)
    assert answer.status_code == 200
    assert "ppierce@alpine-it.example" in answer.text
    assert "<script" not in answer.text
    assert "Paul &lt;b&gt;Pierce" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_somebody_picked_comes_back_with_a_code_that_gives_the_tokens_of_the_api(issuer):
    back = answered(pick(issuer))
    assert back["state"] == "s-1"
    tokens = exchange(issuer, back["code"]).json()
    key = jwt.PyJWK(requests.get(f"{issuer}/.well-known/jwks.json", timeout=5).json()["keys"][0])
    access = jwt.decode(tokens["access_token"], key, algorithms=["RS256"], audience=AUDIENCE)
    assert {name: access[name] for name in ("sub", "account", "role", "email")} == {
        name: PAUL[name] for name in ("sub", "account", "role", "email")
    }
    assert "name" not in access
    identity = jwt.decode(tokens["id_token"], key, algorithms=["RS256"], audience="portal")
    assert (identity["nonce"], identity["sub"], identity["iss"]) == ("n-1", "user-paul", issuer)


def test_a_code_works_once(issuer):
    code = answered(pick(issuer))["code"]
    assert exchange(issuer, code).status_code == 200
    assert exchange(issuer, code).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"client_id": "another"},
        {"redirect_uri": PORTAL + "x"},
        {"code": "guessed"},
        {"grant_type": "password"},
    ],
    ids=str,
)
def test_a_code_alone_gives_nothing(issuer, wrong):
    answer = exchange(issuer, answered(pick(issuer))["code"], **wrong)
    assert answer.status_code == 400
    assert "access_token" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        f"{PORTAL}/",
        f"{PORTAL}?next=elsewhere",
        "http://127.0.0.1:4566/portal",
        "http://127.0.0.1:9999/portal/index.html",
        "https://evil.example/portal/index.html",
        "",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(issuer, address):
    for answer in (authorize(issuer, redirect_uri=address), pick(issuer, redirect_uri=address)):
        assert answer.status_code == 400
        assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "http://10.0.0.7/", f"{PORTAL}?a=b", "http://a@127.0.0.1/"]
)
def test_only_plain_addresses_on_loopback_can_be_registered(issuer, address):
    assert register(issuer, redirectUris=[address], users=[PAUL]).status_code == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
    ],
)
def test_what_is_asked_wrongly_is_told_to_the_client(issuer, change, error):
    assert answered(authorize(issuer, **change)) == {"error": error, "state": "s-1"}


def test_somebody_unknown_is_not_let_in(issuer):
    assert answered(pick(issuer, user="nobody")) == {"error": "access_denied", "state": "s-1"}


def test_who_was_picked_once_goes_straight_on_until_logging_out(issuer):
    cookies = pick(issuer).cookies
    assert "code" in answered(authorize(issuer, cookies))
    assert authorize(issuer, cookies, prompt="select_account").status_code == 200
    out = requests.get(
        f"{issuer}/logout",
        params={"post_logout_redirect_uri": PORTAL},
        cookies=cookies,
        allow_redirects=False,
        timeout=5,
    )
    assert out.headers["Location"] == PORTAL
    assert "demo_user" not in out.cookies


def test_logging_out_leads_nowhere_else(issuer):
    answer = requests.get(
        f"{issuer}/logout",
        params={"post_logout_redirect_uri": "https://evil.example/"},
        allow_redirects=False,
        timeout=5,
    )
    assert answer.status_code == 200
    assert "Location" not in answer.headers


def test_pages_of_the_portal_may_read_the_answers_and_others_may_not(issuer):
    def allowed(origin):
        answer = requests.get(
            f"{issuer}/.well-known/openid-configuration", headers={"Origin": origin}, timeout=5
        )
        return answer.headers.get("Access-Control-Allow-Origin")

    assert allowed("http://127.0.0.1:4566") == "http://127.0.0.1:4566"
    assert allowed("https://evil.example") is None


def test_a_client_may_want_tokens_that_end_soon(issuer):
    assert register(issuer, redirectUris=[PORTAL], users=[PAUL], tokenSeconds=7).ok
    tokens = exchange(issuer, answered(pick(issuer))["code"]).json()
    assert tokens["expires_in"] == 7
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 7
