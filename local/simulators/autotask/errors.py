"""How Autotask says no: 500 with texts, 401 with nothing, 404 and 405 in ASP.NET style."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class VendorError(Exception):
    """A refusal by a rule, answered as HTTP 500 with `{"errors": [...]}`.

    Autotask answers validation, permission and business refusals with 500, never 4xx.
    Source: vendor help, REST API calls; measured by several integrators.
    """

    def __init__(self, *errors: str) -> None:
        super().__init__("; ".join(errors))
        self.errors = list(errors)

    def body(self) -> dict[str, list[str]]:
        """Give the vendor's error body."""
        return {"errors": self.errors}


def unable_to_find(field: str, entity: str) -> VendorError:
    """Refuse a field the entity does not have, in a filter or in IncludeFields."""
    return VendorError(f"Unable to find {field} in the {entity} Entity")


def bad_reference(field: str, entity: str) -> VendorError:
    """Refuse an id that points at nothing, or at something inactive."""
    return VendorError(
        f"Reference value on field: {field} of type: {entity} does not exist or is invalid. ; "
        "on record number [1]."
    )


def missing_field(field: str) -> VendorError:
    """Refuse a create without a required field."""
    return VendorError(f"Missing Required Field: {field}. ; on record number [1]")


def not_permitted(action: str) -> VendorError:
    """Refuse for want of a right; `action` is create, update, delete or query."""
    return VendorError(
        f"The logged in Resource does not have the adequate permissions to {action} "
        "this entity type."
    )


def unauthorized() -> web.Response:
    """Answer wrong credentials: 401 with an empty body."""
    return web.Response(status=401)


@web.middleware
async def answer_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals of rules and of the router into the vendor's bodies."""
    try:
        return await handler(request)
    except VendorError as refusal:
        return web.json_response(refusal.body(), status=500)
    except web.HTTPMethodNotAllowed as refusal:
        text = f"The requested resource does not support http method '{request.method}'."
        allow = {"Allow": refusal.headers.get("Allow", "")}
        return web.json_response({"Message": text}, status=405, headers=allow)
    except web.HTTPNotFound:
        text = f"No HTTP resource was found that matches the request URI '{request.url}'."
        return web.json_response({"Message": text}, status=404)
