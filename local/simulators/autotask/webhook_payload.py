"""The body of a webhook and its signature, byte for byte."""

from __future__ import annotations

import base64
import hmac
import json
from hashlib import sha1
from typing import TYPE_CHECKING, Final

from local.simulators.callout_records import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE: Final = "X-Hook-Signature"

_ESCAPED: Final = frozenset("&<>'\"\\`+")
_PRINTABLE: Final = range(0x20, 0x7F)
_BEYOND_BASIC_PLANE: Final = 0x10000


def escaped_json(value: object) -> str:
    r"""Write JSON in which `& < > ' " \ `` ` `` +` and all beyond ASCII stand as `\uXXXX`.

    This is what Autotask signs (measured: msoukhomlinov/n8n-nodes-autotask); hexadecimal digits
    are in upper case.
    """
    if isinstance(value, str):
        return '"' + "".join(_escaped(character) for character in value) + '"'
    if isinstance(value, dict):
        items = (f"{escaped_json(key)}:{escaped_json(item)}" for key, item in value.items())
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(escaped_json(item) for item in value) + "]"
    return json.dumps(value)


def signature_of(secret: str, signed: bytes) -> str:
    """Give the header's value: `sha1=` and the base64 of an HMAC-SHA1 (vendor help, Webhooks)."""
    digest = hmac.new(secret.encode(), signed, sha1).digest()
    return f"sha1={base64.b64encode(digest).decode()}"


def signed_message(payload: Mapping[str, object], secret: str, *, plain: bool) -> Message:
    """Make a signed message.

    Args:
        payload: the body.
        secret: the webhook's key.
        plain: send the body unescaped, with the signature of the escaped one.
    """
    signed = escaped_json(dict(payload)).encode()
    body = _plain(payload) if plain else signed
    return Message(body, {SIGNATURE: signature_of(secret, signed)})


def unsigned_message(payload: Mapping[str, object]) -> Message:
    """Make a message without a signature, as those of deactivations were seen."""
    return Message(escaped_json(dict(payload)).encode(), {})


def _plain(payload: Mapping[str, object]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def _escaped(character: str) -> str:
    code = ord(character)
    if code in _PRINTABLE and character not in _ESCAPED:
        return character
    if code < _BEYOND_BASIC_PLANE:
        return f"\\u{code:04X}"
    high, low = divmod(code - _BEYOND_BASIC_PLANE, 0x400)
    return f"\\u{0xD800 + high:04X}\\u{0xDC00 + low:04X}"
