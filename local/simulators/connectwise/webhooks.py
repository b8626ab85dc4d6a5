"""Registered callbacks: list, make, change and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from local.simulators.connectwise import refusals_time, schema
from local.simulators.connectwise.errors import Item, invalid_object, item, not_found, refuse
from local.simulators.connectwise.gate import ACTOR
from local.simulators.connectwise.patch import changes
from local.simulators.connectwise.routes_read import Routes, json_body, json_object, whole

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.vendor import ConnectWise

RESOURCE = "callbackEntry"
TYPES = frozenset(
    {
        "activity", "agreement", "company", "contact", "configuration", "invoice", "expense",
        "member", "opportunity", "productcatalog", "project", "purchaseorder", "schedule", "site",
        "ticket", "time",
    }
)  # fmt: skip
LEVELS = {
    "time": {"owner", "company", "time"},
    "ticket": {"owner", "board", "project", "phase", "status", "ticket", "integratortag"},
    "project": {"owner", "status", "board", "project"},
    "member": {"owner", "location", "securityrole", "member"},
    "company": {"owner", "status", "type", "territory", "company", "integratortag"},
}
WRITABLE = (
    "description", "url", "objectId", "type", "level", "inactiveFlag", "isSelfSuppressedFlag",
    "payloadVersion",
)  # fmt: skip
REQUIRED = ("url", "objectId", "type", "level")
LONGEST_DESCRIPTION = 100


def add_callback_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add `/system/callbacks`."""
    callbacks = _Callbacks(vendor)
    routes.readable("/system/callbacks", lambda: vendor.store.callbacks)
    routes.add("POST", "/system/callbacks", callbacks.create)
    routes.add("PATCH", "/system/callbacks/{id}", callbacks.change)
    routes.add("PUT", "/system/callbacks/{id}", callbacks.replace)
    routes.add("DELETE", "/system/callbacks/{id}", callbacks.remove)


class _Callbacks:
    def __init__(self, vendor: ConnectWise) -> None:
        self._vendor = vendor
        self._table = vendor.store.callbacks

    async def create(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        wish = {name: body[name] for name in WRITABLE if body.get(name) is not None}
        self._check(wish, None)
        row = self._stored(self._table.new_id(), wish, request[ACTOR])
        return web.json_response(row, status=201)

    async def change(self, request: web.Request) -> web.Response:
        old, operations = self._row(request), await json_body(request)
        changed = changes(operations, schema.CALLBACK, RESOURCE, self._vendor.quirks)
        wish = {**old, **{name: changed[name] for name in WRITABLE if name in changed}}
        return self._replaced(old, wish, request)

    async def replace(self, request: web.Request) -> web.Response:
        old, body = self._row(request), await json_object(request)
        return self._replaced(old, {name: body.get(name) for name in WRITABLE}, request)

    async def remove(self, request: web.Request) -> web.Response:
        callback_id = self._row(request)["id"]
        self._table.delete(callback_id)
        self._vendor.callbacks.callouts.discard(str(callback_id))
        return web.Response(status=204)

    def _replaced(self, old: Row, wish: Row, request: web.Request) -> web.Response:
        present = {name: wish[name] for name in WRITABLE if wish.get(name) is not None}
        self._check(present, old["id"])
        return web.json_response(self._stored(old["id"], present, request[ACTOR]))

    def _row(self, request: web.Request) -> Row:
        row = self._table.rows.get(whole(request, "id"))
        if row is None:
            raise not_found("CallbackEntry", request.match_info["id"])
        return row

    def _stored(self, row_id: int, wish: Row, actor: Row) -> Row:
        row = {
            "id": row_id,
            "description": "",
            "inactiveFlag": False,
            "isSelfSuppressedFlag": False,
            "payloadVersion": "3.0.0",
            **wish,
            # The vendor stores 1 where 0 was sent.
            "objectId": wish["objectId"] or 1,
            "memberId": actor["id"],
            "isSoapCallbackFlag": False,
            "connectWiseID": f"00000000-0000-0000-0000-{row_id:012d}",
            "_info": self._vendor.store.stamp(actor["identifier"]),
        }
        return self._table.put(row)

    def _check(self, wish: Row, own_id: int | None) -> None:
        errors = _missing(wish) or [*_wrong(wish)]
        if errors:
            raise invalid_object(RESOURCE, *errors)
        if any(row["id"] != own_id and _same(row, wish) for row in self._table.rows.values()):
            refuse(refusals_time.CALLBACK_EXISTS, RESOURCE, "objectId")


def _missing(wish: Row) -> list[Item]:
    missing = [name for name in REQUIRED if name not in wish]
    return [item(refusals_time.FIELD_REQUIRED, RESOURCE, name) for name in missing]


def _wrong(wish: Row) -> list[Item]:
    found, kind = [], str(wish["type"]).lower()
    if not _is_url(wish["url"]):
        found.append(item(refusals_time.INVALID_URL, RESOURCE, "url"))
    if not isinstance(wish["objectId"], int) or isinstance(wish["objectId"], bool):
        not_valid = refusals_time.NOT_VALID
        found.append(item(not_valid, RESOURCE, "objectId", value=wish["objectId"]))
    if kind not in TYPES:
        found.append(item(refusals_time.UNKNOWN_TYPE, RESOURCE, "type"))
    elif str(wish["level"]).lower() not in LEVELS.get(kind, {"owner", kind}):
        found.append(item(refusals_time.UNKNOWN_LEVEL, RESOURCE, "level"))
    if len(str(wish.get("description", ""))) > LONGEST_DESCRIPTION:
        limit = LONGEST_DESCRIPTION
        found.append(item(refusals_time.TOO_LONG, RESOURCE, "description", limit=limit))
    return found


def _is_url(text: Any) -> bool:  # noqa: ANN401  (whatever was posted)
    try:
        parts = urlsplit(text) if isinstance(text, str) else urlsplit("")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _same(row: Row, wish: Row) -> bool:
    return (
        row["url"] == wish["url"]
        and row["objectId"] == (wish["objectId"] or 1)
        and str(row["type"]).lower() == str(wish["type"]).lower()
        and str(row["level"]).lower() == str(wish["level"]).lower()
    )
