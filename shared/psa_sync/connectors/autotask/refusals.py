"""Takes Autotask's refusals out of its answers: their sentences, scrubbed, and what they mean.

A refusal is HTTP 500 with `{"errors": ["…"]}`; what the sentences mean stands in `refusal_words`.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from psa_sync.connectors.autotask.decoding import decoded, members
from psa_sync.connectors.autotask.refusal_words import UNKNOWN, meaning_of

MAX_WORDS: Final = 300
READ_WORDS: Final = 3_000
"""Characters in which a meaning is looked for, should a refusal repeat what it refuses."""
_NOTHING: Final = msgspec.Raw(b"null")


def code_of(words: str) -> str:
    """Return the code of a refusal in Autotask's words."""
    meaning = meaning_of(words)
    return UNKNOWN if meaning is None else meaning.code


def errors_in(body: bytes) -> tuple[str, ...]:
    """Return the sentences of an error body; empty where Autotask itself did not answer.

    One client has seen objects with a `message` in place of plain text. Of a page of rows, which
    every answer may be, nothing but its end is looked for.
    """
    try:
        listed = decoded(members(body).get("errors", _NOTHING))
    except msgspec.DecodeError:
        return ()
    return tuple(filter(None, map(_words, listed))) if isinstance(listed, list) else ()


def framework_words(body: bytes) -> str:
    """Return the sentence of the framework below Autotask; empty where it is none of its own.

    Routing, verbs and JSON that cannot be read are answered as `{"Message": "…"}`.
    """
    try:
        answer = decoded(body)
    except msgspec.DecodeError:
        return ""
    return _words(answer.get("message")) if isinstance(answer, dict) else ""


def _words(error: Any) -> str:  # noqa: ANN401 - whatever the vendor puts there
    words = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(words)[:READ_WORDS].split()) if words else ""


def scrubbed(words: str, secrets: Iterable[str]) -> str:
    """Return words that may be shown: without our credentials and without control characters."""
    for secret in filter(None, secrets):
        words = re.sub(re.escape(secret), "••••", words, flags=re.IGNORECASE)
    printable = "".join(character if character.isprintable() else " " for character in words)
    return " ".join(printable.split())[:MAX_WORDS]
