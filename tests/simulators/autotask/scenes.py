"""Scenes of calls, each with one comparable outcome; with those of time they meet every quirk."""

from concurrent.futures import ThreadPoolExecutor

from local.simulators.autotask.quirks_calls import LIMITS_THREADS
from tests.simulators.autotask import scenes_of_time as scenes_of_time
from tests.simulators.autotask.scene_words import (
    EVERY,
    OPEN,
    clause,
    entered,
    found,
    scene,
    status_of,
    window,
)
from tests.simulators.autotask.scene_words import SCENES as SCENES
from tests.simulators.autotask.tenant_client import HEADERS, PIERCE
from tests.simulators.autotask.webhook_words import TITLE, close, registered
from tests.simulators.notebook import until


@scene
def wrong_integration_code(stage):
    headers = HEADERS | {"ApiIntegrationCode": "WRONG"}
    return status_of(stage, "GET", "/Companies/0", headers=headers)


@scene
def wrong_secret(stage):
    wrong = stage.autotask.call("GET", "/Companies/0", headers=HEADERS | {"Secret": "x"})
    return wrong.status_code, bool(wrong.text), status_of(stage, "GET", "/Companies/0")


@scene
def unknown_operator(stage):
    return found(stage, "Companies", clause("ne", "id", 0))


@scene
def no_clauses(stage):
    return found(stage, "Companies")


@scene
def no_value(stage):
    return found(stage, "Companies", clause("eq", "companyName"))


@scene
def other_case(stage):
    return found(stage, "Companies", clause("eq", "companyName", "NORTHWIND dental group"))


@scene
def compared_with_nothing(stage):
    return found(stage, "Companies", clause("noteq", "parentCompanyID", 5))


@scene
def a_date_as_shown(stage):
    return stage.autotask.item("Tickets", OPEN)["createDate"].endswith("Z")


@scene
def a_ticket_as_shown(stage):
    return sorted(stage.autotask.item("Tickets", OPEN))


@scene
def a_file_as_listed(stage):
    entry = entered(stage, **window("03:30", "03:40"))["id"]
    path = f"/TimeEntries/{entry}/Attachments"
    file = {"attachmentType": "FILE_ATTACHMENT", "fullPath": "a.txt", "publish": 1}
    answer = stage.autotask.call("POST", path, file | {"title": "a.txt", "data": "aGVsbG8h"})
    below = f"{path}/{answer.json()['itemId']}"
    alone = stage.autotask.call("GET", below).json()["item"]["data"]
    listed = stage.autotask.query("TimeEntryAttachments", clause("eq", "parentID", entry))
    stage.autotask.call("DELETE", below)
    stage.autotask.control("DELETE", f"/people/{PIERCE}/time-entries/{entry}")
    return alone, [row["data"] for row in listed]


@scene
def without_the_right_to_read(stage):
    stage.autotask.sets(what="permission", name="Departments.query", allowed=False)
    answer = stage.autotask.call("POST", "/Departments/query", {"filter": [EVERY]})
    stage.autotask.sets(what="permission", name="Departments.query", allowed=True)
    return answer.status_code


@scene
def a_refusal_as_shown(stage):
    answer = stage.autotask.call("POST", "/TimeEntries/query", {"filter": [clause("eq", "no", 1)]})
    return type(answer.json()["errors"][0]).__name__


@scene
def four_calls_at_once(stage):
    answers = []
    # Where all are served although there is a limit, a busy machine let them in one by one.
    for seconds in (0.3, 1.5, 4):
        answers = _four_held_calls(stage, seconds)
        if len(set(answers)) > 1 or not stage.autotask.vendor.tenant.has(LIMITS_THREADS):
            break
    return answers


def _four_held_calls(stage, seconds):
    delay = {"match": {"path": "/Roles"}, "mode": "delay", "params": {"seconds": seconds}}
    stage.autotask.control("POST", "/faults", delay)
    with ThreadPoolExecutor(4) as callers:
        calls = [callers.submit(stage.fresh_call, "/Roles/110") for _ in range(4)]
    stage.autotask.control("DELETE", "/faults")
    return sorted(call.result().status_code for call in calls)


@scene
def told_to_wait(stage):
    stage.autotask.control("POST", "/faults", {"mode": "rate_limit", "times": 1})
    return "Retry-After" in stage.autotask.call("GET", "/Roles/110").headers


@scene
def a_full_hour(stage):
    traffic = stage.autotask.vendor.tenant.traffic
    traffic.count(stage.autotask.clock(), calls=10_000)
    answer = stage.autotask.call("GET", "/Roles/110")
    traffic.clear()
    return answer.status_code


@scene
def a_long_title(stage):
    answer = stage.autotask.call("PATCH", "/Tickets", {"id": OPEN, "title": "x" * 300})
    return answer.status_code


@scene
def changed_later_today(stage):
    return found(stage, "Tickets", clause("gte", "lastActivityDate", "2026-09-23T23:00:00Z"))


@scene
def time_by_its_notes(stage):
    return found(stage, "TimeEntries", clause("eq", "summaryNotes", "nobody wrote this"))


@scene
def a_page_of_a_thousand(stage):
    return found(stage, "Tickets", EVERY, MaxRecords=1000)


@scene
def counted_beside_a_page(stage):
    answer = stage.autotask.call("POST", "/Companies/query", {"filter": [EVERY], "MaxRecords": 7})
    return answer.json()["pageDetails"]["requestCount"]


@scene
def an_id_that_is_not_there(stage):
    return status_of(stage, "GET", "/Companies/4711")


@scene
def a_webhook_as_sent(stage):
    hook = registered(stage.autotask, stage.receiver.url, fields=[(TITLE, True, False)])
    at = len(stage.receiver.arrived)
    stage.autotask.call("PATCH", "/Tickets", {"id": OPEN + 1, "title": f"Größe {hook}"})
    body = stage.receiver.bodies(at + 1)[-1]
    stage.autotask.call("PATCH", "/TicketWebhooks", {"id": hook, "isActive": False})
    until(lambda: all(one["outcome"] == "delivered" for one in stage.sent()))
    return body.isascii(), b"PersonID" in body, len(stage.receiver.arrived) - at


@scene
def a_webhook_twice(stage):
    registered(stage.autotask, "http://127.0.0.1:9/twin")
    body = stage.autotask.query("TicketWebhooks", clause("contains", "webhookUrl", "twin"))[0]
    return status_of(stage, "POST", "/TicketWebhooks", body)


@scene
def a_deleted_row(stage):
    hook = registered(stage.autotask, "http://127.0.0.1:9/gone")
    return status_of(stage, "DELETE", f"/TicketWebhooks/{hook}")


@scene
def closing_a_ticket(stage):
    close(stage.autotask, OPEN + 36)
    return stage.autotask.item("Tickets", OPEN + 36)["completedDate"] is not None


@scene
def many_wrong_secrets(stage):
    """The last one: whoever is locked out stays so."""
    wrong = HEADERS | {"Secret": "x"}
    for _ in range(6):
        status_of(stage, "GET", "/Companies/0", headers=wrong)
    return status_of(stage, "GET", "/Companies/0")
