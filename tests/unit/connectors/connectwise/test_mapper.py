"""Between our words and ConnectWise's: round trip, rounding, days, and what is never sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.connectors.connectwise.mapper import deducted, to_changes, to_row, to_time_entry
from psa_sync.connectors.connectwise.schemas import TimeEntry
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import GROUP_FIELDS, Billable, Content, Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.hours import hours_of
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import Draft
from tests.builders import a_content, a_marker

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
TICKET = "connectwise:service_ticket:5012"


def a_draft(**changes: Any) -> Draft:
    content = a_content(**({"work_item_id": TICKET} | changes))
    return Draft(
        content=content,
        person=JANE,
        marker=a_marker(),
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, JANE.time_zone),
    )


def as_stored(body: dict[str, object]) -> TimeEntry:
    """What ConnectWise keeps of a body: hours derived from span and break, all else as sent."""
    start = datetime.fromisoformat(str(body["timeStart"]))
    span = Decimal(int((datetime.fromisoformat(str(body["timeEnd"])) - start).total_seconds()))
    hours = span / 3600 - Decimal(str(body["hoursDeduct"]))
    stored = {"id": 1, "status": "Open", "actualHours": float(round_half_up(hours))} | body
    return msgspec.json.decode(msgspec.json.encode(stored), type=TimeEntry)


def round_half_up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


contents = st.builds(
    lambda start, span, off, **rest: Content(
        start=start, end=start + timedelta(seconds=span), break_seconds=min(off, span - 60), **rest
    ),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    span=st.integers(60, 86_400),
    off=st.one_of(st.just(0), st.integers(0, 30_000)),
    time_zone=st.just(JANE.time_zone),
    work_item_id=st.sampled_from([TICKET, "connectwise:charge_code:7", "connectwise:company:9"]),
    notes=st.text(st.characters(codec="utf-8", exclude_characters="\r\u200b\u200e\u200f\ufeff")),
    internal_notes=st.sampled_from(["", "call back", "two\nlines"]),
    billable=st.sampled_from([Billable.BILLABLE, Billable.NO_CHARGE, Billable.DO_NOT_BILL]),
    work_type_id=st.sampled_from([None, "3"]),
    work_role_id=st.sampled_from([None, "11"]),
)


@given(contents)
def test_what_is_sent_comes_back_the_same_with_exact_hours(content):
    draft = a_draft(**{name: getattr(content, name) for name in Content.__dataclass_fields__})
    row = to_row(as_stored(to_time_entry(draft)), JANE)
    assert row is not None
    assert row.hours == draft.hours
    assert abs(row.content.break_seconds - content.break_seconds) <= 36
    assert replace(row.content, break_seconds=content.break_seconds) == content
    assert (row.marker, row.work_date) == (draft.marker, draft.work_date)
    assert (row.person_id, row.times_known, row.locked) == (JANE.id, True, False)


@given(contents, st.sets(st.sampled_from(Group)))
def test_a_change_sends_the_fields_of_its_groups_as_they_would_be_created(content, groups):
    draft = a_draft(**{name: getattr(content, name) for name in Content.__dataclass_fields__})
    body = to_time_entry(draft)
    changes = to_changes(draft, frozenset(groups))
    assert all(change["op"] == "replace" for change in changes)
    assert all(body[str(change["path"])] == change["value"] for change in changes)
    paths = {change["path"] for change in changes}
    assert paths.isdisjoint({"member", "actualHours", "emailContactFlag"})
    assert ("notes" in paths) == (Group.NOTES in groups)
    assert ("timeEnd" in paths) == (Group.TIME in groups)
    assert ("chargeToType" in paths) == (Group.TARGET in groups)
    assert ("billableOption" in paths) == (Group.BILLABLE in groups)


def test_the_body_of_a_new_row():
    draft = a_draft(
        start=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        end=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
        break_seconds=900,
        internal_notes="call back",
    )
    assert to_time_entry(draft) == {
        "member": {"id": 243},
        "chargeToType": "ServiceTicket",
        "chargeToId": 5012,
        "timeStart": "2026-03-02T09:00:00Z",
        "timeEnd": "2026-03-02T10:30:00Z",
        "hoursDeduct": 0.25,
        "workType": {"id": 2},
        "workRole": {"id": 7},
        "billableOption": "Billable",
        "notes": "Router swap",
        "internalNotes": f"call back {draft.marker}",
        "addToDetailDescriptionFlag": False,
        "addToInternalAnalysisFlag": False,
        "addToResolutionFlag": False,
        "emailResourceFlag": False,
        "emailContactFlag": False,
        "emailCcFlag": False,
    }


def test_what_is_left_to_connectwise_is_not_sent():
    body = to_time_entry(a_draft(billable=Billable.DEFAULT, work_type_id=None, work_role_id=None))
    assert body.keys().isdisjoint({"billableOption", "workType", "workRole"})
    nothing = to_changes(a_draft(billable=Billable.DEFAULT), frozenset({Group.BILLABLE}))
    assert nothing == []


def test_instants_leave_in_utc_without_fractions():
    eastern = a_content().start.astimezone().replace(microsecond=999_999)
    body = to_time_entry(a_draft(start=eastern))
    assert body["timeStart"] == "2025-03-04T09:00:00Z"


@pytest.mark.parametrize(
    ("minutes", "pause", "hours", "off"),
    [
        (90, 15, "1.25", "0.25"),
        (65, 10, "0.92", "0.16"),
        (65, 0, "1.08", "0"),
        (60, 10, "0.83", "0.17"),
        (1440, 1, "23.98", "0.02"),
    ],
)
def test_a_break_never_costs_a_hundredth_of_an_hour(minutes, pause, hours, off):
    start = a_content().start
    draft = a_draft(start=start, end=start + timedelta(minutes=minutes), break_seconds=pause * 60)
    assert (draft.hours, deducted(draft)) == (Decimal(hours), Decimal(off))


@pytest.mark.parametrize(
    ("work_item", "fields"),
    [
        ("connectwise:project_ticket:8", {"chargeToType": "ProjectTicket", "chargeToId": 8}),
        ("connectwise:charge_code:7", {"chargeToType": "ChargeCode", "chargeToId": 7}),
        ("connectwise:activity:5", {"chargeToType": "Activity", "chargeToId": 5}),
        ("connectwise:company:9", {"chargeToType": "Company", "company": {"id": 9}}),
    ],
)
def test_each_target_has_its_own_charge_type(work_item, fields):
    body = to_time_entry(a_draft(work_item_id=work_item))
    assert {name: body[name] for name in fields} == fields
    stored = msgspec.convert({"id": 1, "member": {"id": 243}, **body}, TimeEntry, strict=False)
    row = to_row(stored, JANE)
    assert row is not None
    assert row.content.work_item_id == work_item


@pytest.mark.parametrize(
    "work_item",
    [
        "connectwise:project:7",
        "connectwise:phase:7",
        "autotask:ticket:7",
        "connectwise:service_ticket:7 OR 1",
        "connectwise:service_ticket:",
        "connectwise:service_ticket:²",
        "",
    ],
)
def test_nothing_else_can_be_booked_on(work_item):
    with pytest.raises(RejectedError, match="work_item_missing"):
        to_time_entry(a_draft(work_item_id=work_item))


@pytest.mark.parametrize(
    ("field", "problem"),
    [("work_type_id", "work_type_invalid"), ("work_role_id", "work_role_invalid")],
)
def test_an_option_of_another_shape_is_refused_before_it_is_sent(field, problem):
    with pytest.raises(RejectedError, match=problem):
        to_changes(a_draft(**{field: "x"}), frozenset({Group.TARGET}))


def test_every_group_and_field_of_the_content_is_mapped():
    assert {name for names in GROUP_FIELDS.values() for name in names} | {"time_zone"} == set(
        Content.__dataclass_fields__
    )
