"""Reads that every resource has: list, count, one row."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.connectwise import refusals_calls
from local.simulators.connectwise.errors import (
    coded,
    no_endpoint,
    no_permission,
    not_found,
)
from local.simulators.connectwise.gate import API_BASES
from local.simulators.connectwise.guards import guarded, right_of, shown
from local.simulators.connectwise.listing import FieldList
from local.simulators.connectwise.paging import asked_for, chosen, page
from local.simulators.connectwise.query import EVERYTHING, Bound, Filter, both
from local.simulators.connectwise.table import Table
from local.simulators.fault_modes import lag_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiohttp.typedefs import Handler

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.schema import Schema
    from local.simulators.connectwise.vendor import ConnectWise

    Rows = Callable[[], Table]

_LOWER = re.compile(r"(?<!\{)\b\w+(?![\w}])")
"""The parts of a path template that are not names of its variables."""

_LAGGING = tuple(f"{base}/time/entries" for base in API_BASES)


@dataclass(frozen=True, slots=True)
class Parent:
    """The path part a nested list hangs from: its rows, and the field that points to it."""

    table: Table
    field: str


class Routes:
    """Adds routes under every API base; the first route that fits a path wins."""

    def __init__(self, app: web.Application, vendor: ConnectWise) -> None:
        self._app = app
        self._vendor = vendor

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Add one route, `path` relative to the API base, guarded by the right it needs.

        The path's case and a slash at its end do not matter (public clients send both).
        """
        right = right_of(method, path)
        if right is not None:
            handler = guarded(self._vendor, right, handler)
        for base in API_BASES:
            for written in dict.fromkeys((path, _LOWER.sub(lambda part: part[0].lower(), path))):
                self._app.router.add_route(method, base + written, handler)
                self._app.router.add_route(method, f"{base}{written}/", handler)

    def readable(
        self,
        path: str,
        rows: Rows,
        parent: Parent | None = None,
        single: Handler | None = None,
        also: Callable[[], Table | None] = lambda: None,
    ) -> None:
        """Add list, count and one-row reads of a resource.

        Args:
            path: with `{parentId}` in it when there is a parent.
            rows: gives the table at the time of the call.
            parent: for nested resources.
            single: answers one row where that is not simply a row by its id.
            also: another table that one row may be found in, None for none.
        """

        async def listed(request: web.Request) -> web.Response:
            within = both([_within(request, parent), self._shown(request)])
            return page(request, rows(), self._vendor.quirks, request.query, within)

        async def counted(request: web.Request) -> web.Response:
            table = rows()
            wanted = chosen(request, request.query, table.schema, self._vendor.quirks)
            within = both([_within(request, parent), self._shown(request)])
            counts = table.matching(both([within, wanted]))
            return web.json_response({"count": sum(1 for _ in counts)})

        async def by_id(request: web.Request) -> web.Response:
            table, row_id = rows(), whole(request, "id")
            if row_id not in table.rows:
                table = also() or table
            row = table.rows.get(row_id)
            if row is None or not _within(request, parent).matches(row):
                raise not_found(table.schema.name, row_id)
            self.check_shown(request, row)
            return self.one(request, table, row)

        self.add("GET", path, listed)
        self.add("GET", f"{path}/count", counted)
        self.add("GET", f"{path}/{{id}}", single or by_id)

    def searchable(self, path: str, rows: Rows) -> None:
        """Add `POST …/search`: the filter in the body, paging in the query."""

        async def search(request: web.Request) -> web.Response:
            body = await json_object(request)
            asked = {name: text for name, text in body.items() if isinstance(text, str)}
            return page(request, rows(), self._vendor.quirks, asked, self._shown(request))

        self.add("POST", f"{path}/search", search)

    def _shown(self, request: web.Request) -> Filter:
        """Give what the caller's right and a fault's lag leave of a list of time entries."""
        seconds = lag_seconds(request) if request.path.startswith(_LAGGING) else None
        if seconds is None:
            return shown(request)
        latest, written = self._vendor.store.now() - timedelta(seconds=seconds), self._vendor.ledger
        arrived = Filter(lambda row: written.touched_at(str(row["id"])) <= latest)
        return both([shown(request), arrived])

    def check_shown(self, request: web.Request, row: Row) -> None:
        """Refuse a row that the caller's right does not reach.

        Raises:
            VendorError: the refusal of a missing right.
        """
        if not shown(request).matches(row):
            raise no_permission(self._vendor.quirks)

    def one(self, request: web.Request, table: Table, row: Row) -> web.Response:
        """Answer one row, all of it or the fields asked for."""
        if fields := asked_for(request, "fields"):
            listed = FieldList(fields, table.schema, self._vendor.quirks)
            return web.json_response(listed.shown(row))
        return web.Response(text=table.text(row), content_type="application/json")


def derived(table: Table, schema: Schema, change: Callable[[Row], Row]) -> Table:
    """Make a table of changed rows, for light and masked views of small tables."""
    view = Table(schema)
    for row in table.rows.values():
        view.put(change(row))
    return view


def light(*names: str) -> Callable[[Row], Row]:
    """Make a view that shows only some fields of a row, those it has."""
    return lambda row: {name: row[name] for name in ("id", *names, "_info") if name in row}


def whole(request: web.Request, name: str) -> int:
    """Read a number in the path.

    Raises:
        VendorError: 404, it is none.
    """
    text = request.match_info[name]
    if not text.isdecimal():
        raise no_endpoint()
    return int(text)


def _within(request: web.Request, parent: Parent | None) -> Filter:
    if parent is None:
        return EVERYTHING
    parent_id = whole(request, "parentId")
    if parent_id not in parent.table.rows:
        raise not_found(parent.table.schema.name, parent_id)
    head, _, part = parent.field.partition("/")

    def belongs(row: Mapping[str, Any]) -> bool:
        return bool((row[head][part] if part else row[head]) == parent_id)

    return Filter(belongs, (Bound(parent.field, "=", (parent_id,)),))


async def json_body(request: web.Request) -> Any:  # noqa: ANN401  (any JSON value)
    """Read a JSON body.

    Raises:
        VendorError: 415 for another media type, 400 for what is no JSON.
    """
    if not request.content_type.endswith("json"):
        raise coded(refusals_calls.WRONG_MEDIA, media=request.content_type)
    try:
        return json.loads(await request.text())
    except ValueError:
        raise coded(refusals_calls.NOT_JSON) from None


async def json_object(request: web.Request) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        VendorError: 415, or 400 for anything else.
    """
    body = await json_body(request)
    if not isinstance(body, dict):
        raise coded(refusals_calls.NOT_JSON)
    return body
