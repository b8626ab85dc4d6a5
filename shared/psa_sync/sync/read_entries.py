"""Read entries as far as the caller may see them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from psa_sync.domain.entry import Entry
from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.ports import EntryPage
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who reads: a member sees their own, an admin the account's."""

    account: str
    user_id: str
    is_admin: bool


def users_seen_by(viewer: Viewer, effects: Effects) -> list[str]:
    """The users whose entries the viewer sees, sorted."""
    return sorted(users_since(viewer, effects))


def users_since(viewer: Viewer, effects: Effects) -> dict[str, str]:
    """The users whose entries the viewer sees, and the feed's stamp since when; "" for ever."""
    users = {viewer.user_id: ""}
    if not viewer.is_admin:
        return users
    for connection in effects.connections.of_account(viewer.account):
        for link in effects.connections.links(viewer.account, connection.app):
            if link.user_id != viewer.user_id:
                newest = max(users.get(link.user_id, ""), stamp_at(link.linked_at))
                users[link.user_id] = newest
    return users


def read_entry(viewer: Viewer, entry_id: str, *, effects: Effects) -> Entry:
    """Read one entry, a tombstone too.

    Raises:
        RefusedError: There is none, or it is not the viewer's to see.
    """
    entry = effects.entries.get(viewer.account, entry_id)
    if entry is None or not (viewer.is_admin or entry.user_id == viewer.user_id):
        raise RefusedError("entry_unknown")
    return entry


def list_entries(
    viewer: Viewer,
    *,
    start: datetime | None,
    end: datetime | None,
    wanted: Callable[[Entry], bool],
    cursor: str | None,
    limit: int,
    effects: Effects,
) -> EntryPage:
    """Page through the entries that the viewer sees, user by user, by start; no tombstones.

    Raises:
        RefusedError: The cursor is not one of ours.
    """
    users = users_seen_by(viewer, effects)
    user, inner = _parse(cursor, users)
    found: list[Entry] = []
    while user is not None:
        page = effects.entries.of_user(
            viewer.account, user, start=start, end=end, cursor=inner, limit=limit - len(found)
        )
        found += [one for one in page.entries if one.deleted_at is None and wanted(one)]
        inner = page.cursor
        if inner is None:
            user = next(_after(user, users), None)
        if len(found) >= limit:
            break
    return EntryPage(tuple(found), json.dumps([user, inner]) if user is not None else None)


def _after(user: str, users: list[str]) -> Iterator[str]:
    return (other for other in users if other > user)


def _parse(cursor: str | None, users: list[str]) -> tuple[str | None, str | None]:
    if cursor is None:
        return users[0], None
    try:
        user, inner = json.loads(cursor)
    except (ValueError, TypeError, RecursionError):
        raise RefusedError("cursor_invalid", field="cursor") from None
    if user not in users or not (inner is None or isinstance(inner, str)):
        raise RefusedError("cursor_invalid", field="cursor")
    return user, inner
