"""The simulated PSA as a web application."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.connectwise.gate import (
    API_BASES,
    caller,
    check_credentials,
    speak_like_the_vendor,
)
from local.simulators.connectwise.routes_history import add_history_routes
from local.simulators.connectwise.routes_read import Routes
from local.simulators.connectwise.routes_records import add_record_routes
from local.simulators.connectwise.routes_system import add_login_route, add_system_routes
from local.simulators.connectwise.routes_time import add_time_routes
from local.simulators.connectwise.routes_work import add_work_routes
from local.simulators.connectwise.seed import DAYS_OF_PAST
from local.simulators.connectwise.signing import add_key_route
from local.simulators.connectwise.vendor import ConnectWise
from local.simulators.control import add_control_routes, vendor_middlewares

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LARGEST_BODY = 4 * 1024 * 1024


def create_app(
    now: Callable[[], datetime], days_of_past: int = DAYS_OF_PAST, callback_pace: float = 1.0
) -> web.Application:
    """Make one tenant with the demo MSP in it.

    Args:
        now: the clock, aware instants; the seed's dates are relative to it.
        days_of_past: how many days of seeded time entries.
        callback_pace: what the pauses before a callback's retries are multiplied with.
    """
    vendor = ConnectWise(now, days_of_past, callback_pace)
    log, faults = vendor_middlewares(vendor, API_BASES)
    middlewares = [
        log,
        vendor.limits.at_once,
        faults,
        speak_like_the_vendor(),
        check_credentials(vendor),
    ]
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    add_control_routes(app, vendor, vendor.callbacks.callouts)
    add_login_route(app)
    keys, check = vendor.callbacks.keys, partial(caller, vendor)
    add_key_route(app, keys, vendor.quirks, check)
    routes = Routes(app, vendor)
    add_system_routes(routes, vendor)
    add_time_routes(routes, vendor)
    add_work_routes(routes, vendor)
    add_record_routes(routes, vendor)
    add_history_routes(routes, vendor)
    return app
