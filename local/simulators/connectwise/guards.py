"""Which right each route needs, and what a caller with less than all of it gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from local.simulators.connectwise import quirks
from local.simulators.connectwise.errors import no_permission
from local.simulators.connectwise.gate import ACTOR
from local.simulators.connectwise.permissions import ALL, MY
from local.simulators.connectwise.query import EVERYTHING, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp.typedefs import Handler

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.permissions import Right
    from local.simulators.connectwise.vendor import ConnectWise

_SHOWN: web.RequestKey[Filter] = web.RequestKey("shown", Filter)
_OWN_ONLY: web.RequestKey[bool] = web.RequestKey("own_only", bool)

_FREE: Final = (
    "/time/chargeCodes/info", "/time/workTypes/info", "/time/workRoles/info", "/system/info",
    "/system/myMembers", "/system/mySecurity",
)  # fmt: skip
"""Light records, and what everybody may know of themselves."""

_FUNCTIONS: Final = (
    ("/time/entries", "Time Entry"),
    ("/time/sheets", "Time Entry"),
    ("/time/", "Table Setup"),
    ("/company/companies", "Company Maintenance"),
    ("/project/projects/{parentId}/phases", "Project Phase"),
    ("/project/projects/{parentId}/teamMembers", "Project Teams"),
    ("/project/projects", "Project Headers"),
    ("/project/tickets", "Project Tickets"),
    ("/service/tickets", "Service Tickets"),
    ("/service/boards", "Table Setup"),
    ("/system/members", "Member Maintenance"),
    ("/system/locations", "My Company"),
    ("/system/departments", "My Company"),
    ("/system/securityroles", "Security Roles"),
    ("/system/callbacks", "Table Setup"),
    ("/system/userDefinedFields", "Table Setup"),
    ("/system/audittrail", "Time Entry"),
    ("/system/bundles", "Time Entry"),
)
_VERBS: Final = {
    "GET": "Inquire", "POST": "Add", "PATCH": "Edit", "PUT": "Edit", "DELETE": "Delete",
}  # fmt: skip


def right_of(method: str, path: str) -> Right | None:
    """Give the right a route needs, None where every key will do.

    Args:
        method: HTTP verb.
        path: template relative to the API base.

    Raises:
        LookupError: nobody has said which right guards this route.
    """
    if path.startswith(_FREE) or path.endswith("/tokens"):
        return None
    reads = path.endswith(("/search", "/bundles"))
    verb = "Inquire" if reads else _VERBS[method]
    if "/timeentries" in path:
        return "Time Entry", verb
    if path.startswith("/time/sheets/{id}/"):
        return "Time Entry" if path.endswith("/submit") else "Time Approval", "Edit"
    for prefix, function in _FUNCTIONS:
        if path.lower().startswith(prefix.lower()):
            return function, verb
    raise LookupError(path)


def guarded(vendor: ConnectWise, right: Right, handler: Handler) -> Handler:
    """Wrap a route: without the right it answers 403, with My it is about own rows only."""

    async def guard(request: web.Request) -> web.StreamResponse:
        level = vendor.roles.level(request[ACTOR], right)
        if level == MY:
            request[_OWN_ONLY] = True
            request[_SHOWN] = Filter(lambda row: is_own(row, request[ACTOR]))
        elif level != ALL:
            _without_right(vendor, request, right)
        return await handler(request)

    return guard


def _without_right(vendor: ConnectWise, request: web.Request, right: Right) -> None:
    """Refuse, or leave lists empty where the quirk says that reads do so."""
    silent = vendor.quirks.is_on(quirks.MISSING_INQUIRE_READS_EMPTY)
    if right[1] != "Inquire" or not silent or "id" in request.match_info:
        raise no_permission(vendor.quirks)
    request[_SHOWN] = Filter(lambda _: False)


def shown(request: web.Request) -> Filter:
    """Give what the caller's right leaves of a list."""
    kept: Filter = request.get(_SHOWN, EVERYTHING)
    return kept


def check_own(vendor: ConnectWise, request: web.Request, *members: object) -> None:
    """Refuse to touch what belongs to others, where the caller's right is My.

    Args:
        vendor: whose quirks count.
        request: the call.
        members: ids of the members an entry belongs to, and is to belong to.

    Raises:
        VendorError: the refusal of a missing right.
    """
    if request.get(_OWN_ONLY) and any(one != request[ACTOR]["id"] for one in members):
        raise no_permission(vendor.quirks)


def is_own(row: Mapping[str, Any], member: Row) -> bool:
    """Tell whose a row is, by the field its kind has for that; tables of all belong to everyone."""
    if "member" in row:
        return bool(row["member"]["id"] == member["id"])
    if "licenseClass" in row:
        return bool(row["id"] == member["id"])
    if "resources" in row:
        return member["identifier"] in str(row["resources"]).split(", ")
    return bool(row.get("memberId", member["id"]) == member["id"])
