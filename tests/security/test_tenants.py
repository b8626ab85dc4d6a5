"""A second account sees nothing of the first, on no route and with no cursor of it."""

import json
from dataclasses import replace

import pytest

from functions.memtime_api.openapi import OPERATIONS
from psa_sync import bootstrap
from tests.builders import a_problem
from tests.contract.cases import APPS
from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.client import Client
from tests.integration.deployment import ACCOUNT, ADMIN, MARIA, PAUL

OTHER = "other-msp"
TWIN = Client(OTHER, PAUL.user_id)
TWIN_ADMIN = Client(OTHER, ADMIN.user_id, "admin")
BOTH = pytest.mark.parametrize("stranger", [TWIN, TWIN_ADMIN], ids=["member", "admin"])
LISTS = ["/v1/time-entries", "/v1/changes", "/v1/work-items"]
REACHED = {
    ("get", "/v1/connected-apps"),
    ("get", "/v1/connected-apps/{app}/form"),
    ("put", "/v1/connected-apps/{app}/connection"),
    ("post", "/v1/connected-apps/{app}/connection/check"),
    ("delete", "/v1/connected-apps/{app}/connection"),
    ("put", "/v1/connected-apps/{app}/authentication"),
    ("delete", "/v1/connected-apps/{app}/authentication"),
    ("post", "/v1/connected-apps/{app}/refresh"),
    ("get", "/v1/connected-apps/{app}/options"),
    ("get", "/v1/jobs/{jobId}"),
    ("get", "/v1/work-items"),
    ("put", "/v1/time-entries/{entryId}"),
    ("post", "/v1/time-entries"),
    ("get", "/v1/time-entries/{entryId}"),
    ("get", "/v1/time-entries"),
    ("delete", "/v1/time-entries/{entryId}"),
    ("post", "/v1/time-entries/check"),
    ("get", "/v1/time-entries/{entryId}/explain"),
    ("post", "/v1/time-entries/{entryId}/retry"),
    ("post", "/v1/time-entries/{entryId}/resolve"),
    ("get", "/v1/problems"),
    ("get", "/v1/health/connections"),
    ("post", "/v1/problems/retry"),
    ("get", "/v1/connected-apps/{app}/brake"),
    ("post", "/v1/connected-apps/{app}/brake"),
    ("get", "/v1/connected-apps/{app}/settings"),
    ("patch", "/v1/connected-apps/{app}/settings"),
    ("get", "/v1/connected-apps/{app}/preferences"),
    ("patch", "/v1/connected-apps/{app}/preferences"),
    ("post", "/v1/connected-apps/{app}/sync"),
    ("get", "/v1/changes"),
    ("get", "/v1/timesheet"),
}
"""Every route of a tenant; each is called below."""


@pytest.fixture(scope="module")
def entry_id(settled):
    """Paul's entry, in the PSA and in the feed."""
    booking = a_booking(settled.a_ticket(PAUL, "connectwise"), "Only for Alpine")
    settled.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    settled.until(lambda: settled.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id


def rows_of(deployment, account):
    return {key: row for key, row in deployment.stored().items() if f"A#{account}#" in f"{key[0]}#"}


def test_no_route_of_a_tenant_is_forgotten():
    public = {("get", "/v1/openapi.json"), ("get", "/healthz")}
    assert {(one.method, one.path) for one in OPERATIONS} == REACHED | public


@BOTH
@pytest.mark.parametrize("path", LISTS)
def test_lists_are_empty(settled, entry_id, stranger, path):
    mine = settled.ok(PAUL, "GET", path, limit="500")["items"]
    theirs = settled.ok(stranger, "GET", path, limit="500")["items"]
    assert mine
    assert theirs == []


@BOTH
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("owner", [PAUL, ADMIN], ids=["of a member", "of an admin"])
def test_a_cursor_of_another_account_opens_nothing(settled, entry_id, stranger, path, owner):
    cursor = settled.ok(owner, "GET", path, limit="1")["nextCursor"]
    if cursor is None:
        cursor = json.dumps([owner.user_id, None])
    answer = settled.call(stranger, "GET", path, cursor=cursor, limit="500")
    assert answer.status in {200, 422}
    assert answer.json.get("items", []) == []
    assert "Only for Alpine" not in answer.body


@BOTH
def test_entries_and_jobs_are_unknown(settled, entry_id, stranger):
    job = settled.ok(PAUL, "POST", "/v1/connected-apps/connectwise/refresh")
    answers = [
        settled.call(stranger, "GET", path_of(entry_id)),
        settled.call(stranger, "DELETE", path_of(entry_id), if_match=1),
        settled.call(stranger, "GET", f"/v1/jobs/{job['id']}"),
    ]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert settled.call(MARIA, "GET", f"/v1/jobs/{job['id']}").status == 404
    assert settled.call(ADMIN, "GET", f"/v1/jobs/{job['id']}").status == 200
    settled.pump.deliver()


@pytest.fixture
def troubled_id(settled, entry_id):
    """Paul's entry with something to mend on it."""
    entries = bootstrap.entries()
    stored = entries.get(ACCOUNT, entry_id)
    assert stored is not None
    troubled = entries.save(replace(stored, problem=a_problem()))
    yield entry_id
    entries.save(replace(troubled, problem=None))


@BOTH
def test_nobody_reads_or_mends_the_trouble_of_another_account(settled, troubled_id, stranger):
    path = path_of(troubled_id)
    assert settled.call(PAUL, "GET", f"{path}/explain").status == 200
    before = rows_of(settled, ACCOUNT)
    answers = [
        settled.call(stranger, "GET", f"{path}/explain"),
        settled.call(stranger, "POST", f"{path}/retry"),
        settled.call(stranger, "POST", f"{path}/resolve", {"keep": "psa"}),
    ]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert [one["entryId"] for one in settled.ok(PAUL, "GET", "/v1/problems")["items"]] == [
        troubled_id
    ]
    assert settled.ok(stranger, "GET", "/v1/problems")["items"] == []
    cursor = json.dumps(["problems", "0"])
    assert settled.ok(stranger, "GET", "/v1/problems", cursor=cursor)["items"] == []
    assert rows_of(settled, ACCOUNT) == before


def test_an_admin_of_another_account_retries_and_releases_nothing_of_ours(settled, troubled_id):
    before = rows_of(settled, ACCOUNT)
    assert settled.ok(TWIN_ADMIN, "POST", "/v1/problems/retry")["retried"] == 0
    brake = "/v1/connected-apps/connectwise/brake"
    assert settled.ok(TWIN_ADMIN, "GET", brake)["on"] is False
    assert settled.call(TWIN_ADMIN, "POST", brake, {"action": "apply"}).code == "brake_off"
    for member in (PAUL, TWIN):
        for method, path, body in (
            ("POST", "/v1/problems/retry", None),
            ("GET", brake, None),
            ("POST", brake, {"action": "apply"}),
        ):
            assert settled.call(member, method, path, body).status == 403
    assert rows_of(settled, ACCOUNT) == before


@BOTH
def test_apps_are_not_installed(settled, stranger, app):
    (mine,) = (
        one
        for one in settled.ok(stranger, "GET", "/v1/connected-apps")["items"]
        if one["app"] == app
    )
    assert (mine["installed"], mine["connection"]) == (False, None)
    assert (mine["authenticated"], mine["psaUser"]) == (False, None)
    base = f"/v1/connected-apps/{app}"
    ours = settled.ok(PAUL, "GET", f"{base}/form")
    assert settled.ok(stranger, "GET", f"{base}/form") == ours
    day = instant(0)[:10]
    answers = [
        settled.call(stranger, "PUT", f"{base}/authentication", {"userName": "PPierce"}),
        settled.call(stranger, "POST", f"{base}/refresh"),
        settled.call(stranger, "GET", f"{base}/options"),
        settled.call(stranger, "GET", f"{base}/settings"),
        settled.call(stranger, "GET", f"{base}/preferences"),
        settled.call(stranger, "PATCH", f"{base}/preferences", {"entrySync": "manual"}),
        settled.call(stranger, "POST", f"{base}/sync"),
        settled.call(stranger, "GET", "/v1/timesheet", app=app, from_=day, to=day),
    ]
    assert {answer.status for answer in answers} == {422}
    assert {answer.code for answer in answers} == {"app_not_installed", "user_not_authenticated"}


def test_settings_are_changed_by_an_admin_of_the_account_alone(settled):
    path, body = "/v1/connected-apps/connectwise/settings", {"direction": "to_psa"}
    before = settled.ok(PAUL, "GET", path)
    for stranger, status in ((TWIN, 403), (TWIN_ADMIN, 422), (PAUL, 403)):
        assert settled.call(stranger, "PATCH", path, body).status == status
        assert settled.call(stranger, "PATCH", path, body, dryRun="true").status == status
    assert settled.ok(PAUL, "GET", path) == before
    assert rows_of(settled, OTHER) == {}


@BOTH
def test_nothing_can_be_booked_on_work_of_another_account(settled, entry_id, stranger):
    booking = a_booking(settled.a_ticket(PAUL, "connectwise"))
    before = rows_of(settled, ACCOUNT)
    single = settled.call(stranger, "PUT", path_of(entry_id), booking)
    batch = settled.ok(
        stranger, "POST", "/v1/time-entries", {"entries": [booking | {"id": entry_id}]}
    )
    dry_run = settled.ok(stranger, "POST", "/v1/time-entries/check", booking | {"id": entry_id})
    assert [one["code"] for one in dry_run["problems"]] == ["connection_missing"]
    assert (single.status, single.code) == (422, "app_not_installed")
    assert [one["status"] for one in batch["results"]] == [422]
    assert rows_of(settled, ACCOUNT) == before
    assert rows_of(settled, OTHER) == {}


def test_a_psa_of_another_account_cannot_be_taken_over(settled):
    before, secrets = settled.stored(), settled.secrets()
    for app in settled.psas:
        assert settled.install(app, TWIN_ADMIN).code == "psa_already_connected"
    assert (settled.stored(), settled.secrets()) == (before, secrets)


def test_nobody_checks_uninstalls_or_logs_out_of_the_app_of_another_account(settled):
    before, secrets = settled.stored(), settled.secrets()
    for app in settled.psas:
        base = f"/v1/connected-apps/{app}"
        refused = settled.call(TWIN_ADMIN, "DELETE", f"{base}/connection")
        assert (refused.status, refused.code) == (422, "app_not_installed")
        refused = settled.call(TWIN_ADMIN, "POST", f"{base}/connection/check")
        assert (refused.status, refused.code) == (422, "app_not_installed")
        assert settled.call(TWIN, "DELETE", f"{base}/connection").status == 403
        assert settled.call(TWIN, "POST", f"{base}/connection/check").status == 403
        assert settled.call(TWIN, "DELETE", f"{base}/authentication").status == 204
    assert (settled.stored(), settled.secrets()) == (before, secrets)


def test_the_same_id_in_two_accounts_is_two_entries(deployment):
    entry_id = new_id()
    first, second = APPS[:2]
    accounts = {first: (ADMIN, PAUL), second: (TWIN_ADMIN, TWIN)}
    for app, (admin, member) in accounts.items():
        assert deployment.install(app, admin).status == 201
        assert deployment.authenticate(member, app).status == 200
    deployment.pump.deliver()
    for app, (_, member) in accounts.items():
        booking = a_booking(deployment.a_ticket(member, app), f"In {app}")
        assert deployment.call(member, "PUT", path_of(entry_id), booking).status == 201
    deployment.pump.deliver()
    for app, (_, member) in accounts.items():
        entry = deployment.entry(member, entry_id)
        assert (entry["app"], entry["notes"], entry["syncState"]) == (app, f"In {app}", "synced")
        assert len(deployment.psas[app].rows()) == 1
    deployment.ok(PAUL, "DELETE", path_of(entry_id), if_match=1)
    deployment.pump.deliver()
    assert deployment.psas[first].rows() == {}
    assert len(deployment.psas[second].rows()) == 1
    assert deployment.entry(TWIN, entry_id)["deletedAt"] is None
