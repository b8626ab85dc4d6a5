"""Who calls: three headers on every call but zone discovery, and impersonation on writes."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.autotask import access, quirks_calls
from local.simulators.autotask.errors import VendorError, not_permitted, unauthorized
from local.simulators.autotask.fields import convert
from local.simulators.autotask.grid import ROOT
from local.simulators.autotask.limits import wait_or_refuse
from local.simulators.autotask.refusals_calls import BAD_CREDENTIALS, WRONG_CODE
from local.simulators.autotask.schema import Field
from local.simulators.autotask.tenant import Actor
from local.simulators.fault_modes import vendor_fault
from local.simulators.request_log import is_control

if TYPE_CHECKING:
    from aiohttp.typedefs import Middleware

    from local.simulators.autotask.errors import Handler
    from local.simulators.autotask.schema import Entity
    from local.simulators.autotask.tenant import Tenant

IMPERSONATION = "ImpersonationResourceId"
LOCKED_AFTER = 5
OPEN_PATHS = ("zoneinformation", "versioninformation")
_ACTIONS = {"POST": "create", "PATCH": "update", "PUT": "update", "DELETE": "delete"}
_RESOURCE_ID = Field(IMPERSONATION, "int", 0, False, False, True, "Resource", None)


def check_callers(tenant: Tenant) -> Middleware:
    """Make the middleware that lets in only the API user, and counts every call.

    Wrong user name or secret: 401 with an empty body. Wrong integration code: 500 with errors.
    A full hour: 429, where the quirk asks for it.
    """

    @web.middleware
    async def check_caller(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request) or not request.path.lower().startswith(ROOT):
            return await handler(request)
        if request.path.lower().rstrip("/").endswith(OPEN_PATHS):
            return await handler(request)
        if vendor_fault(request, "revoke_credentials") or not _is_let_in(tenant, request):
            if tenant.has(quirks_calls.WRONG_SECRET_ANSWERS_500):
                raise VendorError(BAD_CREDENTIALS)
            return unauthorized()
        tenant.traffic.count(tenant.now())
        if (refusal := await wait_or_refuse(tenant)) is not None:
            return refusal
        _check_integration_code(tenant, request)
        _check_read_is_own(request)
        return await handler(request)

    return check_caller


def actor_of(tenant: Tenant, entity: Entity, request: web.Request) -> Actor:
    """Give who writes: the API user, or whom it impersonates where the entity knows that.

    Raises:
        VendorError: impersonation without the right to.
    """
    wanted = request.headers.get(IMPERSONATION)
    if wanted is None or not entity.impersonation:
        return Actor(tenant.user.resource_id, via_api=True)
    resource_id = convert(_RESOURCE_ID, wanted)
    access.check_impersonation(tenant, resource_id, _ACTIONS[request.method])
    return Actor(resource_id, via_api=True, impersonator_id=tenant.user.resource_id)


def _is_let_in(tenant: Tenant, request: web.Request) -> bool:
    knows = _knows_secret(tenant, request)
    locked = tenant.failed_logins >= LOCKED_AFTER and tenant.has(quirks_calls.LOCKS_ACCOUNT)
    tenant.failed_logins = 0 if knows and not locked else tenant.failed_logins + 1
    return knows and not locked


def _knows_secret(tenant: Tenant, request: web.Request) -> bool:
    name = request.headers.get("UserName", "").lower()
    secret = request.headers.get("Secret", "")
    right_name = compare_digest(name.encode(), tenant.user.user_name.lower().encode())
    return right_name and compare_digest(secret.encode(), tenant.user.secret.encode())


def _check_integration_code(tenant: Tenant, request: web.Request) -> None:
    code = request.headers.get("ApiIntegrationCode", "")
    if tenant.has(quirks_calls.CHECKS_INTEGRATION_CODE) and code != tenant.user.integration_code:
        raise VendorError(WRONG_CODE)


def _check_read_is_own(request: web.Request) -> None:
    """Refuse impersonation on reads, as measured by AntoJUICT/juict-skills."""
    reads = request.method == "GET" or "/query" in request.path.lower()
    if reads and IMPERSONATION in request.headers:
        action = "query"
        raise not_permitted(action)
