"""`/time/…`: entries, sheets and the tables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.connectwise import quirks_records, refusals_time, schema
from local.simulators.connectwise.errors import no_endpoint, no_permission, not_found, refuse
from local.simulators.connectwise.gate import ACTOR
from local.simulators.connectwise.guards import check_own
from local.simulators.connectwise.patch import changes
from local.simulators.connectwise.permissions import NONE
from local.simulators.connectwise.routes_read import (
    Parent,
    Routes,
    derived,
    json_body,
    json_object,
    light,
    whole,
)
from local.simulators.connectwise.rules import RESOURCE, referred, wish_of
from local.simulators.connectwise.sheets import APPROVAL_TYPES

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.vendor import ConnectWise


def add_time_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add the routes of the time area."""
    store = vendor.store
    _add_light_views(routes, vendor)
    writes = _EntryWrites(vendor)
    routes.add("POST", "/time/entries/defaults", writes.defaults)
    routes.readable("/time/entries", lambda: store.entries)
    routes.add("POST", "/time/entries", writes.create)
    routes.add("PATCH", "/time/entries/{id}", writes.change)
    routes.add("PUT", "/time/entries/{id}", writes.replace)
    routes.add("DELETE", "/time/entries/{id}", writes.remove)
    sheets = _SheetWrites(vendor)
    routes.readable("/time/sheets", lambda: store.sheets)
    routes.add("DELETE", "/time/sheets/{id}", sheets.remove)
    for step in ("submit", "approve", "reject", "reverse"):
        routes.add("POST", f"/time/sheets/{{id}}/{step}", getattr(sheets, step))
    routes.readable("/time/workTypes", lambda: store.work_types)
    routes.readable("/time/workRoles", lambda: store.work_roles)
    role = Parent(store.work_roles, "workRole/id")
    routes.readable("/time/workRoles/{parentId}/locations", lambda: store.work_role_locations, role)
    routes.readable("/time/chargeCodes", lambda: store.charge_codes)
    routes.readable("/time/timePeriodSetups", lambda: store.period_setups)
    setup = Parent(store.period_setups, "timePeriodSetup/id")
    routes.readable("/time/timePeriodSetups/{parentId}/periods", lambda: store.periods, setup)


def _add_light_views(routes: Routes, vendor: ConnectWise) -> None:
    store = vendor.store
    code = light("name", "location", "department", "expenseEntryFlag", "timeEntryFlag", "workType")
    kind = light("name", "inactiveFlag", "activityDefaultFlag")
    role = light("name", "inactiveFlag")
    # Before the full resources: their `{id}` would take the word `info` for an id.
    routes.readable(
        "/time/chargeCodes/info",
        lambda: derived(store.charge_codes, schema.CHARGE_CODE, code),
    )
    routes.readable(
        "/time/workTypes/info", lambda: derived(store.work_types, schema.WORK_TYPE, kind)
    )
    routes.readable(
        "/time/workRoles/info", lambda: derived(store.work_roles, schema.WORK_ROLE, role)
    )


class _EntryWrites:
    def __init__(self, vendor: ConnectWise) -> None:
        self._vendor = vendor

    async def defaults(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        return web.json_response(self._vendor.entries.defaults(body, request[ACTOR]))

    async def create(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        self._check_rights(request, body, None)
        row = self._vendor.entries.create(body, request[ACTOR])
        return web.json_response(row, status=201)

    async def change(self, request: web.Request) -> web.Response:
        operations, quirks = await json_body(request), self._vendor.quirks
        changed = changes(operations, schema.TIME_ENTRY, RESOURCE, quirks)
        strict = quirks.is_on(quirks_records.PATCH_NEEDS_CUSTOM_FIELDS)
        if strict and "customFields" not in changed:
            refuse(refusals_time.CUSTOM_FIELDS_MISSING, RESOURCE, "customFields")
        self._check_rights(request, changed, self._old(request))
        row = self._vendor.entries.change(whole(request, "id"), changed, request[ACTOR])
        return web.json_response(row)

    async def replace(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        self._check_rights(request, body, self._old(request))
        row = self._vendor.entries.replace(whole(request, "id"), body, request[ACTOR])
        return web.json_response(row)

    async def remove(self, request: web.Request) -> web.Response:
        self._check_rights(request, {}, self._old(request))
        self._vendor.entries.remove(whole(request, "id"), request[ACTOR])
        return web.Response(status=204)

    def _old(self, request: web.Request) -> Row:
        entry_id = whole(request, "id")
        entry = self._vendor.store.entries.rows.get(entry_id)
        if entry is None:
            raise not_found("TimeEntry", entry_id)
        return entry

    def _check_rights(self, request: web.Request, body: Row, old: Row | None) -> None:
        """Refuse time of others where the right is My, and a billing choice without its right."""
        asked = referred(self._vendor.store.members, wish_of(body), "member")
        member = asked or (old["member"] if old else request[ACTOR])
        owners = [one["id"] for one in (member, old and old["member"]) if one]
        check_own(self._vendor, request, *owners)
        self._check_closed(request, body, old)
        choice = body.get("billableOption")
        if choice is None or (old and old["billableOption"] == choice):
            return
        right = ("Time Entry Billable Option", "Edit" if old else "Add")
        if self._vendor.roles.level(request[ACTOR], right) == NONE:
            raise no_permission(self._vendor.quirks)

    def _check_closed(self, request: web.Request, body: Row, old: Row | None) -> None:
        """Refuse time on a ticket that is closed without the right to, where there is one."""
        store = self._vendor.store
        if not store.quirks.is_on(quirks_records.CLOSED_TICKETS_NEED_A_RIGHT):
            return
        target = body.get("chargeToId") or (old or {}).get("chargeToId") or 0
        ticket = store.tickets.rows.get(target) or store.project_tickets.rows.get(target)
        level = self._vendor.roles.level(request[ACTOR], ("Close Service Tickets", "Edit"))
        if ticket is not None and ticket["closedFlag"] and level == NONE:
            raise no_permission(store.quirks)


class _SheetWrites:
    def __init__(self, vendor: ConnectWise) -> None:
        self._sheets = vendor.sheets

    async def remove(self, request: web.Request) -> web.Response:
        self._sheets.remove(whole(request, "id"))
        return web.Response(status=204)

    async def submit(self, request: web.Request) -> web.Response:
        return web.json_response(self._sheets.submit(whole(request, "id"), _by(request)))

    async def approve(self, request: web.Request) -> web.Response:
        kind = await _approval_type(request)
        return web.json_response(self._sheets.approve(whole(request, "id"), kind, _by(request)))

    async def reject(self, request: web.Request) -> web.Response:
        await _approval_type(request)
        return web.json_response(self._sheets.reject(whole(request, "id"), _by(request)))

    async def reverse(self, request: web.Request) -> web.Response:
        await _approval_type(request)
        return web.json_response(self._sheets.reverse(whole(request, "id"), _by(request)))


def _by(request: web.Request) -> str:
    return str(request[ACTOR]["identifier"])


async def _approval_type(request: web.Request) -> str:
    body: dict[str, Any] = await json_object(request)
    kind = body.get("approvalType")
    if body.get("id") not in {None, whole(request, "id")}:
        raise no_endpoint()
    if kind not in APPROVAL_TYPES:
        refuse(refusals_time.NOT_VALID, "timeSheetTierUpdate", "approvalType", value=kind)
    return str(kind)
