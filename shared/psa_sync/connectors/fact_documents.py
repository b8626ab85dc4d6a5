"""Facts that rules look at, as versioned documents that only the connector of a PSA can read."""

from typing import TypeVar

import msgspec


class Versioned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document of another version says nothing."""

    version: int = 0


DocumentT = TypeVar("DocumentT", bound=Versioned)


def facts_in(document: bytes | str | None, kind: type[DocumentT], version: int) -> DocumentT:
    """Read a document; an empty one, where every fact is unknown, in place of what says nothing."""
    try:
        read = msgspec.json.decode(document or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return kind()
    return read if read.version == version else kind()
