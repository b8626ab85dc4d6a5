import pytest
import requests

from local.simulators.connectwise.seed import CLIENT_ID, COMPANY_ID, PRIVATE_KEY, PUBLIC_KEY

PROBE = "/time/entries?pageSize=1&fields=id"


def asks(psa, user=f"{COMPANY_ID}+{PUBLIC_KEY}", private=PRIVATE_KEY, client=CLIENT_ID):
    headers = {} if client is None else {"clientId": client}
    return requests.get(psa.api + PROBE, auth=(user, private), headers=headers, timeout=10)


def test_the_demo_keys_open_the_door(psa):
    assert asks(psa).status_code == 200


@pytest.mark.parametrize(
    ("user", "private"),
    [
        (f"{COMPANY_ID}+{PUBLIC_KEY}", "wrong"),
        (f"{COMPANY_ID}+wrong", PRIVATE_KEY),
        (f"elsewhere+{PUBLIC_KEY}", PRIVATE_KEY),
        (PUBLIC_KEY, PRIVATE_KEY),
    ],
)
def test_wrong_keys_are_unauthorized(psa, user, private):
    answer = asks(psa, user, private)
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthorized")


def test_no_keys_and_broken_keys_are_unauthorized(psa):
    for headers in ({}, {"Authorization": "Basic %%%"}, {"Authorization": "Bearer abc"}):
        answer = requests.get(psa.api + PROBE, headers=headers, timeout=10)
        assert answer.status_code == 401


def test_the_other_wording_of_401(psa, quirk):
    quirk("on_premise_401")
    assert asks(psa, private="wrong").json() == {
        "code": "ConnectWiseApi",
        "message": "UserNotAuthenticated",
    }


def test_the_cloud_may_answer_wrong_keys_with_404(psa, quirk):
    quirk("credentials_answer_404")
    assert asks(psa, private="wrong").status_code == 404
    assert asks(psa).status_code == 200


def test_a_call_without_client_id_is_forbidden(psa, quirk):
    assert asks(psa, client=None).status_code == 403
    assert asks(psa, client="not a guid").status_code == 403
    quirk("client_id_401")
    assert asks(psa, client=None).status_code == 401


def test_the_company_lookup_needs_no_keys_and_names_the_host_called(psa):
    found = requests.get(f"{psa.url}/login/companyinfo/alpineit", timeout=10).json()
    assert f"http://{found['SiteUrl']}" == psa.url
    assert (found["Codebase"], found["IsCloud"]) == ("v2026_1/", "True")
    pinned = requests.get(
        f"{psa.url}/{found['Codebase']}apis/3.0/system/info",
        auth=psa.session.auth,
        headers={"clientId": CLIENT_ID},
        timeout=10,
    )
    assert pinned.json()["version"] == found["VersionNumber"]


def test_an_unknown_company_is_null(psa):
    answer = requests.get(f"{psa.url}/login/companyinfo/nobody", timeout=10)
    assert (answer.status_code, answer.json()) == (200, None)


def test_a_wrong_codebase_cannot_be_routed(psa):
    answer = requests.get(f"{psa.url}/v1999_1/apis/3.0/system/info", timeout=10)
    assert answer.status_code == 400
    assert answer.text == "Cannot route. Codebase/company is invalid"


def test_unknown_paths_wrong_verbs_and_wrong_media(psa):
    assert psa.get("/no/such/thing", status=404) == {
        "code": "ConnectWiseApi",
        "message": "The endpoint does not exist.",
    }
    psa.call("DELETE", "/time/workTypes", status=405)
    psa.call("POST", "/time/entries", status=415, data="timeStart=now")
    psa.call("POST", "/time/entries", status=415, data="{}", headers={"Content-Type": "text/xml"})
    json_media = {"Content-Type": "application/json"}
    psa.call("POST", "/time/entries", status=400, data="{", headers=json_media)
    psa.call("POST", "/time/entries", status=400, data="[]", headers=json_media)
    psa.get("/time/entries/abc", status=404)
