"""Reads webhooks' bodies without trusting their shape: names in any case, ids in any type."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

LONGEST_ID: Final = 40
_UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def members_of(body: bytes | str | msgspec.Raw) -> dict[str, Any]:
    """Return an object's members by their names in lower case; empty where it is no object."""
    try:
        return lowered(msgspec.json.decode(body))
    except _UNREADABLE:
        return {}


def lowered(value: object) -> dict[str, Any]:
    """Return a decoded object's members likewise."""
    if not isinstance(value, dict):
        return {}
    return {str(name).lower(): member for name, member in value.items()}


def member(body: bytes, *names: str) -> str:
    """Return a text deep within an object, decoding no more than the way to it; empty if none."""
    raw: bytes | msgspec.Raw = body
    try:
        for name in names:
            found = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
            raw = next(value for key, value in found.items() if key.lower() == name)
        return msgspec.json.decode(raw, type=str)
    except (*_UNREADABLE, StopIteration):
        return ""


def id_in(members: Mapping[str, Any], name: str) -> str | None:
    """Return an id as text: a number, or a text that is one; None for anything else."""
    value = members.get(name)
    text = str(value).strip() if type(value) in {int, str} else ""
    sound = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return text if sound else None


def word_in(members: Mapping[str, Any], name: str) -> str:
    """Return a word in lower case; empty where it is no text."""
    value = members.get(name)
    return value.strip().lower() if isinstance(value, str) else ""


def header_of(headers: Mapping[str, str], name: str) -> str:
    """Return a header by its name in lower case; empty where it is missing."""
    return next((value for key, value in headers.items() if key.lower() == name), "").strip()
