import json

import pytest
import requests
from aiohttp import web

from local.simulators.control import add_control_routes
from local.simulators.server import running
from tests.simulators.notebook import Caller, Notebook, until


def test_an_unknown_mode_says_which_are_known(caller):
    message = caller.sim("POST", "/faults", 400, {"mode": "earthquake"})["message"]
    assert "'earthquake' is not known" in message
    assert "commit_then_reset" in message


def test_faults_of_webhooks_are_refused_where_none_are_sent():
    app, notebook = web.Application(), Notebook()
    add_control_routes(app, notebook)
    with running(app) as url:
        caller = Caller(url)
        message = caller.sim("POST", "/faults", 400, {"mode": "drop_webhooks"})["message"]
        assert "sends no webhooks" in message
        assert caller.sim("GET", "/faults") == {"items": []}
        assert caller.sent() == []
        assert caller.sim("POST", "/reset") == {"reset": True}


def test_status_answers_instead_of_the_vendor(caller):
    params = {"status": 503, "body": {"sorry": True}, "headers": {"X-Front": "end"}}
    caller.fault("status", params=params, times=1)
    answer = caller.makes()
    assert (answer.status_code, answer.json(), answer.headers["X-Front"]) == (
        503,
        {"sorry": True},
        "end",
    )
    assert caller.api().json() == []
    caller.fault("status", params={"body": "<html>"})
    assert caller.api().text == "<html>"


@pytest.mark.parametrize(
    ("mode", "stored"),
    [("down", 0), ("reset_before", 0), ("commit_then_reset", 1), ("commit_then_timeout", 1)],
)
def test_a_cut_connection_has_or_has_not_stored(caller, notebook, mode, stored):
    caller.fault(mode, {"method": "post"}, params={"seconds": 0.05})
    with pytest.raises(requests.ConnectionError):
        caller.makes()
    assert len(notebook.notes) == stored
    assert caller.sim("GET", "/requests")["items"][-1]["status"] == 0


def test_a_delayed_call_is_carried_out_though_the_caller_has_gone(caller, notebook):
    caller.fault("delay", params={"seconds": 0.3})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{caller.url}/api/v1/notes", json={"text": "x"}, timeout=0.1)
    assert len(notebook.notes) == 0
    until(lambda: len(notebook.notes) == 1)


def test_a_held_call_is_cut_and_never_carried_out(caller, notebook):
    caller.fault("reset_before", params={"seconds": 0.3})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{caller.url}/api/v1/notes", json={"text": "x"}, timeout=0.1)
    until(lambda: caller.sim("GET", "/requests")["items"])
    assert caller.sim("GET", "/requests")["items"][-1]["status"] == 0
    assert len(notebook.notes) == 0


def test_commit_then_timeout_keeps_the_caller_waiting(caller, notebook):
    caller.fault("commit_then_timeout", params={"seconds": 5})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{caller.url}/api/v1/notes", json={"text": "x"}, timeout=0.2)
    assert len(notebook.notes) == 1


def test_a_late_write_arrives_after_the_caller_was_cut_off(caller, notebook):
    caller.fault("commit_late", {"method": "POST"}, times=1, params={"seconds": 0.3})
    with pytest.raises(requests.ConnectionError):
        caller.makes("late")
    assert caller.api().json() == []
    until(lambda: notebook.notes)
    assert [note["text"] for note in caller.api().json()] == ["late"]
    assert caller.sim("GET", "/faults")["items"][0]["hits"] == 1


def test_healing_does_not_call_a_late_write_back_but_a_reset_does(caller, notebook):
    caller.fault("commit_late", {"method": "POST"}, params={"seconds": 0.2})
    with pytest.raises(requests.ConnectionError):
        caller.makes("healed")
    caller.sim("DELETE", "/faults", 204)
    until(lambda: notebook.notes)
    caller.fault("commit_late", {"method": "POST"}, params={"seconds": 3600})
    with pytest.raises(requests.ConnectionError):
        caller.makes("forgotten")
    (write,) = notebook.faults.late_writes
    caller.sim("POST", "/reset")
    until(lambda: not notebook.faults.late_writes)
    assert write.cancelled()
    assert caller.api().json() == []


def test_new_rows_stay_out_of_lists_for_a_while_but_not_out_of_reach(caller):
    caller.makes("new")
    fault_id = caller.fault("list_lag", params={"seconds": 3600})
    assert caller.api().json() == []
    assert caller.api("/notes/1").json()["text"] == "new"
    assert caller.sim("GET", "/faults")["items"][0]["hits"] == 1
    caller.sim("DELETE", f"/faults/{fault_id}", 204)
    assert len(caller.api().json()) == 1


def test_a_list_can_lose_its_filter(caller):
    for text in "ab":
        caller.makes(text)
    caller.fault("drop_filter", times=1)
    assert caller.api("/notes/1").status_code == 200
    assert len(caller.api("/notes?text=a").json()) == 2
    assert len(caller.api("/notes?text=a").json()) == 1


def test_a_vendors_fault_and_one_of_the_wire_may_hit_the_same_call(caller):
    caller.makes("a")
    caller.fault("delay", params={"seconds": 0.01})
    caller.fault("revoke_credentials", times=1)
    assert caller.api().status_code == 401
    assert [fault["hits"] for fault in caller.sim("GET", "/faults")["items"]] == [1, 1]


def test_truncated_bodies(caller):
    for text in "abc":
        caller.makes(text)
    caller.fault("truncate_body", times=1)
    with pytest.raises(json.JSONDecodeError):
        json.loads(caller.api().text)
    caller.fault("truncate_body", times=1, params={"rows": 1})
    assert [note["text"] for note in caller.api().json()] == ["a"]
    caller.fault("truncate_body", times=1, params={"drop": 1})
    shorter = caller.api("/query").json()
    assert ([note["text"] for note in shorter["found"]], shorter["page"]) == (["a", "b"], 1)
    caller.fault("truncate_body", times=1, params={"drop": 1})
    assert caller.api("/notes/1").json()["text"] == "a"


def test_rate_limit_is_the_vendors_own(caller):
    caller.fault("rate_limit", params={"retryAfter": 9})
    answer = caller.api()
    assert (answer.status_code, answer.json()) == (429, {"slow": "down"})
    assert answer.headers["Retry-After"] == "9"


def test_a_fault_hits_only_what_it_matches_as_often_as_it_is_to(caller):
    fault_id = caller.fault("status", {"method": "GET", "path": "notes/"}, times=2, after=1)
    caller.makes()
    assert caller.api().status_code == 200
    statuses = [caller.api("/notes/1").status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    shown = caller.sim("GET", "/faults")["items"]
    assert [(fault["id"], fault["hits"]) for fault in shown] == [(fault_id, 2)]


def test_an_exact_fault_hits_a_path_or_a_route(caller):
    caller.makes()
    caller.fault("status", {"path": "/notes", "exact": True})
    assert caller.api("/notes/1").status_code == 200
    assert caller.api().status_code == 500
    caller.fault("status", {"path": "/notes/{id}", "exact": True})
    assert caller.api("/notes/1").status_code == 500


def test_faults_are_healed_one_by_one_or_all_at_once(caller):
    first = caller.fault("status", {"path": "/notes"})
    caller.fault("status", {"path": "/query"})
    caller.sim("DELETE", f"/faults/{first}", 204)
    assert (caller.api().status_code, caller.api("/query").status_code) == (200, 500)
    caller.sim("DELETE", "/faults", 204)
    assert caller.api("/query").status_code == 200
