"""Routes that only read: work items, the change feed."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api.answers import answer, limit_of, page
from functions.memtime_api.caller import Caller, caller_of
from functions.memtime_api.feed_lag import meter_feed
from functions.memtime_api.representations import entry_json, work_item_json
from functions.memtime_api.routing import new_router
from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.settings import ConnectionSettings, ProjectDisplay
from psa_sync.ports import Change
from psa_sync.sync.accept_entries import PolicyOf
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_changes import read_changes
from psa_sync.sync.read_work_items import read_work_items

router = new_router()


@router.get("/v1/work-items")
def get_work_items() -> Response[str]:
    """Find work items of the caller."""
    event = router.current_event
    caller, query = caller_of(event.raw_event), event.query_string_parameters
    app = query.get("app")
    found = read_work_items(
        caller.account,
        caller.user_id,
        app=PsaName(app) if app else None,
        query=query.get("query", ""),
        cursor=query.get("cursor"),
        limit=limit_of(query),
        effects=bootstrap.effects(),
    )
    return answer(
        HTTPStatus.OK, page([*map(work_item_json, found.items, found.names)], found.cursor)
    )


@router.get("/v1/changes")
def get_changes() -> Response[str]:
    """What changed since the cursor."""
    event = router.current_event
    caller, query = caller_of(event.raw_event), event.query_string_parameters
    effects, app = bootstrap.effects(), query.get("app")
    found = read_changes(
        caller.viewer, cursor=query.get("cursor"), limit=limit_of(query), app=app, effects=effects
    )
    meter_feed(found, _app_of(found.changes[-1]) if found.changes else None)
    told = _Teller(caller, effects)
    items = [told.change_json(one) for one in found.changes if app is None or app == _app_of(one)]
    return answer(
        HTTPStatus.OK,
        {"items": items, "nextCursor": found.next_cursor, "hasMore": found.has_more},
    )


def _app_of(change: Change) -> str | None:
    item = change.entry or change.work_item
    return item.app if item else None


class _Teller:
    """Tells changes as the connections' settings and the caller's preferences have it."""

    def __init__(self, caller: Caller, effects: Effects) -> None:
        self._caller = caller
        self._effects = effects
        self._policy_of = PolicyOf(caller.account, effects)
        self._displays: dict[PsaName, ProjectDisplay] = {}

    def change_json(self, change: Change) -> dict[str, Any]:
        """One line of the feed."""
        if change.entry is not None:
            entry = change.entry
            policy = self._policy_of(entry.app)
            return {
                "kind": "time_entry",
                "id": entry.id,
                "version": entry.version,
                "deleted": entry.deleted_at is not None,
                "entry": entry_json(entry, policy, self._effects.clock()),
            }
        item = change.work_item
        if item is None:
            raise ValueError(change.stamp)
        return {
            "kind": "work_item",
            "id": item.id,
            "version": int(change.stamp[:16]),
            "deleted": False,
            "workItem": work_item_json(item, item.named(self._display(item.app))),
        }

    def _display(self, app: PsaName) -> ProjectDisplay:
        if app not in self._displays:
            connection = self._policy_of.connection(app)
            settings = (
                settings_for(connection, self._caller.user_id, self._effects)
                if connection
                else ConnectionSettings()
            )
            self._displays[app] = settings.project_display
        return self._displays[app]
