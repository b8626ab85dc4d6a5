import json

import pytest

from local.simulators.autotask.webhook_delivery import MAXIMUM_FAILURES
from tests.simulators.autotask.tenant_client import refusal
from tests.simulators.autotask.webhook_words import (
    COMPANY,
    EVERY,
    TICKET,
    close,
    registered,
    sent,
    settled,
    signature,
)
from tests.simulators.notebook import until


@pytest.fixture
def autotask(hurried):
    return hurried


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
