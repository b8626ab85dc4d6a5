"""The example events of the API are requests as clients send them, each with its answer."""

import json

import pytest

from tests.integration.client import EVENTS, stored_event

ANSWERS = {
    "get_changes": (200, None),
    "put_time_entry": (422, "app_not_installed"),
    "post_time_entries": (200, None),
    "delete_time_entry": (404, "entry_unknown"),
    "put_connection": (422, "credentials_refused"),
}


def test_every_example_has_its_answer_here():
    assert {path.stem for path in (EVENTS / "memtime_api").glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_is_understood(deployment, name):
    answer = deployment.sends(stored_event(f"memtime_api/{name}"))
    status, code = ANSWERS[name]
    assert answer.status == status, answer.body
    assert answer.status == 200 or answer.code == code


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_is_one_request_and_not_a_mixture(name):
    event = stored_event(f"memtime_api/{name}")
    request = event["requestContext"]
    assert event["version"] == "2.0"
    assert event["rawPath"] == request["http"]["path"]
    assert event["rawPath"] == f"/v1/{event['pathParameters']['proxy']}"
    assert event["routeKey"] == request["routeKey"]
    assert request["http"]["method"] == name.partition("_")[0].upper()
    assert all(key == key.lower() for key in event["headers"])
    assert {"account", "sub", "role"} <= request["authorizer"]["jwt"]["claims"].keys()
    assert json.loads(event.get("body", "{}")) is not None
