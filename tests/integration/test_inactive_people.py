"""Somebody is deactivated in the PSA: it is noticed, shown to who can mend it, nothing is lost."""

from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PullKind
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, ADMIN, MARIA, PAUL


def an_hour_passes(deployment, app):
    """The PSA's rules are read again."""
    bootstrap.queue().pull([PullJob(account=ACCOUNT, app=PsaName(app), kind=PullKind.RULES)])
    deployment.pump.deliver()


def problem_of(deployment, client, app):
    items = deployment.ok(client, "GET", "/v1/connected-apps")["items"]
    (problem,) = (one["problem"] for one in items if one["app"] == app)
    return problem


def problems_of(deployment, client):
    items = deployment.ok(client, "GET", "/v1/problems")["items"]
    return [(one["problem"]["code"], one["userId"], one["entryId"]) for one in items]


def test_who_is_deactivated_is_shown_and_what_they_book_goes_out_once_they_are_back(
    deployment, app, psa, paul
):
    deployment.authenticate(MARIA, app)
    work = deployment.a_ticket(PAUL, app)
    psa.control("POST", "/set", {"what": "person", "id": paul["id"], "active": False})
    an_hour_passes(deployment, app)
    problem = problem_of(deployment, PAUL, app)
    assert (problem["code"], problem["who"]) == ("person_inactive", "msp_admin")
    assert "activated" in problem["fix"]
    assert problem_of(deployment, MARIA, app) is None
    told = ("person_inactive", PAUL.user_id, None)
    assert told in problems_of(deployment, PAUL)
    assert told in problems_of(deployment, ADMIN)
    assert told not in problems_of(deployment, MARIA)

    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work, "While away"))
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["problem"])
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["problem"]["code"]) == ("waiting", "person_inactive")
    assert psa.rows() == {}

    psa.control("POST", "/set", {"what": "person", "id": paul["id"], "active": True})
    an_hour_passes(deployment, app)
    assert problem_of(deployment, PAUL, app) is None
    deployment.ok(PAUL, "POST", f"{path_of(entry_id)}/retry")
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert psa.row_of("While away")
