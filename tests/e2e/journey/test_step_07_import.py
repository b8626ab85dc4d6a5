"""Step 7: refresh imports projects and tasks, in the first place those that are yours."""

from uuid import uuid4

import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS


def test_a_refresh_is_watched_until_everything_is_there(technician):
    done = technician.refreshes()
    assert (done["status"], done["problem"]) == ("done", None)
    assert done["progress"]["done"] == done["progress"]["total"] > 0
    mine = [one for one in technician.work_items() if one["assigned"] == "primary"]
    assert done["progress"]["done"] >= len(mine) > 0
    assert done["finishedAt"]


def test_only_work_with_you_in_the_first_place_is_there_by_default(technician):
    items = technician.work_items()
    assert "secondary" not in {one["assigned"] for one in items}
    mine = [one for one in items if one["kind"] == "ticket" and one["assigned"] == "primary"]
    assert len([one for one in mine if one["bookable"]]) >= 3


def test_and_more_if_you_adjust_it(technician):
    before = {one["id"] for one in technician.work_items()}
    technician.prefers(importScope="assigned")
    try:
        more = {one["id"]: one for one in technician.work_items()}
        added = [one for one in more.values() if one["id"] not in before]
        assert before < more.keys()
        assert {one["assigned"] for one in added} == {"secondary"}
        helped = next(one for one in added if one["kind"] == "ticket" and one["bookable"])
        technician.waits_until_synced(technician.books(workItemId=helped["id"]))
    finally:
        technician.prefers(importScope=None)
    assert {one["id"] for one in technician.work_items()} == before


def test_projects_have_their_tasks_below_them(technician):
    items = {one["id"]: one for one in technician.work_items()}
    assert {"ticket", "charge_code"} < {one["kind"] for one in items.values()}
    for one in items.values():
        assert one["name"]
        assert one["displayName"].endswith(one["name"])
        assert one["parentId"] is None or one["parentId"] != one["id"]


@pytest.fixture
def closed(technician, psa):
    """A ticket with an entry on it, closed in the PSA until the test is over."""
    ticket = technician.a_ticket()
    entry_id = technician.books(workItemId=ticket)
    technician.waits_until_synced(entry_id)
    psa.closes(ticket)
    yield ticket, entry_id
    psa.opens(ticket)
    technician.refreshes()
    assert ticket in technician.may_book_on()


def test_what_was_closed_leaves_and_the_entries_on_it_stay(technician, psa, closed):
    ticket, entry_id = closed
    technician.refreshes()
    assert ticket not in {one["id"] for one in technician.work_items()}
    booking = technician.a_booking(workItemId=ticket)
    answer = technician.api.call("PUT", f"/v1/time-entries/{uuid4()}", booking)
    assert answer.status_code == 422
    assert technician.sees(entry_id)["deletedAt"] is None
    assert len(psa.rows_of(entry_id)) == 1


def test_a_work_item_that_takes_no_time_says_why(technician, psa):
    creates = psa.creates()
    unbookable = [one for one in technician.work_items() if not one["bookable"]]
    assert unbookable
    assert all(one["notBookableReason"] for one in unbookable)
    chosen = unbookable[0]

    entry_id = str(uuid4())
    booking = technician.a_booking(workItemId=chosen["id"])
    answer = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
    assert (answer.status_code, answer.json()["code"]) == (422, "work_item_not_bookable")
    assert chosen["notBookableReason"] in answer.json()["detail"]
    assert technician.api.call("GET", f"/v1/time-entries/{entry_id}").status_code == 404
    assert psa.creates() == creates


def test_work_is_found_by_any_words_of_its_name(technician):
    wanted = next(one for one in technician.work_items() if one["kind"] == "ticket")
    words = " ".join(reversed(wanted["displayName"].upper().split()))
    found = technician.api.pages("/v1/work-items", app=technician.app, query=words)
    assert wanted["id"] in {one["id"] for one in found}
    assert technician.api.pages("/v1/work-items", query="no-such-words-here") == []


def test_the_choices_for_an_entry_are_those_of_the_psa(technician, app):
    options = technician.api.ok("GET", f"{app.path}/options")
    for kind in ("workTypes", "workRoles", "billable"):
        assert options[kind], kind
        assert all(one["id"] and one["name"] for one in options[kind])


def test_a_refresh_that_the_psa_does_not_serve_says_so_and_ends_well(technician, psa):
    psa.breaks("down")
    failed = technician.refreshes()
    assert failed["status"] == "failed"
    assert failed["problem"]["fix"]
    psa.heals()

    def is_done():
        return technician.api.ok("GET", f"/v1/jobs/{failed['id']}")["status"] == "done"

    wait_for("its success", is_done, ARRIVES_SECONDS)


def test_a_refresh_of_all_is_the_admins_and_a_job_is_its_owners(technician, colleague, app):
    refused = technician.api.call("POST", f"{app.path}/refresh?scope=account")
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    job = technician.refreshes()
    assert colleague.api.call("GET", f"/v1/jobs/{job['id']}").status_code == 404
