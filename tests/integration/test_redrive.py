"""From a dead letter to a problem with a button, and from the button to the PSA."""

import pytest

from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PullKind, PushJob
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, ADMIN, PAUL


@pytest.fixture
def given_up(deployment, app, psa, paul):
    """Paul's entry, whose push was given up before it reached the PSA."""
    work = deployment.a_ticket(PAUL, app)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work))
    job = PushJob(account=ACCOUNT, app=PsaName(app), entry_id=entry_id)
    deployment.gives_up(job, job)
    return entry_id


def problems(deployment, client):
    return {
        one["entryId"]: one["problem"]
        for one in deployment.ok(client, "GET", "/v1/problems")["items"]
    }


def test_a_letter_is_a_problem_that_its_owner_and_the_admin_see(deployment, psa, given_up):
    for client in (PAUL, ADMIN):
        problem = problems(deployment, client)[given_up]
        assert (problem["code"], problem["retryable"]) == ("gave_up", True)
        assert problem["fix"]
    assert deployment.entry(PAUL, given_up)["syncState"] == "waiting"
    assert psa.rows() == {}
    story = deployment.ok(PAUL, "GET", f"{path_of(given_up)}/explain")
    assert [one["what"] for one in story["events"]] == ["booked", "gave_up"], "once, not twice"


def test_its_own_button_sends_it(deployment, psa, given_up):
    assert deployment.call(PAUL, "POST", f"{path_of(given_up)}/retry").status == 202
    deployment.pump.deliver()
    assert deployment.entry(PAUL, given_up)["syncState"] == "synced"
    assert len(psa.rows()) == 1
    assert problems(deployment, ADMIN) == {}


def test_the_admins_button_sends_all_and_starts_the_poll_again(deployment, app, psa, given_up):
    deployment.gives_up(PullJob(account=ACCOUNT, app=PsaName(app), kind=PullKind.CHANGES))
    assert problems(deployment, ADMIN).keys() == {given_up, None}
    done = deployment.ok(ADMIN, "POST", "/v1/problems/retry")
    assert done == {"retried": 1, "hasMore": False}
    deployment.pump.deliver()
    assert deployment.entry(PAUL, given_up)["syncState"] == "synced"
    assert len(psa.rows()) == 1
    assert problems(deployment, ADMIN) == {}


def test_a_letter_that_comes_too_late_changes_nothing(deployment, app, psa, given_up):
    deployment.call(PAUL, "POST", f"{path_of(given_up)}/retry")
    deployment.pump.deliver()
    deployment.gives_up(PushJob(account=ACCOUNT, app=PsaName(app), entry_id=given_up))
    assert deployment.entry(PAUL, given_up)["syncState"] == "synced"
    assert problems(deployment, PAUL) == {}
