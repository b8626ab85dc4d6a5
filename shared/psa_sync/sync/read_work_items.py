"""A person's work items, searched and paged."""

import json
from dataclasses import dataclass

from psa_sync.domain.connection import ImportScope, PsaName
from psa_sync.domain.work_item import Assigned, WorkItem
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class WorkItemList:
    """Some work items by their full name; `cursor` is None at the end."""

    items: tuple[WorkItem, ...]
    cursor: str | None


def read_work_items(
    account: str,
    user_id: str,
    *,
    app: PsaName | None,
    query: str,
    cursor: str | None,
    limit: int,
    effects: Effects,
) -> WorkItemList:
    """Find by any words of the full name or number, in any order, whatever the case.

    Raises:
        RefusedError: The cursor is not one of ours.
    """
    scopes = {
        connection.app: connection.settings.import_scope
        for connection in effects.connections.of_account(account)
    }
    words, behind = query.casefold().split(), _parse(cursor)
    found = sorted(
        (_sort_key(item), item)
        for item in effects.work_items.of_user(account, user_id, app)
        if in_scope(item, scopes.get(item.app, ImportScope.PRIMARY)) and _matches(item, words)
    )
    rest = [pair for pair in found if behind is None or pair[0] > behind]
    page = rest[:limit]
    more = len(rest) > limit
    items = tuple(item for _, item in page)
    return WorkItemList(items, json.dumps(page[-1][0]) if more else None)


def in_scope(item: WorkItem, scope: ImportScope) -> bool:
    """True when people with this import scope see the work item."""
    return scope is not ImportScope.PRIMARY or item.assigned is not Assigned.SECONDARY


def _matches(item: WorkItem, words: list[str]) -> bool:
    text = f"{item.display_name} {item.number}".casefold()
    return all(word in text for word in words)


def _sort_key(item: WorkItem) -> tuple[str, str, str]:
    return (item.app, item.display_name.casefold(), item.id)


def _parse(cursor: str | None) -> tuple[str, str, str] | None:
    if cursor is None:
        return None
    try:
        app, name, item_id = json.loads(cursor)
    except (ValueError, TypeError, RecursionError):
        raise RefusedError("cursor_invalid", field="cursor") from None
    if not all(isinstance(part, str) for part in (app, name, item_id)):
        raise RefusedError("cursor_invalid", field="cursor")
    return (app, name, item_id)
