"""How Autotask says no: 500 with texts, 401 with nothing, 404 and 405 in ASP.NET style."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.autotask import quirks_calls
from local.simulators.autotask import refusals_calls as words
from local.simulators.autotask.refusals_time import NO_DELETE_RIGHT, NOT_PERMITTED

if TYPE_CHECKING:
    from aiohttp.typedefs import Middleware

    from local.simulators.autotask.refusal import Refusal
    from local.simulators.autotask.tenant import Tenant

FORBIDDEN = 403
_RIGHTS = (NO_DELETE_RIGHT, NOT_PERMITTED)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class VendorError(Exception):
    """A refusal by a rule, answered as HTTP 500 with `{"errors": [...]}`.

    Autotask answers validation, permission and business refusals with 500, never 4xx.
    Source: vendor help, REST API calls; measured by several integrators.
    """

    def __init__(self, refusal: Refusal, **values: object) -> None:
        """Fill a refusal's text in.

        Args:
            refusal: one of `refusals.ALL`.
            values: what its text leaves open.
        """
        self.refusal, self.text = refusal, refusal.said(**values)
        super().__init__(self.text)

    def body(self) -> dict[str, list[str]]:
        """Give the vendor's error body."""
        return {"errors": [self.text]}


def unable_to_find(field: str, entity: str) -> VendorError:
    """Refuse a field the entity does not have, in a filter or in IncludeFields."""
    return VendorError(words.UNABLE_TO_FIND, field=field, entity=entity)


def bad_reference(field: str, entity: str) -> VendorError:
    """Refuse an id that points at nothing, or at something inactive."""
    return VendorError(words.BAD_REFERENCE, field=field, entity=entity)


def missing_field(field: str) -> VendorError:
    """Refuse a create without a required field."""
    return VendorError(words.MISSING_FIELD, field=field)


def not_permitted(action: str) -> VendorError:
    """Refuse for want of a right; `action` is create, update, delete or query."""
    return VendorError(NOT_PERMITTED, action=action)


def unauthorized() -> web.Response:
    """Answer wrong credentials: 401 with an empty body."""
    return web.Response(status=words.UNAUTHORIZED.status)


def answer_refusals(tenant: Tenant) -> Middleware:
    """Make the middleware that turns refusals of rules and of the router into bodies."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except VendorError as refusal:
            return _refused(tenant, refusal)
        except web.HTTPMethodNotAllowed as refusal:
            allow = {"Allow": refusal.headers.get("Allow", "")}
            return _framework(words.NO_VERB, headers=allow, method=request.method)
        except web.HTTPNotFound:
            return _framework(words.NO_ROUTE, uri=request.url)

    return answer


def _refused(tenant: Tenant, error: VendorError) -> web.Response:
    status = error.refusal.status
    if error.refusal in _RIGHTS and tenant.has(quirks_calls.MISSING_RIGHTS_ANSWER_403):
        status = FORBIDDEN
    if tenant.has(quirks_calls.ERRORS_ARE_OBJECTS):
        body = {"errors": [{"message": error.text, "field": None}]}
        return web.json_response(body, status=status)
    return web.json_response(error.body(), status=status)


def not_json() -> web.HTTPBadRequest:
    """Refuse a body that is not a JSON object, as the framework does."""
    text = json.dumps({"Message": words.NOT_JSON.text})
    return web.HTTPBadRequest(text=text, content_type="application/json")


def _framework(
    refusal: Refusal, headers: dict[str, str] | None = None, **values: object
) -> web.Response:
    body = {"Message": refusal.said(**values)}
    return web.json_response(body, status=refusal.status, headers=headers)
