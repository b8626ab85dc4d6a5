"""What a person may book on: their open tickets with the way down to them, and charge codes."""

from collections.abc import Iterable, Sequence
from typing import Final

from psa_sync.connectors.connectwise.booking_facts import (
    NO_TICKET,
    NOT_FOUND,
    ItemFacts,
    item_facts,
)
from psa_sync.connectors.connectwise.client import PAGE_SIZE, ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import (
    Condition,
    UnsafeTextError,
    flag_is,
    text_contains,
    text_is,
)
from psa_sync.connectors.connectwise.lean_roles import readable, setup_page
from psa_sync.connectors.connectwise.schemas import (
    PROJECT_TICKET_FIELDS,
    SERVICE_TICKET_FIELDS,
    ChargeCode,
    Company,
    Count,
    Ticket,
)
from psa_sync.connectors.connectwise.targets import APP, Target, work_item_id
from psa_sync.connectors.connectwise.ticket_items import (
    BoardStatuses,
    assigned,
    belongs,
    reason,
    with_parents,
)
from psa_sync.domain.errors import MissingError, RejectedError
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind, WorkItemSpan
from psa_sync.ports import Onlooker, WorkItemPage

COLLECTIONS: Final = {"service_ticket": "/service/tickets", "project_ticket": "/project/tickets"}
FIELDS: Final = {
    "service_ticket": SERVICE_TICKET_FIELDS,
    "project_ticket": PROJECT_TICKET_FIELDS,
}
CHARGE_CODES: Final = "/time/chargeCodes"
STAGES: Final = (*COLLECTIONS, "charge_code")
"""Walked one after the other; a page token is `{stage}:{last id}`."""

Part = tuple[Sequence[WorkItem], int | None, int]
"""Items of a page, the last id where there are more, and how many records were read for them."""


def page_of(
    client: ConnectWiseClient, statuses: BoardStatuses, one: Onlooker, page: str | None
) -> WorkItemPage:
    """Work items of the person, parents ahead of their children on every page."""
    stage, _, last_id = (page or f"{STAGES[0]}:").partition(":")
    after = int(last_id) if last_id else None
    if stage in COLLECTIONS:
        items, upto, read = _tickets(client, statuses, one, stage, after)
    else:
        items, upto, read = _charge_codes(client, after)
    span = WorkItemSpan(prefix=f"{APP}:{stage}:", after=after, upto=upto)
    return WorkItemPage(tuple(items), _next(stage, upto), span, read)


def count_of(client: ConnectWiseClient, one: Onlooker) -> int:
    """Have ConnectWise count what a walk reads; what our role may not read is not walked either."""
    wanted = [(path, _open_tickets_of(one)) for path in COLLECTIONS.values()]
    wanted.append((CHARGE_CODES, _taking_time()))
    return sum(_count(client, path, where) for path, where in wanted)


def views_of(
    tickets: Iterable[Ticket], kind: str, statuses: BoardStatuses, one: Onlooker
) -> dict[str, WorkItem]:
    """The person's work items among these tickets, each behind what stands above it."""
    items: dict[str, WorkItem] = {}
    everything = one.scope is ImportScope.ALL
    for ticket in tickets:
        role = assigned(ticket, one.person)
        theirs = everything or role is not Assigned.NONE
        if theirs and not ticket.closed_flag and belongs(ticket, kind):
            for item in with_parents(ticket, kind, role, statuses.of(ticket)):
                items[item.id] = item
    return items


def closed_reason(client: ConnectWiseClient, target: Target) -> str | None:
    """Say why a ticket takes no time now, None when it does.

    Raises:
        MissingError: There is no such ticket.
    """
    ticket = client.get(f"{COLLECTIONS[target.kind]}/{target.id}", Ticket)
    return reason(ticket, BoardStatuses(client).of(ticket))


def facts_of(client: ConnectWiseClient, work_item_id: str) -> ItemFacts:
    """Read what the rules look at on a ticket; what is no ticket has no facts of its own."""
    try:
        target = Target.of(work_item_id)
        if target.kind == "company":
            company = client.get(f"/company/companies/{target.id}", Company)
            return NOT_FOUND if company.deleted_flag else NO_TICKET
        if target.kind not in COLLECTIONS:
            return NO_TICKET
        path = f"{COLLECTIONS[target.kind]}/{target.id}"
        ticket = client.get(path, Ticket, {"fields": FIELDS[target.kind]})
    except (MissingError, RejectedError):
        return NOT_FOUND
    return item_facts(ticket, BoardStatuses(client).of(ticket))


def _count(client: ConnectWiseClient, path: str, where: Condition) -> int:
    params = {"conditions": where.text}
    found = readable(lambda: client.get(f"{path}/count", Count, params))
    return found.count if found else 0


def _next(stage: str, last_id: int | None) -> str | None:
    if last_id is not None:
        return f"{stage}:{last_id}"
    following = STAGES[STAGES.index(stage) + 1 :]
    return f"{following[0]}:" if following else None


def _tickets(
    client: ConnectWiseClient,
    statuses: BoardStatuses,
    one: Onlooker,
    kind: str,
    after: int | None,
) -> Part:
    where = _open_tickets_of(one)

    def ask() -> Part:
        found = client.page(
            COLLECTIONS[kind], Ticket, where=where, fields=FIELDS[kind], after=after, size=PAGE_SIZE
        )
        items = views_of(found.records, kind, statuses, one)
        return [*items.values()], found.after, len(found.records)

    if kind == "service_ticket":
        return ask()
    # An MSP without projects gives no right to them; the check of the connection names it.
    return readable(ask) or ([], None, 0)


def _open_tickets_of(one: Onlooker) -> Condition:
    still_open = flag_is("closedFlag", False)
    if one.scope is ImportScope.ALL:
        return still_open
    name = one.person.user_name
    try:
        mine = text_is("owner/identifier", name) | text_contains("resources", name)
    except UnsafeTextError:
        # No such name exists in ConnectWise; the rows that come back are sifted here anyway.
        return still_open
    return still_open & mine


def _charge_codes(client: ConnectWiseClient, after: int | None) -> Part:
    found = setup_page(client, CHARGE_CODES, ChargeCode, _taking_time(), after)
    items = [_charge_code(code) for code in found.records if code.time_entry_flag]
    return items, found.after, len(found.records)


def _taking_time() -> Condition:
    return flag_is("timeEntryFlag", True)


def _charge_code(code: ChargeCode) -> WorkItem:
    return WorkItem(
        id=work_item_id("charge_code", code.id),
        app=APP,
        kind=WorkItemKind.CHARGE_CODE,
        name=code.name or f"Charge code {code.id}",
        number="",
        path=(),
        parent_id=None,
        status="",
        bookable=True,
        not_bookable_reason=None,
        assigned=Assigned.NONE,
    )
