import time
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.simulators.autotask.tenant_client import API, HEADERS

HOLD = {"mode": "delay", "match": {"path": "/TimeEntries"}, "params": {"seconds": 0.5}}


def at_once(autotask, paths):
    def call(path):
        return requests.get(autotask.url + API + path, headers=HEADERS, timeout=10)

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(call, paths))


def test_a_fourth_call_at_once_is_refused_and_others_go_on(autotask):
    autotask.control("POST", "/faults", HOLD)
    answers = at_once(autotask, ["/TimeEntries/900001"] * 5 + ["/Tickets/35400"])
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 200, 200, 200, 500, 500]
    (refused, _) = (answer for answer in answers if answer.status_code == 500)
    assert "Itgenatr005" in refused.json()["errors"][0]
    assert answers[-1].status_code == 200
    autotask.control("DELETE", "/faults")
    assert autotask.call("GET", "/TimeEntries/900001").status_code == 200


def test_the_thread_limit_has_another_status_or_is_off(autotask):
    autotask.control("POST", "/faults", HOLD)
    autotask.quirk("thread_limit_answers_429", on=True)
    statuses = {answer.status_code for answer in at_once(autotask, ["/TimeEntries/900001"] * 4)}
    assert statuses == {200, 429}
    autotask.quirk("limits_threads", on=False)
    statuses = {answer.status_code for answer in at_once(autotask, ["/TimeEntries/900001"] * 4)}
    assert statuses == {200}


def test_zone_discovery_has_no_thread_limit(autotask):
    match = {"path": "/ZoneInformation"}
    autotask.control("POST", "/faults", HOLD | {"match": match})
    path = f"/zoneInformation?user={HEADERS['UserName']}"
    assert {answer.status_code for answer in at_once(autotask, [path] * 5)} == {200}


def seconds_of_a_call(autotask):
    begin = time.perf_counter()
    answer = autotask.call("GET", "/ThresholdInformation")
    return answer, time.perf_counter() - begin


def does_not_wait(autotask):
    # The quickest of some, because a busy machine may hold up any single one.
    return min(seconds_of_a_call(autotask)[1] for _ in range(5)) < 0.4


def test_a_fuller_hour_is_slower_and_a_full_one_refuses(autotask):
    traffic, now = autotask.vendor.tenant.traffic, autotask.clock()
    autotask.quirk("enforces_hourly_limit", on=True)
    traffic.count(now, 4_000)
    assert does_not_wait(autotask)
    traffic.count(now, 1_500)
    assert seconds_of_a_call(autotask)[1] >= 0.5
    traffic.count(now, 2_500)
    assert seconds_of_a_call(autotask)[1] >= 1
    traffic.count(now, 2_000)
    answer, _ = seconds_of_a_call(autotask)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    autotask.clock.passes(hours=1, seconds=1)
    assert seconds_of_a_call(autotask)[0].status_code == 200


def test_the_hourly_limit_is_only_counted_unless_asked_for(autotask):
    traffic = autotask.vendor.tenant.traffic
    traffic.clear()
    traffic.count(autotask.clock(), 20_000)
    answer, _ = seconds_of_a_call(autotask)
    assert answer.json()["currentTimeframeRequestCount"] == 20_001
    assert does_not_wait(autotask)
