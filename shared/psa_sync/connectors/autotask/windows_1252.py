"""Notes in the characters that Autotask keeps: those of Windows-1252.

It stores every other character as a question mark (measured: Triplecitiestech/staging). What can be
said with the characters that are kept is said with them; only what is left becomes a question mark.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, normalize

UNKNOWN: Final = "?"
_BY_WORDS: Final = {
    "->": "\u2192\u21d2\u2794\u279c\u27a1",
    "<-": "\u2190\u21d0\u2b05",
    "<->": "\u2194",
    "<=": "\u2264",
    ">=": "\u2265",
    "<>": "\u2260",
    "~": "\u2248",
    "+": "\u2713\u2714\u2705\u2611",
    "-": "\u2717\u2718\u274c\u2610\u2010\u2011\u2012\u2015\u2212\u2023\u25aa",
    "\u2022": "\u25cf\u25e6",
    "'": "\u2032\u201b",
    '"': "\u2033\u201f",
    "/": "\u2044\u2215",
    "\n": "\u2028\u2029",
}
_BY_LETTERS: Final = dict(zip("ŁłĐđĦħŦŧ\u0131", "LlDdHhTti", strict=True))
"""Letters with a stroke, which Unicode does not take apart."""
_SAID_AS: Final = _BY_LETTERS | {
    character: words for words, characters in _BY_WORDS.items() for character in characters
}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it is sent.

    Attributes:
        changed: The characters that were put in other words, each once, with what stands for them.
    """

    text: str
    changed: tuple[tuple[str, str], ...]


def fitted(text: str) -> Fitted:
    """Put a text into the characters that are kept."""
    composed = normalize("NFC", text)
    said = [(one, _said(one)) for one in composed]
    changed = {one: put for one, put in said if put != one and put.strip() != ""}
    return Fitted("".join(put for _, put in said), tuple(changed.items()))


@lru_cache(maxsize=4096)
def _said(character: str) -> str:
    if _is_kept(character):
        return character
    if character in _SAID_AS:
        return _SAID_AS[character]
    kind = category(character)
    if kind in {"Cc", "Cf", "Mn"}:
        return ""  # control characters, joiners and variation signs say nothing by themselves
    if kind == "Zs":
        return " "
    plain = "".join(one for one in normalize("NFKD", character) if not combining(one))
    return plain if plain and all(map(_is_kept, plain)) else UNKNOWN


def _is_kept(character: str) -> bool:
    if category(character) == "Cc":
        return character in "\n\r\t"
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
