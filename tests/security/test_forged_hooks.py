"""What forgers, replayers and vandals send to a hook's address changes nothing."""

import base64
import gzip
import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from functions.psa_webhook.handler import lambda_handler
from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.sync.prepare_hooks import secrets_of
from tests.contract.cases import APPS
from tests.contract.connectors import until
from tests.contract.hook_cases import hook_case_of
from tests.integration.client import invocation
from tests.integration.deployment import ADMIN, PAUL, Deployment
from tests.integration.hooks import Arrived, hook_event, reached
from tests.integration.simulated import SimulatedPsa

ACCOUNT = ADMIN.account
LARGEST = 256 * 1024
FOREIGN_TOKEN = "f" * 32


@dataclass
class Address:
    """A hook's address, and messages that came there and were believed."""

    deployment: Deployment
    app: str
    psa: SimulatedPsa
    arrived: list[Arrived]

    @property
    def genuine(self):
        return self.arrived[0]

    def nothing_comes_of(self, sends):
        before = self.deployment.stored()
        status = sends()
        assert self.deployment.pump.deliver() == 0
        assert self.deployment.stored() == before
        return status


@pytest.fixture(scope="module", params=APPS)
def address(request, psas):
    app: str = request.param
    arrived: list[Arrived] = []
    with reached(arrived) as deployment:
        psa = deployment.psas[app]
        assert deployment.install(app).status == 201
        assert deployment.authenticate(PAUL, app).status == 200
        deployment.pump.deliver()
        ticket = "".join(filter(str.isdigit, deployment.a_ticket(PAUL, app)))
        psa.control("POST", "/set", {"what": "ticket", "id": int(ticket), "state": "closed"})
        until(partial(bool, arrived))
        until(lambda: all(one["attempts"] for one in psa.control("GET", "/webhooks")["items"]))
        assert {one.status for one in arrived} == {202}
        deployment.pump.deliver()
        yield Address(deployment, app, psa, arrived)


def connection_of(address):
    found = bootstrap.connections().get(ACCOUNT, PsaName(address.app))
    assert found is not None
    return found


def signature_of(message, app):
    name = hook_case_of(PsaName(app)).signature
    return next(key for key in message.headers if key.lower() == name)


BODIES = {
    "a byte at the front": lambda body: b"[" + body[1:],
    "a byte in the middle": lambda body: body[:60] + bytes([body[60] ^ 1]) + body[61:],
    "a byte at the end": lambda body: body[:-1] + b"]",
    "one byte more": lambda body: body + b"\n",
    "one byte less": lambda body: body[:-1],
    "nothing at all": lambda _body: b"",
    "a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "written anew": lambda body: json.dumps(json.loads(body), indent=1).encode(),
    "another id": lambda body: json.dumps(json.loads(body) | {"ID": 1, "Id": 1}).encode(),
    "packed": gzip.compress,
    "twice": lambda body: body + body,
    "no text": lambda _body: b"\xff\xfe\x00\x80",
    "very deep": lambda _body: b"[" * 100_000,
    "very large numbers": lambda _body: b'{"ID": ' + b"9" * 100_000 + b"}",
    "as large as may be": lambda body: body.ljust(LARGEST, b" "),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_was_not_signed_is_refused(address, name):
    body = BODIES[name](address.genuine.body)
    assert address.nothing_comes_of(partial(address.genuine.again, body=body)) == 401


SIGNATURES = {
    "none": None,
    "empty": "",
    "cut": lambda text: text[:-4],
    "longer": lambda text: f"{text}A",
    "in capitals": str.upper,
    "twice": lambda text: f"{text},{text}",
    "of nothing": lambda _text: base64.b64encode(hmac.new(b"", b"", "sha256").digest()).decode(),
    "a plain digest": lambda _text: base64.b64encode(hashlib.sha256(b"").digest()).decode(),
    "no letters": lambda _text: "\x00\xff",
    "very long": lambda text: text * 1000,
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_that_is_none_is_refused(address, name):
    header, change = signature_of(address.genuine, address.app), SIGNATURES[name]
    headers = dict(address.genuine.headers)
    shown = headers.pop(header)
    if change is not None:
        headers[header] = change(shown) if callable(change) else change
    assert address.nothing_comes_of(partial(address.genuine.again, headers=headers)) == 401


def test_a_signed_message_at_another_address_is_refused(address):
    app, genuine = address.app, address.genuine
    other = next(one for one in APPS if one != app)
    token = genuine.path.split("/")[3].partition("?")[0]
    for path in (
        f"/webhooks/{app}/{token[::-1]}",
        f"/webhooks/{app}/{token.upper()}x",
        f"/webhooks/{other}/{token}",
        f"/webhooks/nobody/{token}",
        f"/webhooks/{app}/{'0' * 32}",
    ):
        assert address.nothing_comes_of(partial(genuine.again, path=path)) == 401


def test_another_customers_signature_is_refused(address):
    app, genuine = address.app, address.genuine
    ours = connection_of(address)
    foreign = {"companyId": "another", "userName": "another"}
    theirs = replace(
        ours, account="other-msp", tenant="another", shown_credentials=foreign, revision=0
    )
    bootstrap.connections().save(theirs)
    hooks = ConnectionHooks(account="other-msp", app=app, token=FOREIGN_TOKEN, url="https://x")
    hook_bootstrap.hooks().save(hooks)
    secrets = {"ticket": "x" * 64, "company": "y" * 64}
    bootstrap.credentials().put("other-msp", secrets_of(PsaName(app)), secrets)
    path = f"/webhooks/{app}/{FOREIGN_TOKEN}"
    assert address.nothing_comes_of(partial(genuine.again, path=path)) == 401


def test_a_forger_who_brings_a_key_of_his_own_is_not_even_asked_for_it(address):
    genuine, asked = address.genuine, []
    told = json.loads(genuine.body)
    if "Metadata" not in told:
        return  # this PSA fetches no keys

    class Forger(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forger)
    Thread(target=server.serve_forever, daemon=True).start()
    page = told["Metadata"]["key_url"].partition("/v")[2]
    told["Metadata"]["key_url"] = f"http://127.0.0.1:{server.server_address[1]}/v{page}"
    body = json.dumps(told).encode()
    digest = hmac.new(hashlib.sha256(b"mine").digest(), body, "sha256").digest()
    headers = genuine.headers | {
        signature_of(genuine, address.app): base64.b64encode(digest).decode()
    }
    forged = partial(genuine.again, body=body, headers=headers)
    assert address.nothing_comes_of(forged) == 401
    server.shutdown()
    server.server_close()
    assert asked == []


def test_what_is_too_large_is_not_looked_at(address):
    body = address.genuine.body + b" " * LARGEST
    assert address.nothing_comes_of(partial(address.genuine.again, body=body)) == 413


def test_what_is_no_base64_is_refused(address):
    genuine = address.genuine
    event = hook_event(genuine.path, genuine.body, genuine.headers)
    for text in ("%%%", "====", "\ud800", None, "e30"):
        for is_base64 in (True, False):
            broken = event | {"body": text, "isBase64Encoded": is_base64}
            answer = partial(lambda_handler, broken, invocation())
            assert address.nothing_comes_of(answer) == {"statusCode": 401}


def test_a_replay_is_a_hint_and_nothing_more(address):
    def entries():
        return {key: row for key, row in address.deployment.stored().items() if "#E#" in key[0]}

    before = entries()
    for message in [address.genuine] * 20 + list(reversed(address.arrived)):
        assert message.again() == 202
    address.deployment.pump.deliver()
    assert entries() == before


def test_an_unsigned_deactivation_only_makes_us_look(address):
    if not hook_bootstrap.secret_names(connection_of(address)):
        return  # this PSA tells nobody
    headers = {"content-type": "application/json"}
    body = b'{"Action":"Deactivated","Guid":"x","EntityType":"Ticket","Id":1}'
    before = address.psa.control("GET", "/requests")["byEndpoint"]
    assert address.genuine.again(body=body, headers=headers) == 202
    assert address.deployment.pump.deliver() == 1
    after = address.psa.control("GET", "/requests")["byEndpoint"]
    asked = {call for call, count in after.items() if count != before.get(call, 0)}
    assert asked
    assert {call for call in asked if not call.startswith("GET ") and "/query" not in call} == set()
    other = body.replace(b"Deactivated", b"Update")
    refused = partial(address.genuine.again, body=other, headers=headers)
    assert address.nothing_comes_of(refused) == 401
