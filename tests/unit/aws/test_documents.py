"""Documents: what goes in comes out, also after a change of release."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.aws.documents import document, from_item
from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.content import Billable, Content
from psa_sync.domain.entry import Entry, Event, RemoteRow
from psa_sync.domain.jobs import Progress
from psa_sync.domain.work_item import WorkItem
from tests.builders import (
    NOW,
    a_connection,
    a_content,
    a_link,
    a_problem,
    a_progress,
    a_row,
    a_synced_entry,
    a_work_item,
    an_entry,
    an_event,
    an_intent,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
INSTANTS = st.datetimes(timezones=st.just(UTC))
CONTENTS = st.builds(
    Content,
    work_item_id=TEXTS,
    start=INSTANTS,
    end=INSTANTS,
    time_zone=TEXTS,
    break_seconds=st.integers(0, 10**6),
    notes=TEXTS,
    internal_notes=TEXTS,
    billable=st.sampled_from(Billable),
    work_type_id=st.none() | TEXTS,
    work_role_id=st.none() | TEXTS,
)
HOURS = st.decimals(allow_nan=False, allow_infinity=False, places=4)
ROWS = st.builds(
    RemoteRow,
    psa_id=TEXTS,
    person_id=TEXTS,
    content=CONTENTS,
    hours=HOURS,
    work_date=st.dates(),
    status=TEXTS,
    timesheet=st.none() | TEXTS,
    locked=st.booleans(),
    last_updated=TEXTS,
    created_by=st.none() | TEXTS,
    marker=st.just(a_row().marker) | st.none(),
    times_known=st.booleans(),
)


def stored(value):
    return from_item({"doc": document(value)}, type(value))


@given(CONTENTS, ROWS)
def test_entries_come_back_as_they_were(local, remote):
    entry = a_synced_entry(local=local, remote=remote, intent=an_intent(), problem=a_problem())
    again = stored(entry)
    assert again == entry
    assert str(again.remote.hours) == str(remote.hours)
    assert again.remote.fingerprint() == remote.fingerprint()


@pytest.mark.parametrize(
    "value",
    [
        a_connection(),
        a_link(),
        a_work_item(),
        a_progress(problem=a_problem()),
        an_event(),
        an_entry(draft=True, due_at=NOW + timedelta(microseconds=7)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_kind_comes_back_as_it_was(value):
    assert stored(value) == value


def test_decimals_keep_their_digits():
    assert str(stored(a_row(hours=Decimal("1.10"))).hours) == "1.10"


def test_dates_and_enums_come_back_as_such():
    row = stored(a_row(work_date=date(2024, 2, 29)))
    assert row.work_date == date(2024, 2, 29)
    assert row.content.billable is Billable.BILLABLE


def test_an_instant_of_another_zone_is_the_same_instant():
    there = datetime.fromisoformat("2025-03-04T09:00:00-05:00")
    assert stored(a_content(start=there)).start == there


def kinds_with_defaults():
    return [
        (Entry, a_synced_entry()),
        (Connection, a_connection()),
        (UserLink, a_link()),
        (WorkItem, a_work_item()),
        (Progress, a_progress()),
        (Event, an_event()),
    ]


@pytest.mark.parametrize(
    ("kind", "value"), kinds_with_defaults(), ids=lambda value: str(value)[:20]
)
def test_a_newer_releases_field_is_passed_over(kind, value):
    body = json.loads(document(value)["S"]) | {"of_the_next_release": {"x": [1]}}
    assert from_item({"doc": {"S": json.dumps(body)}}, kind) == value


def test_an_older_releases_document_takes_the_defaults():
    body = json.loads(document(an_entry())["S"])
    for name in ("waiting_until", "failures", "generation", "draft", "problem", "due_at"):
        del body[name]
    del body["local"]["break_seconds"]
    assert from_item({"doc": {"S": json.dumps(body)}}, Entry) == an_entry()


def test_a_connection_of_a_release_without_settings_takes_the_defaults():
    body = json.loads(document(a_connection())["S"])
    del body["settings"], body["checks"]
    assert from_item({"doc": {"S": json.dumps(body)}}, Connection) == replace(a_connection())
