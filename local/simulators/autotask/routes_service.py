"""Calls that are no entity: zone discovery, versions, and the hourly request count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from aiohttp import web

from local.simulators.autotask.dates import instant
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.grid import API_BASE, ROOT
from local.simulators.autotask.limits import TIMEFRAME_MINUTES
from local.simulators.autotask.refusals_calls import UNKNOWN_USER

if TYPE_CHECKING:
    from local.simulators.autotask.grid import Grid
    from local.simulators.autotask.tenant import Tenant

DATABASE_ID = 123456
ZONE_NAME = "Simulated Zone (English)"


def add_service_routes(grid: Grid, tenant: Tenant) -> None:
    """Add zoneInformation, versionInformation, Version and ThresholdInformation."""
    routes = _Service(tenant)
    grid.add(f"{API_BASE}/ZoneInformation", {"GET": routes.zone})
    grid.add(f"{ROOT}/VersionInformation", {"GET": routes.api_versions})
    grid.add(f"{API_BASE}/Version", {"GET": routes.version})
    grid.add(f"{API_BASE}/Authenticate", {"GET": routes.authenticate})
    grid.add(f"{API_BASE}/ThresholdInformation", {"GET": routes.threshold})


class _Service:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def zone(self, request: web.Request) -> web.Response:
        """Tell where a user's tenant lives: here; `url` ends with a slash and has no version."""
        user = request.query.get("user", "")
        if user.lower() != self._tenant.user.user_name.lower():
            raise VendorError(UNKNOWN_USER)
        here = f"{request.scheme}://{request.host}/"
        found = {"zoneName": ZONE_NAME, "url": f"{here}ATServicesRest/", "webUrl": here}
        return web.json_response({**found, "ci": DATABASE_ID})

    async def api_versions(self, _: web.Request) -> web.Response:
        return web.json_response({"apiVersions": ["V1.0"]})

    async def version(self, _: web.Request) -> web.Response:
        numbers = {"majorVersion": "2026", "minorVersion": "3", "build": "0"}
        return web.json_response({**numbers, "customerType": "Production"})

    async def authenticate(self, _: web.Request) -> web.Response:
        """Give a token nobody needs; what it is for is not documented."""
        until = instant(self._tenant.now() + timedelta(hours=1))
        return web.json_response({"authToken": str(uuid4()), "expiration": until})

    async def threshold(self, _: web.Request) -> web.Response:
        now = self._tenant.now()
        return web.json_response(
            {
                "externalRequestThreshold": self._tenant.request_threshold,
                "requestThresholdTimeframe": TIMEFRAME_MINUTES,
                "currentTimeframeRequestCount": self._tenant.traffic.within(now),
            }
        )
