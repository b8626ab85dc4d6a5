"""Reads every entity has: by id, by query, counted, through a parent, and about itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from local.simulators.autotask.bodies import json_answer, read_object
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.grid import API_BASE
from local.simulators.autotask.metadata import (
    entity_information,
    field_information,
    user_defined_information,
)
from local.simulators.autotask.pages import (
    FILTER_DROPPED,
    Page,
    Place,
    Query,
    is_hidden,
    is_visible,
    matching_rows,
    page_of,
    read_filter,
    read_query,
    render,
)
from local.simulators.autotask.query import Filter
from local.simulators.autotask.quirks_calls import (
    MISSING_ITEM_IS_404,
    REQUEST_COUNT_IS_TOTAL,
    RESTRICTED_READS_ARE_EMPTY,
)
from local.simulators.autotask.refusals_calls import NO_SEARCH
from local.simulators.fault_modes import lag_seconds, vendor_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.simulators.autotask.grid import Grid
    from local.simulators.autotask.schema import Entity
    from local.simulators.autotask.tenant import Tenant

NOTHING = '{"item":null}'


def add_read_routes(grid: Grid, tenant: Tenant, entity: Entity) -> None:
    """Add the read half of the URL grid for one entity."""
    reads, base = _Reads(tenant, entity), f"{API_BASE}/{entity.plural}"
    grid.add(f"{base}/query", {"GET": reads.search, "POST": reads.query})
    grid.add(f"{base}/query/next", {"GET": reads.search, "POST": reads.query})
    grid.add(f"{base}/query/count", {"GET": reads.count_search, "POST": reads.count_query})
    grid.add(f"{base}/{{id}}", {"GET": reads.one})
    bases = [base]
    if entity.child:
        bases.append(f"{API_BASE}/{entity.child.parent}/{{parentId}}/{entity.child.segment}")
        grid.add(bases[1], {"GET": reads.children})
        grid.add(f"{bases[1]}/{{id}}", {"GET": reads.one})
    for path in bases:
        grid.add(f"{path}/entityInformation", {"GET": reads.information})
        grid.add(f"{path}/entityInformation/fields", {"GET": reads.fields})
        grid.add(f"{path}/entityInformation/userDefinedFields", {"GET": reads.user_defined_fields})


class _Reads:
    def __init__(self, tenant: Tenant, entity: Entity) -> None:
        self._tenant, self._entity = tenant, entity

    async def query(self, request: web.Request) -> web.Response:
        """POST a query; page links of a POST query take a POST with the same body."""
        body = await read_object(request)
        return self._page(request, body, {})

    async def search(self, request: web.Request) -> web.Response:
        """GET a query in `?search=`; a page link without one came from a POST query."""
        search = request.query.get("search")
        if search is None and "paging" in request.query:
            raise web.HTTPMethodNotAllowed(request.method, ["POST"])
        return self._page(request, _searched(search), {"search": search or ""})

    async def count_query(self, request: web.Request) -> web.Response:
        return self._count(request, await read_object(request))

    async def count_search(self, request: web.Request) -> web.Response:
        return self._count(request, _searched(request.query.get("search")))

    async def one(self, request: web.Request) -> web.Response:
        """GET by id; an id that is not there is no error, its item is null."""
        self._check_right()
        row = self._tenant.row(self._entity.name, int(request.match_info["id"]))
        parent = request.match_info.get("parentId")
        if row is not None and parent is not None and self._entity.child:
            row = row if row[self._entity.child.key] == int(parent) else None
        if row is None or is_hidden(self._tenant, self._entity):
            return self._nothing()
        if not is_visible(self._tenant, self._entity, row):
            return self._nothing()
        item = render(self._tenant, self._entity, row, through_parent=parent is not None)
        return json_answer(f'{{"item":{item}}}')

    async def children(self, request: web.Request) -> web.Response:
        key = self._entity.child.key if self._entity.child else "id"
        body = {"filter": [{"op": "eq", "field": key, "value": request.match_info["parentId"]}]}
        return self._page(request, body, {"search": json.dumps(body)})

    async def information(self, _: web.Request) -> web.Response:
        return web.json_response(entity_information(self._tenant.permissions, self._entity))

    async def fields(self, _: web.Request) -> web.Response:
        return web.json_response(field_information(self._entity))

    async def user_defined_fields(self, _: web.Request) -> web.Response:
        return web.json_response(user_defined_information(self._entity))

    def _page(
        self, request: web.Request, body: Mapping[str, Any], link: Mapping[str, str]
    ) -> web.Response:
        query = self._query(request, body)
        page = page_of(self._tenant, self._entity, query, _place(request))
        return self._answer(request, page, query, link)

    def _query(self, request: web.Request, body: Mapping[str, Any]) -> Query:
        self._check_right()
        query = read_query(self._tenant, self._entity, _filtered(request, body))
        return replace(query, filter=self._lagging(request, query.filter))

    def _count(self, request: web.Request, body: Mapping[str, Any]) -> web.Response:
        self._check_right()
        given = {key.lower(): value for key, value in _filtered(request, body).items()}
        chosen = read_filter(self._tenant, self._entity, given)
        chosen = self._lagging(request, chosen)
        found = sum(1 for _ in matching_rows(self._tenant, self._entity, chosen))
        return web.json_response({"queryCount": found})

    def _lagging(self, request: web.Request, chosen: Filter) -> Filter:
        """Keep rows out of a list that were written less than a fault's seconds ago."""
        seconds = lag_seconds(request) if self._entity.name == "TimeEntry" else None
        if seconds is None:
            return chosen
        latest, written = self._tenant.now() - timedelta(seconds=seconds), self._tenant.ledger
        test = chosen.test
        return Filter(
            lambda row: written.touched_at(str(row["id"])) <= latest and test(row),
            chosen.narrowing,
        )

    def _check_right(self) -> None:
        if not self._tenant.has(RESTRICTED_READS_ARE_EMPTY):
            self._tenant.permissions.require(self._entity.plural, "query")

    def _answer(
        self, request: web.Request, page: Page, query: Query, link: Mapping[str, str]
    ) -> web.Response:
        details = {
            "count": page.count,
            "requestCount": self._request_count(query),
            "prevPageUrl": self._link(request, page.previous, link),
            "nextPageUrl": self._link(request, page.following, link),
        }
        return json_answer(f'{{"items":{page.items},"pageDetails":{json.dumps(details)}}}')

    def _request_count(self, query: Query) -> int:
        if not self._tenant.has(REQUEST_COUNT_IS_TOTAL):
            return query.rows
        return sum(1 for _ in matching_rows(self._tenant, self._entity, query.filter))

    def _nothing(self) -> web.Response:
        if self._tenant.has(MISSING_ITEM_IS_404):
            raise web.HTTPNotFound
        return json_answer(NOTHING)

    def _link(
        self, request: web.Request, place: Place | None, link: Mapping[str, str]
    ) -> str | None:
        if place is None:
            return None
        path = f"{API_BASE}/{self._entity.plural}/query/next"
        asked = urlencode({"paging": place.token(), **link})
        return f"{request.scheme}://{request.host}{path}?{asked}"


def _filtered(request: web.Request, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the query, or what a fault leaves of it: everything but its filter."""
    if vendor_fault(request, "drop_filter") is None:
        return body
    kept = {key: value for key, value in body.items() if key.lower() != "filter"}
    return {**kept, "filter": FILTER_DROPPED}


def _place(request: web.Request) -> Place:
    token = request.query.get("paging")
    return Place() if token is None else Place.of(token)


def _searched(search: str | None) -> dict[str, Any]:
    try:
        body = json.loads(search or "")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise VendorError(NO_SEARCH)
    return body
