"""Calls whose answers each quirk changes: what is asked, and nothing of what is expected."""

import json
from concurrent.futures import ThreadPoolExecutor

import requests

from local.simulators.connectwise.custom_fields import TIME_POD
from local.simulators.connectwise.seed import CLIENT_ID
from tests.simulators.connectwise.psa import an_entry
from tests.simulators.notebook import until

HOOKS = "/system/callbacks"
ENTRY = "/time/entries"


def call(psa, method, path, *, headers=None, **more):
    """Make a call as it is and give status and body, whatever they are."""
    answer = psa.session.request(method, psa.api + path, headers=headers, timeout=10, **more)
    try:
        body = answer.json() if answer.text else None
    except ValueError:
        body = answer.text
    return [answer.status_code, body]


def reads(psa, path, headers=None, **query):
    return call(psa, "GET", path, headers=headers, params=query)


def books(psa, **fields):
    """Book time and give what came of it."""
    return call(psa, "POST", ENTRY, json=an_entry(**fields))


def patches(psa, entry, *operations):
    steps = [{"op": "replace", "path": path, "value": value} for path, value in operations]
    return call(psa, "PATCH", f"{ENTRY}/{entry[1]['id']}", json=steps)


def without_keys(psa):
    stranger = ("alpineit+nobody", "wrong")
    answer = requests.get(
        f"{psa.api}/time/workTypes", auth=stranger, headers={"clientId": CLIENT_ID}, timeout=10
    )
    return [answer.status_code, answer.json()]


def without_client_id(psa):
    answer = requests.get(f"{psa.api}/time/workTypes", auth=psa.session.auth, timeout=10)
    return [answer.status_code, answer.json()]


def info_of_a_stranger(psa):
    return requests.get(f"{psa.api}/system/info", timeout=10).status_code


def link(psa, headers=None, **query):
    answer = psa.session.get(f"{psa.api}{ENTRY}", params=query, headers=headers, timeout=10)
    return [answer.status_code, answer.headers.get("Link")]


def ids(psa, path=ENTRY, **query):
    status, rows = reads(psa, path, pageSize=1000, fields="id", **query)
    return [status, rows if status != 200 else [row["id"] for row in rows]]


def submitted(psa):
    entry = books(psa)
    psa.states(what="entry", id=entry[1]["id"], state="submitted")
    return patches(psa, entry, ("notes", "too late"))


def approved_later(psa):
    entry = books(psa)
    before = entry[1]["_info"]["lastUpdated"]
    psa.clock.forward(60)
    psa.states(what="entry", id=entry[1]["id"], state="approved")
    return psa.get(f"{ENTRY}/{entry[1]['id']}")["_info"]["lastUpdated"] == before


def patched_with_the_same(psa):
    entry = books(psa, notes="same")
    psa.clock.forward(60)
    return patches(psa, entry, ("notes", "same"))[1]["_info"] == entry[1]["_info"]


def on_a_ticket(psa, closed, blocked):
    """Book on a ticket whose status is closed, or takes no time, or both."""
    wanted = {
        status["id"]
        for board in psa.ids("/service/boards")
        for status in psa.listed(f"/service/boards/{board}/statuses")
        if (status["closedStatus"], status["timeEntryNotAllowed"]) == (closed, blocked)
    }
    ticket = next(one for one in psa.listed("/service/tickets") if one["status"]["id"] in wanted)
    return books(psa, chargeToId=ticket["id"])


def off_the_team(psa):
    ticket = psa.get("/project/tickets", conditions="closedFlag=false", pageSize=1)[0]
    team = psa.listed(f"/project/projects/{ticket['project']['id']}/teamMembers")
    on_it = {one["member"]["identifier"] for one in team}
    people = psa.listed("/system/members", conditions='licenseClass="F" and inactiveFlag=false')
    stranger = next(one["identifier"] for one in people if one["identifier"] not in on_it)
    where = {"chargeToType": "ProjectTicket", "chargeToId": ticket["id"]}
    return books(psa, member={"identifier": stranger}, **where)


def without_right(psa, right, then):
    psa.may(right, "None")
    try:
        return then(psa)
    finally:
        psa.may(right, "All")


def many(psa, calls, **headers):
    """Read so often that a limit per minute is met, then once more as somebody else."""
    for _ in range(calls):
        psa.session.get(f"{psa.api}/system/info", timeout=10)
    return [reads(psa, "/system/info")[0], reads(psa, "/system/info", headers)[0]]


def at_once(psa):
    psa.fault("delay", params={"seconds": 0.5})
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(call, psa, "GET", "/time/workTypes") for _ in range(8)]
        statuses = [one.result()[0] for one in calls]
    psa.control("DELETE", "/faults", status=204)
    return 429 in statuses


def with_a_custom_field(psa, value):
    field = {"podId": TIME_POD, "caption": "Foreign Id", "sequenceNumber": 1,
             "fieldTypeIdentifier": "Text"}  # fmt: skip
    made = call(psa, "POST", "/system/userDefinedFields", json=field)[1]
    entry = books(psa, customFields=[{"id": made["id"], "value": "x"}])
    changed = patches(psa, entry, ("customFields", [{"id": made["id"], "value": value}]))
    call(psa, "DELETE", f"/system/userDefinedFields/{made['id']}")
    return changed[1]["customFields"][0].get("value")


def sheet_of_an_evening(psa):
    """Time that is Saturday for a member in Tokyo's week and Friday for the server."""
    person = {"identifier": "YTanaka"}
    early = {"timeStart": "2026-02-28T17:00:00Z", "timeEnd": "2026-02-28T18:00:00Z"}
    return books(psa, member=person, chargeToId=5001, **early)[1]["timeSheet"]["name"]


def trail_of_a_deleted(psa):
    entry = books(psa)
    psa.delete(f"{ENTRY}/{entry[1]['id']}")
    return len(reads(psa, "/system/audittrail", type="Time", id=entry[1]["id"])[1])


def told(psa, receiver, act, *, answers=(), **hook):
    """Register a callback, act, and give what the receiver got until all is delivered."""
    receiver.arrived.clear()
    receiver.answers.extend(answers)
    url = f"{receiver.url}?id="
    made = psa.post(HOOKS, {"url": url, "objectId": 1, "type": "time", "level": "owner", **hook})
    act(psa)
    sent = lambda: psa.control("GET", "/webhooks")["items"]  # noqa: E731
    until(lambda: all(one["outcome"] != "waiting" for one in sent()))
    psa.delete(f"{HOOKS}/{made['id']}")
    receiver.answers.clear()
    return [json.loads(body) for _, _, body in receiver.arrived]


def key_page(psa, receiver):
    (body,) = told(psa, receiver, books)
    return requests.get(body["Metadata"]["key_url"], timeout=10).status_code


def keys_named(psa, receiver):
    bodies = told(psa, receiver, lambda psa: [books(psa), books(psa)])
    return len({body["Metadata"]["key_url"] for body in bodies})


def deleted(psa):
    psa.delete(f"{ENTRY}/{books(psa)[1]['id']}")


def approves(psa):
    person = psa.member("PPierce")["id"]
    psa.states(what="timesheet", personId=person, date="2026-03-04", state="approved")


def a_ticket_moves(psa):
    psa.states(what="ticket", id=5002, state="closed")
