import json
import subprocess
import sys

import pytest
import requests

from tests.simulators.autotask.tenant_client import API, HEADERS, PIERCE, half_an_hour


def test_calls_are_logged_in_the_vendors_spelling(autotask):
    autotask.call("GET", "/timeENTRIES/900001")
    autotask.call("POST", "/TimeEntries/query", {"MaxRecords": 5})
    log = autotask.control("GET", "/requests").json()
    assert log["byEndpoint"]["GET /TimeEntries/{id}"] == 1
    assert log["byEndpoint"]["POST /TimeEntries/query"] == 1
    assert [item["status"] for item in log["items"][-2:]] == [200, 500]


def test_an_injected_rate_limit_speaks_like_the_vendor(autotask):
    match = {"method": "GET", "path": "/TimeEntries"}
    fault = {"match": match, "mode": "rate_limit", "times": 1, "params": {"retryAfter": 7}}
    assert autotask.control("POST", "/faults", fault).status_code == 201
    answer = autotask.call("GET", "/TimeEntries/900001")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["errors"]
    assert autotask.call("GET", "/TimeEntries/900001").status_code == 200


def test_a_lost_answer_leaves_the_row(autotask):
    fault = {"match": {"method": "POST", "path": "/TimeEntries", "exact": True}}
    autotask.control("POST", "/faults", fault | {"mode": "commit_then_reset", "times": 1})
    with pytest.raises(requests.ConnectionError):
        autotask.books(**half_an_hour())
    mine = {"op": "eq", "field": "resourceID", "value": PIERCE}
    today = {"op": "eq", "field": "dateWorked", "value": "2026-09-23"}
    assert len(autotask.query("TimeEntries", mine, today)) == 1


def test_a_reset_brings_back_the_seed_and_forgets_the_rest(autotask):
    every = {"filter": [{"op": "gte", "field": "id", "value": 0}]}
    before = autotask.call("POST", "/TimeEntries/query/count", every).json()
    ledger = autotask.control("GET", "/ledger").json()
    booked = autotask.booked(**half_an_hour())
    autotask.sets(what="permission", name="Tickets.query", allowed=False)
    autotask.quirk("notes_required", on=True)
    autotask.control("POST", "/reset", {})
    assert autotask.entry(booked) is None
    assert autotask.call("POST", "/TimeEntries/query/count", every).json() == before
    assert autotask.control("GET", "/ledger").json() == ledger
    assert autotask.item("Tickets", 35400)["id"] == 35400
    assert autotask.booked(**half_an_hour(summaryNotes=None)) > booked


def test_the_ledger_knows_who_typed_the_seed_in(autotask):
    items = autotask.control("GET", "/ledger").json()["items"]
    assert all(item["createdBy"] == str(item["row"]["resourceID"]) for item in items)
    since = autotask.control("GET", "/ledger?since=2026-09-23T15:00:00Z").json()["items"]
    assert since == []
    entry = autotask.booked(**half_an_hour())
    since = autotask.control("GET", "/ledger?since=2026-09-23T15:00:00Z").json()["items"]
    assert [item["id"] for item in since] == [str(entry)]


def test_every_quirk_says_what_it_is_and_where_it_is_known_from(autotask):
    items = autotask.control("GET", "/quirks").json()["items"]
    assert len({item["name"] for item in items}) == len(items) > 15
    assert all(item["what"].endswith(".") and item["source"] for item in items)


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "weather"},
        {"what": "entry", "id": 4711, "state": "open"},
        {"what": "entry", "id": 900001, "state": "lost"},
        {"what": "timesheet", "personId": PIERCE, "date": "tomorrow", "state": "open"},
        {"what": "timesheet", "personId": 7, "date": "2026-09-21", "state": "open"},
        {"what": "ticket", "id": 35400, "state": "maybe"},
        {"what": "permission", "name": "Nothing.query", "allowed": True},
        {"what": "person", "id": PIERCE, "active": "yes"},
    ],
)
def test_unknown_states_are_not_set(autotask, asked):
    with pytest.raises(ValueError, match=r".+"):
        autotask.sets(**asked)


def test_tickets_and_tasks_are_opened_and_closed(autotask):
    ticket, task = autotask.tickets_of(PIERCE)[0]["id"], autotask.tasks_of(PIERCE)[0]["id"]
    for what, plural, row_id in (("ticket", "Tickets", ticket), ("task", "Tasks", task)):
        autotask.sets(what=what, id=row_id, state="closed")
        assert autotask.item(plural, row_id)["status"] == 5
        autotask.sets(what=what, id=str(row_id), state="open")
        assert autotask.item(plural, row_id)["status"] == 8


def test_it_runs_as_a_process_of_its_own():
    command = [sys.executable, "-m", "local.simulators.autotask", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = json.loads(process.stdout.readline())["port"]
            address = f"http://127.0.0.1:{port}{API}/Resources/{PIERCE}"
            answer = requests.get(address, headers=HEADERS, timeout=10)
            assert answer.json()["item"]["userName"] == "PPierce"
        finally:
            process.terminate()
    assert process.returncode == 0
