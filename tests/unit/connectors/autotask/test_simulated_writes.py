from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import (
    InDoubtError,
    MissingError,
    RejectedError,
)
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import WorkItemKind
from tests.unit.connectors.autotask.simulated_tenant import pages_of
from tests.unit.connectors.autotask.stories import a_draft


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def work_items(connected, paul):
    pages = pages_of(lambda p: connected.work_items(paul, ImportScope.PRIMARY, p))
    return [item for page in pages for item in page.items]


def bookable(work_items, kind):
    return next(item for item in work_items if item.kind is kind and item.bookable)


def yesterday(hour: int) -> datetime:
    return datetime.combine(today() - timedelta(days=1), time(hour), tzinfo=UTC)


@pytest.fixture
def draft(tenant, paul, work_items):
    start = yesterday(15)
    item = bookable(work_items, WorkItemKind.TICKET)
    times = {"start": start, "end": start + timedelta(minutes=90)}
    return a_draft(paul, work_item_id=item.id, work_role_id=None, **times)


def test_a_good_key_names_tenant_address_and_our_own_user(tenant, connected, draft):
    identity = connected.identify()
    assert identity.tenant == "autotask/123456"
    assert identity.endpoint.lower().endswith("/atservicesrest/")
    wary = {check.code for check in identity.checks if check.status != "pass"}
    assert wary == {"proxy_time_entry", "midnight_span"}
    written = connected.create(draft)
    assert connected.read(written.psa_id, draft.person).created_by == identity.own_id
    connected.delete(written.psa_id)


@pytest.mark.parametrize("kind", [WorkItemKind.TICKET, WorkItemKind.TASK, WorkItemKind.CHARGE_CODE])
def test_an_entry_is_made_read_changed_and_removed(connected, paul, work_items, draft, kind):
    item = bookable(work_items, kind)
    content = replace(draft.content, work_item_id=item.id, break_seconds=600)
    booked = replace(draft, content=content, hours=Decimal("1.33"))
    psa_id = connected.create(booked).psa_id
    row = connected.read(psa_id, paul)
    assert row.content.work_item_id == item.id
    assert row.content.work_role_id == item.work_role_id
    assert (row.content.start, row.content.duration_seconds) == (content.start, 80 * 60)
    assert (row.work_date, row.hours) == (booked.work_date, Decimal("1.3333"))
    assert (row.marker, row.person_id) == (booked.marker, paul.id)
    assert row.content.internal_notes == content.internal_notes

    content = replace(content, end=content.end + timedelta(hours=1), notes="Replaced two PSUs")
    changed = replace(booked, content=content, hours=Decimal("2.33"))
    connected.update(psa_id, changed, frozenset({Group.TIME, Group.NOTES}))
    row = connected.read(psa_id, paul)
    assert (row.hours, row.content.notes) == (Decimal("2.3333"), "Replaced two PSUs")
    assert row.marker == booked.marker

    connected.delete(psa_id)
    with pytest.raises(MissingError):
        connected.read(psa_id, paul)
    connected.delete(psa_id)


def test_billing_and_work_type_are_changed_without_touching_the_rest(connected, paul, draft):
    psa_id = connected.create(draft).psa_id
    before = connected.read(psa_id, paul)
    other = next(
        option.id
        for option in connected.options(paul).work_types
        if option.id != before.content.work_type_id
    )
    wanted = replace(draft.content, billable=Billable.NO_CHARGE, work_type_id=other)
    groups = frozenset({Group.BILLABLE, Group.TARGET})
    connected.update(psa_id, replace(draft, content=wanted), groups)
    after = connected.read(psa_id, paul)
    assert after.content == replace(before.content, billable=Billable.NO_CHARGE, work_type_id=other)
    connected.delete(psa_id)


def test_a_ticket_entry_does_not_become_a_task_entry(connected, work_items, draft):
    psa_id = connected.create(draft).psa_id
    task = bookable(work_items, WorkItemKind.TASK)
    moved = replace(draft, content=replace(draft.content, work_item_id=task.id))
    with pytest.raises(RejectedError):
        connected.update(psa_id, moved, frozenset({Group.TARGET}))
    connected.delete(psa_id)


def test_a_change_is_seen_from_the_last_position_on(connected, paul, draft):
    now = datetime.now(UTC)
    psa_id = connected.create(draft).psa_id
    found = connected.changed_rows([paul], None, now, None)
    assert psa_id in {row.psa_id for row in found.rows}
    assert found.newest
    connected.delete(psa_id)


def test_more_than_a_day_is_refused_in_autotasks_words(connected, draft):
    content = replace(draft.content, end=draft.content.start + timedelta(hours=25))
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=content, hours=Decimal(25)))
    assert refused.value.code == "hours_out_of_range"
    assert refused.value.vendor_words


@pytest.mark.parametrize(
    ("quirk", "on", "changes", "code"),
    [
        ("notes_required", True, {"notes": ""}, "notes_required"),
        ("proxy_time_entry", False, {}, "proxy_time_off"),
    ],
)
def test_a_stricter_tenant_is_understood(tenant, connected, draft, quirk, on, changes, code):
    content = replace(draft.content, **changes)
    with tenant.quirk(quirk, on=on), pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=content))
    assert refused.value.code == code


def test_an_entry_over_midnight_is_refused_where_the_tenant_does_not_allow_it(
    tenant, connected, draft
):
    late = replace(draft.content, end=draft.content.start + timedelta(hours=10))
    with tenant.quirk("refuses_utc_midnight", on=True), pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=late, hours=Decimal(10)))
    assert refused.value.code == "spans_midnight"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"work_type_id": "29682821"}, "work_type_invalid"),
        ({"work_role_id": "1"}, "work_role_invalid"),
    ],
)
def test_a_choice_that_autotask_does_not_offer_is_refused(connected, draft, changes, code):
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=replace(draft.content, **changes)))
    assert refused.value.code == code


def test_time_on_a_finished_task_is_refused(tenant, connected, paul, work_items, draft):
    done = tenant.rows("Tasks", status=5, assignedResourceID=int(paul.id))[0]
    work_item_id = f"autotask:task:{done['id']}"
    assert work_item_id not in {item.id for item in work_items}
    content = replace(draft.content, work_item_id=work_item_id)
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=content))
    assert refused.value.code == "work_item_closed"


def test_a_row_that_somebody_else_made_is_not_ours_to_delete(connected, paul):
    rows = connected.rows_of_days(paul, today() - timedelta(days=20), today(), None).rows
    theirs = next(row for row in rows if row.created_by == paul.id)
    with pytest.raises(RejectedError) as refused:
        connected.delete(theirs.psa_id)
    assert refused.value.code == "not_our_row"
    assert connected.read(theirs.psa_id, paul) == theirs


def test_an_unknown_ticket_is_refused_before_anything_is_written(connected, draft):
    content = replace(draft.content, work_item_id="autotask:ticket:999999999")
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=content))
    assert refused.value.code == "work_item_missing"
    content = replace(content, work_role_id="29683355")
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(draft, content=content))
    assert refused.value.code == "work_item_missing"


@pytest.mark.parametrize("mode", ["commit_then_reset", "truncate_body"])
def test_a_lost_answer_to_a_create_leaves_doubt_and_one_row(tenant, connected, paul, draft, mode):
    day = draft.work_date
    connected.rows_of_days(paul, day, day, None)
    with tenant.fault(mode, "POST /TimeEntries", times=1), pytest.raises(InDoubtError):
        connected.create(replace(draft, content=replace(draft.content, work_role_id="29683355")))
    rows = connected.rows_of_days(paul, day, day, None).rows
    ours = [row for row in rows if row.marker == draft.marker]
    assert len(ours) == 1
    connected.delete(ours[0].psa_id)
