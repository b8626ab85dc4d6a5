"""Writes of time entries over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import time_entries
from local.simulators.autotask.auth import actor_of
from local.simulators.autotask.bodies import deleted, item_id, read_object
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.grid import API_BASE
from local.simulators.autotask.refusals_time import NO_DELETE_RIGHT

if TYPE_CHECKING:
    from aiohttp import web

    from local.simulators.autotask.grid import Grid
    from local.simulators.autotask.tenant import Tenant

ENTITY = time_entries.ENTITY


def add_time_routes(grid: Grid, tenant: Tenant) -> None:
    """Add POST, PATCH and PUT with the id in the body, and DELETE by id."""
    writes, base = _Writes(tenant), f"{API_BASE}/{ENTITY.plural}"
    grid.add(base, {"POST": writes.create, "PATCH": writes.patch, "PUT": writes.put})
    grid.add(f"{base}/{{id}}", {"DELETE": writes.delete})


class _Writes:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def create(self, request: web.Request) -> web.Response:
        self._tenant.permissions.require(ENTITY.plural, "create")
        body = await read_object(request)
        actor = actor_of(self._tenant, ENTITY, request)
        return item_id(time_entries.create(self._tenant, actor, body)["id"])

    async def patch(self, request: web.Request) -> web.Response:
        self._tenant.permissions.require(ENTITY.plural, "update")
        body = await read_object(request)
        actor = actor_of(self._tenant, ENTITY, request)
        return item_id(time_entries.patch(self._tenant, actor, body)["id"])

    async def put(self, request: web.Request) -> web.Response:
        self._tenant.permissions.require(ENTITY.plural, "update")
        body = await read_object(request)
        actor = actor_of(self._tenant, ENTITY, request)
        return item_id(time_entries.put(self._tenant, actor, body)["id"])

    async def delete(self, request: web.Request) -> web.Response:
        if not self._tenant.permissions.allows(f"{ENTITY.plural}.delete"):
            raise VendorError(NO_DELETE_RIGHT)
        entry_id = int(request.match_info["id"])
        actor = actor_of(self._tenant, ENTITY, request)
        time_entries.delete(self._tenant, actor, entry_id)
        return deleted(self._tenant, entry_id)
