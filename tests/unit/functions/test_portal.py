import base64
import copy
import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from functions.portal import handler, static_files
from functions.portal.delivery import FOR_EVER, accepted_codings
from psa_sync import bootstrap
from tests.unit.test_config import WHOLE

PAYLOAD = json.loads(
    (Path(__file__).parents[3] / "events" / "portal" / "first_page.json").read_text()
)
CONTEXT: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 10_000)
SCRIPT = b"console.log('portal')"
SMALLEST = b"as small as brotli"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Asks for one file of a small portal."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>Grüße</p>")
    (tmp_path / "notes.md").write_text("not for visitors")
    script = tmp_path / "assets" / "portal-ABC.js"
    script.write_bytes(SCRIPT)
    script.with_name("portal-ABC.js.gz").write_bytes(gzip.compress(SCRIPT))
    script.with_name("portal-ABC.js.br").write_bytes(SMALLEST)
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(static_files, "STATIC", tmp_path)
    caches = (static_files._names, static_files._read, bootstrap.settings)
    for one in caches:
        one.cache_clear()

    def ask(name, path=None, **headers):
        event = copy.deepcopy(PAYLOAD)
        event["rawPath"] = path or f"/portal/{name}"
        event["pathParameters"] = {"proxy": name} if name else {}
        event["headers"] = {key.replace("_", "-"): value for key, value in headers.items()}
        return handler.lambda_handler(event, CONTEXT)

    yield ask
    for one in caches:
        one.cache_clear()


def test_the_first_page_is_asked_for_each_time_and_comes_as_text(asked):
    answer = asked("index.html")
    assert answer["statusCode"] == 200
    assert answer["body"] == "<p>Grüße</p>"
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert answer["headers"]["Cache-Control"] == "no-cache"


def test_what_has_its_digest_in_its_name_is_kept_for_ever(asked):
    assert asked("assets/portal-ABC.js")["headers"]["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip;q=1.0, br;q=0", "gzip"), ("GZIP", "gzip")],
)
def test_the_smallest_form_that_the_browser_takes_is_sent(asked, accepted, coding):
    answer = asked("assets/portal-ABC.js", accept_encoding=accepted)
    assert answer["headers"]["Content-Encoding"] == coding
    assert answer["headers"]["Vary"] == "Accept-Encoding"
    assert answer["isBase64Encoded"]
    sent = base64.b64decode(answer["body"])
    readable = gzip.decompress(sent) if coding == "gzip" else sent
    assert readable == {"gzip": SCRIPT, "br": SMALLEST}[coding]


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0.000, gzip;q=0"])
def test_a_browser_that_takes_no_compression_gets_none(asked, accepted):
    answer = asked("assets/portal-ABC.js", accept_encoding=accepted)
    assert answer["body"] == SCRIPT.decode()
    assert "Content-Encoding" not in answer["headers"]


def test_a_small_weight_is_not_a_refusal():
    assert accepted_codings("br;q=0.001, gzip; q=0.0") == {"br"}


def test_what_the_browser_has_does_not_travel_again(asked):
    etag = asked("assets/portal-ABC.js", accept_encoding="br")["headers"]["ETag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = asked("assets/portal-ABC.js", accept_encoding="br", if_none_match=known)
        assert answer["statusCode"] == 304
        assert "body" not in answer
        assert answer["headers"]["ETag"] == etag


def test_each_form_of_a_file_has_an_etag_of_its_own(asked):
    etags = {
        asked("assets/portal-ABC.js", accept_encoding=coding)["headers"]["ETag"]
        for coding in ("br", "gzip", "")
    }
    assert len(etags) == 3


@pytest.mark.parametrize(
    "name",
    [
        "../handler.py",
        "assets/../../handler.py",
        "/etc/passwd",
        "notes.md",
        "assets",
        "assets/portal-ABC.js.br",
        "index.html\0.js",
        "%2e%2e/handler.py",
    ],
)
def test_nothing_but_the_portals_files_is_given_away(asked, name):
    answer = asked(name)
    assert answer["statusCode"] == 404
    assert "index.html" in answer["body"]


@pytest.mark.parametrize(
    ("path", "location"), [("/portal", "portal/index.html"), ("/portal/", "index.html")]
)
def test_the_short_address_leads_to_the_first_page_wherever_the_api_is(asked, path, location):
    answer = asked("", path)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, location)


def test_the_page_learns_where_to_log_in_and_nothing_secret(asked):
    assert json.loads(asked("login.json")["body"]) == {
        "issuer": "https://login.example",
        "clientId": "portal",
        "audience": "psa-sync",
        "scope": "openid profile email",
        "apiUrl": "..",
    }


@pytest.mark.parametrize("name", ["index.html", "login.json", "nothing.js", ""])
def test_every_answer_keeps_strangers_out(asked, name):
    headers = asked(name, "/portal")["headers"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["connect-src"] == f"'self' {WHOLE['JWT_ISSUER']}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
