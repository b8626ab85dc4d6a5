import base64
import hmac
import json
from hashlib import sha1

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from local.simulators.autotask.webhook_payload import escaped_json
from psa_sync.connectors.autotask.webhook import (
    SIGNATURE,
    CalloutReader,
    escaped,
    hint_of,
    verify,
)
from psa_sync.domain.webhook import Action, Hint, Subject

SECRET, OTHER = "s" * 64, "o" * 64
CALLOUT = {
    "Action": "Update",
    "Guid": "a1da62a4-2c49-40a8-8183-69994ce5b3eb",
    "EntityType": "Ticket",
    "Id": 351181,
    "Fields": {"Status": 5, "Title": 'Müller & Söhne: "it\'s" <broken>\n\t+ `ü` 😀 \\'},
    "EventTime": "2026-09-15T14:57:50Z",
    "SequenceNumber": 17,
    "PersonID": 30691780,
}
BODY = escaped_json(CALLOUT).encode()


def signature(body, secret=SECRET):
    return "sha1=" + base64.b64encode(hmac.new(secret.encode(), body, sha1).digest()).decode()


def signed(body, secret=SECRET):
    return {"X-Hook-Signature": signature(body, secret)}


def told(**changes):
    return json.dumps(CALLOUT | changes).encode()


def test_what_was_signed_with_the_secret_of_a_hook_of_ours_is_believed():
    assert verify(BODY, signed(BODY), [OTHER, SECRET])
    assert verify(BODY, {SIGNATURE: signature(BODY, OTHER)}, [OTHER, SECRET])


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_not_believed(at, flip):
    changed = bytearray(BODY)
    changed[at] ^= flip
    # The case of a digit of an escape says nothing, and is spelled anew.
    same = escaped(bytes(changed)) == BODY
    assert verify(bytes(changed), signed(BODY), [SECRET]) == same
    assert not same or json.loads(changed) == CALLOUT


@given(st.text(max_size=60))
@example("")
@example(signature(BODY).removeprefix("sha1="))
@example(signature(BODY).upper())
def test_no_other_text_is_a_signature(text):
    assert not verify(BODY, {SIGNATURE: text}, [SECRET])


@given(st.text(min_size=1, max_size=64).filter(lambda secret: secret != SECRET))
def test_no_other_secret_signs(secret):
    assert not verify(BODY, signed(BODY, secret), [SECRET])


def test_nothing_is_believed_without_a_secret():
    assert not verify(BODY, signed(BODY, ""), [""])
    assert not verify(BODY, signed(BODY, ""), [])
    assert not verify(BODY, {}, [SECRET])


def test_a_body_that_lost_its_spelling_on_the_way_is_believed_by_its_text():
    plain = json.dumps(CALLOUT, ensure_ascii=False, separators=(",", ":")).encode()
    ascii_only = json.dumps(CALLOUT, separators=(",", ":")).encode()
    assert plain != BODY
    assert verify(plain, signed(BODY), [SECRET])
    assert verify(ascii_only, signed(BODY), [SECRET])
    assert not verify(plain.replace(b"broken", b"Broken"), signed(BODY), [SECRET])


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=40)))
@example({"path": "a\\/b\\u00e4"})
def test_every_text_is_spelled_as_autotask_does(fields):
    plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    for text in (plain, plain.replace("/", "\\/"), json.dumps(fields, separators=(",", ":"))):
        assert escaped(text.encode()) == escaped_json(fields).encode()


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"\\")
@example(b'"\\u12"')
def test_any_bytes_at_all_are_verified_as_they_are(body):
    assert verify(body, signed(body), [SECRET])
    assert not verify(body, signed(body, OTHER), [SECRET])


def test_a_long_body_is_judged_in_one_pass():
    body = b'"' + b'\\"' * 130_000
    assert not verify(body, signed(BODY), [SECRET])


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({}, Hint(subject=Subject.TICKET, action=Action.CHANGED, psa_id="351181")),
        (
            {"EntityType": "Account", "Action": "Create"},
            Hint(subject=Subject.COMPANY, action=Action.ADDED, psa_id="351181"),
        ),
        (
            {"Action": "Delete"},
            Hint(subject=Subject.TICKET, action=Action.DELETED, psa_id="351181"),
        ),
        ({"Action": None}, Hint(subject=Subject.TICKET, action=Action.UNKNOWN, psa_id="351181")),
        (
            {"EntityType": "TicketNote", "Id": "12"},
            Hint(subject=Subject.OTHER, action=Action.CHANGED, psa_id="12"),
        ),
        ({"Action": "Deactivated"}, Hint(subject=Subject.REGISTRATION, action=Action.CHANGED)),
        ({"Id": None}, None),
        ({"Id": 1.5}, None),
        ({"EntityType": 5}, None),
    ],
)
def test_a_hint_is_read_whatever_its_shape(changes, hint):
    assert hint_of(told(**changes)) == hint


def test_names_are_read_in_any_case():
    body = json.dumps({name.lower(): value for name, value in CALLOUT.items()}).encode()
    assert hint_of(body) == hint_of(BODY)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b"\xff", b'"Deactivated"', b"[" * 9999]
)
def test_a_senseless_body_hints_at_nothing(body):
    reader = CalloutReader([SECRET])
    assert (reader.hint_of(body), reader.deactivated(body)) == (None, False)


def test_an_unsigned_deactivation_is_seen_and_never_believed():
    body, reader = told(Action="Deactivated"), CalloutReader([SECRET])
    assert reader.deactivated(body)
    assert not reader.genuine(body, {})
    assert not reader.deactivated(BODY)
    assert reader.genuine(BODY, signed(BODY))
