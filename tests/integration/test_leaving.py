"""Uninstalling and leaving an app: what should go is gone, and nothing else."""

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL


def books(deployment, app):
    booking = a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id, booking


def app_of(deployment, client, app):
    items = deployment.ok(client, "GET", "/v1/connected-apps")["items"]
    return next(one for one in items if one["app"] == app)


def test_an_app_is_uninstalled_and_installed_again(deployment, app, psa, paul):
    entry_id, booking = books(deployment, app)
    path = f"/v1/connected-apps/{app}/connection"
    assert deployment.call(PAUL, "DELETE", path).status == 403
    for _ in range(2):
        answer = deployment.call(ADMIN, "DELETE", path)
        assert (answer.status, answer.json["status"]) == (202, "removed")
    assert deployment.secrets() == {}
    assert app_of(deployment, PAUL, app)["installed"] is False

    changed = booking | {"notes": "While it was away"}
    deployment.ok(PAUL, "PUT", path_of(entry_id), changed, if_match=1)
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "connection_missing"
    assert deployment.call(PAUL, "PUT", path_of(new_id()), booking).code == "app_not_installed"

    assert deployment.install(app).status == 201
    shown = app_of(deployment, PAUL, app)
    assert (shown["installed"], shown["authenticated"]) == (True, True)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    (row,) = psa.rows().values()
    assert psa.notes(row) == "While it was away"
    assert psa.creates() == 1


def test_who_leaves_an_app_waits_until_they_return(deployment, app, psa, paul):
    entry_id, booking = books(deployment, app)
    for _ in range(2):
        path = f"/v1/connected-apps/{app}/authentication"
        assert deployment.call(PAUL, "DELETE", path).status == 204
    assert app_of(deployment, PAUL, app)["psaUser"] is None
    changed = booking | {"notes": "Still mine"}
    deployment.ok(PAUL, "PUT", path_of(entry_id), changed, if_match=1)
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "user_not_authenticated"

    assert deployment.authenticate(PAUL, app).status == 200
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert [psa.notes(row) for row in psa.rows().values()] == ["Still mine"]
    assert psa.creates() == 1
