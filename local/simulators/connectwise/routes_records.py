"""Writes of customers, tickets, projects and members, which their callbacks tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.connectwise.gate import ACTOR
from local.simulators.connectwise.patch import changes
from local.simulators.connectwise.records import Kind, Records, kinds
from local.simulators.connectwise.routes_read import Routes, json_body, json_object, whole

if TYPE_CHECKING:
    from local.simulators.connectwise.vendor import ConnectWise

_UNDELETABLE = "/system/members"
"""The API has no DELETE for these."""


def add_record_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add POST, PATCH and DELETE of each kind of record."""
    for path, kind in kinds(vendor.store).items():
        _add_writes(routes, vendor, path, kind)


def _add_writes(routes: Routes, vendor: ConnectWise, path: str, kind: Kind) -> None:
    records = Records(vendor.store, kind)

    async def create(request: web.Request) -> web.Response:
        row = records.create(await json_object(request), request[ACTOR])
        return web.json_response(row, status=201)

    async def change(request: web.Request) -> web.Response:
        row_id, operations = whole(request, "id"), await json_body(request)
        routes.check_shown(request, records.row(row_id))
        changed = changes(operations, kind.schema, kind.resource, vendor.quirks)
        return web.json_response(records.change(row_id, changed, request[ACTOR]))

    async def remove(request: web.Request) -> web.Response:
        row_id = whole(request, "id")
        routes.check_shown(request, records.row(row_id))
        records.remove(row_id, request[ACTOR])
        return web.Response(status=204)

    routes.add("POST", path, create)
    routes.add("PATCH", f"{path}/{{id}}", change)
    if path != _UNDELETABLE:
        routes.add("DELETE", f"{path}/{{id}}", remove)
