import base64
import hmac
import json
from hashlib import sha1

import pytest

from local.simulators.autotask.app import VENDOR, create_app
from local.simulators.autotask.webhook_delivery import MAXIMUM_FAILURES
from local.simulators.server import running
from tests.simulators.autotask.answers import holds_answers
from tests.simulators.autotask.conftest import NOW
from tests.simulators.autotask.tenant_client import (
    API_USER,
    Autotask,
    Clock,
    half_an_hour,
    refusal,
)
from tests.simulators.notebook import until
from tests.simulators.receiver import receiving

SECRET = "a secret of this hook"
TICKET, COMPANY = 35400, 29762800
STATUS, NUMBER, TITLE, ACTIVITY = 2, 3, 4, 7
EVERY = {"op": "gte", "field": "id", "value": 0}


@pytest.fixture(scope="module")
def hurried():
    clock = Clock(NOW)
    app = create_app(clock, entries_per_day=(1, 1), webhook_pace=0.0)
    faults = []
    app.middlewares.insert(3, holds_answers(app[VENDOR].quirks, faults))
    with running(app) as url:
        yield Autotask(url, app[VENDOR], clock, faults)


@pytest.fixture
def autotask(hurried):
    hurried.clock.at = NOW
    hurried.control("POST", "/reset", {})
    hurried.forget_webhooks()
    hurried.control("POST", "/reset", {})
    yield hurried
    hurried.check_answers()


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def registered(autotask, url, plural="TicketWebhooks", fields=((STATUS, True, False),), **more):
    body = {
        "name": "sync",
        "isActive": True,
        "webhookUrl": url,
        "deactivationUrl": f"{url}?gone",
        "secretKey": SECRET,
        "sendThresholdExceededNotification": False,
        "isSubscribedToCreateEvents": True,
        "isSubscribedToUpdateEvents": True,
        "isSubscribedToDeleteEvents": True,
    }
    answer = autotask.call("POST", f"/{plural}", body | more)
    assert answer.status_code == 200, answer.text
    hook = answer.json()["itemId"]
    for field, subscribed, always in fields:
        wanted = {
            "fieldID": field, "isSubscribedField": subscribed, "isDisplayAlwaysField": always,
        }  # fmt: skip
        assert autotask.call("POST", f"/{plural}/{hook}/Fields", wanted).status_code == 200
    return hook


def signature(body, secret=SECRET):
    digest = hmac.new(secret.encode(), body, sha1).digest()
    return "sha1=" + base64.b64encode(digest).decode()


def sent(autotask):
    return autotask.control("GET", "/webhooks").json()["items"]


def settled(autotask, outcomes):
    until(lambda: [one["outcome"] for one in sent(autotask)] == outcomes)


def close(autotask, ticket=TICKET):
    assert autotask.call("PATCH", "/Tickets", {"id": ticket, "status": 5}).status_code == 200


def test_a_subscribed_change_is_told_in_the_documented_shape(autotask, receiver):
    fields = [(STATUS, True, False), (NUMBER, False, True)]
    hook = registered(autotask, receiver.url, fields=fields)
    close(autotask)
    (body,) = receiver.bodies(1)
    ticket = autotask.item("Tickets", TICKET)
    told = json.loads(body)
    assert told == {
        "Action": "Update",
        "Guid": autotask.item("TicketWebhooks", hook)["webhookGUID"],
        "EntityType": "Ticket",
        "Id": TICKET,
        "Fields": {"Status": 5, "TicketNumber": ticket["ticketNumber"]},
        "EventTime": "2026-09-23T15:00:07Z",
        "SequenceNumber": told["SequenceNumber"],
        "PersonID": API_USER,
    }


def test_the_signature_is_over_the_raw_body(autotask, receiver):
    registered(autotask, receiver.url, fields=[(TITLE, True, False)])
    title = 'Müller & Söhne <urgent> it\'s "down" + 日本 😀'
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "title": title})
    (body,) = receiver.bodies(1)
    (_, headers, _) = receiver.arrived[0]
    assert headers["X-Hook-Signature"] == signature(body)
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body)["Fields"] == {"Title": title}
    assert body.isascii()
    assert rb"M\u00FCller \u0026 S\u00F6hne \u003Curgent\u003E it\u0027s \u0022" in body


def test_an_unescaped_body_still_carries_the_signature_of_the_escaped_one(autotask, receiver):
    autotask.quirk("sends_unescaped_body", on=True)
    registered(autotask, receiver.url, fields=[(TITLE, True, False)])
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "title": "Größe"})
    (body,) = receiver.bodies(1)
    (_, headers, _) = receiver.arrived[0]
    assert "Größe".encode() in body
    escaped = body.replace("ö".encode(), rb"\u00F6").replace("ß".encode(), rb"\u00DF")
    assert headers["X-Hook-Signature"] == signature(escaped) != signature(body)


def test_nothing_is_told_of_fields_nobody_subscribed_to(autotask, receiver):
    registered(autotask, receiver.url, fields=[(STATUS, True, False), (TITLE, False, True)])
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "title": "Another"})
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "priority": 1})
    assert sent(autotask) == []


def test_time_on_a_ticket_is_told_as_activity_and_never_as_time(autotask, receiver):
    registered(autotask, receiver.url, fields=[(ACTIVITY, True, False)])
    entry = autotask.booked(**half_an_hour(TICKET))
    autotask.clock.passes(seconds=5)
    autotask.deletes(entry)
    bodies = [json.loads(body) for body in receiver.bodies(2)]
    assert [body["Fields"]["LastActivityDate"][-3:] for body in bodies] == ["07Z", "12Z"]
    assert {body["EntityType"] for body in bodies} == {"Ticket"}
    assert autotask.call("GET", "/TimeEntryWebhooks/1").status_code == 404


def test_creates_and_deletes_are_told_to_those_who_want_them(autotask, receiver):
    registered(autotask, receiver.url, isSubscribedToUpdateEvents=False)
    ticket = {"companyID": COMPANY, "title": "New", "status": 1, "priority": 2}
    created = autotask.call("POST", "/Tickets", ticket).json()["itemId"]
    close(autotask, created)
    autotask.sets(what="ticket", id=created, state="deleted")
    told = [json.loads(body) for body in receiver.bodies(2)]
    assert [(one["Action"], one["Id"]) for one in told] == [
        ("Create", created),
        ("Delete", created),
    ]
    settled(autotask, ["delivered", "delivered"])
    (log,) = autotask.query("DeletedTicketLogs", EVERY)
    assert log["ticketID"] == created
    worked = autotask.entry(autotask.booked(**half_an_hour()))["ticketID"]
    with pytest.raises(ValueError, match="time entries"):
        autotask.sets(what="ticket", id=worked, state="deleted")


def test_own_writes_are_not_told_once_the_api_user_is_excluded(autotask, receiver):
    hook = registered(autotask, receiver.url)
    excluded = {"webhookID": hook, "resourceID": API_USER}
    autotask.call("POST", f"/TicketWebhooks/{hook}/ExcludedResources", excluded)
    close(autotask)
    assert sent(autotask) == []
    autotask.sets(what="ticket", id=TICKET, state="open")
    assert json.loads(receiver.bodies(1)[0])["Fields"] == {"Status": 8}


def test_companies_have_webhooks_under_their_old_name(autotask, receiver):
    hook = registered(autotask, receiver.url, plural="CompanyWebhooks", fields=[(1, True, False)])
    autotask.call("PATCH", "/Companies", {"id": COMPANY, "companyName": "Northwind"})
    told = json.loads(receiver.bodies(1)[0])
    assert (told["EntityType"], told["Fields"]) == ("Account", {"CompanyName": "Northwind"})
    assert told["Guid"] == autotask.item("CompanyWebhooks", hook)["webhookGuid"]


def test_user_defined_fields_can_be_watched(autotask, receiver):
    hook = registered(autotask, receiver.url, fields=())
    assert autotask.item("TicketWebhooks", hook)["isReady"] is False
    wanted = {"udfFieldID": 2, "isSubscribedField": True, "isDisplayAlwaysField": False}
    autotask.call("POST", f"/TicketWebhooks/{hook}/UdfFields", wanted)
    assert autotask.item("TicketWebhooks", hook)["isReady"] is True
    own = [{"name": "building", "value": "North"}]
    autotask.call("PATCH", "/Tickets", {"id": TICKET, "userDefinedFields": own})
    assert json.loads(receiver.bodies(1)[0])["Fields"] == {"Building": "North"}


def test_five_attempts_then_the_error_log(autotask, receiver):
    receiver.answers.extend([500, None, 404, 302, 500])
    registered(autotask, receiver.url)
    close(autotask)
    settled(autotask, ["failed"])
    (one,) = sent(autotask)
    assert [attempt["status"] for attempt in one["attempts"]] == [500, 0, 404, 302, 500]
    (logged,) = autotask.query("WebhookEventErrorLogs", EVERY)
    assert logged["payload"].encode() == receiver.bodies(5)[0]
    assert logged["sequenceNumber"] == json.loads(logged["payload"])["SequenceNumber"]
    assert logged["accountWebhookID"] is None
    row = autotask.call("DELETE", f"/WebhookEventErrorLogs/{logged['id']}")
    assert row.status_code == 200


def test_failures_of_a_companys_webhook_are_logged_with_it(autotask, receiver):
    receiver.answers.extend([500] * 5)
    hook = registered(autotask, receiver.url, plural="CompanyWebhooks", fields=[(1, True, False)])
    autotask.call("PATCH", "/Companies", {"id": COMPANY, "companyName": "Northwind"})
    settled(autotask, ["failed"])
    (logged,) = autotask.query("WebhookEventErrorLogs", EVERY)
    assert logged["accountWebhookID"] == hook
    autotask.clock.passes(days=31)
    assert autotask.query("WebhookEventErrorLogs", EVERY) == []


def test_later_events_wait_behind_one_that_is_retried(autotask, receiver):
    receiver.answers.extend([500, 500])
    registered(autotask, receiver.url)
    autotask.sets(what="ticket", id=TICKET, state="closed")
    autotask.sets(what="ticket", id=TICKET, state="open")
    told = [json.loads(body)["Fields"]["Status"] for body in receiver.bodies(4)]
    assert told == [5, 5, 5, 8]


def test_twenty_five_failures_in_a_row_switch_it_off(autotask, receiver):
    hook = registered(autotask, receiver.url)
    receiver.answers.extend([500] * 5 * MAXIMUM_FAILURES)
    for turn in range(MAXIMUM_FAILURES + 1):
        autotask.sets(what="ticket", id=TICKET + turn, state="closed")
    until(lambda: not autotask.item("TicketWebhooks", hook)["isActive"])
    assert len(autotask.query("WebhookEventErrorLogs", EVERY)) == MAXIMUM_FAILURES
    told = [*receiver.bodies(5 * MAXIMUM_FAILURES + 2)[-2:]]
    assert {json.loads(body)["Action"] for body in told} == {"Deactivated"}
    gone = [(dict(query), headers) for query, headers, _ in receiver.arrived[-2:]]
    assert [query for query, _ in gone] == [{"gone": ""}, {}]
    assert not any("X-Hook-Signature" in headers for _, headers in gone)
    close(autotask)
    assert len(sent(autotask)) == MAXIMUM_FAILURES + 3
    autotask.call("PATCH", "/TicketWebhooks", {"id": hook, "isActive": True})
    autotask.sets(what="ticket", id=TICKET, state="open")
    until(lambda: sent(autotask)[-1]["outcome"] == "delivered")


def test_one_success_starts_the_count_anew(autotask, receiver):
    hook = registered(autotask, receiver.url)
    receiver.answers.extend([500] * 5 * (MAXIMUM_FAILURES - 1) + [204] + [500] * 5)
    for turn in range(MAXIMUM_FAILURES + 1):
        autotask.sets(what="ticket", id=TICKET + turn, state="closed")
    until(lambda: len(autotask.query("WebhookEventErrorLogs", EVERY)) == MAXIMUM_FAILURES)
    assert autotask.item("TicketWebhooks", hook)["isActive"] is True


@pytest.mark.parametrize("how", ["screen", "patch", "delete"])
def test_whoever_switches_it_off_the_deactivation_url_is_called(autotask, receiver, how):
    autotask.quirk("deactivation_on_main_url", on=False)
    hook = registered(autotask, receiver.url)
    if how == "screen":
        autotask.sets(what="webhook", id=hook, active=False)
    elif how == "patch":
        autotask.call("PATCH", "/TicketWebhooks", {"id": hook, "isActive": False})
    else:
        autotask.call("DELETE", f"/TicketWebhooks/{hook}")
    (body,) = receiver.bodies(1)
    (query, headers, _) = receiver.arrived[0]
    assert (json.loads(body)["Action"], dict(query)) == ("Deactivated", {"gone": ""})
    assert "X-Hook-Signature" not in headers
    settled(autotask, ["delivered"])
    close(autotask)
    assert len(sent(autotask)) == 1


def test_what_is_lost_doubled_swapped_and_forged(autotask, receiver):
    registered(autotask, receiver.url)
    match = {"path": "/Tickets/Update"}
    for mode in ("drop_webhooks", "duplicate_webhooks", "reorder_webhooks"):
        fault = {"match": match, "mode": mode, "times": 1}
        assert autotask.control("POST", "/faults", fault).status_code == 201
    for turn in range(4):
        close(autotask, TICKET + turn)
    ids = [json.loads(body)["Id"] - TICKET for body in receiver.bodies(4)]
    assert sorted(ids) != ids
    assert set(ids) == {1, 2, 3}
    assert all(h["X-Hook-Signature"] == signature(b) for _, h, b in receiver.arrived)
    assert autotask.control("POST", "/faults", {"mode": "forge_webhook"}).status_code == 201
    forged = receiver.bodies(5)[-1]
    assert receiver.arrived[-1][1]["X-Hook-Signature"] != signature(forged)
    assert json.loads(forged)["Action"] == "Update"


def test_a_twin_and_one_too_many_are_refused(autotask):
    url = "http://127.0.0.1:9/hook"
    registered(autotask, url)
    body = autotask.query("TicketWebhooks", EVERY)[0]
    assert "exists already" in refusal(autotask.call("POST", "/TicketWebhooks", body))
    autotask.quirk("refuses_twin_webhooks", on=False)
    for _ in range(49):
        assert autotask.call("POST", "/TicketWebhooks", body).status_code == 200
    assert "50" in refusal(autotask.call("POST", "/TicketWebhooks", body))
    assert autotask.call("POST", "/TicketWebhooks", body | {"isActive": False}).status_code == 200


def test_webhooks_of_an_entity_are_numbered_on_their_own(autotask):
    tickets = [registered(autotask, f"http://127.0.0.1:9/{turn}") for turn in range(2)]
    assert tickets[1] == tickets[0] + 1 < 1000
    with pytest.raises(ValueError, match="Company"):
        autotask.sets(what="webhook", id=tickets[0], active=False, entity="Project")
