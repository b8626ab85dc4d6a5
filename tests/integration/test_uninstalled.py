"""What stays and what goes when an app is uninstalled: at once, within 30 days, and after them."""

import pytest

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PullKind
from tests.contract.hook_cases import hook_case_of
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, ADMIN, MARIA, PAUL, deployed
from tests.integration.hooks import reached

WRITES = ("POST", "PATCH", "PUT", "DELETE")


@pytest.fixture
def listening(psas, app):
    """PSAs reach our API; the app is installed, and its hooks are registered."""
    with reached() as one:
        assert one.install(app).status == 201
        one.pump.deliver()
        yield one


def token_of(app):
    hooks = hook_bootstrap.hooks().of(ACCOUNT, PsaName(app))
    assert hooks is not None
    return hooks.token


def keeper_of(app):
    connection = bootstrap.connections().get(ACCOUNT, PsaName(app))
    assert connection is not None
    return hook_bootstrap.open_hooks(connection)


def path_to(app):
    return f"/v1/connected-apps/{app}/connection"


def books(deployment, app, notes):
    booking = a_booking(deployment.a_ticket(PAUL, app), notes)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id, booking


def ledger(psa):
    return psa.control("GET", "/ledger")["items"]


def writes_of_time(psa):
    """Calls that changed time entries, or tried to; tries of a check name no row that is there."""
    calls = psa.control("GET", "/requests")["items"]
    return [
        (one["method"], one["path"])
        for one in calls
        if one["method"] in WRITES
        and "time" in one["path"].lower()
        and "/query" not in one["path"]
        and one["status"] < 300
    ]


def rows_of(deployment, app):
    """What is stored of the app, wherever."""
    return {
        key
        for key, row in deployment.stored().items()
        if f"A#{ACCOUNT}" in key[0]
        and (f"#{app}" in "".join(key) or f'"app":"{app}"' in row.get("doc", {}).get("S", ""))
    }


def test_hooks_go_with_the_app_and_so_do_all_secrets(listening, app):
    token, keeper = token_of(app), keeper_of(app)
    registered = hook_case_of(app).registered
    assert len(registered(keeper, token)) == len(keeper.names)
    assert listening.secrets() != {}
    removed = listening.ok(ADMIN, "DELETE", path_to(app))
    assert removed["webhooks"]["leftBehind"] == []
    assert registered(keeper, token) == []
    assert listening.secrets() == {}
    assert hook_bootstrap.hooks().owner(token) is None


def test_a_psa_that_is_away_keeps_its_hooks_and_the_answer_says_which(listening, app):
    token, psa = token_of(app), listening.psas[app]
    psa.breaks("down")
    removed = listening.ok(ADMIN, "DELETE", path_to(app))
    psa.heals()
    (sentence,) = removed["webhooks"]["leftBehind"]
    assert removed["webhooks"]["state"] == "left_behind"
    assert token[-6:] in sentence
    assert listening.secrets() == {}
    assert hook_bootstrap.hooks().owner(token) is None


def test_a_refused_key_is_not_tried_once_more_to_remove_hooks(listening, app):
    psa = listening.psas[app]
    psa.breaks("revoke_credentials")
    listening.authenticate(PAUL, app)
    before = psa.control("GET", "/requests")["total"]
    removed = listening.ok(ADMIN, "DELETE", path_to(app))
    assert psa.control("GET", "/requests")["total"] == before
    psa.heals()
    (sentence,) = removed["webhooks"]["leftBehind"]
    assert "refuses the key" in sentence


def test_installed_again_within_thirty_days_nothing_is_sent_twice(deployment, app, psa, paul):
    ids = [books(deployment, app, notes)[0] for notes in ("One", "Two", "Three")]
    version = deployment.entry(PAUL, ids[2])["version"]
    deployment.ok(PAUL, "DELETE", path_of(ids[2]), if_match=version)
    deployment.until(lambda: len(psa.rows()) == 2)
    before = {one["id"]: one["row"] for one in ledger(psa)}
    mapped = {one: deployment.entry(PAUL, one)["remote"] for one in ids[:2]}
    deployment.ok(ADMIN, "DELETE", path_to(app))
    written = writes_of_time(psa)
    deployment.runs("purge")
    assert deployment.install(app).status == 201
    deployment.pump.deliver()
    for schedule in ("pull", "reconcile", "sweep"):
        deployment.runs(schedule)
        deployment.pump.deliver()
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    assert writes_of_time(psa) == written
    assert {one["id"]: one["row"] for one in ledger(psa)} == before
    for entry_id in ids[:2]:
        entry = deployment.entry(PAUL, entry_id)
        assert (entry["syncState"], entry["remote"]) == ("synced", mapped[entry_id])
    assert deployment.entry(PAUL, ids[2])["deletedAt"]


def purges(deployment, app):
    """The schedule comes by, and a quarter of an hour passes between the two looks."""
    deployment.runs("purge")
    deployment.pump.deliver()
    for page in ('[2, "", null]', '[3, "", null]'):
        job = PullJob(account=ACCOUNT, app=PsaName(app), kind=PullKind.PURGE, page=page)
        bootstrap.queue().pull([job])
        deployment.pump.deliver()


def test_after_thirty_days_all_is_gone_and_another_company_can_come(psas, app):
    with deployed(psas, KEEP_UNINSTALLED_DAYS="0") as deployment:
        deployment.install(app)
        deployment.authenticate(PAUL, app)
        deployment.pump.deliver()
        lives_and_ends(deployment, app, psas[app])


def lives_and_ends(deployment, app, psa):
    entry_id, booking = books(deployment, app, "Once")
    deployment.authenticate(MARIA, app)
    deployment.call(MARIA, "DELETE", f"/v1/connected-apps/{app}/authentication")
    other = next(one for one in deployment.psas if one != app)
    deployment.install(other)
    deployment.authenticate(PAUL, other)
    deployment.pump.deliver()
    others, _ = books(deployment, other, "Of the other app")
    kept = rows_of(deployment, other)
    before = {one["id"]: one["row"] for one in ledger(psa)}
    deployment.ok(ADMIN, "DELETE", path_to(app))
    purges(deployment, app)
    left = {key[1] for key in rows_of(deployment, app)}
    assert left <= {f"C#{app}", "CURSOR"} | {key for key in left if key.startswith(("J#", "R#"))}
    assert rows_of(deployment, other) == kept
    assert deployment.entry(PAUL, others)["syncState"] == "synced"
    assert deployment.call(PAUL, "GET", path_of(entry_id)).status == 404
    assert entry_id not in {
        one["id"] for one in deployment.ok(PAUL, "GET", "/v1/changes", limit="500")["items"]
    }
    shown = next(
        one
        for one in deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
        if one["app"] == app
    )
    assert (shown["installed"], shown["connection"], shown["psaUser"]) == (False, None, None)
    # What is at the PSA stays there, untouched.
    assert {one["id"]: one["row"] for one in ledger(psa)} == before
    assert deployment.install(app).status == 201
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.pump.deliver()
    # It is back by its marker, so what an old client sends under its id is no new entry.
    assert deployment.entry(PAUL, entry_id)["syncState"] == "synced"
    assert deployment.call(PAUL, "PUT", path_of(entry_id), booking).code == "version_required"
    deployment.pump.deliver()
    assert {one["id"]: one["row"] for one in ledger(psa)} == before
    assert psa.creates() == 1
