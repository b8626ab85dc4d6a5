"""The dry run of an entry: what the PSA would object to, told in no time and without asking it."""

import pytest

from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.client import Client
from tests.integration.deployment import MARIA, PAUL, STRANGER

CHECK = "/v1/time-entries/check"


@pytest.fixture
def psa(deployment, app):
    assert deployment.install(app).status == 201
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.pump.deliver()
    return deployment.psas[app]


@pytest.fixture
def work(deployment, app, psa):
    return deployment.a_ticket(PAUL, app)


def calls(psa) -> int:
    return int(psa.control("GET", "/requests")["total"])


def codes(answer) -> list[str]:
    return [problem["code"] for problem in answer["problems"]]


def test_a_good_entry_is_ok_and_nobody_hears_of_it(deployment, psa, work):
    stored, before = deployment.stored(), calls(psa)
    answer = deployment.ok(PAUL, "POST", CHECK, a_booking(work))
    assert (answer["ok"], answer["problems"]) == (True, [])
    assert answer["factsAsOf"].endswith("Z")
    assert (deployment.stored(), calls(psa)) == (stored, before)


def test_it_costs_four_reads_of_the_table_and_nothing_else(deployment, work, caplog):
    caplog.clear()
    deployment.ok(PAUL, "POST", CHECK, a_booking(work))
    (ended,) = (one for one in caplog.records if one.message == "invocation ended")
    assert ended.aws_calls == {"dynamodb.GetItem": 3, "dynamodb.BatchGetItem": 1}


def test_everything_that_is_wrong_is_told_with_its_fix(deployment, psa, work):
    wrong = a_booking(work, workTypeId="999999", workRoleId="999999")
    about_roles = ["work_role_invalid"] if psa.case.has_roles else []
    answer = deployment.ok(PAUL, "POST", CHECK, wrong)
    assert answer["ok"] is False
    assert codes(answer) == ["work_type_invalid", *about_roles]
    for problem in answer["problems"]:
        assert {"code", "message", "fix", "who", "where", "since", "retryable"} <= problem.keys()
        assert problem["said"]
        assert problem["message"].endswith(f"({problem['said']})")


def test_what_is_wrong_is_not_sent(deployment, app, psa, work):
    booking = a_booking(work, "never sent", workTypeId="999999")
    create = " ".join(psa.case.create_call)
    before = psa.control("GET", "/requests")["byEndpoint"].get(create, 0)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.pump.deliver()
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["problem"]["code"]) == ("rejected", "work_type_invalid")
    assert psa.control("GET", "/requests")["byEndpoint"].get(create, 0) == before
    story = deployment.ok(PAUL, "GET", f"{path_of(entry_id)}/explain")
    assert [event["what"] for event in story["events"]] == ["booked", "foreseen"]
    better = a_booking(work, "sent", workTypeId=None)
    deployment.ok(PAUL, "PUT", path_of(entry_id), better, if_match=1)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")


def test_a_ticket_that_was_closed_takes_no_time(deployment, app, psa, work):
    psa.control("POST", "/set", {"what": "ticket", "id": work.split(":")[2], "state": "closed"})
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    answer = deployment.ok(PAUL, "POST", CHECK, a_booking(work))
    assert codes(answer) in (["work_item_closed"], ["work_item_missing"])


def test_a_submitted_week_is_told_where_the_psa_shows_it(deployment, app, psa, work):
    if psa.case.weeks_are_hidden:
        return
    apps = {one["app"]: one for one in deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]}
    person = apps[app]["psaUser"]["id"]
    day = instant(14)[:10]
    sheet = {"what": "timesheet", "personId": person, "date": day, "state": "submitted"}
    psa.control("POST", "/set", sheet)
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    assert codes(deployment.ok(PAUL, "POST", CHECK, a_booking(work))) == ["period_closed"]


@pytest.mark.parametrize(
    ("who", "code"), [(STRANGER, "connection_missing"), (MARIA, "user_not_authenticated")]
)
def test_who_cannot_book_is_told_why(deployment, work, who: Client, code):
    answer = deployment.ok(who, "POST", CHECK, a_booking(work))
    assert (answer["ok"], codes(answer), answer["factsAsOf"]) == (False, [code], None)


def test_what_is_no_entry_is_refused_as_always(deployment, work):
    backwards = a_booking(work, end=instant(13))
    refused = deployment.call(PAUL, "POST", CHECK, backwards)
    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "end_before_start")
    assert deployment.call(PAUL, "POST", CHECK, a_booking(work, id="no")).status == 422
    assert deployment.call(PAUL, "POST", CHECK, []).status == 422
