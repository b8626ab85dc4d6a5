import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.connectors.autotask.decoding import decode_row
from psa_sync.connectors.autotask.mapper import (
    NOWHERE,
    Booking,
    Target,
    target_of,
    to_autotask,
    to_row,
    work_item_id,
)
from psa_sync.connectors.autotask.schemas import TimeEntry
from psa_sync.connectors.autotask.windows_1252 import fitted
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.marker import mark
from psa_sync.domain.work_dates import work_date
from psa_sync.domain.work_item import WorkItemKind
from tests.builders import a_marker
from tests.unit.connectors.autotask.stories import PAUL, START, a_draft, a_row, stored, vendor_row

ALL = frozenset(Group)
ON_THE_TICKET = Booking(Target(WorkItemKind.TICKET, 35754), moves=True, role_id=29683355)
BERLIN = replace(PAUL, time_zone="Europe/Berlin")


def test_a_ticket_entry_goes_out_with_window_hours_and_day():
    assert to_autotask(a_draft(), ALL, ON_THE_TICKET) == {
        "ticketID": 35754,
        "roleID": 29683355,
        "dateWorked": "2025-03-04T00:00:00Z",
        "startDateTime": "2025-03-04T14:00:00Z",
        "endDateTime": "2025-03-04T15:30:00Z",
        "hoursWorked": Decimal("1.50"),
        "summaryNotes": "Replaced PSU",
        "internalNotes": mark("spare from shelf 3", a_marker()),
    }


def test_a_break_shortens_the_window_because_autotask_has_none():
    body = to_autotask(a_draft(break_seconds=900), ALL, ON_THE_TICKET)
    assert body["startDateTime"] == "2025-03-04T14:00:00Z"
    assert body["endDateTime"] == "2025-03-04T15:15:00Z"
    assert body["hoursWorked"] == Decimal("1.25")


def test_the_day_is_the_persons_and_not_that_of_utc():
    late = datetime(2025, 3, 5, 3, 30, tzinfo=UTC)
    body = to_autotask(a_draft(start=late, end=late + timedelta(hours=1)), ALL, ON_THE_TICKET)
    assert body["dateWorked"] == "2025-03-04T00:00:00Z"
    assert to_row(stored(body), PAUL).work_date == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("billable", "fields"),
    [
        (Billable.DEFAULT, {}),
        (Billable.BILLABLE, {"isNonBillable": False, "showOnInvoice": True}),
        (Billable.NO_CHARGE, {"isNonBillable": True, "showOnInvoice": True}),
        (Billable.DO_NOT_BILL, {"isNonBillable": True, "showOnInvoice": False}),
    ],
)
def test_billing_goes_out_by_the_contract(billable, fields):
    group = frozenset({Group.BILLABLE})
    assert to_autotask(a_draft(billable=billable), group, None) == fields


@pytest.mark.parametrize(
    ("non_billable", "on_invoice", "billable"),
    [
        (False, True, Billable.BILLABLE),
        (False, False, Billable.BILLABLE),
        (True, True, Billable.NO_CHARGE),
        (True, False, Billable.DO_NOT_BILL),
        (True, None, Billable.DO_NOT_BILL),
        (None, None, Billable.DEFAULT),
    ],
)
def test_billing_comes_back_by_the_contract(non_billable, on_invoice, billable):
    row = a_row(isNonBillable=non_billable, showOnInvoice=on_invoice)
    assert to_row(row, PAUL).content.billable is billable


def test_an_update_sends_only_the_changed_group_but_the_time_always_whole():
    time = to_autotask(a_draft(), frozenset({Group.TIME}), None)
    assert set(time) == {"dateWorked", "startDateTime", "endDateTime", "hoursWorked"}
    notes = to_autotask(a_draft(), frozenset({Group.NOTES}), None)
    assert set(notes) == {"summaryNotes", "internalNotes"}


def test_a_row_that_stays_where_it_is_does_not_name_its_ticket_again():
    staying = replace(ON_THE_TICKET, moves=False, role_id=None)
    body = to_autotask(a_draft(work_type_id="29682801"), frozenset({Group.TARGET}), staying)
    assert body == {"billingCodeID": 29682801}


def test_regular_time_has_neither_role_nor_work_type():
    category = Booking(Target(WorkItemKind.CHARGE_CODE, 29682821), moves=True, role_id=None)
    draft = a_draft(work_item_id="autotask:charge_code:29682821", work_type_id="29682801")
    body = to_autotask(draft, frozenset({Group.TARGET}), category)
    assert body == {"internalBillingCodeID": 29682821}


def test_notes_that_autotask_would_cut_are_refused_before_the_marker_is_lost():
    with pytest.raises(RejectedError) as refused:
        to_autotask(a_draft(internal_notes="x" * 31_990), ALL, ON_THE_TICKET)
    assert refused.value.code == "notes_too_long"
    with pytest.raises(RejectedError):
        to_autotask(a_draft(notes="x" * 32_001), ALL, ON_THE_TICKET)
    assert to_autotask(a_draft(notes="x" * 32_000), ALL, ON_THE_TICKET)


def test_a_work_type_that_is_no_number_is_refused():
    with pytest.raises(RejectedError) as refused:
        to_autotask(a_draft(work_type_id="Remote"), ALL, ON_THE_TICKET)
    assert refused.value.code == "work_type_invalid"


SET_BY_AUTOTASK = {
    "hoursToBill", "offsetHours", "timeEntryType", "contractID", "createDateTime", "creatorUserID",
    "lastModifiedDateTime", "billingApprovalDateTime", "isInternalNotesVisibleToComanaged",
}  # fmt: skip


def test_what_autotask_counts_and_what_its_people_set_is_never_sent():
    body = to_autotask(a_draft(break_seconds=60, work_type_id="12"), ALL, ON_THE_TICKET)
    assert not SET_BY_AUTOTASK & set(body)
    assert not any(value is None for value in body.values())


def test_an_offset_of_the_billed_hours_is_no_change_of_the_worked_ones():
    plain, billed_up = a_row(), a_row(offsetHours=0.5, hoursToBill=2.0)
    assert to_row(billed_up, PAUL) == to_row(plain, PAUL)


@st.composite
def drafts(draw):
    zones = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"]
    start = datetime.fromtimestamp(draw(st.integers(1_704_067_200, 1_798_675_200)), UTC)
    kind = draw(st.sampled_from([WorkItemKind.TICKET, WorkItemKind.TASK]))
    return a_draft(
        replace(PAUL, time_zone=draw(st.sampled_from(zones))),
        work_item_id=work_item_id(kind, draw(st.integers(1, 2**31))),
        start=start,
        end=start + timedelta(seconds=draw(st.integers(61, 86_399))),
        break_seconds=draw(st.integers(0, 60)),
        notes=draw(st.text(max_size=50)),
        internal_notes=draw(st.text(max_size=50)),
        billable=draw(st.sampled_from(list(Billable))),
        work_type_id="12",
    )


@given(drafts())
def test_what_goes_out_comes_back(draft):
    booking = Booking(target_of(draft.content.work_item_id), moves=True, role_id=29683355)
    row = to_row(stored(to_autotask(draft, ALL, booking)), draft.person)
    assert row.content == replace(
        draft.content,
        end=draft.content.end - timedelta(seconds=draft.content.break_seconds),
        break_seconds=0,
        notes=fitted(draft.content.notes).text,
        internal_notes=row.content.internal_notes,
    )
    kept = fitted(draft.content.internal_notes).text
    assert row.content.internal_notes.strip() == kept.strip()
    assert row.marker == draft.marker
    assert row.work_date == draft.work_date
    assert row.times_known
    assert (row.person_id, row.psa_id, row.created_by) == (PAUL.id, "1", None)


@pytest.mark.parametrize(
    ("zone", "local_start", "minutes", "hours"),
    [
        ("Europe/Berlin", "2025-03-30T01:30", 60, "1.00"),
        ("Europe/Berlin", "2025-10-26T01:30", 120, "2.00"),
        ("America/New_York", "2025-03-09T01:45", 30, "0.50"),
        ("America/New_York", "2025-11-02T00:30", 180, "3.00"),
    ],
)
def test_the_clock_changes_and_no_minute_is_lost(zone, local_start, minutes, hours):
    person = replace(PAUL, time_zone=zone)
    local = datetime.fromisoformat(local_start).replace(tzinfo=ZoneInfo(zone))
    start = local.astimezone(UTC)
    draft = a_draft(person, start=start, end=start + timedelta(minutes=minutes))
    body = to_autotask(draft, ALL, ON_THE_TICKET)
    row = to_row(stored(body), person)
    assert body["hoursWorked"] == Decimal(hours)
    assert row.hours == Decimal(hours)
    assert row.work_date == local.date()
    assert row.content.duration_seconds == minutes * 60


def test_hours_without_clock_times_begin_with_the_persons_day():
    row = to_row(a_row(startDateTime=None, endDateTime=None, hoursWorked=2.25), BERLIN)
    assert not row.times_known
    assert row.content.start == datetime(2025, 3, 3, 23, 0, tzinfo=UTC)
    assert row.content.duration_seconds == 8_100
    assert row.work_date == date(2025, 3, 4)


def test_a_row_without_a_day_was_worked_where_it_began():
    row = a_row(dateWorked=None, startDateTime="2025-03-05T03:30:00Z")
    row = msgspec.structs.replace(row, end_date_time="2025-03-05T04:30:00Z")
    assert to_row(row, PAUL).work_date == work_date(START, PAUL.time_zone)


def test_a_row_without_any_time_makes_no_sense():
    row = a_row(dateWorked=None, startDateTime=None, endDateTime=None, createDateTime=None)
    with pytest.raises(msgspec.ValidationError):
        to_row(row, PAUL)


@pytest.mark.parametrize("text", ["2025-03-04T14:00:00", "2025-03-04T14:00:00.997Z"])
def test_an_instant_without_designator_or_with_fractions_is_utc_in_whole_seconds(text):
    assert to_row(a_row(startDateTime=text), PAUL).content.start == START


def test_hours_are_exact_and_follow_the_window_when_autotask_is_silent():
    assert to_row(a_row(hoursWorked=0.0167), PAUL).hours == Decimal("0.0167")
    assert to_row(a_row(hoursWorked=None), PAUL).hours == Decimal("1.5")


def test_a_posted_row_is_locked():
    open_row = to_row(a_row(), PAUL)
    posted = to_row(a_row(billingApprovalDateTime="2025-03-06T09:00:00Z"), PAUL)
    assert (open_row.status, open_row.locked) == ("Open", False)
    assert (posted.status, posted.locked) == ("Posted", True)


def test_the_mirrored_code_of_a_ticket_row_is_not_its_target():
    assert to_row(a_row(), PAUL).content.work_item_id == "autotask:ticket:35754"
    task = to_row(a_row(ticketID=None, taskID=8), PAUL).content
    assert (task.work_item_id, task.work_type_id) == ("autotask:task:8", "29682801")
    regular = to_row(a_row(ticketID=None), PAUL).content
    assert (regular.work_item_id, regular.work_type_id) == ("autotask:charge_code:29682801", None)
    nothing = a_row(ticketID=None, internalBillingCodeID=None)
    assert to_row(nothing, PAUL).content.work_item_id == NOWHERE


def test_people_never_see_the_marker():
    row = to_row(a_row(internalNotes=mark("spare", a_marker(3))), PAUL)
    assert row.content.internal_notes == "spare"
    assert row.marker == a_marker(3)


def test_names_in_another_case_are_the_same_names():
    shouted = {name.upper(): value for name, value in vendor_row().items()}
    assert decode_row(json.dumps(shouted).encode(), TimeEntry) == a_row()


def test_a_field_that_is_not_sent_is_empty_but_a_row_has_an_id():
    short = vendor_row()
    del short["summaryNotes"]
    assert decode_row(json.dumps(short).encode(), TimeEntry).summary_notes is None
    del short["id"]
    with pytest.raises(msgspec.ValidationError):
        decode_row(json.dumps(short).encode(), TimeEntry)


@pytest.mark.parametrize(
    "item_id",
    [
        "autotask:company:1",
        "connectwise:ticket:1",
        "autotask:ticket:x",
        "autotask:ticket:",
        NOWHERE,
        "",
    ],
)
def test_time_is_taken_on_tickets_tasks_and_categories_only(item_id):
    with pytest.raises(RejectedError) as refused:
        target_of(item_id)
    assert refused.value.code == "work_item_missing"


@given(st.sampled_from(["ticket", "task", "charge_code"]), st.integers(0, 2**40))
def test_work_item_ids_are_read_back(kind, number):
    kind = WorkItemKind(kind)
    assert target_of(work_item_id(kind, number)) == Target(kind, number)
