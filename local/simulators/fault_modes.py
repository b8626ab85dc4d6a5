"""What each fault does to a call: the wire's faults here, the vendor's own where it looks."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.faults import VENDOR_MODES, WIRE_MODES, Fault, Faults
from local.simulators.request_log import NO_ANSWER, is_control, relative_path, route_template

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from aiohttp.typedefs import Handler, Middleware

    RateLimitResponse = Callable[[int], web.Response]
    Mode = Callable[[Fault, web.Request, Handler], Awaitable[web.StreamResponse]]

HOLD_SECONDS = 30.0
"""How long `commit_then_timeout` keeps a caller waiting when the fault does not say."""

LATE_SECONDS = 5.0
"""How much later `commit_late` and `list_lag` are when the fault does not say."""

LIST_NAMES = ("items",)


@dataclass(frozen=True, slots=True)
class _Call:
    faults: Faults
    method: str
    path: str
    route: str


_CALL: web.RequestKey[_Call] = web.RequestKey("faulted_call", _Call)


def apply_faults(
    faults: Faults,
    api_bases: Sequence[str],
    rate_limit_response: RateLimitResponse,
    list_names: Collection[str] = LIST_NAMES,
) -> Middleware:
    """Make the middleware that hits vendor API calls; it belongs inside the request log.

    Args:
        faults: what tests asked for.
        api_bases: path prefixes of the vendor's API.
        rate_limit_response: the vendor's own 429 for a `Retry-After` in seconds.
        list_names: what the vendor calls the list in an answer that is an object.
    """

    async def rate_limit(fault: Fault, _: web.Request, __: Handler) -> web.StreamResponse:
        return rate_limit_response(int(fault.params.get("retryAfter", 30)))

    async def commit_late(
        fault: Fault, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        await request.read()
        seconds = float(fault.params.get("seconds", LATE_SECONDS))
        write = asyncio.create_task(_write_later(seconds, request, handler))
        faults.late_writes.add(write)
        write.add_done_callback(faults.late_writes.discard)
        return _cut_connection(request)

    async def truncate_body(
        fault: Fault, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        return _truncated(fault, await handler(request), list_names)

    modes: dict[str, Mode] = {
        **_MODES,
        "rate_limit": rate_limit,
        "commit_late": commit_late,
        "truncate_body": truncate_body,
    }

    @web.middleware
    async def hit_call(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request) or not faults:
            return await handler(request)
        path, route = relative_path(request.path, api_bases), route_template(request, api_bases)
        request[_CALL] = _Call(faults, request.method, path, route)
        fault = faults.due(request.method, path, route, WIRE_MODES)
        if fault is None:
            return await handler(request)
        return await modes[fault.mode](fault, request, handler)

    return hit_call


def vendor_fault(request: web.Request, mode: str) -> Fault | None:
    """Give the fault that is due on a call, where the vendor comes to what the mode is about.

    Args:
        request: the call.
        mode: one of `VENDOR_MODES`; only calls that ask count as seen and hit.
    """
    if mode not in VENDOR_MODES:
        raise ValueError(mode)
    call = request.get(_CALL)
    return None if call is None else call.faults.due(call.method, call.path, call.route, (mode,))


def lag_seconds(request: web.Request) -> float | None:
    """Say for how long new and changed rows stay out of this list; None without such a fault."""
    fault = vendor_fault(request, "list_lag")
    return None if fault is None else float(fault.params.get("seconds", LATE_SECONDS))


async def _status(fault: Fault, _: web.Request, __: Handler) -> web.StreamResponse:
    body = fault.params.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/plain" if isinstance(body, str) else "application/json"
    headers = {"Content-Type": kind, **fault.params.get("headers", {})}
    return web.Response(status=int(fault.params.get("status", 500)), text=text, headers=headers)


async def _delay(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    # A vendor who has read the request carries it out, also when the caller has gone meanwhile.
    await request.read()
    await asyncio.sleep(float(fault.params.get("seconds", 1)))
    return await handler(request)


async def _cut(fault: Fault, request: web.Request, _: Handler) -> web.StreamResponse:
    await asyncio.sleep(float(fault.params.get("seconds", 0)))
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


async def _write_later(seconds: float, request: web.Request, handler: Handler) -> None:
    await asyncio.sleep(seconds)
    # A refusal reaches nobody: the caller has been gone for long.
    with suppress(web.HTTPException):
        await handler(request)


def _truncated(
    fault: Fault, response: web.StreamResponse, list_names: Collection[str]
) -> web.StreamResponse:
    if not isinstance(response, web.Response) or response.text is None:
        return response
    if "rows" in fault.params or "drop" in fault.params:
        body = json.loads(response.text)
        response.text = json.dumps(_shortened(body, fault.params, list_names))
    else:
        response.text = response.text[: len(response.text) // 2]
    return response


def _shortened(
    body: Any,  # noqa: ANN401  (any JSON value)
    params: Mapping[str, Any],
    list_names: Collection[str] = (),
) -> Any:  # noqa: ANN401
    """Cut a list, bare or under one of the names, to `rows` rows or by `drop` rows."""
    if isinstance(body, dict):
        lists = {name: body[name] for name in list_names if isinstance(body.get(name), list)}
        return body | {name: _shortened(rows, params) for name, rows in lists.items()}
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
}
KNOWN_MODES = (*_MODES, "rate_limit")
