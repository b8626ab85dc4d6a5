"""What stands before every route: credentials, and the vendor's words for what goes wrong."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from aiohttp import web

from local.simulators.connectwise import quirks_calls, refusals_calls
from local.simulators.connectwise.errors import (
    VendorError,
    cannot_route,
    client_id_missing,
    coded,
    no_endpoint,
    not_authenticated,
)
from local.simulators.fault_modes import vendor_fault
from local.simulators.request_log import is_control

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

    from local.simulators.connectwise.vendor import ConnectWise

API_BASES = ("/v4_6_release/apis/3.0", "/v2026_1/apis/3.0")
"""The router's alias, and the tenant's own codebase."""

LOGIN = "/login/"
MODEL_VERSION = "2026.1"
_VERSION = re.compile(r"version=([\d.]+)")
_OLDEST_MODEL = (2025, 1)
"""A model is served for twelve months after the next one broke it (developer guide)."""

_HEADERS = {
    "api-current-version": MODEL_VERSION, "x-server-name": "SIM-API-01",
    "Cache-Control": "no-cache",
}  # fmt: skip
ACTOR: web.RequestKey[dict[str, Any]] = web.RequestKey("actor", dict[str, Any])
"""The member whose key made the call."""


def speak_like_the_vendor() -> Middleware:
    """Make the middleware that turns refusals and unknown routes into the vendor's answers."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request):
            return await handler(request)
        response = await _answered(request, handler)
        if request.path.startswith(API_BASES) and not response.prepared:
            response.headers.update(_HEADERS)
            response.headers["x-cw-request-id"] = str(uuid4())
        return response

    return answer


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except VendorError as refusal:
        return refusal.response()
    except web.HTTPNotFound:
        known = request.path.startswith((*API_BASES, LOGIN))
        return (no_endpoint() if known else cannot_route()).response()
    except web.HTTPMethodNotAllowed:
        return coded(refusals_calls.WRONG_VERB, method=request.method).response()


def check_credentials(vendor: ConnectWise) -> Middleware:
    """Make the middleware that lets only known keys with a client id through."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(API_BASES):
            return await handler(request)
        vendor.limits.count(request.headers.get("clientId", ""))
        open_to_all = request.path.endswith("/system/info") and vendor.quirks.is_on(
            quirks_calls.INFO_NEEDS_NO_CREDENTIALS
        )
        if not open_to_all:
            request[ACTOR] = caller(vendor, request)
        _check_version(vendor, request)
        vendor.callbacks.site = f"{request.scheme}://{request.host}"
        return await handler(request)

    return check


def _check_version(vendor: ConnectWise, request: web.Request) -> None:
    """Refuse a model that is no longer served, where the quirk says so; else the newest comes."""
    asked = _VERSION.search(request.headers.get("Accept", ""))
    if asked is None or not vendor.quirks.is_on(quirks_calls.OLD_VERSIONS_REFUSED):
        return
    if tuple(map(int, asked[1].strip(".").split("."))) < _OLDEST_MODEL:
        raise coded(refusals_calls.VERSION_NOT_SERVED, version=asked[1])


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
