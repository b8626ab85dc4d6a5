from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import requests

from local.simulators.ledger import Ledger
from tests.simulators.notebook import SHOUTS, until


def test_the_log_counts_calls_by_route_and_not_the_control_calls(caller):
    caller.makes()
    caller.api("/notes/1")
    caller.api("/notes/1?x=1")
    caller.api("/nowhere")
    log = caller.sim("GET", "/requests")
    assert log["total"] == 4
    assert log["byEndpoint"] == {"POST /notes": 1, "GET /notes/{id}": 2, "GET /nowhere": 1}
    assert log["maxConcurrent"]["GET /notes/{id}"] == 1
    last = log["items"][-1]
    assert (last["method"], last["path"], last["status"]) == ("GET", "/nowhere", 404)
    assert last["at"].endswith("Z")
    assert last["ms"] >= 0


def test_the_log_knows_how_many_ran_at_once(caller):
    caller.fault("delay", params={"seconds": 0.4})
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: caller.api(), range(3)))
    assert caller.sim("GET", "/requests")["maxConcurrent"] == {"GET /notes": 3}


def test_the_ledger_tells_who_did_what_and_keeps_what_was_deleted(caller):
    caller.makes("from the API")
    caller.sim("POST", "/people/7/time-entries", 201, {"text": "by hand"})
    caller.sim("PATCH", "/people/8/time-entries/2", 200, {"text": "corrected"})
    caller.sim("DELETE", "/people/9/time-entries/2", 204)
    first, second = caller.sim("GET", "/ledger")["items"]
    assert (first["createdBy"], first["deletedAt"]) == ("api", None)
    assert (second["id"], second["createdBy"]) == ("2", "7")
    assert second["deletedAt"] is not None
    assert second["row"] == {"id": 2, "text": "corrected"}
    assert [(one["by"], one["action"], one["row"]["text"]) for one in second["history"]] == [
        ("7", "created", "by hand"),
        ("8", "updated", "corrected"),
        ("9", "deleted", "corrected"),
    ]


def test_the_ledger_since_an_instant_has_what_was_touched_since():
    ledger, at = Ledger(), datetime(2026, 3, 4, tzinfo=UTC)
    hour = timedelta(hours=1)
    ledger.seed("1", {"text": "old"}, "7", at)
    ledger.seed("2", {"text": "old"}, "7", at)
    ledger.updated("1", {"text": "new"}, "api", at + 2 * hour)
    assert [item["id"] for item in ledger.items(at + hour)] == ["1"]
    assert len(ledger.items(at)) == 2
    assert ledger.items(at + 3 * hour) == []
    with pytest.raises(ValueError, match="created before"):
        ledger.created("1", {}, "api", at)


def test_the_ledger_keeps_copies():
    ledger, row = Ledger(), {"tags": [{"name": "before"}]}
    ledger.created("1", row, "api", datetime(2026, 3, 4, tzinfo=UTC))
    row["tags"][0]["name"] = "after"
    assert ledger.items()[0]["row"] == {"tags": [{"name": "before"}]}


def test_since_must_be_an_instant_with_offset(caller):
    caller.makes()
    assert len(caller.sim("GET", "/ledger", since="2026-01-01T00:00:00+01:00")["items"]) == 1
    assert caller.sim("GET", "/ledger", since="2999-01-01T00:00:00Z")["items"] == []
    caller.sim("GET", "/ledger", 400, since="2026-01-01T00:00:00")
    caller.sim("GET", "/ledger", 400, since="yesterday")


def test_a_person_gets_the_vendors_own_refusal(caller):
    assert caller.sim("POST", "/people/7/time-entries", 422, {}) == {"error": "empty"}


def test_reset_forgets_rows_faults_switches_and_log(caller):
    caller.makes()
    caller.fault("status", {"path": "/query"})
    caller.sim("POST", "/set", 200, {"what": "quirk", "name": "shouts", "on": True})
    caller.sim("POST", "/reset")
    assert caller.api().json() == []
    assert caller.sim("GET", "/faults") == {"items": []}
    assert caller.sim("GET", "/ledger") == {"items": []}
    assert caller.sim("GET", "/quirks")["items"][0]["on"] is False
    assert caller.sim("GET", "/requests")["total"] == 1


def test_a_quirk_is_listed_and_switched(caller):
    shown = {"name": "shouts", "on": False, "what": SHOUTS.what, "source": SHOUTS.source}
    assert caller.sim("GET", "/quirks") == {"items": [shown]}
    set_on = {"what": "quirk", "name": "shouts", "on": True}
    assert caller.sim("POST", "/set", 200, set_on) == {**shown, "on": True}


def test_states_are_the_vendors_to_set_and_rights_are_listed(caller):
    right = {"what": "permission", "name": "write", "allowed": False}
    assert caller.sim("POST", "/set", 200, right) == right
    assert caller.sim("GET", "/permissions") == {"items": [{"name": "write", "allowed": False}]}
    caller.sim("POST", "/reset")
    assert caller.sim("GET", "/permissions") == {"items": [{"name": "write", "allowed": True}]}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/nothing", None),
        ("PUT", "/reset", None),
        ("POST", "/set", {"what": "weather"}),
        ("POST", "/set", {"what": "quirk", "name": "unheard of", "on": True}),
        ("POST", "/set", {"what": "quirk", "name": "shouts", "on": "yes"}),
        ("POST", "/faults", {"mode": "earthquake"}),
        ("POST", "/faults", {"mode": "status", "colour": "red"}),
        ("POST", "/faults", {"mode": "status", "times": "many"}),
        ("POST", "/faults", {"mode": "status", "times": True}),
        ("POST", "/faults", {"mode": "status", "after": -1}),
        ("POST", "/faults", {"mode": "status", "match": "all"}),
        ("POST", "/faults", {"mode": "status", "match": {"verb": "GET"}}),
        ("POST", "/faults", {"mode": "status", "params": 5}),
        ("POST", "/faults", {"mode": "delay", "params": {"seconds": "long"}}),
        ("POST", "/faults", ["status"]),
        ("DELETE", "/faults/fault-99", None),
        ("POST", "/people/7/time-entries", None),
    ],
)
def test_unknown_calls_and_inputs_are_explained(caller, method, path, body):
    assert caller.sim(method, path, 400, body)["message"]


def test_a_call_counts_from_its_beginning(caller):
    caller.fault("commit_then_timeout", {"method": "POST"}, params={"seconds": 1})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{caller.url}/api/v1/notes", json={"text": "x"}, timeout=0.2)
    log = caller.sim("GET", "/requests")
    assert (log["total"], log["byEndpoint"], log["items"]) == (1, {"POST /notes": 1}, [])
    until(lambda: caller.sim("GET", "/requests")["items"])
