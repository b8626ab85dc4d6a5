"""Reads what ConnectWise says when it says no, and makes it fit for people."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from psa_sync.connectors.connectwise.schemas import ErrorBody

WORDS_LIMIT: Final = 300
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_decoder: Final = msgspec.json.Decoder(ErrorBody)


def error_body(raw: bytes) -> ErrorBody | None:
    """Read the vendor's error body; None for HTML, plain text and other shapes."""
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return the vendor's words for people: one line, no secrets, at most 300 characters."""
    for secret in secrets:
        text = text.replace(secret, "•••")
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= WORDS_LIMIT else text[: WORDS_LIMIT - 1] + "…"


def words_of(body: ErrorBody | None, secrets: Iterable[str]) -> str:
    """Return all that a body says; empty where it says nothing."""
    if body is None:
        return ""
    parts = [body.message or "", *(item.message or "" for item in body.errors or ())]
    return scrubbed(" ".join(part for part in parts if part), secrets)
