"""What time is charged to: a ticket, a charge code or a company, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from local.simulators.connectwise import quirks, refusals_time
from local.simulators.connectwise.errors import refuse
from local.simulators.connectwise.rules import RESOURCE, referred
from local.simulators.connectwise.schema import CHARGE_TYPES
from local.simulators.connectwise.store import reference

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge target.

    Attributes:
        target: the ticket, charge code or company.
        shown: fields of the entry that are read from it.
        location: location id it asks for, if any.
    """

    target: Row
    shown: Row = field(default_factory=dict)
    location: int | None = None


def charge(store: Store, wish: Row, member: Row) -> Charge:
    """Find what an entry is charged to.

    Args:
        store: the PSA.
        wish: the entry as asked for: chargeToType, chargeToId, company.
        member: who did the work.

    Raises:
        VendorError: 400, it does not exist or takes no time of this member.
    """
    kind, target_id = wish.get("chargeToType"), wish.get("chargeToId")
    if kind is None and target_id is not None:
        refuse(refusals_time.FIELD_REQUIRED, RESOURCE, "chargeToType")
    if kind is not None and kind not in CHARGE_TYPES.split():
        refuse(refusals_time.NOT_VALID, RESOURCE, "chargeToType", value=kind)
    if kind in {None, "Company"}:
        return _company(store, wish, member)
    find = {"ServiceTicket": _ticket, "ProjectTicket": _project_ticket, "ChargeCode": _charge_code}
    if kind not in find or not isinstance(target_id, int):
        _no_target(kind, target_id)
    return find[kind](store, target_id, member)


def _company(store: Store, wish: Row, member: Row) -> Charge:
    named = referred(store.companies, wish, "company")
    company = named or store.companies.rows.get(wish.get("chargeToId") or 0)
    if company is None or company["deletedFlag"]:
        _no_target("Company", wish.get("chargeToId"))
    if not member["enterTimeAgainstCompanyFlag"]:
        forbidden = refusals_time.COMPANY_TIME_FORBIDDEN
        refuse(forbidden, RESOURCE, "chargeToType", member=member["identifier"])
    return Charge(company, {"company": reference(company, "identifier", "name")})


def _ticket(store: Store, ticket_id: int, _: Row) -> Charge:
    ticket = store.tickets.rows.get(ticket_id)
    if ticket is None:
        _no_target("ServiceTicket", ticket_id)
    _takes_time(store, ticket)
    return Charge(ticket, _ticket_fields(ticket), ticket["location"]["id"])


def _project_ticket(store: Store, ticket_id: int, member: Row) -> Charge:
    ticket = store.project_tickets.rows.get(ticket_id)
    if ticket is None:
        _no_target("ProjectTicket", ticket_id)
    _takes_time(store, ticket)
    if store.quirks.is_on(quirks.PROJECT_TEAM_ONLY):
        team = store.team_members.where("projectId", ticket["project"]["id"])
        if member["id"] not in {one["member"]["id"] for one in team}:
            not_on_team = refusals_time.NOT_ON_TEAM
            refuse(not_on_team, RESOURCE, "chargeToId", member=member["identifier"])
    shown = {"project": ticket["project"], "phase": ticket["phase"]}
    return Charge(ticket, {**_ticket_fields(ticket), **shown}, ticket["location"]["id"])


def _charge_code(store: Store, code_id: int, _: Row) -> Charge:
    code = store.charge_codes.rows.get(code_id)
    if code is None:
        _no_target("ChargeCode", code_id)
    if not code["timeEntryFlag"]:
        takes_none = refusals_time.CHARGE_CODE_TAKES_NO_TIME
        refuse(takes_none, RESOURCE, "chargeToId", name=code["name"])
    return Charge(code, {"company": code["company"]}, code["location"]["id"])


def _ticket_fields(ticket: Row) -> Row:
    return {
        "company": ticket["company"],
        "ticket": reference(ticket, "summary"),
        "ticketBoard": ticket["board"]["name"],
        "ticketStatus": ticket["status"]["name"],
        "ticketType": ticket["type"]["name"],
    }


def _takes_time(store: Store, ticket: Row) -> None:
    status = store.statuses.rows[ticket["status"]["id"]]
    closed_refuses = store.quirks.is_on(quirks.CLOSED_TICKETS_TAKE_NO_TIME)
    if status["timeEntryNotAllowed"] or (status["closedStatus"] and closed_refuses):
        takes_none = refusals_time.STATUS_TAKES_NO_TIME
        refuse(takes_none, RESOURCE, "chargeToId", status=status["name"])


def _no_target(kind: object, target_id: object) -> NoReturn:
    refuse(refusals_time.NO_TARGET, RESOURCE, "chargeToId", kind=kind, target=target_id)
