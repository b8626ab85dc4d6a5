"""Writes of every entity but time entries: at the root, or through the parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import records
from local.simulators.autotask.auth import actor_of
from local.simulators.autotask.bodies import deleted, item_id, read_object
from local.simulators.autotask.grid import API_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from local.simulators.autotask.errors import Handler
    from local.simulators.autotask.grid import Grid
    from local.simulators.autotask.schema import Entity
    from local.simulators.autotask.tenant import Tenant


def add_record_routes(grid: Grid, tenant: Tenant, entity: Entity) -> None:
    """Add the write half of the URL grid for one entity."""
    writes, base = _Writes(tenant, entity), f"{API_BASE}/{entity.plural}"
    _add(grid, base, writes, entity.verbs)
    if entity.child:
        path = f"{API_BASE}/{entity.child.parent}/{{parentId}}/{entity.child.segment}"
        _add(grid, path, writes, entity.child.verbs.split())


def _add(grid: Grid, base: str, writes: _Writes, verbs: Iterable[str]) -> None:
    by_verb: dict[str, Handler] = {
        "POST": writes.create,
        "PATCH": writes.patch,
        "PUT": writes.put,
        "DELETE": writes.delete,
    }
    for verb in verbs:
        path = f"{base}/{{id}}" if verb == "DELETE" else base
        grid.add(path, {verb: by_verb[verb]})


class _Writes:
    def __init__(self, tenant: Tenant, entity: Entity) -> None:
        self._tenant, self._entity = tenant, entity

    async def create(self, request: web.Request) -> web.Response:
        self._check_right("create")
        body = await read_object(request)
        actor = actor_of(self._tenant, self._entity, request)
        row = records.create(self._tenant, actor, self._entity, body, _parent(request))
        return item_id(row["id"])

    async def patch(self, request: web.Request) -> web.Response:
        return await self._change(request, replace=False)

    async def put(self, request: web.Request) -> web.Response:
        return await self._change(request, replace=True)

    async def _change(self, request: web.Request, *, replace: bool) -> web.Response:
        self._check_right("update")
        body, parent = await read_object(request), _parent(request)
        actor = actor_of(self._tenant, self._entity, request)
        row = records.change(self._tenant, actor, self._entity, body, parent, replace=replace)
        return item_id(row["id"])

    async def delete(self, request: web.Request) -> web.Response:
        self._check_right("delete")
        row_id = int(request.match_info["id"])
        actor = actor_of(self._tenant, self._entity, request)
        records.delete(self._tenant, actor, self._entity, row_id, _parent(request))
        return deleted(self._tenant, row_id)

    def _check_right(self, action: str) -> None:
        self._tenant.permissions.require(self._entity.plural, action)


def _parent(request: web.Request) -> int | None:
    parent = request.match_info.get("parentId")
    return None if parent is None else int(parent)
