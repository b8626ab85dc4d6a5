"""The change feed: everything that changed, skipping nothing however late a write lands.

Writers stamp their writes with their own clock, so a write may land behind stamps that were read
already. A walk therefore starts again a fixed overlap before the moment at which the previous walk
began; inside a walk the position only moves forward. Items may repeat, none is skipped as long as
no write takes longer than the overlap, which the store sees to.
"""

import json
from dataclasses import dataclass

from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.ports import Change
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_entries import Viewer, users_seen_by
from psa_sync.sync.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, the cursor for the next call, and whether that call would bring more now."""

    changes: tuple[Change, ...]
    next_cursor: str
    has_more: bool


def read_changes(viewer: Viewer, *, cursor: str | None, limit: int, effects: Effects) -> ChangePage:
    """Read on from the cursor, from the beginning without one.

    Raises:
        RefusedError: The cursor is not one of ours.
    """
    now = effects.clock()
    position, floor = _parse(cursor)
    # The next walk starts here; decided when this walk began, not when it ends.
    floor = floor or stamp_at(now - effects.limits.feed_overlap)
    users = users_seen_by(viewer, effects)
    changes = effects.feed.after(viewer.account, users, position, limit=limit + 1)
    page = changes[:limit]
    if len(changes) > limit:
        return ChangePage(tuple(page), json.dumps([page[-1].stamp, floor]), has_more=True)
    return ChangePage(tuple(page), json.dumps([floor, ""]), has_more=False)


def _parse(cursor: str | None) -> tuple[str, str]:
    if cursor is None:
        return "", ""
    try:
        position, floor = json.loads(cursor)
    except (ValueError, TypeError, RecursionError):
        raise RefusedError("cursor_invalid", field="cursor") from None
    if not isinstance(position, str) or not isinstance(floor, str):
        raise RefusedError("cursor_invalid", field="cursor")
    return position, floor
