"""Reads tickets, projects and companies again, for all people who may have them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient, Page
from psa_sync.connectors.connectwise.conditions import Condition, not_before, number_is
from psa_sync.connectors.connectwise.lean_roles import readable
from psa_sync.connectors.connectwise.schemas import Company, Reference, Ticket
from psa_sync.connectors.connectwise.targets import work_item_id
from psa_sync.connectors.connectwise.ticket_items import BoardStatuses, container
from psa_sync.connectors.connectwise.work_items import COLLECTIONS, FIELDS, views_of
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import WorkItem, WorkItemKind
from psa_sync.ports import LookedAt, Onlooker

_STAGES: Final = tuple(COLLECTIONS)


def look_at(
    client: ConnectWiseClient,
    statuses: BoardStatuses,
    subject: Subject,
    psa_id: str,
    people: Sequence[Onlooker],
) -> LookedAt:
    """Read one ticket, project or company."""
    if not (psa_id.isascii() and psa_id.isdigit()):
        return LookedAt((), {})
    if subject is Subject.TICKET:
        return _ticket(client, statuses, int(psa_id), people)
    kind = WorkItemKind(subject.value)
    read = _company if kind is WorkItemKind.COMPANY else _project
    named = read(client, int(psa_id))
    found = () if named is None else (container(kind, named, []),)
    return LookedAt((work_item_id(kind.value, int(psa_id)),), {o.person.id: found for o in people})


def changed(
    client: ConnectWiseClient,
    statuses: BoardStatuses,
    people: Sequence[Onlooker],
    since: datetime,
    page: str | None,
) -> LookedAt:
    """Read tickets that changed, open or not; their collections come one after the other."""
    kind, _, last_id = (page or f"{_STAGES[0]}:").partition(":")
    after = int(last_id) if last_id else None
    found = _tickets(client, kind, not_before("lastUpdated", since), after)
    following = _STAGES[_STAGES.index(kind) + 1 :]
    next_page = f"{following[0]}:" if following else None
    if found.after is not None:
        next_page = f"{kind}:{found.after}"
    ids = tuple(work_item_id(kind, ticket.id) for ticket in found.records)
    return LookedAt(ids, _seen(found.records, kind, statuses, people), next_page)


def _ticket(
    client: ConnectWiseClient, statuses: BoardStatuses, number: int, people: Sequence[Onlooker]
) -> LookedAt:
    """A message says ticket of both kinds; a number is that of one ticket only."""
    items: dict[str, tuple[WorkItem, ...]] = {}
    for kind in _STAGES:
        found = _tickets(client, kind, number_is("id", number), None)
        for person_id, theirs in _seen(found.records, kind, statuses, people).items():
            items[person_id] = (*items.get(person_id, ()), *theirs)
    return LookedAt(tuple(work_item_id(kind, number) for kind in _STAGES), items)


def _tickets(
    client: ConnectWiseClient, kind: str, where: Condition, after: int | None
) -> Page[Ticket]:
    """A page of tickets; none where our role may not read them."""

    def ask() -> Page[Ticket]:
        path, fields = COLLECTIONS[kind], FIELDS[kind]
        return client.page(path, Ticket, where=where, fields=fields, after=after, counted=False)

    return readable(ask) or Page((), None)


def _seen(
    tickets: Iterable[Ticket], kind: str, statuses: BoardStatuses, people: Sequence[Onlooker]
) -> dict[str, tuple[WorkItem, ...]]:
    tickets = list(tickets)
    return {one.person.id: tuple(views_of(tickets, kind, statuses, one).values()) for one in people}


def _company(client: ConnectWiseClient, number: int) -> Reference | None:
    company = readable(lambda: client.get(f"/company/companies/{number}", Company))
    if company is None or company.deleted_flag:
        return None
    return Reference(id=number, name=company.name, identifier=company.identifier)


def _project(client: ConnectWiseClient, number: int) -> Reference | None:
    """Read the name that a ticket of the project has for it: the project itself needs more rights.

    Without a ticket it stands above nothing.
    """
    found = readable(
        lambda: client.page(
            COLLECTIONS["project_ticket"],
            Ticket,
            where=number_is("project/id", number),
            fields=FIELDS["project_ticket"],
            size=1,
            counted=False,
        )
    )
    return next((ticket.project for ticket in found.records), None) if found else None
