"""Which work items a person has in each scope, how they are walked, counted and looked at."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.webhook import Subject
from psa_sync.domain.work_item import CONTAINERS, Assigned, WorkItem, WorkItemKind
from psa_sync.ports import LookedAt, Onlooker, WorkItemPage
from tests.contract.connectors import Bench

WORK = {WorkItemKind.TICKET, WorkItemKind.TASK}


def pages(psa: Bench, person: PsaUser, scope: ImportScope) -> Iterator[WorkItemPage]:
    page: str | None = None
    while True:
        found = psa.connector.work_items(person, scope, page)
        yield found
        page = found.next_page
        if page is None:
            return


def work(items: list[WorkItem]) -> dict[str, WorkItem]:
    return {item.id: item for item in items if item.kind in WORK}


def test_each_scope_holds_the_narrower_one_and_says_how_the_person_stands_to_it(psa, paul):
    found = {scope: work(psa.work_items(paul, scope)) for scope in ImportScope}
    own = {one: item for one, item in found[ImportScope.ASSIGNED].items() if item.bookable}
    assert {item.assigned for item in own.values()} == {Assigned.PRIMARY, Assigned.SECONDARY}
    # The narrowest brings second assignments too; who reads keeps to the scope.
    assert found[ImportScope.PRIMARY] == found[ImportScope.ASSIGNED]
    everything = found[ImportScope.ALL]
    assert {one: everything[one] for one in own} == own
    others = [item for item in everything.values() if item.assigned is Assigned.NONE]
    assert len(others) > len(own)
    assert all(item.not_bookable_reason for item in others if not item.bookable)
    assert any(item.bookable for item in others)


@pytest.mark.parametrize("scope", ImportScope)
def test_everything_on_a_page_has_its_parents_before_it_and_lies_in_what_the_page_covers(
    psa, paul, scope
):
    spans = []
    for page in pages(psa, paul, scope):
        seen: set[str] = set()
        for item in page.items:
            assert item.parent_id is None or item.parent_id in seen
            seen.add(item.id)
            assert page.covers.holds(item.id) is (item.kind not in CONTAINERS)
        spans.append(page.covers)
    for former, following in pairwise(spans):
        if former.upto is None:
            assert (following.after, former.prefix != following.prefix) == (None, True)
        else:
            assert (following.prefix, following.after) == (former.prefix, former.upto)
    assert spans[-1].upto is None


@pytest.mark.parametrize("scope", ImportScope)
def test_the_psas_own_count_is_what_a_walk_reads(psa, paul, scope):
    counted = psa.connector.count_work_items(paul, scope)
    assert counted == sum(page.read for page in pages(psa, paul, scope)) > 0


def looked_at(psa: Bench, one: Onlooker, item: WorkItem) -> LookedAt:
    return psa.connector.look_at(Subject.TICKET, item.id.rpartition(":")[2], [one])


@pytest.mark.parametrize("scope", ImportScope)
def test_a_ticket_that_is_looked_at_alone_is_as_it_is_on_the_walk(psa, paul, scope):
    items = psa.work_items(paul, scope)
    by_id = {item.id: item for item in items}
    tickets = [item for item in items if item.kind is WorkItemKind.TICKET]
    for assigned in {item.assigned for item in tickets}:
        ticket = next(item for item in tickets if item.assigned is assigned)
        found = looked_at(psa, Onlooker(paul, scope), ticket)
        assert ticket.id in found.ids
        *above, seen = found.items[paul.id]
        assert seen == ticket
        assert [by_id[item.id] for item in above] == above


def test_a_ticket_of_others_is_there_for_those_who_have_everything(psa, paul):
    maria = psa.connector.find_person("MKeller")
    theirs = work(psa.work_items(paul, ImportScope.ALL)).values()
    other = next(
        item
        for item in theirs
        if item.assigned is Assigned.NONE and item.kind is WorkItemKind.TICKET
    )
    people = [Onlooker(paul, ImportScope.ASSIGNED), Onlooker(maria, ImportScope.ALL)]
    number = other.id.rpartition(":")[2]
    found = psa.connector.look_at(Subject.TICKET, number, people)
    assert not found.items[paul.id]
    assert found.items[maria.id][-1].id == other.id


def test_a_closed_ticket_takes_no_time_any_more_or_is_gone(psa, paul):
    ticket = next(
        item for item in psa.work_items(paul) if item.kind is WorkItemKind.TICKET and item.bookable
    )
    psa.sets(what="ticket", id=int(ticket.id.rpartition(":")[2]), state="closed")
    found = looked_at(psa, Onlooker(paul, ImportScope.PRIMARY), ticket)
    assert ticket.id in found.ids
    left = [item for item in found.items.get(paul.id, ()) if item.id == ticket.id]
    assert [item.bookable for item in left] in ([], [False])


def test_what_does_not_exist_or_makes_no_sense_is_nobodys(psa, paul):
    people = [Onlooker(paul, ImportScope.ALL)]
    found = psa.connector.look_at(Subject.TICKET, "999999999", people)
    assert found.ids
    assert not any(found.items.values())
    for nonsense in ("", "12a", "²", "-1", "1 or 1=1"):
        assert psa.connector.look_at(Subject.TICKET, nonsense, people) == LookedAt((), {})


def test_a_company_that_is_looked_at_has_the_name_that_stands_above_work(psa, paul):
    company = next(item for item in psa.work_items(paul) if item.kind is WorkItemKind.COMPANY)
    people = [Onlooker(paul, ImportScope.PRIMARY)]
    found = psa.connector.look_at(Subject.COMPANY, company.id.rpartition(":")[2], people)
    assert found.ids == (company.id,)
    assert [(item.id, item.name) for item in found.items[paul.id]] == [(company.id, company.name)]
    gone = psa.connector.look_at(Subject.COMPANY, "999999999", people)
    assert gone.items == {paul.id: ()}


def changed(psa: Bench, people: list[Onlooker], ago: timedelta) -> dict[str, WorkItem | None]:
    """What each of the changed work items is for the first of the people."""
    seen: dict[str, WorkItem | None] = {}
    page: str | None = None
    while True:
        found = psa.connector.changed_work_items(people, psa.clock() - ago, page)
        theirs = {item.id: item for item in found.items.get(people[0].person.id, ())}
        seen |= {one: theirs.get(one) for one in found.ids}
        page = found.next_page
        if page is None:
            return seen


def test_what_changed_is_read_whoever_has_it_and_as_it_is_on_the_walk(psa, paul):
    everything = work(psa.work_items(paul, ImportScope.ALL))
    people = [Onlooker(paul, ImportScope.ALL)]
    before = changed(psa, people, timedelta(minutes=5))
    ticket = next(
        item
        for item in everything.values()
        if item.kind is WorkItemKind.TICKET and item.bookable and item.id not in before
    )
    number = int(ticket.id.rpartition(":")[2])
    psa.sets(what="ticket", id=number, state="closed")
    now = changed(psa, people, timedelta(minutes=5))
    assert now.keys() - before.keys() == {ticket.id}
    gone = now[ticket.id]
    assert gone is None or not gone.bookable
    walked = work(psa.work_items(paul, ImportScope.ALL))
    ever = changed(psa, people, timedelta(days=4000))
    assert {one: item for one, item in ever.items() if item} == {
        one: item for one, item in walked.items() if one in ever
    }
    assert len(ever) > len(walked) / 2
