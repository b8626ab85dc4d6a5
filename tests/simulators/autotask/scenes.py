"""Short scenes, each with one comparable outcome; together they meet every quirk."""

from concurrent.futures import ThreadPoolExecutor

from local.simulators.autotask import catalogue
from local.simulators.autotask.people import NETWORK_ENGINEER
from tests.simulators.autotask.tenant_client import HEADERS, KELLER, PIERCE, PIERCE_ROLE
from tests.simulators.autotask.webhook_words import TITLE, close, registered
from tests.simulators.notebook import until

SCENES = {}
OPEN, COMPLETE, EXCLUDING = 35400, 35448, 35468
EVERY = {"op": "gte", "field": "id", "value": 0}


def scene(play):
    SCENES[play.__name__] = play
    return play


def window(start, end, day="2026-09-23"):
    return {"startDateTime": f"{day}T{start}:00Z", "endDateTime": f"{day}T{end}:00Z"}


def at_screen(stage, person=PIERCE, **fields):
    """Enter time as its owner; give status and row or refusal."""
    fields = {"ticketID": OPEN, "summaryNotes": "Done"} | fields
    sent = {name: value for name, value in fields.items() if value is not None}
    answer = stage.autotask.control("POST", f"/people/{person}/time-entries", sent)
    return answer.status_code, answer.json()


def entered(stage, **fields):
    status, row = at_screen(stage, **fields)
    assert status == 201, row
    return row


def status_of(stage, method, path, body=None, headers=None):
    return stage.autotask.call(method, path, body, headers).status_code


def found(stage, entity, *clauses, **more):
    """How many rows a query finds; the status where it is refused."""
    body = {"filter": list(clauses), **more}
    answer = stage.autotask.call("POST", f"/{entity}/query", body)
    return len(answer.json()["items"]) if answer.status_code == 200 else answer.status_code


def clause(operator, field, *value):
    return {"op": operator, "field": field} | ({"value": value[0]} if value else {})


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
def strange_characters(stage):
    return entered(stage, **window("00:10", "00:20"), summaryNotes="Fixed ✓")["summaryNotes"]


@scene
def somebody_elses_role(stage):
    return at_screen(stage, **window("00:20", "00:30"), roleID=NETWORK_ENGINEER)[0]


@scene
def work_type_of_a_ticket(stage):
    row = entered(stage, **window("00:30", "00:40"))
    return row["internalBillingCodeID"] == row["billingCodeID"]


@scene
def booked_by_the_api_user(stage):
    fields = {"resourceID": PIERCE, "ticketID": OPEN, "roleID": PIERCE_ROLE, "summaryNotes": "x"}
    return status_of(stage, "POST", "/TimeEntries", fields | window("00:40", "00:50"))


@scene
def across_midnight(stage):
    span = {"startDateTime": "2026-09-22T23:50:00Z", "endDateTime": "2026-09-23T00:05:00Z"}
    return at_screen(stage, **span)[0]


@scene
def on_a_complete_ticket(stage):
    return at_screen(stage, ticketID=COMPLETE, **window("01:00", "01:10"))[0]


@scene
def hours_on_a_task(stage):
    task = stage.autotask.tasks_of(PIERCE)[0]["id"]
    hours = {"dateWorked": "2026-09-23", "hoursWorked": 1}
    return at_screen(stage, ticketID=None, taskID=task, **hours)[0]


@scene
def without_notes(stage):
    return at_screen(stage, summaryNotes=None, **window("01:10", "01:20"))[0]


@scene
def changed_to_what_it_was(stage):
    row = entered(stage, **window("01:20", "01:30"))
    stage.autotask.clock.passes(seconds=1)
    path = f"/people/{PIERCE}/time-entries/{row['id']}"
    answer = stage.autotask.control("PATCH", path, {"summaryNotes": row["summaryNotes"]})
    same = answer.json().get("lastModifiedDateTime") == row["lastModifiedDateTime"]
    return answer.status_code, same


@scene
def given_to_somebody_else(stage):
    row = entered(stage, **window("01:30", "01:40"))
    path = f"/people/{PIERCE}/time-entries/{row['id']}"
    answer = stage.autotask.control("PATCH", path, {"resourceID": KELLER})
    return answer.status_code, answer.json().get("resourceID")


@scene
def posted(stage):
    row = entered(stage, **window("01:40", "01:50"))
    stage.autotask.clock.passes(seconds=1)
    stage.autotask.sets(what="entry", id=row["id"], state="billed")
    now = stage.autotask.entry(row["id"])
    return now["lastModifiedUserID"] == row["lastModifiedUserID"]


@scene
def approved_with_its_contract(stage):
    row = entered(stage, **window("01:50", "02:00"))
    return stage.autotask.entry(row["id"])["billingApprovalDateTime"] is not None


@scene
def changed_in_somebody_elses_name(stage):
    row = entered(stage, **window("02:00", "02:10"))
    headers = HEADERS | {"ImpersonationResourceId": str(PIERCE)}
    body = {"id": row["id"], "summaryNotes": "More"}
    return status_of(stage, "PATCH", "/TimeEntries", body, headers)


@scene
def not_billable(stage):
    row = entered(stage, isNonBillable=True, **window("02:10", "02:20"))
    return found(stage, "TimeEntries", clause("eq", "id", row["id"]))


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
    delay = {"match": {"path": "/Roles"}, "mode": "delay", "params": {"seconds": 0.3}}
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
def beyond_business_hours(stage):
    span = window("21:30", "22:30", "2026-09-21")
    before = found(stage, "TimeEntries", clause("gte", "startDateTime", span["startDateTime"]))
    entered(stage, billingCodeID=catalogue.REMOTE_SUPPORT, **span)
    after = found(stage, "TimeEntries", clause("gte", "startDateTime", span["startDateTime"]))
    return after - before


@scene
def excluded_from_its_contract(stage):
    ticket = stage.autotask.query("Tickets", clause("eq", "contractID", 29683748), EVERY)[0]
    row = entered(
        stage, ticketID=ticket["id"], billingCodeID=catalogue.COURTESY, **window("02:20", "02:30")
    )
    return row["contractID"]


@scene
def after_its_contract_ended(stage):
    ticket = stage.autotask.item("Tickets", OPEN)
    contract = stage.autotask.item("Contracts", ticket["contractID"])
    change = {"id": contract["id"], "status": 0}
    assert status_of(stage, "PATCH", "/Contracts", change) == 200
    row = entered(stage, **window("02:30", "02:40"))
    assert status_of(stage, "PATCH", "/Contracts", change | {"status": 1}) == 200
    return row["contractID"] is None


@scene
def beside_other_time(stage):
    entered(stage, **window("02:40", "02:50"))
    return at_screen(stage, **window("02:45", "02:55"))[0]


@scene
def next_week(stage):
    return at_screen(stage, **window("03:00", "03:10", "2026-09-30"))[0]


@scene
def last_spring(stage):
    return at_screen(stage, **window("03:00", "03:10", "2026-05-06"))[0]


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
def submitted(stage):
    row = entered(stage, **window("03:10", "03:20"))
    week = {"what": "timesheet", "personId": PIERCE, "date": "2026-09-23"}
    stage.autotask.sets(**week, state="submitted")
    now = stage.autotask.entry(row["id"])
    stage.autotask.sets(**week, state="open")
    return now["lastModifiedUserID"] == row["lastModifiedUserID"]


@scene
def a_delete_in_the_log(stage):
    before = found(stage, "DeletedTicketActivityLogs", EVERY)
    row = entered(stage, **window("03:20", "03:30"))
    stage.autotask.control("DELETE", f"/people/{PIERCE}/time-entries/{row['id']}")
    return found(stage, "DeletedTicketActivityLogs", EVERY) - before


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
