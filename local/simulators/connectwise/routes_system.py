"""`/system/…` and the login page's company lookup: who and where we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.connectwise import quirks, quirks_calls, schema
from local.simulators.connectwise.errors import not_found
from local.simulators.connectwise.gate import ACTOR, API_BASES, LOGIN
from local.simulators.connectwise.paging import page
from local.simulators.connectwise.people import (
    WINDOWS_ZONES,
    ZONE_LABELS,
    member_info,
    with_zone_of,
)
from local.simulators.connectwise.permissions import security_roles
from local.simulators.connectwise.query import EVERYTHING
from local.simulators.connectwise.routes_read import Routes, derived, light, whole
from local.simulators.connectwise.seed import COMPANY_ID
from local.simulators.connectwise.webhooks import add_callback_routes

if TYPE_CHECKING:
    from local.simulators.connectwise.routes_read import Rows
    from local.simulators.connectwise.table import Table
    from local.simulators.connectwise.vendor import ConnectWise

VERSION = "v4.6.105333"
CODEBASE = API_BASES[1].split("/")[1]


def add_system_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add the routes of the system area."""
    store, system = vendor.store, _System(vendor)
    routes.add("GET", "/system/info", system.info)
    _add_members(routes, "/system/info/members", system.infos)
    _add_members(routes, "/system/members", system.members)
    routes.add("GET", "/system/myMembers", system.my_member)
    routes.add("GET", "/system/mySecurity", system.my_security)
    places = light("name", "structureLevel")
    routes.readable(
        "/system/info/locations", lambda: derived(store.locations, schema.LOCATION, places)
    )
    routes.readable(
        "/system/info/departments",
        lambda: derived(store.departments, schema.DEPARTMENT, light("name")),
    )
    routes.readable("/system/securityroles", security_roles)
    role = "/system/securityRoles/{parentId}/settings"
    routes.add("GET", role, system.role_settings)
    routes.readable("/system/locations", lambda: store.locations)
    routes.readable("/system/departments", lambda: store.departments)
    add_callback_routes(routes, vendor)


def add_login_route(app: web.Application) -> None:
    """Add the codebase discovery; it asks for no credentials."""
    app.router.add_get(f"{LOGIN}companyinfo/{{companyId}}", _company_info)


async def _company_info(request: web.Request) -> web.Response:
    """Answer `null` for a company nobody knows, with 200 all the same."""
    if request.match_info["companyId"].lower() != COMPANY_ID:
        return web.json_response(None)
    return web.json_response(
        {
            "CompanyName": "Alpine IT Services",
            "Codebase": f"{CODEBASE}/",
            "VersionCode": CODEBASE.replace("_", "."),
            "VersionNumber": VERSION,
            "CompanyID": COMPANY_ID,
            "IsCloud": "True",
            "SiteUrl": request.host,
        }
    )


def _add_members(routes: Routes, path: str, rows: Rows) -> None:
    """Add list, count and one member by id or identifier."""

    async def single(request: web.Request) -> web.Response:
        table, key = rows(), request.match_info["id"]
        member = next(
            (
                row
                for row in table.rows.values()
                if key == str(row["id"]) or key.lower() == row["identifier"].lower()
            ),
            None,
        )
        if member is None:
            raise not_found("Member", key)
        routes.check_shown(request, member)
        return routes.one(request, table, member)

    routes.readable(path, rows, single=single)


class _System:
    def __init__(self, vendor: ConnectWise) -> None:
        self._vendor = vendor

    def members(self) -> Table:
        members = self._vendor.store.members
        if self._vendor.quirks.is_on(quirks_calls.TIME_ZONES_ARE_LABELS):
            return derived(members, schema.MEMBER, with_zone_of(ZONE_LABELS))
        if self._vendor.quirks.is_on(quirks.WINDOWS_TIME_ZONES):
            return derived(members, schema.MEMBER, with_zone_of(WINDOWS_ZONES))
        return members

    def infos(self) -> Table:
        return derived(self._vendor.store.members, schema.MEMBER_INFO, member_info)

    async def info(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "version": VERSION,
                "isCloud": True,
                "serverTimeZone": "Eastern Standard Time",
                "licenseBits": [{"name": "Time", "activeFlag": True}],
                "cloudRegion": "NA",
                "maxWorkFlowRecordsAllowed": 1000,
            }
        )

    async def my_member(self, request: web.Request) -> web.Response:
        member = self.members().rows[request[ACTOR]["id"]]
        hidden = {"primaryEmail", "customFields"}
        return web.json_response({key: member[key] for key in member.keys() - hidden})

    async def my_security(self, request: web.Request) -> web.Response:
        rights = self._vendor.roles.own(request[ACTOR])
        return page(request, rights, self._vendor.quirks, request.query, EVERYTHING)

    async def role_settings(self, request: web.Request) -> web.Response:
        role_id = whole(request, "parentId")
        if role_id not in security_roles().rows:
            raise not_found("SecurityRole", role_id)
        rights = self._vendor.roles.settings(role_id)
        return page(request, rights, self._vendor.quirks, request.query, EVERYTHING)
