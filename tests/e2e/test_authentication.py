import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

REFUSED = {
    "nobody": ("NoSuchPerson", "user_not_found"),
    "who has left": ("JFormer", "user_inactive"),
}


def _path(psa):
    return f"/v1/connected-apps/{psa.app}/authentication"


@pytest.fixture
def newcomer(stack):
    return stack.user("user-newcomer")


@pytest.mark.parametrize(("user_name", "code"), REFUSED.values(), ids=REFUSED)
def test_a_name_that_does_not_fit_is_explained(newcomer, psa, user_name, code):
    answer = newcomer.call("PUT", _path(psa), {"userName": user_name})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail"]
    assert problem["errors"][0]["field"] == "userName"
    assert not _authenticated(newcomer, psa)


def test_an_e_mail_typed_for_the_autotask_user_name_is_explained(newcomer, psas):
    psa = psas["autotask"]
    answer = newcomer.call("PUT", _path(psa), {"userName": "srossi@alpine-it.example"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "user_name_is_email"
    assert answer.json()["suggestion"] == "SRossi"
    assert not _authenticated(newcomer, psa)


def test_the_api_user_is_no_person(newcomer, psas):
    for psa in psas.values():
        answer = newcomer.call("PUT", _path(psa), {"userName": psa.case.api_user})
        assert answer.status_code == 422, answer.text
        assert not _authenticated(newcomer, psa)


def test_a_psa_user_belongs_to_one_memtime_user(technician, newcomer, psa):
    answer = newcomer.call("PUT", _path(psa), {"userName": technician.psa_user_name})
    assert (answer.status_code, answer.json()["code"]) == (422, "user_taken")
    assert not _authenticated(newcomer, psa)
    assert technician.connected_app()["authenticated"]


def test_authenticating_again_changes_nothing(technician, psa):
    user, items = technician.connected_app()["psaUser"], technician.work_items()
    for spelling in (technician.psa_user_name, f" {technician.psa_user_name.lower()} "):
        answer = technician.api.ok("PUT", _path(psa), {"userName": spelling})
        assert answer["psaUser"] == user
    assert technician.work_items() == items


def test_somebody_new_gets_their_work_and_their_past(stack, psa):
    newcomer = stack.user(f"user-tom-{psa.app}")
    newcomer.ok("PUT", _path(psa), {"userName": "TBecker"})
    wait_for("work items", lambda: newcomer.pages("/v1/work-items", app=psa.app), ARRIVES_SECONDS)
    entries = wait_for("past entries", lambda: newcomer.pages("/v1/time-entries"), ARRIVES_SECONDS)
    assert {one["origin"] for one in entries} == {"psa"}
    assert {one["app"] for one in entries} == {psa.app}
    assert {one["syncState"] for one in entries} == {"synced"}


def _authenticated(api, psa):
    apps = api.ok("GET", "/v1/connected-apps")["items"]
    return next(one["authenticated"] for one in apps if one["app"] == psa.app)
