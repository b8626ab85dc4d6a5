import jwt
import pytest
import requests

from local.failures import StackError
from local.simulators.server import running
from local.stack_file import mint_token
from local.token_issuer import AUDIENCE, TokenIssuer, make_app

PAUL = {
    "sub": "user-paul",
    "account": "alpine-it",
    "role": "member",
    "email": "ppierce@alpine-it.example",
}


@pytest.fixture(scope="module")
def issuer():
    with running(make_app(TokenIssuer())) as url:
        yield url


def verified(issuer, token, audience=AUDIENCE):
    """The claims of a token, checked as API Gateway does: by discovery, key id and signature."""
    discovered = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    keys = requests.get(discovered["jwks_uri"], timeout=5).json()["keys"]
    (key,) = (one for one in keys if one["kid"] == jwt.get_unverified_header(token)["kid"])
    return jwt.decode(
        token, jwt.PyJWK(key), algorithms=["RS256"], audience=audience, issuer=discovered["issuer"]
    )


def test_a_token_says_what_was_asked_for(issuer):
    claims = verified(issuer, mint_token(issuer, **PAUL))
    assert {name: claims[name] for name in PAUL} == PAUL
    assert claims["iss"] == issuer


def test_a_token_lasts_a_working_day_unless_told(issuer):
    claims = verified(issuer, mint_token(issuer, **PAUL))
    assert claims["exp"] - claims["iat"] == 12 * 3600
    claims = verified(issuer, mint_token(issuer, **PAUL, expiresIn=60))
    assert claims["exp"] - claims["iat"] == 60


def test_a_token_can_have_expired(issuer):
    with pytest.raises(jwt.ExpiredSignatureError):
        verified(issuer, mint_token(issuer, **PAUL, expiresIn=-60))


def test_a_token_can_be_meant_for_somebody_else(issuer):
    with pytest.raises(jwt.InvalidAudienceError):
        verified(issuer, mint_token(issuer, **PAUL, aud="another service"))


def test_a_token_can_come_from_somebody_else(issuer):
    with pytest.raises(jwt.InvalidIssuerError):
        verified(issuer, mint_token(issuer, **PAUL, iss="https://login.example"))


def test_a_claim_can_be_missing(issuer):
    claims = verified(issuer, mint_token(issuer, **PAUL, omit=["account", "role"]))
    assert set(PAUL) - set(claims) == {"account", "role"}


@pytest.mark.parametrize(
    "request_body", [{"subject": "x"}, {"expiresIn": "soon"}, {"omit": "sub"}, ["sub"], None]
)
def test_a_request_that_makes_no_sense_is_refused(issuer, request_body):
    answer = requests.post(f"{issuer}/token", json=request_body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_refusal_reaches_the_one_who_asked(issuer):
    with pytest.raises(StackError, match="unknown: nickname"):
        mint_token(issuer, nickname="Paul")


def test_every_issuer_has_a_key_of_its_own(issuer):
    with running(make_app(TokenIssuer())) as other, pytest.raises(jwt.InvalidSignatureError):
        verified(issuer, mint_token(other, **PAUL, iss=issuer))
