import json

import pytest

from tests.simulators.autotask.tenant_client import API_USER, half_an_hour
from tests.simulators.autotask.webhook_words import (
    ACTIVITY,
    COMPANY,
    EVERY,
    NUMBER,
    STATUS,
    TICKET,
    TITLE,
    close,
    registered,
    sent,
    settled,
    signature,
)


@pytest.fixture
def autotask(hurried):
    return hurried


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


def test_webhooks_of_an_entity_are_numbered_on_their_own(autotask):
    tickets = [registered(autotask, f"http://127.0.0.1:9/{turn}") for turn in range(2)]
    assert tickets[1] == tickets[0] + 1 < 1000
    with pytest.raises(ValueError, match="Company"):
        autotask.sets(what="webhook", id=tickets[0], active=False, entity="Project")
