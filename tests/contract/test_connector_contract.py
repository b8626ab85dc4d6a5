"""What the port promises, asked of every connector against the simulator of its vendor."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import GROUP_FIELDS, Content, Group
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.hours import hours_of
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_dates import work_date
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind
from psa_sync.ports import Draft, PersonNotFound
from tests.builders import NOW, a_content, a_marker
from tests.contract.connectors import CASES, Bench, bench_of, every_page, until

TODAY = NOW.date()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: str(case.app))
def tenant(request) -> Iterator[Bench]:
    with bench_of(request.param, NOW) as bench:
        yield bench


@pytest.fixture
def psa(tenant) -> Bench:
    tenant.control("POST", "/reset")
    tenant.control("DELETE", "/faults")
    tenant.clock.now = NOW
    return tenant


@pytest.fixture
def paul(psa) -> PsaUser:
    return psa.connector.find_person("PPierce")


@pytest.fixture
def ticket(psa, paul) -> WorkItem:
    return next(item for item in psa.work_items(paul) if takes_time(item))


def takes_time(item: WorkItem) -> bool:
    return item.kind is WorkItemKind.TICKET and item.bookable


def a_draft(psa: Bench, paul: PsaUser, ticket: WorkItem, **changes: Any) -> Draft:
    options = psa.connector.options(paul)
    content = a_content(
        work_item_id=ticket.id,
        time_zone=paul.time_zone,
        internal_notes="call back",
        work_type_id=options.work_types[0].id,
        work_role_id=ticket.work_role_id or options.work_roles[0].id,
    )
    return drafted(paul, replace(content, **changes), a_marker())


def drafted(person: PsaUser, content: Content, marker: Marker) -> Draft:
    return Draft(
        content=content,
        person=person,
        marker=marker,
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, person.time_zone),
    )


@pytest.fixture
def draft(psa, paul, ticket) -> Draft:
    return a_draft(psa, paul, ticket)


def marked_rows(psa: Bench, draft: Draft) -> list[str]:
    rows = psa.rows_of(draft.person)
    marker = str(draft.marker)
    return [psa_id for psa_id, row in rows.items() if marker in str(row[psa.case.marked_field])]


# Who we are and who works there


def test_working_credentials_name_the_tenant_and_pass_every_check(psa):
    identity = psa.connect().identify()
    assert {check.status for check in identity.checks} == {"pass"}
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
        assert psa.connector.find_person("ppierce@alpine-it.example").user_name == "PPierce"
    except PersonNotFound as missing:
        assert (missing.code, missing.suggestion) == ("user_name_is_email", "PPierce")


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
    for choices in (options.work_types, options.work_roles, options.billable):
        assert choices
        assert len({choice.id for choice in choices}) == len(choices)
    assert {choice.id for choice in options.billable} >= {"default", "billable"}


# Writing


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
    assert row.hours == draft.hours == hours_of(55 * 60)


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


# When the wire or the PSA fails


def test_a_lost_answer_to_a_create_is_in_doubt_and_the_row_can_be_found(psa, draft, paul):
    psa.fault("commit_then_reset", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert len(marked_rows(psa, draft)) == 1
    rows = every_page(
        lambda page: psa.connector.rows_of_days(paul, draft.work_date, draft.work_date, page)
    )
    assert [row.psa_id for row in rows if row.marker == draft.marker] == marked_rows(psa, draft)


def test_a_create_that_is_cut_off_before_it_arrives_is_in_doubt_and_makes_no_row(psa, draft):
    psa.fault("reset_before", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert marked_rows(psa, draft) == []


def test_an_answer_that_comes_too_late_is_in_doubt(psa, draft):
    hasty = psa.connect(psa.connect().identify().endpoint, timeout=0.3)
    psa.fault("commit_then_timeout", psa.case.create_call, params={"seconds": 1})
    with pytest.raises(InDoubtError):
        hasty.create(draft)
    until(lambda: len(marked_rows(psa, draft)) == 1)


def test_a_confirmation_cut_in_the_middle_is_in_doubt(psa, draft):
    psa.fault("truncate_body", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert len(marked_rows(psa, draft)) == 1


def test_a_list_cut_in_the_middle_is_read_again_later(psa, paul):
    psa.fault("truncate_body", psa.case.list_call)
    with pytest.raises(TransientError):
        psa.connector.rows_of_days(paul, TODAY - timedelta(days=30), TODAY, None)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_front_end_leaves_a_create_in_doubt(psa, draft, status):
    page = "<html><body>Bad gateway</body></html>"
    psa.fault("status", psa.case.create_call, params={"status": status, "body": page})
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)


def test_a_rate_limit_says_when_to_come_back_and_commits_nothing(psa, draft):
    psa.fault("rate_limit", psa.case.create_call, params={"retryAfter": 17})
    with pytest.raises(TransientError) as caught:
        psa.connector.create(draft)
    assert (caught.value.code, caught.value.retry_after) == ("psa_rate_limited", 17)
    assert marked_rows(psa, draft) == []


def test_nothing_is_sent_twice_by_the_connector_itself(psa, draft):
    endpoint = " ".join(psa.case.create_call)
    psa.fault("commit_then_reset", psa.case.create_call, times=None)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert psa.requests()[endpoint] == 1


def test_a_missing_row_is_not_believed_while_the_psa_is_down(psa, draft, paul):
    psa_id = psa.connector.create(draft).psa_id
    page = "<html><body>Not found</body></html>"
    psa.fault("status", params={"status": 404, "body": page}, times=None)
    with pytest.raises((TransientError, CredentialsError)):
        psa.connector.read(psa_id, paul)
    with pytest.raises((TransientError, CredentialsError)):
        psa.connector.delete(psa_id)


def test_a_psa_that_is_down_is_waited_for(psa, paul):
    psa.fault("down", times=None)
    for call in (
        lambda: psa.connector.find_person("PPierce"),
        lambda: psa.connector.changed_rows([paul], None, NOW, None),
        lambda: psa.connect().identify(),
    ):
        with pytest.raises(TransientError):
            call()


# Reading what is there


def test_all_pages_of_all_days_are_exactly_the_persons_rows(psa, paul):
    first = TODAY - timedelta(days=120)
    rows = every_page(lambda page: psa.connector.rows_of_days(paul, first, TODAY, page))
    there = psa.rows_of(paul)
    assert len(rows) > 100
    assert sorted(row.psa_id for row in rows) == sorted(there)
    assert {row.person_id for row in rows} == {paul.id}
    ids = [int(row.psa_id) for row in rows]
    assert ids == sorted(set(ids))


def test_single_days_add_up_to_the_whole(psa, paul):
    days = [TODAY - timedelta(days=back) for back in range(14)]

    def rows_of(first: date, last: date) -> list[str]:
        found = every_page(lambda page: psa.connector.rows_of_days(paul, first, last, page))
        assert all(first <= row.work_date <= last for row in found)
        return [row.psa_id for row in found]

    one_by_one = [psa_id for day in days for psa_id in rows_of(day, day)]
    assert sorted(one_by_one) == sorted(rows_of(days[-1], days[0]))
    assert one_by_one


def test_a_persons_edit_in_the_psa_is_seen_and_only_of_the_people_asked_for(psa, paul, draft):
    maria = psa.connector.find_person("MKeller")
    mine = psa.connector.create(draft).psa_id
    hers = max(psa.rows_of(maria), key=int)
    before = psa.connector.changed_rows([paul], None, NOW, None)
    psa.clock.advance(3600)
    psa.edits(paul, mine, "changed by Paul")
    psa.edits(maria, hers, "changed by Maria")
    seen = every_page(
        lambda page: psa.connector.changed_rows([paul], before.newest, psa.clock(), page)
    )
    assert [(row.psa_id, row.content.notes) for row in seen] == [(mine, "changed by Paul")]
    both = psa.connector.changed_rows([maria, paul], before.newest, psa.clock(), None)
    assert {row.psa_id: row.person_id for row in both.rows} == {mine: paul.id, hers: maria.id}


def test_reading_on_from_the_newest_change_never_steps_over_it(psa, paul, draft):
    psa.clock.advance(7200)
    psa_id = psa.connector.create(draft).psa_id
    first = psa.connector.changed_rows([paul], None, psa.clock(), None)
    again = psa.connector.changed_rows([paul], first.newest, psa.clock(), None)
    assert psa_id in {row.psa_id for row in again.rows}
    assert again.newest == first.newest


def test_without_changes_there_is_no_position(psa, paul):
    psa.clock.advance(40 * 86_400)
    found = psa.connector.changed_rows([paul], None, psa.clock(), None)
    assert (found.rows, found.next_page, found.newest) == ((), None, None)
