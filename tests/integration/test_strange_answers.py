"""Whatever a PSA answers, a person gets a reason, and the product goes on afterwards."""

import pytest

from tests.integration.deployment import ADMIN, PAUL


def links(deployment):
    return {key: item for key, item in deployment.stored().items() if "USER#" in key[1]}


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "status", "params": {"status": 500}},
        {"mode": "status", "params": {"status": 503}},
        {"mode": "status", "params": {"status": 404}},
        {"mode": "status", "params": {"status": 403}},
        {"mode": "status", "params": {"status": 400}},
        {"mode": "status", "params": {"status": 302, "headers": {"Location": "http://127.0.0.1"}}},
        {"mode": "status", "params": {"status": 200, "body": "<html>Login</html>"}},
        {"mode": "status", "params": {"status": 200, "body": {}}},
        {"mode": "status", "params": {"status": 200, "body": []}},
        {"mode": "truncate_body"},
        {"mode": "reset_before"},
        {"mode": "rate_limit", "params": {"retryAfter": 7}},
    ],
    ids=str,
)
def test_whatever_the_psa_answers_a_person_gets_a_reason(settled, app, fault):
    deployment, psa = settled, settled.psas[app]
    base = f"/v1/connected-apps/{app}"
    before = links(deployment)
    psa.breaks(fault["mode"], params=fault.get("params", {}))
    answers = [
        deployment.call(PAUL, "GET", f"{base}/options"),
        deployment.call(PAUL, "PUT", f"{base}/authentication", {"userName": "LOConnor"}),
        deployment.call(ADMIN, "PUT", f"{base}/connection", {"credentials": psa.credentials}),
    ]
    for answer in answers:
        assert answer.status in {200, 409, 422, 503}, answer.body
        assert answer.status == 200 or answer.code != "store_unavailable"
        if answer.status == 503:
            assert answer.headers["Retry-After"] == "30"
    psa.heals()
    assert links(deployment) == before
    assert deployment.install(app).status == 200
    assert deployment.call(PAUL, "GET", f"{base}/options").status == 200
