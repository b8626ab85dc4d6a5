"""Step 3: Manage, then edit the connection; nothing is lost with the old keys."""

import pytest


@pytest.fixture
def always_connected(app):
    """Whatever a test does to the keys, the next one finds them right."""
    yield
    assert app.submits().ok


def test_right_keys_replace_the_old_ones_and_keep_everything(technician, colleague, app):
    entry_id = technician.books()
    entry = technician.waits_until_synced(entry_id)
    user, items = technician.connected_app()["psaUser"], technician.work_items()
    settings = app.settings()

    answer = app.submits()
    assert (answer.status_code, answer.json()["status"]) == (200, "active")

    assert technician.sees(entry_id) == entry
    assert technician.connected_app()["psaUser"] == user
    assert [one["id"] for one in technician.work_items()] == [one["id"] for one in items]
    assert app.settings() == settings
    assert colleague.connected_app()["authenticated"]
    technician.waits_until_synced(technician.books())


@pytest.mark.usefixtures("always_connected")
def test_while_the_new_key_is_wrong_the_old_one_works_on(technician, app, secrets):
    before, since = secrets.stored(), app.shown()["connection"]["since"]
    answer = app.submits_wrong_keys()
    assert (answer.status_code, answer.json()["code"]) == (422, "credentials_refused")
    assert secrets.stored() == before
    connection = app.shown()["connection"]
    assert (connection["status"], connection["since"]) == ("active", since)
    technician.waits_until_synced(technician.books())


@pytest.mark.usefixtures("always_connected")
def test_what_waited_for_a_good_key_goes_out_with_it(technician, app, psa):
    ticket = technician.a_ticket()
    psa.breaks("revoke_credentials")
    entry_id = technician.books(workItemId=ticket)
    entry = technician.waits_for_state(entry_id, "waiting")
    assert (entry["problem"]["code"], entry["problem"]["who"]) == (
        "credentials_refused",
        "msp_admin",
    )
    assert app.shown()["connection"]["status"] == "auth_failed"

    psa.heals()
    assert app.submits().ok
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1
    assert app.shown()["connection"]["status"] == "active"


def test_only_an_admin_changes_the_keys(technician, app):
    answer = technician.api.call("PUT", f"{app.path}/connection", {"credentials": app.keys})
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")
