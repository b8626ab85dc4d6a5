"""The change feed: everything that changed, skipping nothing however late a write lands.

Writers stamp their writes with their own clock, so a write may land behind stamps that were read
already. A walk therefore starts again a fixed overlap before the moment at which the previous walk
began; inside a walk the position only moves forward. Items may repeat, none is skipped as long as
no write takes longer than the overlap, which the store sees to.
"""

from dataclasses import dataclass

from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.ports import Change
from psa_sync.sync.effects import Effects
from psa_sync.sync.feed_cursor import FeedCursor, parsed
from psa_sync.sync.read_entries import Viewer, users_since


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, the cursor for the next call, and whether that call would bring more now."""

    changes: tuple[Change, ...]
    next_cursor: str
    has_more: bool


def read_changes(
    viewer: Viewer, *, cursor: str | None, limit: int, effects: Effects, app: str | None = None
) -> ChangePage:
    """Read on from the cursor, from the beginning without one.

    A person whom the viewer sees only since the former walk is told from the beginning.

    Args:
        viewer: Who reads.
        cursor: Of the page before, or None.
        limit: The most changes on the page.
        effects: The ports.
        app: What the reader keeps of the pages; a cursor is good for the same choice only.

    Raises:
        RefusedError: The cursor is not one of ours, another reader's, or too old.
    """
    now = effects.clock()
    at = FeedCursor() if cursor is None else parsed(cursor, viewer, app, now)
    # The next walk starts here; decided when this walk began, not when it ends.
    floor = at.floor or stamp_at(now - effects.limits.feed_overlap)
    behind = {
        user: max(at.position, "" if at.since <= joined else at.since)
        for user, joined in users_since(viewer, effects).items()
    }
    changes = effects.feed.after(viewer.account, behind, limit=limit + 1)
    page = tuple(changes[:limit])
    more = len(changes) > limit
    further = FeedCursor(at.since, page[-1].stamp, floor) if more else FeedCursor(floor)
    return ChangePage(page, further.token(viewer, app), has_more=more)
