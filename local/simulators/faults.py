"""Faults of the wire and of the vendor, put on vendor API calls by tests."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.request_log import NO_ANSWER, is_control, relative_path, route_template

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from aiohttp.typedefs import Handler, Middleware

    RateLimitResponse = Callable[[int], web.Response]
    Mode = Callable[["Fault", web.Request, Handler], Awaitable[web.StreamResponse]]

HOLD_SECONDS = 30.0
"""How long `commit_then_timeout` keeps a caller waiting when the fault does not say."""


class FaultRefusedError(ValueError):
    """A fault was described in a way the simulator does not know; the text says why."""


@dataclass(slots=True)
class Fault:
    """One fault: which calls it hits, how, how often.

    Attributes:
        fault_id: opaque id.
        mode: name of the fault mode.
        params: parameters of the mode.
        method: HTTP verb it matches; empty for all.
        path: path it matches, relative to the API base; empty for all.
        exact: the path or route template (`/time/entries/{id}`) must be equal, not only begin so.
        times: how often it fires; None until it is removed.
        after: how many matching calls pass first.
        seen: matching calls so far.
        hits: how often it fired.
    """

    fault_id: str
    mode: str
    params: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    path: str = ""
    exact: bool = False
    times: int | None = None
    after: int = 0
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, path: str, route: str) -> bool:
        """Say whether a call is one of those this fault is about."""
        if self.method and self.method != method:
            return False
        if self.exact:
            return self.path in (path, route)
        return path.startswith(self.path)

    def due(self) -> bool:
        """Count a matching call and say whether it is to be hit."""
        self.seen += 1
        return self.seen > self.after and (self.times is None or self.hits < self.times)

    def shown(self) -> dict[str, Any]:
        """Show the fault as it was asked for, with its id and hits."""
        return {
            "id": self.fault_id,
            "match": {"method": self.method, "path": self.path, "exact": self.exact},
            "mode": self.mode,
            "times": self.times,
            "after": self.after,
            "params": self.params,
            "hits": self.hits,
        }


class Faults:
    """The faults of one simulator, in the order they were asked for; the first due one fires."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._ids = count(1)

    def add(self, asked: Mapping[str, Any]) -> Fault:
        """Add a fault `{match, mode, times, after, params}`.

        Raises:
            FaultRefusedError: an unknown mode, field or a value of the wrong type.
        """
        fault = _parsed(asked, f"fault-{next(self._ids)}")
        self._faults[fault.fault_id] = fault
        return fault

    def heal(self, fault_id: str) -> None:
        """Remove one fault.

        Raises:
            KeyError: there is no such fault.
        """
        del self._faults[fault_id]

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def shown(self) -> list[dict[str, Any]]:
        """List all faults, also those that fired as often as they were to."""
        return [fault.shown() for fault in self._faults.values()]

    def due(self, method: str, path: str, route: str) -> Fault | None:
        """Count a call on every fault it matches and give the one that hits it."""
        matching = [one for one in self._faults.values() if one.matches(method, path, route)]
        due = [fault for fault in matching if fault.due()]
        if not due:
            return None
        due[0].hits += 1
        return due[0]


def apply_faults(
    faults: Faults, api_bases: Sequence[str], rate_limit_response: RateLimitResponse
) -> Middleware:
    """Make the middleware that hits vendor API calls; it belongs inside the request log.

    Args:
        faults: what tests asked for.
        api_bases: path prefixes of the vendor's API.
        rate_limit_response: the vendor's own 429 for a `Retry-After` in seconds.
    """

    async def rate_limit(fault: Fault, _: web.Request, __: Handler) -> web.StreamResponse:
        return rate_limit_response(int(fault.params.get("retryAfter", 30)))

    modes: dict[str, Mode] = {**_MODES, "rate_limit": rate_limit}

    @web.middleware
    async def hit_call(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request) or not faults.shown():
            return await handler(request)
        path = relative_path(request.path, api_bases)
        fault = faults.due(request.method, path, route_template(request, api_bases))
        if fault is None:
            return await handler(request)
        return await modes[fault.mode](fault, request, handler)

    return hit_call


async def _status(fault: Fault, _: web.Request, __: Handler) -> web.StreamResponse:
    body = fault.params.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/plain" if isinstance(body, str) else "application/json"
    headers = {"Content-Type": kind, **fault.params.get("headers", {})}
    return web.Response(status=int(fault.params.get("status", 500)), text=text, headers=headers)


async def _delay(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    await asyncio.sleep(float(fault.params.get("seconds", 1)))
    return await handler(request)


async def _cut(_: Fault, request: web.Request, __: Handler) -> web.StreamResponse:
    return _cut_connection(request)


async def _commit_then_reset(
    _: Fault, request: web.Request, handler: Handler
) -> web.StreamResponse:
    await handler(request)
    return _cut_connection(request)


async def _commit_then_timeout(
    fault: Fault, request: web.Request, handler: Handler
) -> web.StreamResponse:
    await handler(request)
    await asyncio.sleep(float(fault.params.get("seconds", HOLD_SECONDS)))
    return _cut_connection(request)


async def _truncate_body(
    fault: Fault, request: web.Request, handler: Handler
) -> web.StreamResponse:
    response = await handler(request)
    if not isinstance(response, web.Response) or response.text is None:
        return response
    if "rows" in fault.params or "drop" in fault.params:
        response.text = json.dumps(_shortened(json.loads(response.text), fault.params))
    else:
        response.text = response.text[: len(response.text) // 2]
    return response


def _shortened(body: Any, params: Mapping[str, Any]) -> Any:  # noqa: ANN401  (any JSON value)
    """Cut a list, bare or under `items`, to `rows` rows or by `drop` rows; others stay whole."""
    if isinstance(body, dict) and isinstance(body.get("items"), list):
        return {**body, "items": _shortened(body["items"], params)}
    if not isinstance(body, list):
        return body
    if "rows" in params:
        return body[: int(params["rows"])]
    return body[: max(0, len(body) - int(params["drop"]))]


def _cut_connection(request: web.Request) -> web.StreamResponse:
    request[NO_ANSWER] = True
    if request.transport is not None:
        request.transport.abort()
    # Nobody reads it: the connection is gone, and aiohttp wants something to return.
    return web.Response(status=500)


_MODES: dict[str, Mode] = {
    "status": _status,
    "delay": _delay,
    "down": _cut,
    "reset_before": _cut,
    "commit_then_reset": _commit_then_reset,
    "commit_then_timeout": _commit_then_timeout,
    "truncate_body": _truncate_body,
}
KNOWN_MODES = (*_MODES, "rate_limit")
_NUMBERS = ("status", "seconds", "retryAfter", "rows", "drop")


def _parsed(asked: Mapping[str, Any], fault_id: str) -> Fault:
    mode, match = asked.get("mode"), asked.get("match") or {}
    if mode not in KNOWN_MODES:
        message = f"mode {mode!r} is not simulated yet; known modes: {', '.join(KNOWN_MODES)}"
        raise FaultRefusedError(message)
    _only(asked, {"match", "mode", "times", "after", "params"}, "a fault")
    params = _params(asked.get("params") or {})
    if not isinstance(match, dict):
        message = "match must be an object"
        raise FaultRefusedError(message)
    _only(match, {"method", "path", "exact"}, "match")
    path = str(match.get("path") or "")
    return Fault(
        fault_id=fault_id,
        mode=mode,
        params=params,
        method=str(match.get("method") or "").upper(),
        path=path if not path or path.startswith("/") else f"/{path}",
        exact=bool(match.get("exact", False)),
        times=_whole(asked, "times"),
        after=_whole(asked, "after") or 0,
    )


def _params(params: Any) -> dict[str, Any]:  # noqa: ANN401  (whatever was posted)
    if not isinstance(params, dict):
        message = "params must be an object"
        raise FaultRefusedError(message)
    for name in _NUMBERS:
        if name in params and not isinstance(params[name], int | float):
            message = f"params.{name} must be a number"
            raise FaultRefusedError(message)
    return dict(params)


def _only(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(given) - known):
        message = f"{where} does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        raise FaultRefusedError(message)


def _whole(asked: Mapping[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    message = f"{name} must be a whole number from 0"
    raise FaultRefusedError(message)
