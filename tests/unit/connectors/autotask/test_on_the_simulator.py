from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.work_item import Assigned, WorkItemKind
from psa_sync.ports import PersonNotFound
from tests.unit.connectors.autotask.simulated_tenant import pages_of, simulated_tenant
from tests.unit.connectors.autotask.stories import a_draft

LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def tenant():
    with simulated_tenant() as running:
        yield running


@pytest.fixture
def connector(tenant):
    return tenant.connector()


@pytest.fixture
def paul(connector):
    return connector.find_person("PPierce")


@pytest.fixture
def work_items(connector, paul):
    return [
        item for page in pages_of(lambda p: connector.work_items(paul, p)) for item in page.items
    ]


def bookable(work_items, kind):
    return next(item for item in work_items if item.kind is kind and item.bookable)


def today() -> date:
    return datetime.now(UTC).date()


def yesterday(hour: int) -> datetime:
    return datetime.combine(today() - timedelta(days=1), time(hour), tzinfo=UTC)


@pytest.fixture
def draft(tenant, paul, work_items):
    tenant.control("POST", "/reset")
    start = yesterday(15)
    item = bookable(work_items, WorkItemKind.TICKET)
    times = {"start": start, "end": start + timedelta(minutes=90)}
    return a_draft(paul, work_item_id=item.id, work_role_id=None, **times)


def test_a_good_key_names_tenant_address_and_our_own_user(tenant, connector, draft):
    identity = connector.identify()
    assert identity.tenant.endswith("/123456")
    assert identity.endpoint.lower().endswith("/atservicesrest/")
    assert {check.status for check in identity.checks} == {"pass"}
    written = connector.create(draft)
    assert connector.read(written.psa_id, draft.person).created_by == identity.own_id
    connector.delete(written.psa_id)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"userName": "nobody@nowhere.example"}, "API user name"),
        ({"secret": "wrong"}, "Secret"),
        ({"integrationCode": "WRONG"}, "Integration code"),
    ],
)
def test_a_wrong_key_is_refused_with_the_field_to_look_at(tenant, wrong, words):
    with pytest.raises(CredentialsError, match=words):
        tenant.connector(**wrong).identify()


@pytest.mark.parametrize("typed", ["PPierce", "ppierce", " PPIERCE "])
def test_a_person_is_found_by_user_name_in_any_case(connector, typed):
    paul = connector.find_person(typed)
    assert (paul.user_name, paul.name) == ("PPierce", "Paul Pierce")
    assert (paul.time_zone, paul.email) == ("America/New_York", "ppierce@alpine-it.example")


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("PPierce@Alpine-IT.example", "user_name_is_email", "PPierce"),
        ("PPierce@timebrosandbox.com", "user_name_is_email", "PPierce"),
        ("Paul Pierce", "user_not_found", "PPierce"),
        ("Nobody", "user_not_found", None),
        ("JFormer", "user_inactive", None),
    ],
)
def test_a_name_that_does_not_fit_is_explained(connector, typed, code, suggestion):
    with pytest.raises(PersonNotFound) as answer:
        connector.find_person(typed)
    assert (answer.value.code, answer.value.suggestion) == (code, suggestion)


def test_the_api_user_itself_cannot_book(tenant, connector):
    with pytest.raises(PersonNotFound) as answer:
        connector.find_person(tenant.simulator.credentials["userName"])
    assert answer.value.code == "user_is_api_only"


def test_work_items_come_with_their_parents_first(connector, paul):
    for page in pages_of(lambda p: connector.work_items(paul, p)):
        seen = set()
        for item in page.items:
            assert item.parent_id is None or item.parent_id in seen
            seen.add(item.id)


def test_a_person_gets_primary_and_secondary_work_and_the_role_of_each(work_items):
    tickets = [item for item in work_items if item.kind is WorkItemKind.TICKET]
    assert {item.assigned for item in tickets} == {Assigned.PRIMARY, Assigned.SECONDARY}
    assert all(item.work_role_id for item in tickets)
    assert all(item.number.startswith("T20") and item.path for item in tickets)
    tasks = [item for item in work_items if item.kind is WorkItemKind.TASK]
    assert tasks
    assert all(len(item.path) >= 2 and item.work_role_id for item in tasks)


def test_what_takes_no_time_says_why(work_items):
    closed = [item for item in work_items if not item.bookable]
    assert all(item.not_bookable_reason for item in closed)
    assert all(item.not_bookable_reason is None for item in work_items if item.bookable)
    assert {WorkItemKind.TICKET, WorkItemKind.COMPANY} <= {item.kind for item in closed}


def test_a_person_has_work_types_and_roles_to_choose_from(connector, paul):
    options = connector.options(paul)
    assert "Remote Support" in [option.name for option in options.work_types]
    assert "Engineer" in [option.name for option in options.work_roles]
    assert [option.id for option in options.billable] == [choice.value for choice in Billable]


@pytest.mark.parametrize("kind", [WorkItemKind.TICKET, WorkItemKind.TASK, WorkItemKind.CHARGE_CODE])
def test_an_entry_is_made_read_changed_and_removed(connector, paul, work_items, draft, kind):
    item = bookable(work_items, kind)
    content = replace(draft.content, work_item_id=item.id, break_seconds=600)
    booked = replace(draft, content=content, hours=Decimal("1.33"))
    psa_id = connector.create(booked).psa_id
    row = connector.read(psa_id, paul)
    assert row.content.work_item_id == item.id
    assert row.content.work_role_id == item.work_role_id
    assert (row.content.start, row.content.duration_seconds) == (content.start, 80 * 60)
    assert (row.work_date, row.hours) == (booked.work_date, Decimal("1.3333"))
    assert (row.marker, row.person_id) == (booked.marker, paul.id)
    assert row.content.internal_notes == content.internal_notes

    content = replace(content, end=content.end + timedelta(hours=1), notes="Replaced two PSUs")
    changed = replace(booked, content=content, hours=Decimal("2.33"))
    connector.update(psa_id, changed, frozenset({Group.TIME, Group.NOTES}))
    row = connector.read(psa_id, paul)
    assert (row.hours, row.content.notes) == (Decimal("2.3333"), "Replaced two PSUs")
    assert row.marker == booked.marker

    connector.delete(psa_id)
    with pytest.raises(MissingError):
        connector.read(psa_id, paul)
    connector.delete(psa_id)


def test_billing_and_work_type_are_changed_without_touching_the_rest(connector, paul, draft):
    psa_id = connector.create(draft).psa_id
    before = connector.read(psa_id, paul)
    other = next(
        option.id
        for option in connector.options(paul).work_types
        if option.id != before.content.work_type_id
    )
    wanted = replace(draft.content, billable=Billable.NO_CHARGE, work_type_id=other)
    groups = frozenset({Group.BILLABLE, Group.TARGET})
    connector.update(psa_id, replace(draft, content=wanted), groups)
    after = connector.read(psa_id, paul)
    assert after.content == replace(before.content, billable=Billable.NO_CHARGE, work_type_id=other)
    connector.delete(psa_id)


def test_a_ticket_entry_does_not_become_a_task_entry(connector, work_items, draft):
    psa_id = connector.create(draft).psa_id
    task = bookable(work_items, WorkItemKind.TASK)
    moved = replace(draft, content=replace(draft.content, work_item_id=task.id))
    with pytest.raises(RejectedError):
        connector.update(psa_id, moved, frozenset({Group.TARGET}))
    connector.delete(psa_id)


def test_the_rows_of_some_days_are_those_of_the_person_on_these_days(connector, paul):
    last = today()
    first = last - timedelta(days=13)
    reading = pages_of(lambda p: connector.rows_of_days(paul, first, last, p))
    rows = [row for page in reading for row in page.rows]
    assert rows
    assert all(first <= row.work_date <= last and row.person_id == paul.id for row in rows)
    day = rows[0].work_date
    of_one_day = connector.rows_of_days(paul, day, day, None).rows
    assert list(of_one_day) == [row for row in rows if row.work_date == day]


def test_all_that_ever_changed_comes_once_in_ascending_id(connector):
    names = ("PPierce", "MKeller", "AHassan", "SRossi", "LOConnor", "CWei")
    people = [connector.find_person(name) for name in names]
    now = datetime.now(UTC)
    pages = list(pages_of(lambda p: connector.changed_rows(people, LONG_AGO, now, p)))
    ids = [int(row.psa_id) for page in pages for row in page.rows]
    assert len(pages) > 1
    assert ids == sorted(set(ids))
    newest = max(page.newest for page in pages if page.newest)
    again = connector.changed_rows(people, newest, now, None)
    assert newest in {row.last_updated for row in again.rows}
    assert len(again.rows) < len(ids)


def test_a_change_is_seen_from_the_last_position_on(connector, paul, draft):
    now = datetime.now(UTC)
    psa_id = connector.create(draft).psa_id
    found = connector.changed_rows([paul], None, now, None)
    assert psa_id in {row.psa_id for row in found.rows}
    assert found.newest
    connector.delete(psa_id)


def test_more_than_a_day_is_refused_in_autotasks_words(connector, draft):
    content = replace(draft.content, end=draft.content.start + timedelta(hours=25))
    with pytest.raises(RejectedError) as refused:
        connector.create(replace(draft, content=content, hours=Decimal(25)))
    assert refused.value.code == "hours_out_of_range"
    assert refused.value.vendor_words


def test_an_unknown_ticket_is_refused_before_anything_is_written(connector, draft):
    content = replace(draft.content, work_item_id="autotask:ticket:999999999")
    with pytest.raises(RejectedError) as refused:
        connector.create(replace(draft, content=content))
    assert refused.value.code == "work_item_missing"
    content = replace(content, work_role_id="29683355")
    with pytest.raises(RejectedError) as refused:
        connector.create(replace(draft, content=content))
    assert refused.value.code == "work_item_missing"


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("utc_without_designator", True),
        ("empty_never_matches", False),
        ("mirrors_work_type", False),
    ],
)
def test_a_tenant_of_another_kind_reads_the_same(tenant, connector, paul, name, on):
    def everything():
        rows = connector.rows_of_days(paul, today() - timedelta(days=20), today(), None)
        items = pages_of(lambda p: connector.work_items(paul, p))
        found = [replace(row, last_updated="") for row in rows.rows]
        return found, [page.items for page in items]

    usual = everything()
    with tenant.quirk(name, on=on):
        assert everything() == usual


@pytest.mark.parametrize("mode", ["commit_then_reset", "truncate_body"])
def test_a_lost_answer_to_a_create_leaves_doubt_and_one_row(tenant, connector, paul, draft, mode):
    day = draft.work_date
    connector.rows_of_days(paul, day, day, None)
    with tenant.fault(mode, "POST /TimeEntries", times=1), pytest.raises(InDoubtError):
        connector.create(replace(draft, content=replace(draft.content, work_role_id="29683355")))
    rows = connector.rows_of_days(paul, day, day, None).rows
    ours = [row for row in rows if row.marker == draft.marker]
    assert len(ours) == 1
    connector.delete(ours[0].psa_id)


@pytest.mark.parametrize(
    ("mode", "details", "code"),
    [
        ("reset_before", {}, "psa_unreachable"),
        ("status", {"params": {"status": 503}}, "psa_unreachable"),
        ("rate_limit", {"params": {"retryAfter": 7}}, "psa_rate_limited"),
        ("truncate_body", {}, "psa_answer_senseless"),
        ("truncate_body", {"params": {"drop": 1}}, "psa_answer_senseless"),
        ("truncate_body", {"params": {"rows": 1}}, "psa_answer_senseless"),
    ],
)
def test_a_list_that_did_not_come_whole_is_read_again_later(
    tenant, connector, paul, mode, details, code
):
    since = today() - timedelta(days=20)
    with tenant.fault(mode, "POST /TimeEntries/query", **details):
        with pytest.raises(TransientError) as refused:
            connector.rows_of_days(paul, since, today(), None)
        assert refused.value.code == code
        assert refused.value.retry_after == (7 if mode == "rate_limit" else None)
    assert connector.rows_of_days(paul, since, today(), None).rows
