"""For each refusal of queries, rows, callers and limits a call that is answered with it."""

import json
from concurrent.futures import ThreadPoolExecutor

import requests

from local.simulators.autotask.people import ENGINEER
from tests.simulators.autotask import refused_time as refused_time
from tests.simulators.autotask.refused_words import CALLS as CALLS
from tests.simulators.autotask.refused_words import (
    HOOK,
    TICKET,
    call,
    queries,
)
from tests.simulators.autotask.tenant_client import (
    API,
    HEADERS,
)
from tests.simulators.autotask.webhook_words import registered

queries("unable_to_find", {"filter": [{"op": "eq", "field": "weather", "value": 1}]})
queries("no_filter", {"MaxRecords": 5})
queries("too_many_conditions", {"filter": [{"op": "in", "field": "id", "value": [*range(501)]}]})
queries(
    "unknown_operator",
    {"filter": [{"op": "ne", "field": "id", "value": 1}]},
    quirk="drops_unknown_operators",
    on=False,
)
queries("value_needed", {"filter": [{"op": "in", "field": "id"}]})
queries("one_value", {"filter": [{"op": "eq", "field": "id", "value": [1, 2]}]})
queries("no_clause", {"filter": ["id gt 0"]})
queries("page_too_large", {"filter": [], "MaxRecords": 501}, quirk="refuses_large_pages")
queries(
    "one_udf",
    {"filter": [{"op": "exist", "field": "Building", "udf": True}] * 2},
    entity="Tickets",
)
queries("history_by_ticket", {"filter": []}, entity="TicketHistory")


@call
def webhook_twice(autotask):
    registered(autotask, HOOK)
    body = autotask.query("TicketWebhooks")[0]
    return autotask.call("POST", "/TicketWebhooks", body)


@call
def too_many_webhooks(autotask):
    autotask.quirk("refuses_twin_webhooks", on=False)
    registered(autotask, HOOK)
    body = autotask.query("TicketWebhooks")[0]
    answers = [autotask.call("POST", "/TicketWebhooks", body) for _ in range(50)]
    return answers[-1]


@call
def no_search(autotask):
    return autotask.call("GET", "/Companies/query?search=all")


@call
def bad_page(autotask):
    body: dict[str, list[str]] = {"filter": []}
    return autotask.call("POST", "/Companies/query/next?paging=nonsense", body)


@call
def empty_body(autotask):
    return autotask.call("POST", "/Companies/query")


@call
def wrong_code(autotask):
    headers = HEADERS | {"ApiIntegrationCode": "WRONG"}
    return autotask.call("GET", "/Companies/0", headers=headers)


@call
def unknown_user(autotask):
    return autotask.call("GET", "/ZoneInformation?user=nobody@else.example")


@call
def bad_credentials(autotask):
    autotask.quirk("wrong_secret_answers_500", on=True)
    return autotask.call("GET", "/Companies/0", headers=HEADERS | {"Secret": "wrong"})


@call
def unauthorized(autotask):
    return autotask.call("GET", "/Companies/0", headers=HEADERS | {"Secret": "wrong"})


def fourth_at_once(autotask):
    delay = {"match": {"path": "/Roles"}, "mode": "delay", "params": {"seconds": 0.5}}
    autotask.control("POST", "/faults", delay)
    address = f"{autotask.url}{API}/Roles/{ENGINEER}"
    with ThreadPoolExecutor(4) as callers:
        calls = [callers.submit(requests.get, address, headers=HEADERS) for _ in range(4)]
    answers = [call.result() for call in calls]
    return next(answer for answer in answers if answer.status_code != 200)


@call
def threads_exceeded(autotask):
    return fourth_at_once(autotask)


@call
def threads_exceeded_429(autotask):
    autotask.quirk("thread_limit_answers_429", on=True)
    return fourth_at_once(autotask)


@call
def limit_reached(autotask):
    autotask.control("POST", "/faults", {"mode": "rate_limit", "times": 1})
    return autotask.call("GET", "/Companies/0")


@call
def not_json(autotask):
    address = f"{autotask.url}{API}/Companies/query"
    return requests.post(address, data=json.dumps([1]), headers=HEADERS, timeout=10)


@call
def no_route(autotask):
    return autotask.call("POST", "/Tasks", {"title": "At the root"})


@call
def no_verb(autotask):
    return autotask.call("DELETE", f"/Tickets/{TICKET}")
