"""The marker that ties a PSA row to its entry, derived from the entry and never stored.

It is the last word of the row's internal notes: `MT-`, 26 characters of base32 of the entry's UUID
(RFC 4648, upper case, no padding), `-`, the generation. Letters, digits and hyphens survive every
text folding a PSA does, mean nothing to a reader and hold no secret.
"""

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

# People type right behind it, or take the blank before it away. Blanks are no part of the patterns:
# notes of nothing but blanks would be gone through once for each of them.
_PATTERN: Final = re.compile(r"(?<![A-Z0-9])MT-([A-Z2-7]{26})-([1-9][0-9]{0,5})(?![0-9])")

# What a PSA leaves of it where it cuts the notes: too long to be a word, at the very end.
_CUT: Final = re.compile(r"MT-(?:[A-Z2-7]{12,25}|[A-Z2-7]{26}-?)$")


@dataclass(frozen=True, slots=True)
class Marker:
    """Which entry, and which deliberate making of it, a PSA row stands for.

    Attributes:
        entry_id: The entry's UUID in its usual text form.
        generation: From 1; grows only when the row is made anew on purpose.
    """

    entry_id: str
    generation: int

    def __str__(self) -> str:
        """Return the marker as it stands in the notes."""
        code = b32encode(UUID(self.entry_id).bytes).decode().rstrip("=")
        return f"MT-{code}-{self.generation}"


def mark(notes: str, marker: Marker) -> str:
    """Append the marker to the notes, replacing any marker that is already there."""
    kept = unmark(notes)
    return f"{kept} {marker}" if kept else str(marker)


def unmark(notes: str) -> str:
    """Return the notes as people should see them."""
    kept, end = "", 0
    for found in _PATTERN.finditer(notes):
        kept += notes[end : found.start()].rstrip()
        end = found.end()
    kept = (kept + notes[end:]).rstrip()
    cut = _CUT.search(kept)
    return kept[: cut.start()].rstrip() if cut else kept


def find_marker(notes: str) -> Marker | None:
    """Return the last marker in the notes, or None."""
    found = list(_PATTERN.finditer(notes))
    if not found:
        return None
    code, generation = found[-1].groups()
    raw = b32decode(code + "=" * 6)
    return Marker(str(UUID(bytes=raw)), int(generation))
