"""The words of the vendor's filter language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.simulators.connectwise import refusals_calls
from local.simulators.connectwise.errors import coded
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<instant>\[[^\]\[]*\])
    | (?P<number>-?\d+(?:\.\d+)?(?![\w/]))
    | (?P<operator><=|>=|!=|=|<|>)
    | (?P<mark>[(),])
    | (?P<word>[A-Za-z_][\w/.]*)
    )""",
    re.VERBOSE,
)
KEYWORDS = frozenset({"and", "or", "not", "in", "like", "contains", "null", "true", "false"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind (string, instant, number, operator, mark, word, keyword, end)."""

    kind: str
    text: str


END = Token("end", "")


def tokens(conditions: str) -> Iterator[Token]:
    """Read the words of a filter; keywords come in lower case.

    Raises:
        VendorError: 400 `ApiFindCondition` at the first thing that is no word.
    """
    at, text = 0, conditions.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise coded(refusals_calls.TEXT_UNEXPECTED, at=at, text=text[at : at + 20])
        kind, word = found.lastgroup, found.group(found.lastgroup)
        lower = word.lower()
        yield Token("keyword", lower) if lower in KEYWORDS else Token(kind, word)
        at = found.end()
    yield END


def unquoted(text: str) -> str:
    """Give the content of a quoted string."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def day_or_instant(text: str) -> str:
    """Normalise a bracketed date: `yyyy-MM-ddTHH:mm:ssZ`; without zone it is UTC.

    Raises:
        VendorError: 400 when it is no date.
    """
    written = text[1:-1].strip()
    try:
        at = datetime.fromisoformat(written.replace(" ", "T"))
        return instant(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise coded(refusals_calls.DATE_INVALID, value=written) from None
