"""What stands before every route: credentials, and the vendor's words for what goes wrong."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from uuid import UUID

from aiohttp import web

from local.simulators.connectwise import quirks, refusals_calls
from local.simulators.connectwise.errors import (
    VendorError,
    cannot_route,
    client_id_missing,
    coded,
    no_endpoint,
    not_authenticated,
    too_many_requests,
)
from local.simulators.fault_modes import vendor_fault
from local.simulators.request_log import is_control

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

    from local.simulators.connectwise.vendor import ConnectWise

API_BASES = ("/v4_6_release/apis/3.0", "/v2026_1/apis/3.0")
"""The router's alias, and the tenant's own codebase."""

LOGIN = "/login/"
REQUESTS_PER_MINUTE = 1000
"""About what the developer guide names; the real figure is dynamic."""

THROTTLED_SECONDS = 30
ACTOR: web.RequestKey[dict[str, Any]] = web.RequestKey("actor", dict[str, Any])
"""The member whose key made the call."""


def speak_like_the_vendor() -> Middleware:
    """Make the middleware that turns refusals and unknown routes into the vendor's answers."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request):
            return await handler(request)
        try:
            return await handler(request)
        except VendorError as refusal:
            return refusal.response()
        except web.HTTPNotFound:
            known = request.path.startswith((*API_BASES, LOGIN))
            return (no_endpoint() if known else cannot_route()).response()
        except web.HTTPMethodNotAllowed:
            return coded(refusals_calls.WRONG_VERB, method=request.method).response()

    return answer


def check_credentials(vendor: ConnectWise) -> Middleware:
    """Make the middleware that lets only known keys with a client id through."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(API_BASES):
            _count(vendor)
            request[ACTOR] = caller(vendor, request)
            vendor.callbacks.site = f"{request.scheme}://{request.host}"
        return await handler(request)

    return check


def _count(vendor: ConnectWise) -> None:
    """Throttle as the guide announces, where the quirk asks for it."""
    if not vendor.quirks.is_on(quirks.LIMITS_REQUESTS_PER_MINUTE):
        return
    now = vendor.store.now()
    vendor.calls.count(now)
    if vendor.calls.within(now) > REQUESTS_PER_MINUTE:
        raise too_many_requests(THROTTLED_SECONDS)


def caller(vendor: ConnectWise, request: web.Request) -> dict[str, Any]:
    """Give the member whose key a call carries.

    Raises:
        VendorError: 401 or 403, the key or the client id is not known.
    """
    identifier = vendor.keys.get(_credential(request.headers.get("Authorization", "")))
    if vendor_fault(request, "revoke_credentials") is not None:
        identifier = None
    member = None if identifier is None else vendor.store.member(identifier)
    if member is None:
        raise not_authenticated(vendor.quirks)
    if not _is_guid(request.headers.get("clientId", "")):
        raise client_id_missing(vendor.quirks)
    return member


def _credential(authorization: str) -> tuple[str, str, str]:
    """Split `Basic base64(company+public:private)`; the company's case does not matter."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    user, _, private = text.partition(":")
    company, _, public = user.partition("+")
    return (company.lower() if scheme.lower() == "basic" else "", public, private)


def _is_guid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
