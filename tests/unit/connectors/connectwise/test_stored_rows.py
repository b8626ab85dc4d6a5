"""A stored row in our words: whose, when, on which day, and whether it is still ours to change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from psa_sync.connectors.connectwise.mapper import to_row
from psa_sync.connectors.connectwise.schemas import TimeEntry
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Content
from tests.builders import a_marker
from tests.unit.connectors.connectwise.script import time_entry

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")


def a_record(**fields: Any) -> TimeEntry:
    return msgspec.convert(time_entry(**fields), TimeEntry)


def row_of(**fields: Any):
    row = to_row(a_record(**fields), JANE)
    assert row is not None
    return row


def test_issues_are_project_tickets_and_time_without_target_is_the_companys():
    assert row_of(chargeToType="ProjectIssue", chargeToId=6).content.work_item_id == (
        "connectwise:project_ticket:6"
    )
    for nothing in ({"chargeToType": None, "chargeToId": None}, {"chargeToType": "Company"}):
        assert row_of(**nothing).content.work_item_id == "connectwise:company:250"


def test_a_stored_row_in_our_words():
    row = row_of(internalNotes=f"seen by\r\nPaul {a_marker()}", notes="\ufeffRouter\u200b swap")
    assert row.content == Content(
        work_item_id="connectwise:service_ticket:5012",
        start=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        end=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
        time_zone="America/New_York",
        break_seconds=900,
        notes="Router swap",
        internal_notes="seen by\nPaul",
        billable=Billable.BILLABLE,
        work_type_id="3",
        work_role_id="11",
    )
    assert row.marker == a_marker()
    assert (row.psa_id, row.hours, row.created_by) == ("90341", Decimal("1.25"), "memtimeapi")
    assert (row.work_date, row.timesheet) == (date(2026, 3, 2), "2026-03-01 to 2026-03-07")
    assert row.last_updated == "2026-03-02T10:31:07Z"


@pytest.mark.parametrize(
    ("fields", "locked"),
    [
        ({"status": "Open"}, False),
        ({"status": "Rejected"}, False),
        ({"status": "ErrorsCorrected"}, False),
        ({"status": None}, False),
        ({"invoice": {}}, False),
        ({"status": "PendingApproval"}, True),
        ({"status": "PendingProjectApproval"}, True),
        ({"status": "ApprovedByTierOne"}, True),
        ({"status": "RejectBySecondTier"}, True),
        ({"status": "ApprovedByTierTwo"}, True),
        ({"status": "ReadyToBill"}, True),
        ({"status": "Billed"}, True),
        ({"status": "WrittenOff"}, True),
        ({"status": "BilledAgreement"}, True),
        ({"status": "SomethingNew"}, True),
        ({"invoiceFlag": True}, True),
        ({"invoice": {"id": 4}}, True),
    ],
)
def test_only_rows_that_a_person_may_still_change_are_open(fields, locked):
    assert row_of(**fields).locked is locked


def test_an_option_we_do_not_know_is_left_to_connectwise():
    assert row_of(billableOption="NoDefault").content.billable is Billable.DEFAULT
    assert row_of(workType={}, workRole=None).content.work_type_id is None


def test_a_row_with_hours_only_begins_where_its_day_begins():
    row = row_of(timeStart="2026-03-08T18:00:00Z", timeEnd=None, hoursDeduct=None, actualHours=7.5)
    assert row.times_known is False
    # That Sunday the clocks in New York go forward at 2:00; its day began in winter time.
    assert row.content.start == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    assert row.content.end - row.content.start == timedelta(hours=7.5)
    assert (row.hours, row.work_date) == (Decimal("7.5"), date(2026, 3, 8))


def test_a_row_of_no_length_still_has_a_span():
    assert row_of(timeEnd="2026-03-02T09:00:00Z", hoursDeduct=1).content.duration_seconds == 1
    hollow = row_of(timeEnd=None, actualHours=None)
    assert (hollow.content.duration_seconds, hollow.hours) == (1, Decimal(0))


def test_hours_that_connectwise_does_not_state_are_derived():
    assert row_of(actualHours=None).hours == Decimal("1.25")


@pytest.mark.parametrize("fields", [{"timeStart": None}, {"member": None}, {"member": {}}])
def test_a_row_without_start_or_member_is_none(fields):
    assert to_row(a_record(**fields), JANE) is None


def test_a_record_of_the_smallest_kind_is_read():
    times = {"timeStart": "2026-03-02T09:00:00", "timeEnd": "2026-03-02T10:00:00"}
    row = to_row(msgspec.convert({"id": 1, "member": {"id": 243}, **times}, TimeEntry), JANE)
    assert row is not None
    assert (row.status, row.last_updated, row.created_by, row.timesheet) == ("", "", None, None)
    assert row.content.start == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/New_York", "2026-03-08T04:59:59Z", date(2026, 3, 7)),
        ("America/New_York", "2026-03-08T05:00:00Z", date(2026, 3, 8)),
        ("America/New_York", "2026-03-09T03:59:59Z", date(2026, 3, 8)),
        ("America/New_York", "2026-03-09T04:00:00Z", date(2026, 3, 9)),
        ("America/New_York", "2026-11-01T03:59:59Z", date(2026, 10, 31)),
        ("America/New_York", "2026-11-02T04:59:59Z", date(2026, 11, 1)),
        ("America/New_York", "2026-11-02T05:00:00Z", date(2026, 11, 2)),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-03-29T22:00:00Z", date(2026, 3, 30)),
        ("Australia/Lord_Howe", "2026-04-04T13:00:00Z", date(2026, 4, 5)),
        ("Pacific/Apia", "2026-03-02T10:59:59Z", date(2026, 3, 2)),
        ("Pacific/Apia", "2026-03-02T11:00:00Z", date(2026, 3, 3)),
        ("America/Santiago", "2026-09-06T04:00:00Z", date(2026, 9, 6)),
        ("Asia/Kathmandu", "2026-03-01T18:15:00Z", date(2026, 3, 2)),
    ],
)
def test_the_day_of_a_row_is_the_persons(zone, instant, day):
    end = (datetime.fromisoformat(instant) + timedelta(hours=1)).isoformat()
    person = replace(JANE, time_zone=zone)
    row = to_row(a_record(timeStart=instant, timeEnd=end), person)
    assert row is not None
    assert (row.work_date, row.content.time_zone) == (day, zone)
