"""A person's work items, searched and paged."""

import json
from dataclasses import dataclass
from heapq import nsmallest
from operator import itemgetter

from psa_sync.domain.connection import PsaName
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.domain.work_item import WorkItem
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError


@dataclass(frozen=True, slots=True)
class WorkItemList:
    """Some work items by their names; `cursor` is None at the end.

    Attributes:
        names: What each is called where its reader chose how.
    """

    items: tuple[WorkItem, ...]
    names: tuple[str, ...]
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
    chosen = {
        connection.app: settings_for(connection, user_id, effects)
        for connection in effects.connections.of_account(account)
    }
    usual = ConnectionSettings()
    words, behind = query.casefold().split(), _parse(cursor)
    shown = (
        (item, item.named(chosen.get(item.app, usual).project_display))
        for item in effects.work_items.of_user(account, user_id, app)
        if item.is_in(chosen.get(item.app, usual).import_scope) and _matches(item, words)
    )
    found = ((_sort_key(item, name), item, name) for item, name in shown)
    rest = (one for one in found if behind is None or one[0] > behind)
    # However many there are, no more than a page of them is in memory.
    some = nsmallest(limit + 1, rest, key=itemgetter(0))
    page = some[:limit]
    cursor = json.dumps(page[-1][0]) if len(some) > limit else None
    return WorkItemList(tuple(one[1] for one in page), tuple(one[2] for one in page), cursor)


def _matches(item: WorkItem, words: list[str]) -> bool:
    text = f"{item.display_name} {item.number}".casefold()
    return all(word in text for word in words)


def _sort_key(item: WorkItem, name: str) -> tuple[str, str, str]:
    return (item.app, name.casefold(), item.id)


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
