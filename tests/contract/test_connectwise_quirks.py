"""ConnectWise as releases and tenants differ: the connector holds on every one of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Group
from psa_sync.domain.errors import CredentialsError, MissingError, RejectedError
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import Draft
from tests.builders import NOW
from tests.contract.bookings import a_draft, drafted, takes_time
from tests.contract.cases import CASES
from tests.contract.connectors import Bench, bench_of, every_page

TODAY = NOW.date()
CONNECTWISE = next(case for case in CASES if case.app == "connectwise")


@pytest.fixture(scope="module")
def tenant() -> Iterator[Bench]:
    with bench_of(CONNECTWISE, NOW) as bench:
        yield bench


def turn(psa: Bench, quirk: str, *, on: bool = True) -> None:
    psa.control("POST", "/set", {"what": "quirk", "name": quirk, "on": on})


@pytest.fixture
def short_break(psa: Bench, paul: PsaUser, ticket: WorkItem) -> Draft:
    return a_draft(psa, paul, ticket, break_seconds=900)


@pytest.mark.parametrize("quirk", ["credentials_answer_404", "on_premise_401"])
@pytest.mark.parametrize(
    ("field", "named"), [("privateKey", "Private key"), ("companyId", "Company ID")]
)
def test_wrong_keys_are_told_however_connectwise_refuses_them(psa, quirk, field, named):
    turn(psa, quirk)
    with pytest.raises(CredentialsError, match=named):
        psa.connect(**{field: "wrong"}).identify()


@pytest.mark.parametrize("on", [True, False])
def test_a_wrong_client_id_is_told_from_wrong_keys(psa, on):
    turn(psa, "client_id_401", on=on)
    with pytest.raises(CredentialsError, match="Client ID"):
        psa.connect(clientId="not-a-client").identify()


def test_keys_that_stop_working_stop_the_connection_and_prove_no_delete(psa, draft, paul):
    psa_id = psa.connector.create(draft).psa_id
    turn(psa, "credentials_answer_404")
    revoked = psa.connect(psa.connect().identify().endpoint, privateKey="revoked")
    for call in (
        lambda: revoked.read(psa_id, paul),
        lambda: revoked.delete(psa_id),
        lambda: revoked.create(draft),
    ):
        with pytest.raises(CredentialsError):
            call()


def test_a_break_is_stored_where_creation_ignores_it(psa, short_break, paul):
    turn(psa, "hours_deduct_ignored_on_create")
    written = psa.connector.create(short_break)
    row = psa.connector.read(written.psa_id, paul)
    assert (row.content.break_seconds, row.hours) == (900, short_break.hours)
    assert written.row == row


def test_the_rows_of_days_are_found_where_only_days_can_be_compared(psa, draft, paul):
    turn(psa, "time_start_days_only")
    psa_id = psa.connector.create(draft).psa_id
    first = TODAY - timedelta(days=40)
    today = psa.connector.rows_of_days(paul, TODAY, TODAY, None)
    assert psa_id in {row.psa_id for row in today.rows}
    rows = every_page(lambda page: psa.connector.rows_of_days(paul, first, TODAY, page))
    assert sorted(row.psa_id for row in rows) == sorted(psa.rows_of(paul))


def test_links_to_another_host_are_not_followed(psa, paul):
    turn(psa, "links_name_another_host")
    rows = every_page(
        lambda page: psa.connector.rows_of_days(paul, TODAY - timedelta(days=40), TODAY, page)
    )
    assert sorted(row.psa_id for row in rows) == sorted(psa.rows_of(paul))


def test_a_person_is_found_and_has_work_where_texts_compare_with_case(psa):
    turn(psa, "strings_know_case")
    person = psa.connector.find_person("ppierce")
    assert any(takes_time(item) for item in psa.work_items(person))


@pytest.mark.parametrize("quirk", ["windows_time_zones", "time_zones_are_labels"])
def test_other_names_of_zones_are_read(psa, quirk):
    turn(psa, quirk)
    assert psa.connector.find_person("PPierce").time_zone == "America/New_York"
    assert psa.connector.find_person("MKeller").time_zone == "Europe/Berlin"
    assert {check.status for check in psa.connect().identify().checks} == {"pass"}


@pytest.mark.parametrize("quirk", ["notes_lose_newlines", "seconds_cut_off"])
def test_what_is_stored_differently_is_reported_as_it_was_stored(psa, paul, ticket, quirk):
    turn(psa, quirk)
    start = NOW - timedelta(hours=3) + timedelta(seconds=30)
    draft = a_draft(psa, paul, ticket, start=start, notes="one\ntwo")
    psa_id = psa.connector.create(draft).psa_id
    assert psa.connector.read(psa_id, paul).content != draft.content
    changed = drafted(paul, replace(draft.content, notes="three\nfour"), draft.marker)
    groups = frozenset({Group.TIME, Group.NOTES})
    written = psa.connector.update(psa_id, changed, groups)
    assert written.row in {None, psa.connector.read(psa_id, paul)}


def test_a_change_that_connectwise_ignores_is_not_taken_for_done(psa, draft, paul):
    turn(psa, "unknown_patch_path_silent")
    psa_id = psa.connector.create(draft).psa_id
    changed = replace(draft.content, notes="changed")
    groups = frozenset({Group.NOTES})
    written = psa.connector.update(psa_id, drafted(paul, changed, draft.marker), groups)
    row = written.row or psa.connector.read(psa_id, paul)
    assert row.content.notes == psa.rows_of(paul)[psa_id]["notes"] == "changed"


def test_tickets_that_take_no_time_are_refused_as_they_are_shown(psa, draft, paul):
    shut = next(
        item
        for item in psa.work_items(paul)
        if item.kind == "ticket" and not item.bookable and item.status
    )
    content = replace(draft.content, work_item_id=shut.id)
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(replace(draft, content=content))
    assert caught.value.code == "work_item_closed"
    assert shut.status in (shut.not_bookable_reason or "")


def test_a_deleted_row_stays_missing_on_every_release(psa, draft, paul):
    psa_id = psa.connector.create(draft).psa_id
    psa.connector.delete(psa_id)
    for quirk in (
        "on_premise_401",
        "forward_only_refuses_order_by",
        "inactive_flag_not_a_condition",
    ):
        turn(psa, quirk)
    with pytest.raises(MissingError):
        psa.connector.read(psa_id, paul)
    assert psa.connector.find_person("PPierce") == paul
