"""Routes that only read: work items, the change feed."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import entry_shapes as shapes
from functions.memtime_api.answers import answer, limit_of
from functions.memtime_api.caller import Caller, caller_of
from functions.memtime_api.feed_lag import meter_feed
from functions.memtime_api.representations import entry_json, work_item_json
from functions.memtime_api.routing import new_router
from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.domain.work_item import WorkItem
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
    items = [*map(work_item_json, found.items, found.names)]
    page: shapes.WorkItemPage = {"items": items, "nextCursor": found.cursor}
    return answer(HTTPStatus.OK, page)


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
    page: shapes.Changes = {
        "items": items,
        "nextCursor": found.next_cursor,
        "hasMore": found.has_more,
    }
    return answer(HTTPStatus.OK, page)


def _app_of(change: Change) -> str | None:
    item = change.entry or change.work_item
    return item.app if item else (change.gone or "").partition(":")[0]


class _Teller:
    """Tells changes as the connections' settings and people's preferences have it.

    Names are the caller's choice; which work items there are is that of the person they are of.
    """

    def __init__(self, caller: Caller, effects: Effects) -> None:
        self._caller = caller
        self._effects = effects
        self._policy_of = PolicyOf(caller.account, effects)
        self._settings: dict[tuple[PsaName, str], ConnectionSettings] = {}

    def change_json(self, change: Change) -> shapes.EntryChange | shapes.WorkItemChange:
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
        item = self._in_scope(change)
        return {
            "kind": "work_item",
            "id": change.work_item.id if change.work_item else change.gone or "",
            "userId": change.user_id,
            "version": int(change.stamp[:16]),
            "deleted": item is None,
            "workItem": work_item_json(item, self._name(item)) if item else None,
        }

    def _in_scope(self, change: Change) -> WorkItem | None:
        """The work item as long as its person has it."""
        item = change.work_item
        if item is None or not item.is_in(self._chosen(item.app, change.user_id).import_scope):
            return None
        return item

    def _name(self, item: WorkItem) -> str:
        return item.named(self._chosen(item.app, self._caller.user_id).project_display)

    def _chosen(self, app: PsaName, user_id: str) -> ConnectionSettings:
        if (app, user_id) not in self._settings:
            connection = self._policy_of.connection(app)
            self._settings[app, user_id] = (
                settings_for(connection, user_id, self._effects)
                if connection
                else ConnectionSettings()
            )
        return self._settings[app, user_id]
