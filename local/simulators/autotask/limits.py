"""The two limits of Autotask's API: calls at once per endpoint, and calls per hour."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from aiohttp import web

from local.simulators.autotask import quirks_calls
from local.simulators.autotask.grid import API_BASE
from local.simulators.autotask.refusals_calls import (
    LIMIT_REACHED,
    THREADS_EXCEEDED,
    THREADS_EXCEEDED_429,
)
from local.simulators.call_count import CallCount
from local.simulators.request_log import is_control, relative_path

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

    from local.simulators.autotask.refusal import Refusal
    from local.simulators.autotask.tenant import Tenant

REQUEST_THRESHOLD: Final = 10_000
"""External requests per database and rolling hour (vendor help, REST thresholds and limits)."""

TIMEFRAME_MINUTES: Final = 60
THREADS: Final = 3
"""Calls at once per object endpoint and integration code (vendor help, thread limiting)."""

PAUSE_SECONDS: Final = 60
_LATENCY: Final = ((0.75, 1.0), (0.5, 0.5))
"""Share of the hourly threshold, and the seconds every call then waits (reports differ)."""

_THREAD_FREE: Final = frozenset({"zoneinformation", "versioninformation"})


def hourly_calls() -> CallCount:
    """Make the counter of the rolling hour."""
    return CallCount(timedelta(minutes=TIMEFRAME_MINUTES))


def limit_reached(tenant: Tenant, retry_after: int) -> web.Response:
    """Answer the hourly threshold; clients saw 429, its text is not documented."""
    silent = tenant.has(quirks_calls.OMITS_RETRY_AFTER)
    headers = {} if silent else {"Retry-After": str(retry_after)}
    return _refused(LIMIT_REACHED, headers)


async def wait_or_refuse(tenant: Tenant) -> web.Response | None:
    """Slow a call down as the hour fills up, and refuse it once the hour is full.

    Returns:
        The refusal, None where the call may go on.
    """
    if not tenant.has(quirks_calls.ENFORCES_HOURLY_LIMIT):
        return None
    share = tenant.traffic.within(tenant.now()) / tenant.request_threshold
    if share > 1:
        return limit_reached(tenant, PAUSE_SECONDS)
    seconds = next((wait for above, wait in _LATENCY if share >= above), 0.0)
    await asyncio.sleep(seconds)
    return None


def limit_threads(tenant: Tenant) -> Middleware:
    """Make the middleware that refuses a fourth call at once; it belongs around the faults."""
    running: Counter[tuple[str, str]] = Counter()

    @web.middleware
    async def limit(request: web.Request, handler: Handler) -> web.StreamResponse:
        endpoint = relative_path(request.path.lower(), (API_BASE,)).strip("/").split("/")[0]
        if is_control(request) or endpoint in _THREAD_FREE:
            return await handler(request)
        key = (endpoint, request.headers.get("ApiIntegrationCode", ""))
        if running[key] >= THREADS and tenant.has(quirks_calls.LIMITS_THREADS):
            visible = tenant.has(quirks_calls.THREAD_LIMIT_ANSWERS_429)
            return _refused(THREADS_EXCEEDED_429 if visible else THREADS_EXCEEDED)
        running[key] += 1
        try:
            return await handler(request)
        finally:
            running[key] -= 1

    return limit


def _refused(refusal: Refusal, headers: dict[str, str] | None = None) -> web.Response:
    body = {"errors": [refusal.text]}
    return web.json_response(body, status=refusal.status, headers=headers)
