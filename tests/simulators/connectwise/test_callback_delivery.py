import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import requests

from local.simulators.server import running
from tests.simulators.connectwise.answers import judged_app as create_app
from tests.simulators.connectwise.psa import Clock, Psa
from tests.simulators.notebook import until
from tests.simulators.receiver import receiving

PATH = "/system/callbacks"


@pytest.fixture(scope="module")
def hooked_tenant():
    clock = Clock()
    with running(create_app(clock, days_of_past=3, callback_pace=0.005)) as url:
        yield url, clock


@pytest.fixture
def psa(hooked_tenant):
    caller = Psa(*hooked_tenant)
    with caller.session:
        yield caller
        for hook in caller.listed(PATH):
            caller.delete(f"{PATH}/{hook['id']}")
    caller.control("POST", "/reset")


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hook(psa, receiver):
    def registered(**fields):
        url = f"{receiver.url}?recordId="
        body = {"url": url, "objectId": 1, "type": "time", "level": "owner", **fields}
        return psa.post(PATH, body)

    return registered


def signed(receiver, at=-1):
    """What an honest receiver does: fetch the key, sign the raw bytes, compare."""
    _, headers, raw = receiver.arrived[at]
    key = requests.get(json.loads(raw)["Metadata"]["key_url"], timeout=10).json()["signing_key"]
    digest = hmac.new(hashlib.sha256(key.encode()).digest(), raw, hashlib.sha256).digest()
    return headers["x-content-signature"] == base64.b64encode(digest).decode()


def told(receiver, count):
    return [json.loads(raw) for raw in receiver.bodies(count)]


def said(receiver, count):
    return [(one["Type"], one["Action"], one["ID"]) for one in told(receiver, count)]


def nothing_more(psa, count):
    until(
        lambda: all(one["outcome"] != "waiting" for one in psa.control("GET", "/webhooks")["items"])
    )
    assert len(psa.control("GET", "/webhooks")["items"]) == count


def test_an_entry_is_told_of_as_documented(psa, receiver, hook):
    callback = hook()
    entry = psa.enters(notes="Käse")
    (body,) = told(receiver, 1)
    query = receiver.arrived[0][0]
    assert dict(query) == {"recordId": str(entry["id"]), "action": "added"}
    entity = json.loads(body.pop("Entity"))
    assert entity == {"id": entry["id"], "chargeToId": 5001, "_info": entry["_info"]}
    key_url = body.pop("Metadata")["key_url"]
    assert key_url.startswith(f"{psa.url}/v2026_1//system/callbackkey/index.rails?companyName=")
    assert len(body.pop("MessageId")) == 36
    assert len(body.pop("ProductInstanceId")) == len(body.pop("PartnerId")) == 36
    assert body == {
        "FromUrl": psa.url.removeprefix("http://"),
        "CompanyId": "alpineit",
        "MemberId": "MemtimeAPI",
        "Action": "added",
        "Type": "time",
        "ID": entry["id"],
        "CallbackObjectRecId": callback["id"],
    }


def test_updates_and_deletes_are_told_of_and_a_delete_has_no_entity(psa, receiver, hook):
    hook()
    entry = psa.enters()
    psa.sets(entry["id"], notes="more")
    psa.delete(f"/time/entries/{entry['id']}")
    bodies = told(receiver, 3)
    assert [body["Action"] for body in bodies] == ["added", "updated", "deleted"]
    assert bodies[2]["Entity"] is None
    assert len({body["MessageId"] for body in bodies}) == 3


def test_the_signature_is_over_the_raw_bytes(psa, receiver, hook):
    hook()
    psa.enters(notes="ß and 漢字")
    receiver.bodies(1)
    assert signed(receiver)


def test_what_a_person_does_at_the_screen_is_told_in_that_persons_name(psa, receiver, hook):
    hook(isSelfSuppressedFlag=True)
    person = psa.member("PPierce")["id"]
    body = {"chargeToType": "ServiceTicket", "chargeToId": 5001,
            "timeStart": "2026-03-04T11:00:00Z", "timeEnd": "2026-03-04T12:00:00Z"}  # fmt: skip
    path = f"/people/{person}/time-entries"
    made = psa.control("POST", path, 201, json=body)
    psa.control("PATCH", f"{path}/{made['id']}", json={"notes": "by hand"})
    psa.control("DELETE", f"{path}/{made['id']}", 204)
    bodies = told(receiver, 3)
    assert [body["Action"] for body in bodies] == ["added", "updated", "deleted"]
    assert {body["MemberId"] for body in bodies} == {"PPierce"}


def test_the_creators_own_changes_can_be_suppressed(psa, receiver, hook):
    hook(isSelfSuppressedFlag=True)
    psa.enters()
    nothing_more(psa, 0)
    psa.turns_on("self_suppression_ignored")
    psa.enters()
    assert len(told(receiver, 1)) == 1


def test_levels_narrow_what_is_told(psa, receiver, hook):
    mine, other = psa.enters(), psa.enters()
    hook(level="time", objectId=mine["id"])
    psa.sets(other["id"], notes="not told")
    psa.sets(mine["id"], notes="told")
    assert said(receiver, 1) == [("time", "updated", mine["id"])]
    company = psa.ticket(conditions="id=5001")["company"]["id"]
    hook(level="company", objectId=company + 1, url=f"{receiver.url}?other=")
    hook(level="company", objectId=company, url=f"{receiver.url}?company=")
    psa.sets(other["id"], notes="told to the company's hook")
    assert said(receiver, 2)[1] == ("time", "updated", other["id"])
    nothing_more(psa, 2)


def test_tickets_projects_customers_and_people_are_told_of(psa, receiver, hook):
    for kind in ("ticket", "project", "company", "member"):
        hook(type=kind, url=f"{receiver.url}?{kind}=")
    name = [{"op": "replace", "path": "name", "value": "Renamed"}]
    project = psa.get("/project/projects", pageSize=1)[0]["id"]
    company = psa.get("/company/companies", pageSize=1)[0]["id"]
    person = psa.member("PPierce")["id"]
    psa.states(what="ticket", id=5001, state="closed")
    psa.patch(f"/project/projects/{project}", name)
    psa.patch(f"/company/companies/{company}", name)
    psa.states(what="person", id=person, active=False)
    assert sorted(said(receiver, 4)) == [
        ("company", "updated", company), ("member", "updated", person),
        ("project", "updated", project), ("ticket", "updated", 5001),
    ]  # fmt: skip
    assert all(json.loads(body["Entity"])["id"] == body["ID"] for body in told(receiver, 4))


def test_a_ticket_comes_moves_and_goes(psa, receiver, hook):
    board = psa.get("/service/boards", pageSize=1)[0]["id"]
    hook(type="ticket", level="board", objectId=board)
    wish = {"summary": "New printer", "company": {"id": 251}, "board": {"id": board}}
    made = psa.post("/service/tickets", wish)
    psa.patch(f"/service/tickets/{made['id']}", [{"op": "add", "path": "budgetHours", "value": 4}])
    skipped = [{"op": "replace", "path": "skipCallback", "value": True}]
    assert "skipCallback" not in psa.patch(f"/service/tickets/{made['id']}", skipped)
    psa.delete(f"/service/tickets/{made['id']}")
    assert [body["Action"] for body in told(receiver, 3)] == ["added", "updated", "deleted"]
    psa.get(f"/service/tickets/{made['id']}", status=404)
    nothing_more(psa, 3)


def test_approval_is_told_of_for_each_entry(psa, receiver, hook):
    entries = {psa.enters()["id"], psa.enters()["id"]}
    person = psa.member("PPierce")["id"]
    hook()
    psa.states(what="timesheet", personId=person, date="2026-03-04", state="approved")
    sheet = psa.get("/time/entries", conditions='timeStart>[2026-03-01T00:00:00Z] and '
                    'member/identifier="PPierce"', pageSize=1000)  # fmt: skip
    bodies = told(receiver, len(sheet))
    assert {body["ID"] for body in bodies} == {row["id"] for row in sheet} >= entries
    assert {(body["Action"], body["MemberId"]) for body in bodies} == {("updated", "MKeller")}


@pytest.mark.parametrize(
    ("status", "tries"), [(404, 3), (409, 3), (419, 3), (429, 3), (500, 1), (401, 1)]
)
def test_only_four_statuses_are_tried_again_and_twice_at_most(psa, receiver, hook, status, tries):
    hook()
    receiver.answers.extend([status] * tries)
    psa.enters()
    until(lambda: psa.control("GET", "/webhooks")["items"][-1]["outcome"] == "failed")
    bodies = told(receiver, tries)
    assert len(bodies) == tries
    assert len({body["MessageId"] for body in bodies}) == 1


def test_three_days_of_failure_disable_it_and_a_good_day_between_saves_it(psa, receiver, hook):
    callback = hook()

    def a_day(status, expected):
        receiver.answers.append(status)
        psa.enters()
        until(lambda: psa.control("GET", "/webhooks")["items"][-1]["outcome"] == expected)
        state = psa.get(f"{PATH}/{callback['id']}")["inactiveFlag"]
        psa.clock.at += timedelta(days=1)
        return state

    begin = psa.clock.at
    days = [(500, "failed"), (500, "failed"), (204, "delivered"), (500, "failed"), (500, "failed")]
    assert [a_day(*day) for day in days] == [False] * 5
    assert a_day(500, "failed") is True
    psa.enters()
    nothing_more(psa, 6)
    psa.states(what="webhook", id=callback["id"], active=True)
    assert a_day(204, "delivered") is False
    psa.clock.at = begin


def test_a_disabled_or_deleted_one_is_told_nothing(psa, receiver, hook):
    callback = hook()
    psa.states(what="webhook", id=callback["id"], active=False)
    psa.enters()
    assert psa.get(f"{PATH}/{callback['id']}")["inactiveFlag"] is True
    psa.delete(f"{PATH}/{callback['id']}")
    psa.enters()
    nothing_more(psa, 0)


def test_faults_lose_double_and_reorder(psa, receiver, hook):
    hook()
    psa.fault("drop_webhooks", match={"path": "/time/deleted"}, times=1)
    entry = psa.enters()
    psa.delete(f"/time/entries/{entry['id']}")
    psa.fault("reorder_webhooks", times=1)
    first, second = psa.enters()["id"], psa.enters()["id"]
    psa.fault("duplicate_webhooks", times=1)
    third = psa.enters()["id"]
    told_of = [one["ID"] for one in told(receiver, 5)]
    assert told_of == [entry["id"], second, first, third, third]
    messages = [one["MessageId"] for one in told(receiver, 5)]
    assert messages[3] == messages[4]
    assert len(set(messages)) == 4


@pytest.mark.parametrize("params", [{}, {"unsigned": True}])
def test_a_forged_one_does_not_verify(psa, receiver, hook, params):
    hook()
    psa.fault("forge_webhook", params={"id": 80001, "action": "deleted", **params})
    (body,) = told(receiver, 1)
    assert (body["Action"], body["ID"], body["Entity"]) == ("deleted", 80001, None)
    headers = receiver.arrived[0][1]
    assert ("x-content-signature" in headers) != bool(params)
    assert not params or "x-content-signature" not in headers
    if not params:
        assert not signed(receiver)


def test_a_forger_may_name_a_key_of_his_own(psa, receiver, hook):
    hook()
    psa.fault("forge_webhook", params={"keyUrl": "http://127.0.0.1:9/key", "key": "mine"})
    (body,) = told(receiver, 1)
    assert body["Metadata"]["key_url"] == "http://127.0.0.1:9/key"
    digest = hmac.new(hashlib.sha256(b"mine").digest(), receiver.arrived[0][2], hashlib.sha256)
    assert base64.b64decode(receiver.arrived[0][1]["x-content-signature"]) == digest.digest()


def test_registered_hooks_and_their_key_survive_a_reset(psa, receiver, hook):
    hook()
    psa.control("POST", "/reset")
    entry = psa.enters()
    assert said(receiver, 1) == [("time", "added", entry["id"])]
    assert signed(receiver)


def test_an_unknown_key_or_company_is_not_there(psa, receiver, hook):
    hook()
    psa.enters()
    url = told(receiver, 1)[0]["Metadata"]["key_url"]
    for wrong in (url.replace("alpineit", "other"), f"{url}0", url.partition("?")[0]):
        assert requests.get(wrong, timeout=10).status_code == 404
    assert requests.get(url.replace("//system", "/system"), timeout=10).status_code == 200
