"""What was asked of a simulated PSA: counts, peak concurrency and the last calls."""

from __future__ import annotations

from collections import Counter, deque
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.ledger import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp.typedefs import Handler, Middleware

CONTROL_PREFIX = "/_sim"
KEPT_ITEMS = 10_000
NO_ANSWER: web.RequestKey[bool] = web.RequestKey("no_answer", bool)
"""Set on a request whose connection was cut without an answer: it is logged with status 0."""


class RequestLog:
    """The vendor API calls of one simulator; control calls never enter it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all calls, also those still running."""
        self.total = 0
        self.by_endpoint: Counter[str] = Counter()
        self.max_concurrent: dict[str, int] = {}
        self._running: Counter[str] = Counter()
        self._items: deque[dict[str, Any]] = deque(maxlen=KEPT_ITEMS)

    def started(self, method: str, route: str) -> None:
        """Count a call that begins, for one that is held back has been made all the same.

        Args:
            method: HTTP verb.
            route: template relative to the API base, e.g. `/time/entries/{id}`.
        """
        key = f"{method} {route}"
        self.total += 1
        self.by_endpoint[key] += 1
        self._running[key] += 1
        self.max_concurrent[key] = max(self.max_concurrent.get(key, 0), self._running[key])

    def finished(self, method: str, route: str) -> None:
        """Count a call that ends."""
        key = f"{method} {route}"
        # A reset in between forgot the start, and a count below zero would hide the next peak.
        self._running[key] = max(0, self._running[key] - 1)

    def record(self, at: datetime, method: str, path: str, status: int, ms: float) -> None:
        """Keep one call that ended.

        Args:
            at: when it arrived, aware.
            method: HTTP verb.
            path: the path as called, without its query, relative to the API base.
            status: HTTP status; 0 when the connection was cut without an answer.
            ms: milliseconds until the answer was handed to the connection.
        """
        line = {"method": method, "path": path, "status": status, "ms": round(ms, 2)}
        self._items.append({"at": instant(at), **line})

    def shown(self) -> dict[str, Any]:
        """Answer of `GET /_sim/requests`: `{total, byEndpoint, maxConcurrent, items}`."""
        return {
            "total": self.total,
            "byEndpoint": dict(self.by_endpoint),
            "maxConcurrent": dict(self.max_concurrent),
            "items": list(self._items),
        }


def relative_path(path: str, api_bases: Sequence[str]) -> str:
    """Cut the API base off a path, whatever its case; other paths stay as they are."""
    for base in api_bases:
        if path.lower().startswith(base.lower()):
            return path[len(base) :] or "/"
    return path


def route_template(request: web.Request, api_bases: Sequence[str]) -> str:
    """Template of the matched route relative to the API base; the path itself when none matched."""
    resource = request.match_info.route.resource
    return relative_path(request.path if resource is None else resource.canonical, api_bases)


def is_control(request: web.Request) -> bool:
    """Tell the simulator's own control calls from vendor API calls."""
    return request.path == CONTROL_PREFIX or request.path.startswith(CONTROL_PREFIX + "/")


def log_vendor_calls(log: RequestLog, api_bases: Sequence[str]) -> Middleware:
    """Make the outermost middleware: it logs every vendor API call, also cut and refused ones.

    Args:
        log: where the calls go.
        api_bases: path prefixes of the vendor's API, e.g. `("/v4_6_release/apis/3.0",)`.
    """

    @web.middleware
    async def log_call(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request):
            return await handler(request)
        at, begin, status = datetime.now(UTC), perf_counter(), 500
        route = route_template(request, api_bases)
        log.started(request.method, route)
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as refusal:
            status = refusal.status
            raise
        else:
            return response
        finally:
            log.finished(request.method, route)
            path = relative_path(request.path, api_bases)
            seen = 0 if request.get(NO_ANSWER) else status
            log.record(at, request.method, path, seen, (perf_counter() - begin) * 1000)

    return log_call
