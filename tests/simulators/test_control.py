import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import requests
from aiohttp import web

from local.simulators.control import add_control_routes, vendor_middlewares
from local.simulators.faults import Faults
from local.simulators.ledger import Ledger
from local.simulators.quirks import Quirk, Quirks
from local.simulators.request_log import RequestLog
from local.simulators.server import running

BASES = ("/api/v1",)
SHOUTS = Quirk("shouts", on=False, what="Answers in capitals.", source="this test")


class Notebook:
    """The smallest vendor: notes, made over its API or by a person."""

    def __init__(self):
        self.ledger, self.requests = Ledger(), RequestLog()
        self.faults, self.quirks = Faults(), Quirks([SHOUTS])
        self.notes, self.ids = {}, count(1)

    def reset(self):
        self.notes.clear()
        self.ledger.clear()

    def rate_limit_response(self, retry_after):
        return web.json_response({"slow": "down"}, status=429, headers={"Retry-After": "9"})

    def person_creates(self, person_id, body):
        if not body:
            return 422, {"error": "empty"}
        row = {"id": next(self.ids), **body}
        self.notes[str(row["id"])] = row
        self.ledger.created(str(row["id"]), row, person_id, datetime.now(UTC))
        return 201, row

    def person_updates(self, person_id, entry_id, body):
        row = self.notes[entry_id] = {**self.notes[entry_id], **body}
        self.ledger.updated(entry_id, row, person_id, datetime.now(UTC))
        return 200, row

    def person_deletes(self, person_id, entry_id):
        del self.notes[entry_id]
        self.ledger.deleted(entry_id, person_id, datetime.now(UTC))
        return 204, None

    def app(self):
        async def listed(_):
            return web.json_response(list(self.notes.values()))

        async def wrapped(_):
            return web.json_response({"items": list(self.notes.values()), "page": 1})

        async def made(request):
            return web.json_response(self.person_creates("api", await request.json())[1])

        async def one(request):
            return web.json_response(self.notes[request.match_info["id"]])

        app = web.Application(middlewares=vendor_middlewares(self, BASES))
        add_control_routes(app, self)
        app.router.add_get("/api/v1/notes", listed)
        app.router.add_post("/api/v1/notes", made)
        app.router.add_get("/api/v1/notes/{id}", one)
        app.router.add_get("/api/v1/query", wrapped)
        return app


class Caller:
    def __init__(self, url):
        self.url = url

    def api(self, path="/notes", method="GET", **more):
        return requests.request(method, f"{self.url}/api/v1{path}", timeout=10, **more)

    def sim(self, method, path, expected=200, body=None, **query):
        answer = requests.request(
            method, f"{self.url}/_sim{path}", json=body, params=query, timeout=10
        )
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.text else None

    def fault(self, mode, match=None, **more):
        return self.sim("POST", "/faults", 201, {"mode": mode, "match": match, **more})["id"]

    def makes(self, text="hello"):
        return self.api(method="POST", json={"text": text})


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def caller(notebook):
    with running(notebook.app()) as url:
        yield Caller(url)


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


def test_a_mode_that_is_not_there_yet_says_which_are(caller):
    message = caller.sim("POST", "/faults", 400, {"mode": "forge_webhook"})["message"]
    assert "not simulated yet" in message
    assert "commit_then_reset" in message


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


def test_commit_then_timeout_keeps_the_caller_waiting(caller, notebook):
    caller.fault("commit_then_timeout", params={"seconds": 5})
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{caller.url}/api/v1/notes", json={"text": "x"}, timeout=0.2)
    assert len(notebook.notes) == 1


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
    assert ([note["text"] for note in shorter["items"]], shorter["page"]) == (["a", "b"], 1)
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
