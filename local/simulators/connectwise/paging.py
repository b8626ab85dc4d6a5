"""The two ways of paging: navigable with page numbers, forward-only with the last id."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

from local.simulators.connectwise import quirks, refusals_calls
from local.simulators.connectwise.errors import VendorError, coded
from local.simulators.connectwise.listing import FieldList, ordered
from local.simulators.connectwise.query import (
    EVERYTHING,
    both,
    child_conditions,
    conditions,
    custom_field_conditions,
)
from local.simulators.fault_modes import vendor_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.query import Filter
    from local.simulators.connectwise.schema import Schema
    from local.simulators.connectwise.table import Table
    from local.simulators.quirks import Quirks

DEFAULT_PAGE_SIZE = 25
LARGEST_PAGE_SIZE = 1000
UI_HOST = "na.myconnectwise.net"
CODEBASE = "v2026_1"


def chosen(
    request: web.Request, asked: Mapping[str, str], schema: Schema, switches: Quirks
) -> Filter:
    """Join `conditions`, `childConditions` and `customFieldConditions` of a read.

    A fault may drop them all; then they are not even read.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    if vendor_fault(request, "drop_filter") is not None:
        return EVERYTHING
    return filtered(asked, schema, switches)


def filtered(asked: Mapping[str, str], schema: Schema, switches: Quirks) -> Filter:
    """Read the three kinds of conditions.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    lower = {name.lower(): value for name, value in asked.items()}
    filters = []
    if text := lower.get("conditions"):
        filters.append(conditions(text, schema, switches))
    if text := lower.get("childconditions"):
        filters.append(child_conditions(text, schema, switches))
    if text := lower.get("customfieldconditions"):
        filters.append(custom_field_conditions(text, switches))
    return both(filters)


def page(
    request: web.Request, table: Table, switches: Quirks, asked: Mapping[str, str], within: Filter
) -> web.Response:
    """Answer a list call.

    Args:
        request: its query gives page, pageSize, pageId, fields; a header the kind of paging.
        table: the rows.
        switches: the simulator's quirks.
        asked: conditions and orderBy, from the query or from the body of a search.
        within: what the path says, e.g. the phases of one project.

    Raises:
        VendorError: 400 for what the vendor cannot read.
    """
    narrowed = both([within, chosen(request, asked, table.schema, switches)])
    order = {name.lower(): value for name, value in asked.items()}.get("orderby", "")
    link: str | None
    if request.headers.get("pagination-type", "").lower() == "forward-only":
        rows, link = _forward(request, table, switches, narrowed, order)
    else:
        whole = narrowed is EVERYTHING
        rows = table.all_rows() if whole else list(table.matching(narrowed))
        found = ordered(rows, order, table.schema)
        rows, link = _navigable(request, found, switches)
    return _listed(request, rows, table, switches, link)


def _forward(
    request: web.Request, table: Table, switches: Quirks, narrowed: Filter, order: str
) -> tuple[list[Row], str]:
    if order and switches.is_on(quirks.FORWARD_ONLY_REFUSES_ORDER_BY):
        raise coded(refusals_calls.ORDER_FORWARD_ONLY)
    size, after = _size(request), _whole(request, "pageId", 0)
    found = list(islice(table.matching(narrowed, after), size + 1))
    if len(found) <= size:
        return found, ""
    rows = found[:size]
    query = {"pageSize": str(size), "pageId": str(rows[-1]["id"])}
    return rows, f'<{_url(request, switches, query)}>; rel="next"'


def _navigable(
    request: web.Request, found: list[Row], switches: Quirks
) -> tuple[list[Row], str | None]:
    size, number = _size(request), _whole(request, "page", 1)
    last = max(1, -(-len(found) // size))
    numbers = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
    if number <= 1:
        del numbers["first"], numbers["prev"]
    if number >= last:
        del numbers["next"], numbers["last"]
    links = [
        f'<{_url(request, switches, {"pageSize": str(size), "page": str(at)})}>; rel="{name}"'
        for name, at in numbers.items()
    ]
    return found[(number - 1) * size : number * size], ", ".join(links) or None


def _listed(
    request: web.Request, rows: list[Row], table: Table, switches: Quirks, link: str | None
) -> web.Response:
    if fields := asked_for(request, "fields"):
        listed = FieldList(fields, table.schema, switches)
        return web.json_response([listed.shown(row) for row in rows], headers=_header(link))
    text = "[" + ",".join(map(table.text, rows)) + "]"
    return web.Response(text=text, content_type="application/json", headers=_header(link))


def _header(link: str | None) -> dict[str, str]:
    return {} if link is None else {"Link": link}


def _url(request: web.Request, switches: Quirks, query: dict[str, str]) -> URL:
    url = URL(f"{request.scheme}://{request.host}{request.path}")
    if switches.is_on(quirks.LINKS_NAME_ANOTHER_HOST):
        path = request.path.replace("v4_6_release", CODEBASE)
        url = URL(f"https://{UI_HOST}{path}")
    lower = {name.lower() for name in query}
    kept = {name: value for name, value in request.query.items() if name.lower() not in lower}
    return url.with_query({**kept, **query})


def asked_for(request: web.Request, name: str) -> str | None:
    """Give a parameter of the query; the case of its name does not matter."""
    exact = request.query.get(name)
    if exact is not None or not request.query:
        return exact
    return {one.lower(): text for one, text in request.query.items()}.get(name.lower())


def _size(request: web.Request) -> int:
    return min(_whole(request, "pageSize", DEFAULT_PAGE_SIZE) or 1, LARGEST_PAGE_SIZE)


def _whole(request: web.Request, name: str, missing: int) -> int:
    text = asked_for(request, name)
    if text is None:
        return missing
    if not text.isdecimal() or (name != "pageId" and int(text) == 0):
        raise _bad_number(name, text)
    return int(text)


def _bad_number(name: str, text: str) -> VendorError:
    return coded(refusals_calls.BAD_PARAMETER, value=text, field=name)
