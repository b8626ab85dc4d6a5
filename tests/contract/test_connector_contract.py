"""Asked of every connector against its vendor's simulator: people, work items, writing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from psa_sync.domain.content import GROUP_FIELDS, Content, Group
from psa_sync.domain.errors import (
    CredentialsError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.hours import hours_of, seconds_of
from psa_sync.domain.work_item import Assigned
from psa_sync.ports import PersonNotFound
from tests.builders import NOW
from tests.contract.bookings import a_draft, drafted, marked_rows, takes_time

# Who we are and who works there


def test_working_credentials_name_the_tenant_and_pass_every_check(psa):
    identity = psa.connect().identify()
    wary = {check.code for check in identity.checks if check.status != "pass"}
    assert wary == psa.case.no_call_shows
    again = psa.connect(identity.endpoint).identify()
    assert (again.tenant, again.endpoint) == (identity.tenant, identity.endpoint)


def test_a_wrong_secret_is_refused_without_repeating_it(psa):
    wrong = psa.connect(**{psa.case.secret_field: "wrong-canary"})
    with pytest.raises(CredentialsError) as caught:
        wrong.identify()
    assert caught.value.reason.endswith(".")
    assert "canary" not in caught.value.reason


def test_refused_credentials_stop_every_call(psa, paul, draft):
    endpoint = psa.connect().identify().endpoint
    wrong = psa.connect(endpoint, **{psa.case.secret_field: "wrong"})
    for call in (
        lambda: wrong.find_person("PPierce"),
        lambda: wrong.changed_rows([paul], None, NOW, None),
        lambda: wrong.create(draft),
    ):
        with pytest.raises(CredentialsError):
            call()


def test_a_site_on_nobodys_list_is_not_called(psa):
    elsewhere = psa.connect("https://psa.evil.example/api")
    with pytest.raises((CredentialsError, TransientError)):
        elsewhere.find_person("PPierce")


@pytest.mark.parametrize("typed", ["PPierce", "ppierce", " PPIERCE "])
def test_a_person_is_found_by_user_name_in_any_case(psa, typed):
    person = psa.connector.find_person(typed)
    assert (person.user_name, person.name) == ("PPierce", "Paul Pierce")
    assert person.time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("typed", "code"), [("JFormer", "user_inactive"), ("Nobody", "user_not_found")]
)
def test_who_cannot_be_used_is_told_why(psa, typed, code):
    with pytest.raises(PersonNotFound) as caught:
        psa.connector.find_person(typed)
    assert caught.value.code == code


def test_a_mail_address_leads_to_the_person_or_to_the_name_to_type(psa):
    try:
        answer = psa.connector.find_person("ppierce@alpine-it.example").user_name
    except PersonNotFound as missing:
        answer = f"{missing.code}: {missing.suggestion}"
    assert answer in {"PPierce", "user_name_is_email: PPierce"}


# What can be booked on


def test_parents_come_first_and_nothing_is_unexplained(psa, paul):
    seen: set[str] = set()
    for item in psa.work_items(paul):
        assert item.id.startswith(f"{psa.case.app}:")
        assert item.parent_id is None or item.parent_id in seen
        assert item.bookable == (item.not_bookable_reason is None)
        seen.add(item.id)


def test_a_person_has_work_of_every_standing(psa, paul):
    tickets = [item for item in psa.work_items(paul) if item.assigned is not Assigned.NONE]
    primary = [t for t in tickets if t.assigned is Assigned.PRIMARY and t.bookable]
    secondary = [t for t in tickets if t.assigned is Assigned.SECONDARY and t.bookable]
    assert len(primary) >= 3
    assert len(secondary) >= 2


def test_two_people_get_different_work(psa, paul):
    maria = psa.connector.find_person("MKeller")
    own = {item.id for item in psa.work_items(paul) if item.assigned is Assigned.PRIMARY}
    hers = {item.id for item in psa.work_items(maria) if item.assigned is Assigned.PRIMARY}
    assert own
    assert hers
    assert own.isdisjoint(hers)


def test_the_options_are_offered_once_each(psa, paul):
    options = psa.connector.options(paul)
    assert options.work_types
    assert bool(options.work_roles) is psa.case.has_roles
    for choices in (options.work_types, options.work_roles, options.billable):
        assert len({choice.id for choice in choices}) == len(choices)
    assert {choice.id for choice in options.billable} >= {"default", "billable"}


def test_a_new_row_says_what_was_booked_and_is_read_back_the_same(psa, draft, paul):
    written = psa.connector.create(draft)
    row = psa.connector.read(written.psa_id, paul)
    assert written.row in {None, row}
    assert psa.ledger()[written.psa_id]["createdBy"] == "api"
    assert (row.person_id, row.marker, row.hours) == (paul.id, draft.marker, draft.hours)
    assert (row.work_date, row.locked, row.times_known) == (draft.work_date, False, True)
    assert row.content == draft.content
    own_id = psa.connect().identify().own_id
    assert own_id in {None, row.created_by}


def test_a_break_keeps_the_hours_exact(psa, paul, ticket):
    draft = a_draft(psa, paul, ticket, break_seconds=600, end=NOW - timedelta(minutes=115))
    row = psa.connector.read(psa.connector.create(draft).psa_id, paul)
    # One PSA keeps hundredths of an hour and the other more; neither may drift.
    assert hours_of(seconds_of(row.hours)) == draft.hours == hours_of(55 * 60)


CHANGES: dict[Group, dict[str, Any]] = {
    Group.TIME: {"start": NOW - timedelta(hours=4), "end": NOW - timedelta(hours=3)},
    Group.NOTES: {"notes": "Router swap and test", "internal_notes": "done"},
    Group.BILLABLE: {"billable": "do_not_bill"},
}


@pytest.mark.parametrize("group", CHANGES)
def test_a_change_moves_its_group_and_nothing_else(psa, draft, paul, group):
    psa_id = psa.connector.create(draft).psa_id
    wanted = replace(draft.content, **CHANGES[group])
    psa.connector.update(psa_id, drafted(paul, wanted, draft.marker), frozenset({group}))
    row = psa.connector.read(psa_id, paul)
    assert row.content == wanted
    assert (row.marker, row.hours) == (draft.marker, hours_of(wanted.duration_seconds))
    unmoved = set(GROUP_FIELDS) - {group}
    assert unmoved == {other for other in unmoved if same(row.content, draft.content, other)}


def same(one: Content, other: Content, group: Group) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in GROUP_FIELDS[group])


def test_an_entry_moves_to_another_ticket_of_the_same_kind(psa, draft, paul, ticket):
    psa_id = psa.connector.create(draft).psa_id
    kind = ticket.id.rpartition(":")[0]
    other = next(
        item
        for item in psa.work_items(paul)
        if takes_time(item) and item.id.startswith(kind) and item.id != ticket.id
    )
    moved = replace(draft.content, work_item_id=other.id)
    psa.connector.update(psa_id, drafted(paul, moved, draft.marker), frozenset({Group.TARGET}))
    assert psa.connector.read(psa_id, paul).content.work_item_id == other.id


def test_a_removed_row_is_gone_however_often_it_is_removed(psa, draft, paul):
    psa_id = psa.connector.create(draft).psa_id
    psa.connector.delete(psa_id)
    psa.connector.delete(psa_id)
    assert psa.ledger()[psa_id]["deletedAt"]
    with pytest.raises(MissingError):
        psa.connector.read(psa_id, paul)
    with pytest.raises(MissingError):
        psa.connector.update(psa_id, draft, frozenset({Group.NOTES}))


def test_work_that_does_not_exist_is_refused_by_name(psa, draft, ticket):
    nowhere = replace(draft.content, work_item_id=f"{ticket.id.rpartition(':')[0]}:999999999")
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(replace(draft, content=nowhere))
    assert caught.value.code == "work_item_missing"
    assert marked_rows(psa, draft) == []


def test_work_of_another_psa_is_refused_without_a_call(psa, draft):
    before = psa.requests()
    elsewhere = replace(draft.content, work_item_id="other:ticket:7")
    with pytest.raises(RejectedError):
        psa.connector.create(replace(draft, content=elsewhere))
    assert psa.requests() == before
