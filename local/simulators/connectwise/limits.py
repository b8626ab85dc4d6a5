"""How many calls the vendor takes: per minute, and at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from aiohttp import web

from local.simulators.call_count import CallCount
from local.simulators.connectwise import quirks_calls
from local.simulators.connectwise.errors import too_many_requests
from local.simulators.request_log import is_control

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aiohttp.typedefs import Handler

    from local.simulators.quirks import Quirks

REQUESTS_PER_MINUTE: Final = 1000
"""About what the developer guide names; the real figure is dynamic."""

CALLS_AT_ONCE: Final = 5
THROTTLED_SECONDS: Final = 30
_TENANT: Final = ""


class Limits:
    """Counts calls while a quirk asks for it."""

    def __init__(self, switches: Quirks, now: Callable[[], datetime]) -> None:
        self._switches = switches
        self._now = now
        self._running = 0
        self._calls: defaultdict[str, CallCount] = defaultdict(_a_minute)

    def clear(self) -> None:
        """Forget the calls so far; those under way go on counting."""
        self._calls.clear()

    @web.middleware
    async def at_once(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse a call while too many are under way; what a fault holds back is under way."""
        if is_control(request):
            return await handler(request)
        self._running += 1
        try:
            limited = self._switches.is_on(quirks_calls.LIMITS_CONCURRENCY)
            if limited and self._running > CALLS_AT_ONCE:
                return too_many_requests(THROTTLED_SECONDS).response()
            return await handler(request)
        finally:
            self._running -= 1

    def count(self, client_id: str) -> None:
        """Throttle as the guide announces, where the quirk asks for it.

        Args:
            client_id: the integration that calls.

        Raises:
            VendorError: 429.
        """
        if not self._switches.is_on(quirks_calls.LIMITS_REQUESTS_PER_MINUTE):
            return
        per_client = self._switches.is_on(quirks_calls.LIMITS_PER_CLIENT_ID)
        calls = self._calls[client_id if per_client else _TENANT]
        calls.count(self._now())
        if calls.within(self._now()) > REQUESTS_PER_MINUTE:
            raise too_many_requests(THROTTLED_SECONDS)


def _a_minute() -> CallCount:
    return CallCount(timedelta(minutes=1))
