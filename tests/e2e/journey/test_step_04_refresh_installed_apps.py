"""Step 4: refresh the installed connected apps; one list says how each one is."""

from local.api_client import wait_for
from tests.contract.cases import APPS
from tests.e2e.connected_app import shown_to
from tests.e2e.simulated_psa import ARRIVES_SECONDS


def test_the_list_has_every_app_whether_it_is_installed_or_not(stranger, technician):
    for reader, installed in ((stranger, False), (technician.api, True)):
        listed = reader.ok("GET", "/v1/connected-apps")["items"]
        assert [one["app"] for one in listed] == list(APPS)
        assert [one["installed"] for one in listed] == [installed] * len(APPS)
        assert all(one["name"] for one in listed)


def test_it_says_for_each_person_whether_they_are_authenticated(stack, technician, psa):
    newcomer = shown_to(stack.user("user-nobody-yet"), psa.app)
    assert (newcomer["installed"], newcomer["authenticated"], newcomer["psaUser"]) == (
        True,
        False,
        None,
    )
    mine = technician.connected_app()
    assert (mine["installed"], mine["authenticated"]) == (True, True)
    assert mine["psaUser"]["userName"] == technician.psa_user_name


def test_an_app_that_works_says_so(technician, psa):
    connection = technician.connected_app()["connection"]
    assert connection["status"] == "active"
    assert connection["since"]
    # Whoever sees the list sees no secret in it.
    secret = psa.simulator.credentials[psa.case.secret_field]
    assert secret not in technician.api.call("GET", "/v1/connected-apps").text


def test_an_app_with_a_problem_says_which_in_a_sentence(technician, app, psa):
    ticket = technician.a_ticket()
    psa.breaks("revoke_credentials")
    entry_id = technician.books(workItemId=ticket)
    broken = wait_for("the problem", lambda: stopped(technician), ARRIVES_SECONDS)
    assert broken["status"] == "auth_failed"
    assert broken["statusText"].endswith(".")
    listed = app.admin.pages("/v1/problems", app=psa.app)
    (told,) = (one for one in listed if one["entryId"] is None)
    assert told["problem"]["fix"]
    assert told["problem"]["who"] == "msp_admin"

    psa.heals()
    assert app.checks()["ok"] is True
    assert technician.connected_app()["connection"]["status"] == "active"
    technician.waits_until_synced(entry_id)


def stopped(technician):
    connection = technician.connected_app()["connection"]
    return connection if connection["status"] != "active" else None
