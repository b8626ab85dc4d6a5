import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from psa_sync.connectors.connectwise.webhook import (
    SIGNATURE,
    CallbackReader,
    hint_of,
    key_address,
    verify,
)
from psa_sync.connectors.connectwise.webhook_keys import FETCHES, KEPT, REFUSED_FOR, SigningKeys
from psa_sync.domain.errors import TransientError
from psa_sync.domain.webhook import Action, Hint, Subject
from tests.builders import NOW
from tests.fakes.clock import FakeClock
from tests.unit.connectors.connectwise.script import BASE, ScriptedHttp, answer

KEY = "a key of the company"
PAGE = "/v2026_1//system/callbackkey/index.rails"
ADDRESS = f"https://na.myconnectwise.net{PAGE}?companyName=acme&id=89966c04-9889-46ad"
CALLBACK = {
    "MessageId": "fbed4425-b1f3-425c-8bca-bb405891fc8e",
    "FromUrl": "na.myconnectwise.net",
    "CompanyId": "acme",
    "MemberId": "jdoe",
    "Action": "updated",
    "Type": "time",
    "ID": 90341,
    "Entity": json.dumps({"id": 90341, "chargeToId": 5012}),
    "Metadata": {"key_url": ADDRESS},
}
BODY = json.dumps(CALLBACK).encode()


def signature(body, key=KEY):
    digest = hmac.new(hashlib.sha256(key.encode()).digest(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def signed(body, key=KEY):
    return {"X-Content-Signature": signature(body, key)}


def told(**changes):
    return json.dumps(CALLBACK | changes).encode()


def named(address):
    return told(Metadata={"key_url": address})


def keys_of(http, clock=lambda: NOW):
    return SigningKeys(http, clock, lambda: {"clientId": "the client id"})


def a_key(key=KEY):
    return answer(200, {"signing_key": key}, content_type="text/html")


def reader_of(http):
    return CallbackReader(keys_of(http), BASE, "acme")


def test_what_the_company_signed_is_believed():
    assert verify(BODY, signed(BODY), KEY)
    assert verify(BODY, {SIGNATURE.upper(): signature(BODY)}, KEY)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_not_believed(at, flip):
    changed = bytearray(BODY)
    changed[at] ^= flip
    assert not verify(bytes(changed), signed(BODY), KEY)


@given(st.text(max_size=80))
@example("")
@example(signature(BODY).lower())
@example(signature(BODY) + "=")
@example("sha256=" + signature(BODY))
def test_no_other_text_is_a_signature(text):
    assert not verify(BODY, {SIGNATURE: text}, KEY)


@given(st.text(min_size=1, max_size=80).filter(lambda key: key != KEY))
def test_no_other_key_signs(key):
    assert not verify(BODY, signed(BODY, key), KEY)


def test_nothing_is_believed_without_a_key():
    assert not verify(BODY, signed(BODY, ""), "")


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_verified_as_they_are(body):
    assert verify(body, signed(body), KEY)


def test_the_key_is_fetched_from_the_tenants_own_host():
    assert key_address(BODY, BASE, "ACME") == ADDRESS
    same = ADDRESS.replace("//na.", "//api-na.")
    assert key_address(named(same), BASE, "acme") == same


@pytest.mark.parametrize(
    "address",
    [
        "",
        "not an address",
        "https://[::1",
        f"http://na.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"ftp://na.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"//na.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"https://attacker.example{PAGE}?companyName=acme&id=1",
        f"https://eu.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"https://na.myconnectwise.net.attacker.example{PAGE}?companyName=acme&id=1",
        f"https://attacker.example\\@na.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"https://na.myconnectwise.net@attacker.example{PAGE}?companyName=acme&id=1",
        f"https://user:word@na.myconnectwise.net{PAGE}?companyName=acme&id=1",
        f"https://na.myconnectwise.net:8443{PAGE}?companyName=acme&id=1",
        f"https://na.myconnectwise.net:443x{PAGE}?companyName=acme&id=1",
        f"https://169.254.169.254{PAGE}?companyName=acme&id=1",
        f"http://127.0.0.1{PAGE}?companyName=acme&id=1",
        "https://na.myconnectwise.net/login/companyinfo/acme?companyName=acme&id=1",
        f"https://na.myconnectwise.net/a/..{PAGE}?companyName=acme&id=1",
        f"https://na.myconnectwise.net{PAGE}/more?companyName=acme&id=1",
        f"https://na.myconnectwise.net{PAGE}?companyName=attacker&id=1",
        f"https://na.myconnectwise.net{PAGE}?companyName=attacker&companyName=acme&id=1",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&companyname=attacker",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&id=1&redirect=https://attacker.example",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&id=",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&id=../1",
        f"https://na.myconnectwise.net{PAGE}?id=1",
        f"https://na.myconnectwise.net{PAGE}",
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&id=1#fragment",
        f"https://na.myconnectwise.nеt{PAGE}?companyName=acme&id=1",  # noqa: RUF001 - looks alike
        f"https://na.myconnectwise.net{PAGE}?companyName=acme&id={'1' * 600}",
    ],
)
def test_a_key_is_fetched_from_nowhere_else(address):
    http = ScriptedHttp(a_key("the forger's own"))
    body = named(address)
    assert key_address(body, BASE, "acme") is None
    assert not reader_of(http).genuine(body, signed(body, "the forger's own"))
    assert http.asked == []


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff", b'{"Metadata":7}', b'{"Metadata":{"key_url":7}}',
     b"[" * 100_000, b'{"Metadata":' + b"[" * 100_000],
)  # fmt: skip
def test_a_body_without_an_address_is_not_believed(body):
    http = ScriptedHttp()
    assert not reader_of(http).genuine(body, signed(body))
    assert hint_of(body) is None


def test_plain_http_is_good_enough_on_this_machine_only_for_a_tenant_on_this_machine():
    local = f"http://127.0.0.1:4571{PAGE}?companyName=acme&id=1"
    assert key_address(named(local), "http://127.0.0.1:4571/v4_6_release/apis/3.0", "acme") == local
    assert key_address(named(local), "http://127.0.0.1:4572/v4_6_release/apis/3.0", "acme") is None
    assert key_address(named(local), "https://127.0.0.1:4571/v4_6_release/apis/3.0", "acme") is None


def test_a_message_without_signature_makes_nobody_fetch_a_key():
    http = ScriptedHttp()
    assert not reader_of(http).genuine(BODY, {})
    assert http.asked == []


def test_a_key_is_fetched_once_and_again_when_it_may_have_changed():
    clock = FakeClock(NOW)
    http = ScriptedHttp(a_key(), a_key("the next"))
    keys = keys_of(http, clock)
    assert [keys.at(ADDRESS), keys.at(ADDRESS)] == [KEY, KEY]
    clock.now += KEPT
    assert keys.at(ADDRESS) == "the next"
    assert [(asked.method, asked.url) for asked in http.asked] == [("GET", ADDRESS)] * 2


def test_a_page_that_wants_to_know_who_asks_is_told():
    http = ScriptedHttp(answer(401), a_key())
    assert keys_of(http).at(ADDRESS) == KEY
    assert [dict(asked.headers) for asked in http.asked] == [{}, {"clientId": "the client id"}]


def test_a_key_that_is_refused_is_not_asked_for_at_every_message():
    clock = FakeClock(NOW)
    http = ScriptedHttp(answer(404), answer(404), a_key())
    keys = keys_of(http, clock)
    assert [keys.at(ADDRESS), keys.at(ADDRESS)] == [None, None]
    clock.now += REFUSED_FOR
    assert keys.at(ADDRESS) == KEY


@pytest.mark.parametrize(
    "page",
    [
        answer(302, None, location="https://attacker.example"),
        answer(500, b"<html>"),
        answer(200, b"<html>"),
        answer(200, {"signing_key": ""}),
        answer(200, {"signing_key": 7}),
        answer(200, {"signing_key": "x" * 1001}),
        answer(200, ["signing_key"]),
        TransientError("no answer"),
    ],
)
def test_any_other_page_of_keys_is_asked_again_later(page):
    with pytest.raises(TransientError):
        reader_of(ScriptedHttp(page)).genuine(BODY, signed(BODY))


def test_made_up_addresses_do_not_have_us_call_for_each():
    clock = FakeClock(NOW)
    http = ScriptedHttp(*[answer(404)] * (2 * FETCHES), a_key())
    keys = keys_of(http, clock)
    for number in range(FETCHES):
        assert keys.at(f"{ADDRESS}{number}") is None
    with pytest.raises(TransientError) as caught:
        keys.at(ADDRESS)
    assert caught.value.code == "psa_rate_limited"
    clock.now += timedelta(minutes=1)
    assert keys.at(ADDRESS) == KEY


def test_memory_stays_small_however_many_keys_there_are():
    clock = FakeClock(NOW)
    http = ScriptedHttp(*[a_key()] * 150)
    keys = keys_of(http, clock)
    for number in range(150):
        keys.at(f"{ADDRESS}{number}")
        clock.now += timedelta(seconds=3)
    assert len(keys._kept) <= 100


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({}, Hint(subject=Subject.TIME_ENTRY, action=Action.CHANGED, psa_id="90341")),
        (
            {"Action": "deleted", "Entity": None},
            Hint(subject=Subject.TIME_ENTRY, action=Action.DELETED, psa_id="90341"),
        ),
        (
            {"Type": "Ticket", "Action": "Added", "Entity": {"id": 7}},
            Hint(subject=Subject.TICKET, action=Action.ADDED, psa_id="90341"),
        ),
        ({"Type": "project"}, Hint(subject=Subject.PROJECT, action=Action.CHANGED, psa_id="90341")),
        ({"Type": "member"}, Hint(subject=Subject.PERSON, action=Action.CHANGED, psa_id="90341")),
        ({"Type": "company"}, Hint(subject=Subject.COMPANY, action=Action.CHANGED, psa_id="90341")),
        ({"Type": "site"}, Hint(subject=Subject.OTHER, action=Action.CHANGED, psa_id="90341")),
        ({"ID": " 12 "}, Hint(subject=Subject.TIME_ENTRY, action=Action.CHANGED, psa_id="12")),
        ({"ID": None}, Hint(subject=Subject.TIME_ENTRY, action=Action.CHANGED, psa_id="90341")),
        (
            {"ID": None, "Entity": {"ID": 8}, "Action": 5},
            Hint(subject=Subject.TIME_ENTRY, action=Action.UNKNOWN, psa_id="8"),
        ),
        ({"ID": None, "Entity": "no JSON"}, None),
        ({"ID": None, "Entity": ["id"]}, None),
        ({"ID": True, "Entity": None}, None),
        ({"ID": "1; DROP", "Entity": None}, None),
        ({"ID": "9" * 41, "Entity": None}, None),
        ({"ID": -1, "Entity": None}, None),
        ({"Type": None}, None),
        ({"Type": " "}, None),
    ],
)
def test_a_hint_is_read_whatever_its_shape(changes, hint):
    assert hint_of(told(**changes)) == hint


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["Type", "ID", "Entity", "Metadata", "key_url", "x"]), inner
                    )))  # fmt: skip
def test_no_shape_of_a_body_is_too_strange(value):
    body = json.dumps(value).encode()
    found = hint_of(body)
    assert found is None or found.psa_id is not None
    assert key_address(body, BASE, "acme") is None


def test_nobody_is_told_when_a_callback_is_switched_off():
    assert not reader_of(ScriptedHttp()).deactivated(told(Action="Deactivated"))
