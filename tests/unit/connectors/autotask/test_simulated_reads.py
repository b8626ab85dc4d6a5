from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from psa_sync.connectors.autotask.auth import api_key
from psa_sync.domain.content import Billable
from psa_sync.domain.errors import (
    CredentialsError,
    TransientError,
)
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItemKind
from psa_sync.ports import PersonNotFound
from tests.unit.connectors.autotask.simulated_tenant import pages_of

LONG_AGO = "2020-01-01T00:00:00Z"


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def work_items(connected, paul):
    pages = pages_of(lambda p: connected.work_items(paul, ImportScope.PRIMARY, p))
    return [item for page in pages for item in page.items]


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


def test_without_any_integration_code_the_operator_is_named():
    with pytest.raises(CredentialsError, match=r"Integration code.*operator"):
        api_key({"userName": "someone", "secret": "x", "integrationCode": " "}, "")


@pytest.mark.parametrize("typed", ["PPierce", "ppierce", " PPIERCE "])
def test_a_person_is_found_by_user_name_in_any_case(connected, typed):
    paul = connected.find_person(typed)
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
def test_a_name_that_does_not_fit_is_explained(connected, typed, code, suggestion):
    with pytest.raises(PersonNotFound) as answer:
        connected.find_person(typed)
    assert (answer.value.code, answer.value.suggestion) == (code, suggestion)


def test_the_api_user_itself_cannot_book(tenant, connected):
    with pytest.raises(PersonNotFound) as answer:
        connected.find_person(tenant.simulator.credentials["userName"])
    assert answer.value.code == "user_is_api_only"


def test_work_items_come_with_their_parents_first(connected, paul):
    for page in pages_of(lambda p: connected.work_items(paul, ImportScope.PRIMARY, p)):
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
    others = [item for item in work_items if not item.bookable]
    assert all(item.not_bookable_reason for item in others)
    assert all(item.not_bookable_reason is None for item in work_items if item.bookable)
    assert WorkItemKind.COMPANY in {item.kind for item in others}


def test_a_person_has_work_types_and_roles_to_choose_from(connected, paul):
    options = connected.options(paul)
    assert "Remote Support" in [option.name for option in options.work_types]
    assert "Engineer" in [option.name for option in options.work_roles]
    assert [option.id for option in options.billable] == [choice.value for choice in Billable]


def test_the_rows_of_some_days_are_those_of_the_person_on_these_days(connected, paul):
    last = today()
    first = last - timedelta(days=13)
    reading = pages_of(lambda p: connected.rows_of_days(paul, first, last, p))
    rows = [row for page in reading for row in page.rows]
    assert rows
    assert all(first <= row.work_date <= last and row.person_id == paul.id for row in rows)
    day = rows[0].work_date
    of_one_day = connected.rows_of_days(paul, day, day, None).rows
    assert list(of_one_day) == [row for row in rows if row.work_date == day]


def test_all_that_ever_changed_comes_once_in_ascending_id(connected):
    names = ("PPierce", "MKeller", "AHassan", "SRossi", "LOConnor", "CWei")
    people = [connected.find_person(name) for name in names]
    now = datetime.now(UTC)
    pages = list(pages_of(lambda p: connected.changed_rows(people, LONG_AGO, now, p)))
    ids = [int(row.psa_id) for page in pages for row in page.rows]
    assert len(pages) > 1
    assert ids == sorted(set(ids))
    newest = max(page.newest for page in pages if page.newest)
    again = connected.changed_rows(people, newest, now, None)
    assert newest in {row.last_updated for row in again.rows}
    assert len(again.rows) < len(ids)


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("utc_without_designator", True),
        ("empty_never_matches", False),
        ("mirrors_work_type", False),
        ("ignores_case_of_strings", False),
    ],
)
def test_a_tenant_of_another_kind_reads_the_same(tenant, connected, paul, name, on):
    def everything():
        rows = connected.rows_of_days(paul, today() - timedelta(days=20), today(), None)
        items = pages_of(lambda p: connected.work_items(paul, ImportScope.PRIMARY, p))
        found = [replace(row, last_updated="") for row in rows.rows]
        return found, [page.items for page in items], connected.find_person("ppierce")

    usual = everything()
    with tenant.quirk(name, on=on):
        assert everything() == usual


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
    tenant, connected, paul, mode, details, code
):
    since = today() - timedelta(days=20)
    with tenant.fault(mode, "POST /TimeEntries/query", **details):
        with pytest.raises(TransientError) as refused:
            connected.rows_of_days(paul, since, today(), None)
        assert refused.value.code == code
        assert refused.value.retry_after == (7 if mode == "rate_limit" else None)
    assert connected.rows_of_days(paul, since, today(), None).rows
