"""People see what is wrong, and mend it: explain, retry, resolve, problems, the brake."""

from dataclasses import replace

import pytest

from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.reconcile import Brake
from psa_sync.domain.settings import ConflictPolicy
from tests.builders import NOW
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, ADMIN, MARIA, PAUL
from tests.integration.refusals import nothing_is_written


@pytest.fixture
def psa(deployment, app):
    assert deployment.install(app).status == 201
    for member in (PAUL, MARIA):
        assert deployment.authenticate(member, app).status == 200
    deployment.pump.deliver()
    return deployment.psas[app]


@pytest.fixture
def booked(deployment, app, psa):
    """An entry of Paul's that is in the PSA."""
    booking = a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry_id)["syncState"] == "synced"
    return entry_id


@pytest.fixture
def refused(deployment, app, psa):
    """An entry of Paul's that the PSA does not take, until it heals."""
    work = deployment.a_ticket(PAUL, app)
    no = {"status": 400, "body": psa.case.no_for_a_reason_of_its_own}
    psa.breaks("status", psa.case.create_call, params=no)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), a_booking(work))
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry_id)["syncState"] == "rejected"
    return entry_id


def asks_first(app):
    """Let the connection ask a person when both sides changed."""
    connections = bootstrap.connections()
    stored = connections.get(ACCOUNT, PsaName(app))
    assert stored is not None
    settings = replace(stored.settings, conflict_policy=ConflictPolicy.ASK)
    connections.save(replace(stored, settings=settings))


def in_conflict(deployment, app, psa, entry_id):
    asks_first(app)
    (row,) = psa.rows().values()
    psa.person_edits(str(psa.case.person_of(row)), str(row["id"]), "theirs")
    entry = deployment.entry(PAUL, entry_id)
    booking = a_booking(entry["workItemId"], "ours")
    deployment.ok(PAUL, "PUT", path_of(entry_id), booking, if_match=entry["version"])
    deployment.pump.deliver()
    entry = deployment.entry(PAUL, entry_id)
    assert entry["syncState"] == "conflict"
    assert (entry["conflict"]["memtime"]["notes"], entry["conflict"]["psa"]["notes"]) == (
        "ours",
        "theirs",
    )


def test_a_refused_entry_is_explained_and_goes_out_after_a_retry(deployment, psa, refused):
    path = path_of(refused)
    story = deployment.ok(PAUL, "GET", f"{path}/explain")
    problem = story["entry"]["problem"]
    assert story["entry"] == deployment.entry(PAUL, refused)
    assert story["cause"] == problem["message"]
    assert [story[name] for name in ("fix", "who", "where")] == [
        problem[name] for name in ("fix", "who", "where")
    ]
    assert story["summary"]
    assert [event["what"] for event in story["events"]] == ["booked", "refused"]
    assert all(
        event.keys() >= {"at", "what", "detail", "psaRequestId"} for event in story["events"]
    )

    psa.heals()
    answer = deployment.call(PAUL, "POST", f"{path}/retry")
    assert (answer.status, answer.json["syncState"]) == (202, "queued")
    deployment.pump.deliver()
    assert deployment.entry(PAUL, refused)["syncState"] == "synced"
    assert len(psa.rows()) == 1
    story = deployment.ok(PAUL, "GET", f"{path}/explain")
    assert [event["what"] for event in story["events"]][-2:] == ["retried", "created"]
    again = deployment.call(PAUL, "POST", f"{path}/retry")
    assert (again.status, again.code) == (409, "retry_not_needed")
    assert again.json["entry"]["id"] == refused


@pytest.mark.parametrize("side", ["memtime", "psa"])
def test_a_conflict_ends_as_its_owner_chooses(deployment, app, psa, booked, side):
    in_conflict(deployment, app, psa, booked)
    answer = deployment.call(PAUL, "POST", f"{path_of(booked)}/resolve", {"keep": side})
    assert answer.status == 200
    deployment.pump.deliver()
    kept, lost = ("ours", "theirs") if side == "memtime" else ("theirs", "ours")
    entry = deployment.entry(PAUL, booked)
    assert (entry["syncState"], entry["conflict"], entry["notes"]) == ("synced", None, kept)
    assert psa.row_of(kept)
    story = deployment.ok(PAUL, "GET", f"{path_of(booked)}/explain")
    (resolved,) = (one for one in story["events"] if one["what"] == "resolved")
    assert resolved["detail"] == {"kept": side, "notes": lost}
    deployment.pulls()
    assert deployment.entry(PAUL, booked)["version"] == entry["version"]
    again = deployment.call(PAUL, "POST", f"{path_of(booked)}/resolve", {"keep": side})
    assert (again.status, again.code) == (409, "no_conflict")


def test_what_makes_no_sense_mends_nothing(deployment, booked):
    path = path_of(booked)
    with nothing_is_written():
        assert deployment.call(PAUL, "POST", f"{path}/resolve", {"keep": "both"}).status == 422
        assert deployment.call(PAUL, "POST", f"{path}/resolve", {}).status == 422
        assert deployment.call(PAUL, "POST", f"{path}/resolve", raw="{").status == 400
        assert deployment.call(PAUL, "POST", f"{path}/resolve", {"keep": "psa"}).status == 409
        assert deployment.call(PAUL, "POST", f"{path}/retry").status == 409
        for action in ("retry", "explain", "resolve"):
            method = "GET" if action == "explain" else "POST"
            for unknown in (path_of(new_id()), path_of("no-uuid")):
                answer = deployment.call(PAUL, method, f"{unknown}/{action}", {"keep": "psa"})
                assert (answer.status, answer.code) == (404, "entry_unknown")


def test_a_colleagues_entry_is_out_of_reach(deployment, refused):
    with nothing_is_written():
        path = path_of(refused)
        assert deployment.call(MARIA, "GET", f"{path}/explain").status == 404
        assert deployment.call(MARIA, "POST", f"{path}/retry").status == 404
        assert deployment.call(MARIA, "POST", f"{path}/resolve", {"keep": "psa"}).status == 404
    assert deployment.ok(ADMIN, "GET", f"{path}/explain")["entry"]["id"] == refused


def test_problems_are_listed_to_whom_they_concern(deployment, app, refused):
    (one,) = deployment.ok(PAUL, "GET", "/v1/problems", app=app)["items"]
    assert (one["entryId"], one["userId"]) == (refused, PAUL.user_id)
    assert one["problem"] == deployment.entry(PAUL, refused)["problem"]
    assert deployment.ok(ADMIN, "GET", "/v1/problems")["items"] == [one]
    assert deployment.ok(MARIA, "GET", "/v1/problems")["items"] == []
    assert deployment.ok(PAUL, "GET", "/v1/problems", app="another")["items"] == []
    for wrong in ({"limit": "0"}, {"limit": "501"}):
        assert deployment.call(PAUL, "GET", "/v1/problems", **wrong).status == 422
    assert deployment.call(PAUL, "GET", "/v1/problems", app="x" * 300).status == 404


def test_a_stopped_connection_is_a_problem_of_the_admin(deployment, app, psa, booked):
    psa.breaks("status", params={"status": 401, "body": {"message": "Unauthorized"}})
    deployment.pulls()
    (one,) = deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
    assert (one["entryId"], one["userId"], one["app"]) == (None, None, app)
    assert one["problem"]["code"] == "credentials_refused"
    assert one["problem"]["who"] == "msp_admin"
    assert deployment.ok(PAUL, "GET", "/v1/problems")["items"] == []


def test_an_admin_tries_everything_again_after_an_outage(deployment, app, psa):
    work = deployment.a_ticket(PAUL, app)
    psa.breaks("rate_limit", params={"retryAfter": 600})
    ids = [new_id(), new_id()]
    for entry_id in ids:
        deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work, entry_id))
    deployment.pump.deliver()
    assert {deployment.entry(PAUL, one)["syncState"] for one in ids} == {"waiting"}
    psa.heals()
    answer = deployment.call(ADMIN, "POST", "/v1/problems/retry", app=app)
    assert (answer.status, answer.json) == (202, {"retried": 2, "hasMore": False})
    deployment.pump.deliver()
    assert {deployment.entry(PAUL, one)["syncState"] for one in ids} == {"synced"}
    assert deployment.call(PAUL, "POST", "/v1/problems/retry").code == "admin_only"


def test_an_admin_sees_the_brake_and_releases_it(deployment, app, psa, booked):
    path = f"/v1/connected-apps/{app}/brake"
    assert deployment.ok(ADMIN, "GET", path) == {
        "on": False, "since": None, "missing": [], "count": 0,
    }  # fmt: skip
    assert deployment.call(ADMIN, "POST", path, {"action": "keep"}).code == "brake_off"
    cursors = bootstrap.effects().cursors
    state = cursors.reconciled(ACCOUNT, PsaName(app))
    cursors.save_reconciled(replace(state, brake=Brake(since=NOW, missing=(booked,))))

    shown = deployment.ok(ADMIN, "GET", path)
    assert (shown["on"], shown["missing"], shown["count"]) == (True, [booked], 1)
    assert shown["since"] == "2025-03-04T12:00:00Z"
    (one,) = deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
    assert (one["entryId"], one["problem"]["code"]) == (None, "mass_delete")
    assert deployment.call(ADMIN, "POST", path, {"action": "wait"}).status == 422
    assert deployment.call(PAUL, "POST", path, {"action": "apply"}).code == "admin_only"
    assert deployment.ok(ADMIN, "POST", path, {"action": "keep"})["on"] is False
    assert deployment.ok(ADMIN, "GET", "/v1/problems")["items"] == []
    assert deployment.call(ADMIN, "GET", "/v1/connected-apps/other/brake").status == 404
