"""What the simulated ConnectWise refuses, provoked one by one, with its code, words and place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from local.simulated_psas import SIMULATED_PSAS
from psa_sync.connectors.connectwise.auth import API_PATH, Keys
from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.problem import Problem, Who
from tests.builders import NOW
from tests.contract.bookings import drafted
from tests.contract.cases.connectwise import CASE
from tests.contract.connectors import Bench, bench_of

UNKNOWN_ID = "999999"


@pytest.fixture(scope="module")
def tenant() -> Iterator[Bench]:
    with bench_of(replace(CASE, create_app=CASE.create_small_app), NOW) as bench:
        yield bench


def records(psa: Bench, path: str) -> list[dict[str, Any]]:
    """All that ConnectWise has of something, without asking the connector."""
    host = psa.origin.removeprefix("http://")
    keys = Keys.of(SIMULATED_PSAS[CASE.app].credentials(host), "")
    url, page = f"{psa.origin}{API_PATH}{path}", {"pageSize": "1000"}
    found: list[dict[str, Any]] = requests.get(url, page, headers=keys.headers(), timeout=10).json()
    return found


def turn(psa: Bench, quirk: str) -> None:
    psa.sets(what="quirk", name=quirk, on=True)


def refused(psa, draft, **changes):
    content = replace(draft.content, **changes)
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(drafted(draft.person, content, draft.marker))
    return is_explained(caught.value)


def is_explained(error):
    """The code of a refusal that a person can act upon."""
    problem = Problem(code=error.code, since=NOW, detail=error.vendor_words, place=error.place)
    assert error.vendor_words
    assert error.vendor_words in problem.message
    assert error.request_id
    assert problem.kind.fix
    assert (problem.kind.who is not Who.MSP_ADMIN) or "ConnectWise > " in problem.where
    return error.code


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("work_item_id", f"connectwise:service_ticket:{UNKNOWN_ID}", "work_item_missing"),
        ("work_item_id", f"connectwise:project_ticket:{UNKNOWN_ID}", "work_item_missing"),
        ("work_item_id", f"connectwise:charge_code:{UNKNOWN_ID}", "work_item_missing"),
        ("work_item_id", f"connectwise:company:{UNKNOWN_ID}", "work_item_missing"),
        ("work_type_id", UNKNOWN_ID, "work_type_invalid"),
        ("work_role_id", UNKNOWN_ID, "work_role_invalid"),
    ],
)
def test_what_an_entry_names_has_to_be_there(psa, draft, field, value, code):
    assert refused(psa, draft, **{field: value}) == code


def test_a_role_of_another_place_is_refused(psa, draft, paul):
    mine = {one.id for one in psa.connector.options(paul).work_roles}
    (role, *_) = [
        str(one["id"])
        for one in records(psa, "/time/workRoles")
        if str(one["id"]) not in mine and one["locationIds"] and not one["inactiveFlag"]
    ]
    assert refused(psa, draft, work_role_id=role) == "work_role_invalid"


def test_a_charge_code_that_takes_no_time_is_refused(psa, draft):
    codes = records(psa, "/time/chargeCodes")
    (shut, *_) = [code["id"] for code in codes if not code["timeEntryFlag"]]
    item = f"connectwise:charge_code:{shut}"
    assert refused(psa, draft, work_item_id=item, work_role_id=None) == "work_item_closed"


def test_a_company_takes_time_only_of_those_who_may(psa, draft):
    (company, *_) = records(psa, "/company/companies")
    item = f"connectwise:company:{company['id']}"
    content = replace(draft.content, work_item_id=item, work_role_id=None)
    may = {
        member["identifier"]: member["enterTimeAgainstCompanyFlag"]
        for member in records(psa, "/system/members")
        if member["licenseClass"] == "F" and not member["inactiveFlag"]
    }
    one_who_may = next(name for name, flag in may.items() if flag)
    other = next(name for name, flag in may.items() if not flag)
    first = drafted(psa.connector.find_person(one_who_may), content, draft.marker)
    psa.connector.create(first)
    second = drafted(psa.connector.find_person(other), content, draft.marker)
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(second)
    assert is_explained(caught.value) == "company_time_off"


def is_of_the_team(psa, ticket, paul):
    team = records(psa, f"/project/projects/{ticket['project']['id']}/teamMembers")
    return paul.id in {str(one["member"]["id"]) for one in team}


def test_a_project_may_take_time_of_its_team_only(psa, draft, paul):
    turn(psa, "project_team_only")
    tickets = (one for one in records(psa, "/project/tickets") if not one["closedFlag"])
    ticket = next(one for one in tickets if not is_of_the_team(psa, one, paul))
    item = f"connectwise:project_ticket:{ticket['id']}"
    assert refused(psa, draft, work_item_id=item, work_role_id=None) == "work_item_unassigned"


def test_somebody_who_has_left_books_no_time(psa, draft, paul):
    psa.sets(what="person", id=paul.id, active=False)
    assert refused(psa, draft) == "person_inactive"


def test_a_day_without_a_period_takes_no_time(psa, draft):
    later = timedelta(days=4000)
    moved = {"start": draft.content.start + later, "end": draft.content.end + later}
    assert refused(psa, draft, **moved) == "period_closed"


def test_a_day_that_no_calendar_of_theirs_has_is_refused(psa, draft):
    early = {name: getattr(draft.content, name).replace(year=1700) for name in ("start", "end")}
    assert refused(psa, draft, **early) == "time_format_refused"


def test_time_over_other_time_is_refused_where_the_tenant_wants_none(psa, draft):
    turn(psa, "overlaps_refused")
    psa.connector.create(draft)
    assert refused(psa, draft) == "time_overlaps"


def test_notes_beyond_what_the_tenant_keeps_are_refused(psa, draft):
    turn(psa, "long_notes_refused")
    assert refused(psa, draft, notes="x" * 32_000) == "notes_too_long"


def test_a_missing_right_is_named_with_the_menu_that_gives_it(psa, draft):
    psa.forbids("create")
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(draft)
    assert is_explained(caught.value) == "permission_missing"
    assert "Time Entry (Add: All)" in caught.value.vendor_words
    assert "Security Roles" in caught.value.place


@pytest.mark.parametrize("quirk", ["lock_answers_409", None])
def test_a_billed_row_is_neither_changed_nor_removed(psa, draft, quirk):
    psa_id = psa.connector.create(draft).psa_id
    psa.sets(what="entry", id=psa_id, state="billed")
    if quirk:
        turn(psa, quirk)
    writes = (
        lambda: psa.connector.update(psa_id, draft, frozenset({Group.NOTES})),
        lambda: psa.connector.delete(psa_id),
    )
    for write in writes:
        with pytest.raises(RejectedError) as caught:
            write()
        assert (caught.value.code, bool(caught.value.request_id)) == ("entry_locked", True)
        assert "Time Approval" in caught.value.place
