"""From a refusal to the vendor's answer: envelope, status, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from aiohttp import web

from local.simulators.connectwise import quirks, refusals_calls

if TYPE_CHECKING:
    from local.simulators.connectwise.refusal import Refusal
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


def coded(refusal: Refusal, **values: object) -> VendorError:
    """`{code, message}`, the envelope of everything but a wrong body."""
    body = {"code": refusal.code, "message": refusal.said(**values)}
    return VendorError(refusal.status, body)


def item(refusal: Refusal, resource: str, field: str, **values: object) -> Item:
    """Make one line of `errors[]`."""
    message = refusal.said(field=field, **values)
    return {"code": refusal.code, "message": message, "resource": resource, "field": field}


def invalid_object(resource: str, *items: Item) -> VendorError:
    """400 `InvalidObject`: what is wrong with a body, one item per field."""
    message = f"{resource} object is invalid"
    body = {"code": "InvalidObject", "message": message, "errors": list(items)}
    return VendorError(400, body)


def refuse(refusal: Refusal, resource: str, field: str, **values: object) -> NoReturn:
    """Raise the 400 of one wrong field.

    Raises:
        VendorError: always.
    """
    raise invalid_object(resource, item(refusal, resource, field, **values))


def not_recognized(name: str) -> VendorError:
    """400 for a name in a filter that the resource does not have."""
    return coded(refusals_calls.NAME_UNKNOWN, name=name)


def not_found(resource: str, row_id: object) -> VendorError:
    """404 of a row that is not there or was deleted: `TimeEntry 90341 not found`."""
    return coded(refusals_calls.NOT_FOUND, resource=resource, id=row_id)


def no_endpoint() -> VendorError:
    """404 of a path the API does not have."""
    return coded(refusals_calls.NO_ENDPOINT)


def not_authenticated(switches: Quirks) -> VendorError:
    """401 of wrong keys in one of the two recorded wordings, or the cloud's 404."""
    if switches.is_on(quirks.CREDENTIALS_ANSWER_404):
        return no_endpoint()
    if switches.is_on(quirks.ON_PREMISE_401):
        return coded(refusals_calls.BAD_CREDENTIALS_ON_PREMISE)
    return coded(refusals_calls.BAD_CREDENTIALS)


def client_id_missing(switches: Quirks) -> VendorError:
    """Refusal of a call without a known `clientId` header."""
    return _either_status(refusals_calls.NO_CLIENT_ID, other=switches.is_on(quirks.CLIENT_ID_401))


def no_permission(switches: Quirks) -> VendorError:
    """Refusal of a call whose member's security role lacks the right."""
    other = switches.is_on(quirks.MISSING_RIGHT_ANSWERS_401)
    return _either_status(refusals_calls.NO_PERMISSION, other=other)


def _either_status(refusal: Refusal, *, other: bool) -> VendorError:
    error = coded(refusal)
    return VendorError(refusal.other_status if other else refusal.status, error.body)


def too_many_requests(retry_after: int) -> VendorError:
    """429: the key is `error` here, not `code`; seconds in `Retry-After`."""
    refusal = refusals_calls.TOO_MANY_REQUESTS
    body = {"error": refusal.code, "message": refusal.said(seconds=retry_after)}
    return VendorError(refusal.status, body, {"Retry-After": str(retry_after)})


def cannot_route() -> VendorError:
    """400 of a path whose codebase the front end does not know: plain text."""
    return VendorError(refusals_calls.CANNOT_ROUTE.status, refusals_calls.CANNOT_ROUTE.text)


def business(refusal: Refusal) -> dict[str, Any]:
    """Answer 200 and say that nothing was done, as the steps of a time sheet do."""
    return {"success": False, "message": refusal.text}
