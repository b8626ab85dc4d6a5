"""Where a reader of the change feed stands, as text that only this reader can go on from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError

LONGEST_AWAY: Final = timedelta(days=400)
"""Tombstones are promised for that long, so an older cursor may have missed a delete."""
_VERSION: Final = "1"
_DIGITS: Final = 16
_FIELD: Final = "cursor"


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """A walk through the feed, or the rest between two walks.

    Attributes:
        since: Stamp behind which this walk began; "" for the beginning of everything.
        position: Stamp of the last change that was told in this walk; "" before the first.
        floor: Stamp behind which the next walk begins; "" where this walk has yet to begin.
    """

    since: str = ""
    position: str = ""
    floor: str = ""

    def token(self, viewer: Viewer, app: str | None) -> str:
        """The cursor as text, sealed for this reader: nobody else sees the same changes."""
        text = ".".join((_VERSION, self.since, self.position, self.floor, _reader(viewer, app)))
        return f"{text}.{_digest(text)}"


def parsed(token: str, viewer: Viewer, app: str | None, now: datetime) -> FeedCursor:
    """Read a cursor back.

    Raises:
        RefusedError: It was garbled on the way, belongs to another reader, or is so old that
            deletes may have been forgotten. A reader that starts again loses nothing.
    """
    text, _, seal = token.rpartition(".")
    parts = text.split(".")
    if not token.isascii() or seal != _digest(text) or parts[0] != _VERSION:
        raise RefusedError("cursor_invalid", field=_FIELD)
    since, position, floor, reader = parts[1:]
    if reader != _reader(viewer, app):
        raise RefusedError("cursor_of_another_reader", field=_FIELD)
    begun = floor or since
    if begun < stamp_at(now - LONGEST_AWAY):
        raise RefusedError("cursor_expired", field=_FIELD)
    return FeedCursor(since, position, floor)


def _reader(viewer: Viewer, app: str | None) -> str:
    role = "admin" if viewer.is_admin else "member"
    return _digest("\x00".join((viewer.account, viewer.user_id, role, app or "")))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
