"""Step 5: each user says who they are in the PSA, and is told "you are ..."."""

import pytest

from local.api_client import wait_for
from tests.e2e.connected_app import shown_to
from tests.e2e.simulated_psa import ARRIVES_SECONDS

REFUSED = {
    "nobody": ("NoSuchPerson", "user_not_found"),
    "who has left": ("JFormer", "user_inactive"),
}


@pytest.fixture
def newcomer(stack):
    return stack.user("user-newcomer")


@pytest.fixture
def path(app):
    return f"{app.path}/authentication"


def test_by_their_user_name_they_are_told_who_they_are(stack, psa, path):
    newcomer = stack.user(f"user-sofia-{psa.app}")
    you = newcomer.ok("PUT", path, {"userName": "SRossi"})["psaUser"]
    assert (you["userName"], you["name"]) == ("SRossi", "Sofia Rossi")
    assert you["id"]
    assert you["timeZone"]
    shown = shown_to(newcomer, psa.app)
    assert (shown["authenticated"], shown["psaUser"]) == (True, you)


def test_an_e_mail_where_a_user_name_is_asked_for_is_explained(newcomer, psas):
    psa = psas["autotask"]
    answer = newcomer.call("PUT", path_in(psa), {"userName": "elarsen@alpine-it.example"})
    assert (answer.status_code, answer.json()["code"]) == (422, "user_name_is_email")
    assert answer.json()["suggestion"] == "ELarsen"
    assert answer.json()["detail"]
    assert not authenticated(newcomer, psa)


@pytest.mark.parametrize(("user_name", "code"), REFUSED.values(), ids=REFUSED)
def test_a_name_that_does_not_fit_is_explained(newcomer, psa, path, user_name, code):
    answer = newcomer.call("PUT", path, {"userName": user_name})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]
    assert answer.json()["errors"][0]["field"] == "userName"
    assert not authenticated(newcomer, psa)


def test_the_api_user_is_no_person(newcomer, psa, path):
    answer = newcomer.call("PUT", path, {"userName": psa.case.api_user})
    assert answer.status_code == 422, answer.text
    assert not authenticated(newcomer, psa)


def test_a_psa_user_belongs_to_one_memtime_user(technician, newcomer, psa, path):
    answer = newcomer.call("PUT", path, {"userName": technician.psa_user_name})
    assert (answer.status_code, answer.json()["code"]) == (422, "user_taken")
    assert not authenticated(newcomer, psa)
    assert technician.connected_app()["authenticated"]


def test_authenticating_again_changes_nothing(technician, path):
    user, items = technician.connected_app()["psaUser"], technician.work_items()
    for spelling in (technician.psa_user_name, f" {technician.psa_user_name.lower()} "):
        assert technician.api.ok("PUT", path, {"userName": spelling})["psaUser"] == user
    assert {one["id"] for one in technician.work_items()} == {one["id"] for one in items}


def test_they_get_their_work_and_their_past(stack, psa, path):
    newcomer = stack.user(f"user-tom-{psa.app}")
    newcomer.ok("PUT", path, {"userName": "TBecker"})
    wait_for("work items", lambda: newcomer.pages("/v1/work-items", app=psa.app), ARRIVES_SECONDS)
    entries = wait_for("past entries", lambda: newcomer.pages("/v1/time-entries"), ARRIVES_SECONDS)
    assert {one["origin"] for one in entries} == {"psa"}
    assert {one["app"] for one in entries} == {psa.app}
    assert {one["syncState"] for one in entries} == {"synced"}


def test_who_leaves_the_app_loses_nothing_and_comes_back(colleague, psa, path):
    entry_id = colleague.books()
    colleague.waits_until_synced(entry_id)
    assert colleague.api.call("DELETE", path).status_code == 204
    assert not authenticated(colleague.api, psa)
    colleague.changes(entry_id, notes="Written while away")
    assert colleague.waits_for_problem(entry_id)["code"] == "user_not_authenticated"

    colleague.api.ok("PUT", path, {"userName": colleague.psa_user_name})
    colleague.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == "Written while away"
    assert len(psa.made_for(entry_id)) == 1


def test_who_is_deactivated_in_the_psa_is_told_so_and_goes_on_once_they_are_back(colleague, psa):
    person, ticket = colleague.psa_user_id(), colleague.a_ticket()
    psa.control("POST", "/set", {"what": "person", "id": person, "active": False})
    try:
        colleague.refreshes()
        problem = wait_for(
            "the problem", lambda: colleague.connected_app()["problem"], ARRIVES_SECONDS
        )
        assert (problem["code"], problem["who"]) == ("person_inactive", "msp_admin")
        assert problem["fix"]
    finally:
        psa.control("POST", "/set", {"what": "person", "id": person, "active": True})
    colleague.refreshes()
    wait_for("its end", lambda: not colleague.connected_app()["problem"], ARRIVES_SECONDS)
    colleague.waits_until_synced(colleague.books(workItemId=ticket))


def path_in(psa):
    return f"/v1/connected-apps/{psa.app}/authentication"


def authenticated(api, psa):
    return shown_to(api, psa.app)["authenticated"]
