"""The simulator as one aiohttp application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.autotask import entities, seed
from local.simulators.autotask.auth import check_callers
from local.simulators.autotask.errors import answer_refusals
from local.simulators.autotask.grid import API_BASE, Grid
from local.simulators.autotask.limits import REQUEST_THRESHOLD, limit_threads
from local.simulators.autotask.routes_reads import add_read_routes
from local.simulators.autotask.routes_records import add_record_routes
from local.simulators.autotask.routes_service import add_service_routes
from local.simulators.autotask.routes_time import add_time_routes
from local.simulators.autotask.tenant import Tenant
from local.simulators.autotask.vendor import Autotask
from local.simulators.autotask.webhook_delivery import webhooks_of
from local.simulators.control import add_control_routes, vendor_middlewares

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

VENDOR: web.AppKey[Autotask] = web.AppKey("vendor", Autotask)
"""The simulator behind an application, for those who run it in their own process."""


def create_app(
    now: Callable[[], datetime],
    entries_per_day: tuple[int, int] = seed.ENTRIES_PER_DAY,
    webhook_pace: float = 1.0,
    request_threshold: int = REQUEST_THRESHOLD,
) -> web.Application:
    """Make a simulated tenant, seeded relative to the present instant.

    Args:
        now: the clock; gives aware instants.
        entries_per_day: least and most seeded time entries of a technician's working day.
        webhook_pace: what the pauses between attempts of a webhook are multiplied with.
        request_threshold: how many calls an hour the tenant takes from all integrations.
    """
    tenant = Tenant(now, seed.API_USER, request_threshold=request_threshold)
    vendor = Autotask(tenant, seed.build(now(), entries_per_day))
    log, faults = vendor_middlewares(vendor, (API_BASE,))
    middlewares = [
        log,
        limit_threads(tenant),
        faults,
        answer_refusals(tenant),
        check_callers(tenant),
    ]
    app = web.Application(middlewares=middlewares)
    app[VENDOR] = vendor
    add_control_routes(app, vendor, webhooks_of(tenant, vendor.faults, webhook_pace))
    app.router.register_resource(_grid(tenant))
    return app


def _grid(tenant: Tenant) -> Grid:
    grid = Grid()
    add_service_routes(grid, tenant)
    add_time_routes(grid, tenant)
    for entity in entities.ALL:
        add_read_routes(grid, tenant, entity)
        if entity.name != "TimeEntry":
            add_record_routes(grid, tenant, entity)
    return grid
