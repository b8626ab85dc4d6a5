"""The vendor's own refusals, word for word where a source recorded them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from aiohttp import web

from local.simulators.connectwise import quirks

if TYPE_CHECKING:
    from local.simulators.quirks import Quirks

Item = dict[str, str]


class VendorError(Exception):
    """An answer of the vendor that is not a success.

    Attributes:
        status: HTTP status.
        body: JSON body, or a string for the few plain-text answers.
        headers: further headers.
    """

    def __init__(
        self, status: int, body: dict[str, Any] | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}

    def response(self) -> web.Response:
        """Make the HTTP answer."""
        if isinstance(self.body, str):
            return web.Response(status=self.status, text=self.body, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


def coded(status: int, code: str, message: str) -> VendorError:
    """`{code, message}`, the envelope of everything but a wrong body."""
    return VendorError(status, {"code": code, "message": message})


def item(code: str, message: str, resource: str, field: str) -> Item:
    """Make one line of `errors[]`."""
    return {"code": code, "message": message, "resource": resource, "field": field}


def invalid_object(resource: str, *items: Item) -> VendorError:
    """400 `InvalidObject`: what is wrong with a body, one item per field."""
    message = f"{resource} object is invalid"
    body = {"code": "InvalidObject", "message": message, "errors": list(items)}
    return VendorError(400, body)


def bad_condition(message: str) -> VendorError:
    """400 `ApiFindCondition`: a filter, order or field list the vendor cannot read."""
    return coded(400, "ApiFindCondition", message)


def not_recognized(name: str) -> VendorError:
    """400 for a name in a filter that the resource does not have."""
    return bad_condition(f"{name} is not a recognized name.")


def not_found(resource: str, row_id: object) -> VendorError:
    """404 of a row that is not there or was deleted: `TimeEntry 90341 not found`."""
    return coded(404, "NotFound", f"{resource} {row_id} not found")


def no_endpoint() -> VendorError:
    """404 of a path the API does not have."""
    return coded(404, "ConnectWiseApi", "The endpoint does not exist.")


def not_authenticated(*, on_premise_words: bool) -> VendorError:
    """401 of wrong keys, in one of the two recorded wordings."""
    if on_premise_words:
        return coded(401, "ConnectWiseApi", "UserNotAuthenticated")
    return coded(401, "Unauthorized", "Your credentials are invalid.")


def client_id_missing(status: int) -> VendorError:
    """Refusal of a call without a known `clientId` header."""
    return coded(status, "Unauthorized", "A valid clientId header is required.")


def no_permission(switches: Quirks) -> VendorError:
    """Refusal of a call whose member's security role lacks the right."""
    status = 401 if switches.is_on(quirks.MISSING_RIGHT_ANSWERS_401) else 403
    message = "You do not have security permission to perform this action."
    return coded(status, "Unauthorized", message)


def too_many_requests(retry_after: int) -> VendorError:
    """429: the key is `error` here, not `code`; seconds in `Retry-After`."""
    message = f"Too many requests. Please try again in {retry_after} seconds."
    body = {"error": "ConnectWiseAPI", "message": message}
    return VendorError(429, body, {"Retry-After": str(retry_after)})


def cannot_route() -> VendorError:
    """400 of a path whose codebase the front end does not know: plain text."""
    return VendorError(400, "Cannot route. Codebase/company is invalid")


def refuse(resource: str, code: str, message: str, field: str) -> NoReturn:
    """Raise the 400 of one wrong field.

    Raises:
        VendorError: always.
    """
    raise invalid_object(resource, item(code, message, resource, field))
