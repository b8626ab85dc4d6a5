"""Facts are read with as many rights as there are, and what is not known is held against nobody."""

import pytest

from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.content import Group
from psa_sync.domain.rule import Facts
from psa_sync.ports import LARGEST_DOCUMENT
from tests.contract.bookings import drafted
from tests.contract.connectors import Bench

EVERYTHING = frozenset(Group)


def facts_of(psa: Bench, person, item_id: str) -> Facts:
    return Facts(
        tenant=psa.connector.tenant_facts(),
        person=psa.connector.facts_of_people([person])[person.id],
        item=psa.connector.facts_of_item(item_id, person),
    )


def broken(psa: Bench, draft, facts: Facts) -> list[str]:
    found = CONNECTORS[psa.case.app].check(draft, facts, EVERYTHING)
    return [one.rule.name for one in found]


def test_nothing_is_known_against_a_good_booking(psa, paul, draft):
    facts = facts_of(psa, paul, draft.content.work_item_id)
    assert broken(psa, draft, facts) == []


def test_facts_of_the_walk_are_those_that_are_read_alone(psa, paul, ticket):
    assert ticket.facts
    assert psa.connector.facts_of_item(ticket.id, paul) == ticket.facts


def test_documents_are_small(psa, paul, draft):
    facts = facts_of(psa, paul, draft.content.work_item_id)
    assert facts.tenant
    assert facts.person
    assert facts.item
    assert len(facts.tenant) < LARGEST_DOCUMENT / 100
    assert len(facts.person) < LARGEST_DOCUMENT / 100


@pytest.mark.parametrize("reads_empty", [False, True])
def test_what_the_role_does_not_show_is_held_against_nobody(psa, paul, draft, reads_empty):
    psa.connector.find_person("PPierce")
    for quirk in psa.case.silent_ways if reads_empty else ():
        psa.sets(**quirk)
    assert psa.case.lean_rights
    for right in psa.case.lean_rights:
        psa.sets(what="permission", name=right, allowed=False)
    facts = facts_of(psa, paul, draft.content.work_item_id)
    assert broken(psa, draft, facts) == []


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(tenant=b"", person=b"", item=""),
        Facts(tenant=b"{}", person=b"{}", item="{}"),
        Facts(tenant=b"[1]", person=b"\xff", item="no JSON"),
        Facts(tenant=b'{"version":99}', person=b'{"version":99}', item='{"version":99}'),
    ],
    ids=["none", "empty", "no version", "unreadable", "of a newer release"],
)
def test_documents_that_say_nothing_break_no_rule(psa, paul, draft, facts):
    assert broken(psa, draft, facts) == []


@pytest.mark.parametrize("item_id", ["nonsense", *(f"{app}:x:1" for app in CONNECTORS), ""])
def test_what_nothing_is_booked_on_needs_no_facts(psa, paul, draft, item_id):
    content = drafted(paul, draft.content, draft.marker).content
    elsewhere = drafted(
        paul, type(content)(work_item_id=item_id, start=content.start, end=content.end,
                            time_zone=content.time_zone), draft.marker
    )  # fmt: skip
    assert "target_known" in broken(psa, elsewhere, Facts())


def test_only_the_parts_that_are_written_are_checked(psa, paul, draft):
    content = draft.content
    elsewhere = drafted(
        paul, type(content)(work_item_id="nonsense", start=content.start, end=content.end,
                            time_zone=content.time_zone), draft.marker
    )  # fmt: skip
    check = CONNECTORS[psa.case.app].check
    assert check(elsewhere, Facts(), frozenset({Group.NOTES, Group.TIME, Group.BILLABLE})) == ()
