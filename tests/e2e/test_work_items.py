from uuid import uuid4

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS


def test_a_refresh_is_watched_until_it_is_done(technician):
    path = f"/v1/connected-apps/{technician.app}/refresh"
    job = technician.api.ok("POST", path)
    assert job["status"] in {"queued", "running"}

    done = wait_for("the refresh", lambda: _ended(technician, job["id"]), ARRIVES_SECONDS)
    assert done["status"] == "done"
    assert done["progress"]["done"] == done["progress"]["total"] > 0
    assert done["progress"]["done"] >= len(technician.work_items())
    assert done["finishedAt"]
    assert done["problem"] is None


def test_a_refresh_that_the_psa_does_not_serve_says_so_and_ends_well(technician, psa):
    psa.breaks("down")
    path = f"/v1/connected-apps/{technician.app}/refresh"
    job = technician.api.ok("POST", path)
    failed = wait_for("the failure", lambda: _ended(technician, job["id"]), ARRIVES_SECONDS)
    assert failed["status"] == "failed"
    assert failed["problem"]["fix"]
    psa.heals()
    wait_for("its success", lambda: _status(technician, job["id"]) == "done", ARRIVES_SECONDS)


def test_a_job_is_its_owners(technician, colleague, stranger):
    job = technician.api.ok("POST", f"/v1/connected-apps/{technician.app}/refresh")
    for other in (colleague.api, stranger):
        assert other.call("GET", f"/v1/jobs/{job['id']}").status_code == 404
    wait_for("the refresh", lambda: _ended(technician, job["id"]), ARRIVES_SECONDS)


def test_the_options_are_those_of_the_psa(technician, psa):
    options = technician.api.ok("GET", f"/v1/connected-apps/{psa.app}/options")
    for kind in ("workTypes", "workRoles", "billable"):
        assert options[kind], kind
        assert all(one["id"] and one["name"] for one in options[kind])


def test_only_what_is_mine_in_the_first_place_is_listed(stack, technician):
    items = technician.work_items()
    tickets = [one for one in items if one["kind"] == "ticket"]
    assert len([one for one in tickets if one["assigned"] == "primary" and one["bookable"]]) >= 3
    assert "secondary" not in {one["assigned"] for one in items}
    # They are known all the same, so that a wider import scope shows them.
    assert _stored(stack, technician, "secondary") >= 2


def test_work_items_are_found_by_any_words_of_their_name(technician):
    wanted = next(one for one in technician.work_items() if one["kind"] == "ticket")
    words = " ".join(reversed(wanted["displayName"].upper().split()))
    found = technician.api.pages("/v1/work-items", app=technician.app, query=words)
    assert wanted["id"] in {one["id"] for one in found}
    assert technician.api.pages("/v1/work-items", query="no-such-words-here") == []


def test_a_closed_work_item_says_why_and_takes_no_time(technician, psa):
    creates = psa.creates()
    closed = [one for one in technician.work_items() if not one["bookable"]]
    assert closed
    assert all(one["notBookableReason"] for one in closed)
    ticket = next(one for one in closed if one["kind"] == "ticket")

    entry_id = str(uuid4())
    booking = technician.a_booking(workItemId=ticket["id"])
    answer = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
    assert (answer.status_code, answer.json()["code"]) == (422, "work_item_not_bookable")
    assert ticket["notBookableReason"] in answer.json()["detail"]
    assert technician.api.call("GET", f"/v1/time-entries/{entry_id}").status_code == 404
    assert psa.creates() == creates


def _status(technician, job_id):
    return technician.api.ok("GET", f"/v1/jobs/{job_id}")["status"]


def _ended(technician, job_id):
    job = technician.api.ok("GET", f"/v1/jobs/{job_id}")
    return job if job["status"] in {"done", "failed"} else None


def _stored(stack, technician, assigned):
    client = stack.info.aws_client("dynamodb")
    (table,) = client.list_tables()["TableNames"]
    pages = client.get_paginator("scan").paginate(TableName=table)
    found = [
        item
        for page in pages
        for item in page["Items"]
        if technician.user_id in item["pk"]["S"] + item["sk"]["S"] and assigned in str(item)
    ]
    return len([one for one in found if technician.app in one["sk"]["S"]])
