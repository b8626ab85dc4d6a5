"""`/company/…`, `/project/…` and `/service/…`: what time is booked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from local.simulators.connectwise import quirks_calls, schema
from local.simulators.connectwise.errors import not_found
from local.simulators.connectwise.guards import shown
from local.simulators.connectwise.routes_read import Parent, Routes, derived, whole

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.table import Table
    from local.simulators.connectwise.vendor import ConnectWise


def add_work_routes(routes: Routes, vendor: ConnectWise) -> None:
    """Add the routes of companies, projects, tickets and boards."""
    store = vendor.store

    def also_project_tickets() -> Table | None:
        both = vendor.quirks.is_on(quirks_calls.PROJECT_TICKETS_IN_SERVICE)
        return derived(store.project_tickets, schema.TICKET, _as_service) if both else None

    project = Parent(store.projects, "projectId")
    board = Parent(store.boards, "board/id")
    routes.readable("/company/companies", lambda: store.companies)
    routes.readable("/project/projects", lambda: store.projects)
    routes.readable("/project/projects/{parentId}/phases", lambda: store.phases, project)
    team = "/project/projects/{parentId}/teamMembers"
    routes.readable(team, lambda: store.team_members, project)
    routes.readable("/project/tickets", lambda: store.project_tickets)
    routes.searchable("/project/tickets", lambda: store.project_tickets)
    routes.readable("/service/tickets", lambda: store.tickets, also=also_project_tickets)
    routes.searchable("/service/tickets", lambda: store.tickets)
    routes.readable("/service/boards", lambda: store.boards)
    routes.readable("/service/boards/{parentId}/statuses", lambda: store.statuses, board)
    _add_time_of_tickets(routes, vendor, "/service/tickets", store.tickets)
    _add_time_of_tickets(routes, vendor, "/project/tickets", store.project_tickets)


def _as_service(ticket: Row) -> Row:
    """Show a project ticket the way the other collection shows its own."""
    known = {name: value for name, value in ticket.items() if schema.TICKET.find(name)}
    kind = "ProjectIssue" if ticket["isIssueFlag"] else "ProjectTicket"
    return {**known, "recordType": kind, "_info": ticket["_info"]}


def _add_time_of_tickets(routes: Routes, vendor: ConnectWise, path: str, tickets: Table) -> None:
    """Add the list that names a ticket's time entries by id only."""

    def booked(request: web.Request) -> list[dict[str, object]]:
        ticket_id = whole(request, "parentId")
        if ticket_id not in tickets.rows:
            raise not_found(tickets.schema.name, ticket_id)
        entries = vendor.store.entries.where("chargeToId", ticket_id)
        return [
            {"id": entry["id"], "_info": entry["_info"]}
            for entry in entries
            if entry["chargeToType"].endswith("Ticket") and shown(request).matches(entry)
        ]

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(booked(request))

    async def counted(request: web.Request) -> web.Response:
        return web.json_response({"count": len(booked(request))})

    routes.add("GET", f"{path}/{{parentId}}/timeentries", listed)
    routes.add("GET", f"{path}/{{parentId}}/timeentries/count", counted)
