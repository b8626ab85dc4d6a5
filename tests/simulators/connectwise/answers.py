"""Holds every answer of the simulator against the facts."""

import json

from aiohttp import web

from local.simulators.connectwise.app import create_app
from local.simulators.connectwise.gate import API_BASES
from local.simulators.request_log import relative_path
from tests.simulators.connectwise.facts import faults

ENTITIES = {
    "/time/entries": "TimeEntry",
    "/time/entries/defaults": "TimeEntryDefaults",
    "/time/entries/audits": "TimeEntryAudit",
    "/time/sheets": "TimeSheet",
    "/time/sheets/audits": "TimeSheetAudit",
    "/time/worktypes": "WorkType",
    "/time/worktypes/info": "WorkTypeInfo",
    "/time/workroles": "WorkRole",
    "/time/workroles/info": "WorkRoleInfo",
    "/time/workroles/locations": "WorkRoleLocation",
    "/time/chargecodes": "ChargeCode",
    "/time/chargecodes/info": "ChargeCodeInfo",
    "/time/timeperiodsetups": "TimePeriodSetup",
    "/time/timeperiodsetups/periods": "TimePeriod",
    "/company/companies": "Company",
    "/project/projects": "Project",
    "/project/projects/phases": "ProjectPhase",
    "/project/projects/teammembers": "ProjectTeamMember",
    "/project/tickets": "ProjectTicket",
    "/project/tickets/search": "ProjectTicket",
    "/project/tickets/timeentries": "TimeEntryReference",
    "/service/tickets": "ServiceTicket",
    "/service/tickets/search": "ServiceTicket",
    "/service/tickets/timeentries": "TimeEntryReference",
    "/service/boards": "Board",
    "/service/boards/statuses": "BoardStatus",
    "/system/info": "Info",
    "/system/info/members": "MemberInfo",
    "/system/info/locations": "LocationInfo",
    "/system/info/departments": "DepartmentInfo",
    "/system/members": "Member",
    "/system/mymembers": "Member",
    "/system/mysecurity": "MySecurity",
    "/system/securityroles": "SecurityRole",
    "/system/securityroles/settings": "SecurityRoleSetting",
    "/system/locations": "Location",
    "/system/departments": "Department",
    "/system/callbacks": "CallbackEntry",
    "/system/userdefinedfields": "UserDefinedField",
    "/system/audittrail": "AuditTrailEntry",
    "/system/bundles": "BundleResults",
} | {
    f"/time/sheets/{step}": "SuccessResponse" for step in ("submit", "approve", "reject", "reverse")
}
JUST_OUTSIDE_THE_VENDOR = -2
"""The last two middlewares speak for the vendor; before them come its log, limits and faults."""

NEVER_WHOLE = {"/system/mymembers"}
"""The own record leaves parts out that records of others show."""


def entity_of(template):
    """Give the route as the table above names it: without its variables."""
    parts = [part for part in template.lower().split("/") if part and not part.startswith("{")]
    return f"/{'/'.join(parts)}"


def body_faults(route, status, body, *, whole=True):
    """Say what of an answer is not as the vendor's would be.

    Args:
        route: without variables, lower case.
        status: HTTP status.
        body: its JSON.
        whole: the caller named no fields.
    """
    if status == 429:
        return faults("Throttled", body)
    if status >= 400:
        return faults("Error", body)
    if route.endswith("/count"):
        return [] if isinstance(body, dict) and type(body.get("count")) is int else [f"{body!r}"]
    entity = ENTITIES.get(route)
    if entity is None:
        return [f"nobody knows what {route} answers"]
    whole = whole and route not in NEVER_WHOLE
    rows = body if isinstance(body, list) else [body]
    return [line for row in rows for line in faults(entity, row, whole=whole)]


class Judge:
    """A middleware that answers 599 in place of what is not as the facts have it, and keeps why."""

    def __init__(self):
        self.seen = {}
        self.found = []

    @web.middleware
    async def judged(self, request, handler):
        response = await handler(request)
        if not request.path.lower().startswith(API_BASES) or not response.text:
            return response
        if response.content_type == "text/plain":
            return response
        route = entity_of(self._template(request))
        whole = "fields" not in {name.lower() for name in request.query}
        self.seen[route] = self.seen.get(route, 0) + 1
        found = body_faults(route, response.status, json.loads(response.text), whole=whole)
        if not found:
            return response
        self.found += found
        return web.Response(status=599, text="\n".join(dict.fromkeys(found)))

    async def finish(self, _):
        """End the server with an error if there was one: whoever swallowed the 599 hears of it."""
        assert not self.found, "\n".join(dict.fromkeys(self.found))

    def _template(self, request):
        resource = request.match_info.route.resource
        path = request.path if resource is None else resource.canonical
        return relative_path(path, API_BASES)


def judged_app(*args, **more):
    """Make the simulator with a judge between its faults and itself."""
    app, judge = create_app(*args, **more), Judge()
    app.middlewares.insert(JUST_OUTSIDE_THE_VENDOR, judge.judged)
    app.on_cleanup.append(judge.finish)
    return app
