"""An admin has a connection checked again: what is missing is named, what is well goes on."""

import pytest

from tests.contract.cases.case import right
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL

REFUSES = {"status": 401, "body": {"message": "Unauthorized"}}


def checks(deployment, app, client=ADMIN):
    return deployment.call(client, "POST", f"/v1/connected-apps/{app}/connection/check")


def connection(deployment, app):
    apps = deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
    return next(one["connection"] for one in apps if one["app"] == app)


def failed(answer):
    return [check["code"] for check in answer.json["checks"] if check["status"] == "fail"]


def test_a_connection_that_works_passes_and_says_what_no_call_shows(deployment, app, psa, paul):
    answer = checks(deployment, app)
    assert (answer.status, answer.json["ok"]) == (200, True)
    for check in answer.json["checks"]:
        assert set(check) == {"code", "status", "message", "fix", "who", "where"}
    wary = {check["code"] for check in answer.json["checks"] if check["status"] != "pass"}
    assert wary == psa.case.no_call_shows
    assert connection(deployment, app)["checks"] == answer.json["checks"]
    assert psa.rows() == {}


def test_a_right_that_was_taken_away_is_named_until_it_is_back(deployment, app, psa, paul):
    psa.control("POST", "/set", right(psa.case.rights["update"], allowed=False))
    answer = checks(deployment, app)
    assert (answer.status, answer.json["ok"]) == (200, False)
    (code,) = failed(answer)
    (named,) = (check for check in answer.json["checks"] if check["code"] == code)
    assert named["who"] == "msp_admin"
    assert "Security" in named["where"]
    shown = connection(deployment, app)
    assert shown["status"] == "permission_lost"
    assert named["message"] in shown["statusText"]
    problems = deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
    assert "permission_missing" in {one["problem"]["code"] for one in problems}

    psa.control("POST", "/set", right(psa.case.rights["update"], allowed=True))
    assert checks(deployment, app).json["ok"] is True
    assert code not in failed(checks(deployment, app))
    assert connection(deployment, app)["status"] == "active"


def test_a_connection_that_was_stopped_goes_on_once_its_key_is_taken_again(
    deployment, app, psa, paul
):
    work = deployment.a_ticket(PAUL, app)
    psa.breaks("status", params=REFUSES)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work))
    deployment.until(lambda: connection(deployment, app)["status"] == "auth_failed")
    again = checks(deployment, app)
    assert (again.status, again.json["ok"], failed(again)) == (200, False, ["credentials"])
    assert connection(deployment, app)["status"] == "auth_failed"
    assert connection(deployment, app)["checks"] == again.json["checks"]

    psa.heals()
    assert checks(deployment, app).json["ok"] is True
    assert connection(deployment, app)["status"] == "active"
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert len(psa.rows()) == psa.creates() == 1


def test_a_key_that_the_psa_refuses_by_now_stops_the_connection(deployment, app, psa, paul):
    psa.breaks("revoke_credentials")
    answer = checks(deployment, app)
    assert (answer.json["ok"], failed(answer)) == (False, ["credentials"])
    stopped = connection(deployment, app)
    assert stopped["status"] == "auth_failed"
    assert stopped["statusText"] == answer.json["checks"][0]["message"]
    secrets = psa.credentials[psa.case.secret_field]
    assert secrets not in answer.body


@pytest.mark.parametrize("stopped", [False, True])
def test_while_the_psa_is_down_nothing_changes_and_the_answer_says_when_to_ask(
    deployment, app, psa, paul, stopped
):
    if stopped:
        psa.breaks("revoke_credentials")
        checks(deployment, app)
        psa.heals()
    before = deployment.stored()
    psa.breaks("down")
    answer = checks(deployment, app)
    assert (answer.status, answer.code) == (503, "psa_unreachable")
    assert int(answer.headers["Retry-After"]) > 0
    assert deployment.stored() == before


def test_only_admins_check_and_only_what_is_installed(deployment, app):
    refused = checks(deployment, app)
    assert (refused.status, refused.code) == (422, "app_not_installed")
    refused = checks(deployment, app, PAUL)
    assert (refused.status, refused.code) == (403, "admin_only")
    refused = checks(deployment, "another")
    assert (refused.status, refused.code) == (404, "app_unknown")
