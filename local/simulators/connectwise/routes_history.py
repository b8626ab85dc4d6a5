"""Audits, the audit trail, custom field definitions and bundles of reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.connectwise import quirks_calls, refusals_calls, refusals_time, schema
from local.simulators.connectwise.custom_fields import redefined
from local.simulators.connectwise.errors import (
    VendorError,
    coded,
    invalid_object,
    item,
    no_permission,
    not_found,
    refuse,
)
from local.simulators.connectwise.gate import ACTOR
from local.simulators.connectwise.guards import shown
from local.simulators.connectwise.paging import LARGEST_PAGE_SIZE, filtered, page
from local.simulators.connectwise.query import EVERYTHING, both
from local.simulators.connectwise.routes_read import Routes, json_object, whole

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.table import Table
    from local.simulators.connectwise.vendor import ConnectWise

RESOURCE = "userDefinedField"
_REQUIRED = ("podId", "caption", "sequenceNumber", "fieldTypeIdentifier")
_LONGEST_CAPTION = 25
_LAST_PLACE = 500


def add_history_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add the routes of this module."""
    entries, sheets = vendor.store.entries, vendor.store.sheets
    _add_audits(routes, vendor, _Audited("/time/entries", entries, "time", schema.TIME_ENTRY_AUDIT))
    _add_audits(routes, vendor, _Audited("/time/sheets", sheets, "sheet", schema.TIME_SHEET_AUDIT))
    _add_trail(routes, vendor)
    _add_user_fields(routes, vendor)
    routes.add("POST", "/system/bundles", _Bundles(vendor).answer)

    async def no_token(_: web.Request) -> web.Response:
        """Refuse: an API member may not act as somebody else."""
        raise no_permission(vendor.quirks)

    routes.add("POST", "/system/members/{id}/tokens", no_token)


@dataclass(frozen=True, slots=True)
class _Audited:
    path: str
    parents: Table
    kind: str
    audit: schema.Schema


def _add_audits(routes: Routes, vendor: ConnectWise, audited: _Audited) -> None:
    path, parents, audit = audited.path, audited.parents, audited.audit

    def lines(request: web.Request) -> Table:
        parent_id = whole(request, "parentId")
        if parent_id not in parents.rows:
            raise not_found(parents.schema.name, parent_id)
        routes.check_shown(request, parents.rows[parent_id])
        return vendor.audits.table(audited.kind, parent_id, audit)

    async def listed(request: web.Request) -> web.Response:
        return page(request, lines(request), vendor.quirks, request.query, EVERYTHING)

    async def counted(request: web.Request) -> web.Response:
        return web.json_response({"count": len(lines(request).rows)})

    async def one(request: web.Request) -> web.Response:
        table, line_id = lines(request), whole(request, "id")
        if line_id not in table.rows:
            raise not_found(audit.name, line_id)
        return routes.one(request, table, table.rows[line_id])

    routes.add("GET", f"{path}/{{parentId}}/audits", listed)
    routes.add("GET", f"{path}/{{parentId}}/audits/count", counted)
    routes.add("GET", f"{path}/{{parentId}}/audits/{{id}}", one)


def _add_trail(routes: Routes, vendor: ConnectWise) -> None:
    def lines(request: web.Request) -> list[Row]:
        if request.headers.get("pagination-type", "").lower() == "forward-only":
            raise coded(refusals_calls.BAD_PARAMETER, value="forward-only", field="pagination-type")
        row_id, kind = request.query.get("id", ""), request.query.get("type", "")
        if not row_id.isdecimal():
            raise coded(refusals_calls.BAD_PARAMETER, value=row_id, field="id")
        there = int(row_id) in vendor.store.entries.rows
        kept = there or vendor.quirks.is_on(quirks_calls.AUDIT_TRAIL_OF_DELETED)
        if kind != "Time" or not kept:
            return []
        table = vendor.audits.trail("time", int(row_id))
        return [{name: row[name] for name in row if name != "id"} for row in table.all_rows()]

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(lines(request))

    async def counted(request: web.Request) -> web.Response:
        return web.json_response({"count": len(lines(request))})

    routes.add("GET", "/system/audittrail", listed)
    routes.add("GET", "/system/audittrail/count", counted)


def _add_user_fields(routes: Routes, vendor: ConnectWise) -> None:
    path, table = "/system/userDefinedFields", vendor.store.user_fields

    async def create(request: web.Request) -> web.Response:
        body = await json_object(request)
        _check_user_field(body)
        known = {name: body[name] for name in body if table.schema.find(name) is not None}
        row = {"entryTypeIdentifier": "EntryField", "requiredFlag": False, "readOnlyFlag": False,
               **known, "id": table.new_id(),
               "_info": vendor.store.stamp(request[ACTOR]["identifier"])}  # fmt: skip
        table.put(row)
        redefined(vendor.store)
        return web.json_response(row, status=201)

    async def remove(request: web.Request) -> web.Response:
        field_id = whole(request, "id")
        if field_id not in table.rows:
            raise not_found(table.schema.name, field_id)
        table.delete(field_id)
        redefined(vendor.store)
        return web.Response(status=204)

    routes.readable(path, lambda: table)
    routes.add("POST", path, create)
    routes.add("DELETE", f"{path}/{{id}}", remove)


def _check_user_field(body: Row) -> None:
    missing = [name for name in _REQUIRED if body.get(name) is None]
    if missing:
        errors = [item(refusals_time.FIELD_REQUIRED, RESOURCE, name) for name in missing]
        raise invalid_object(RESOURCE, *errors)
    if len(str(body["caption"])) > _LONGEST_CAPTION:
        refuse(refusals_time.TOO_LONG, RESOURCE, "caption", limit=_LONGEST_CAPTION)
    for name in ("podId", "sequenceNumber"):
        if not isinstance(body[name], int) or not 1 <= body[name] <= _LAST_PLACE:
            refuse(refusals_time.NOT_VALID, RESOURCE, name, value=body[name])
    for name in ("fieldTypeIdentifier", "entryTypeIdentifier"):
        field = schema.USER_FIELD.fields[name.lower()]
        if name in body and body[name] not in field.values:
            refuse(refusals_time.NOT_VALID, RESOURCE, name, value=body[name])


class _Bundles:
    """Several reads of time entries in one call; which kinds the vendor knows is not known."""

    def __init__(self, vendor: ConnectWise) -> None:
        self._vendor = vendor

    async def answer(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        asked = body.get("requests")
        if not isinstance(asked, list):
            refuse(refusals_time.FIELD_REQUIRED, "bundleRequestsCollection", "requests")
        results = [self._result(request, one if isinstance(one, dict) else {}) for one in asked]
        return web.json_response({"results": results})

    def _result(self, request: web.Request, asked: Row) -> Row:
        kind = asked.get("resourceType")
        head = {"sequenceNumber": asked.get("sequenceNumber"), "resourceType": kind}
        try:
            if str(kind).lower() != "timeentry":
                raise coded(refusals_calls.NO_ENDPOINT)
            entries = self._entries(request, asked.get("apiRequest") or {})
        except VendorError as refusal:
            failed = {"success": False, "statusCode": refusal.status, "error": refusal.body}
            return {**head, **failed, "entities": [], "count": 0}
        done = {"success": True, "statusCode": 200, "entities": entries, "count": len(entries)}
        return {**head, **done}

    def _entries(self, request: web.Request, wish: dict[str, Any]) -> list[Row]:
        table = self._vendor.store.entries
        if (row_id := wish.get("id")) is not None:
            if row_id not in table.rows:
                raise not_found(table.schema.name, row_id)
            return [table.rows[row_id]]
        chosen = filtered(wish.get("filters") or {}, table.schema, self._vendor.quirks)
        rows = list(table.matching(both([chosen, shown(request)])))
        size = int((wish.get("page") or {}).get("pageSize") or 25)
        number = int((wish.get("page") or {}).get("page") or 1)
        size = min(size, LARGEST_PAGE_SIZE)
        return rows[(number - 1) * size : number * size]
