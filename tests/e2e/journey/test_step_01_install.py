"""Step 1: find the connected app, fill in the fields, and have it installed."""

import json

import pytest

from tests.e2e.connected_app import shown_to

DOTS = "••••"


@pytest.fixture
def nothing_installed(app, technician):
    """The app as it is before an admin installs it; afterwards it is there, as for all tests."""
    technician.waits_until_synced(technician.books())
    app.uninstalls()
    yield
    assert app.submits().ok


def test_everybody_finds_the_app_and_what_it_asks_for(stranger, app, psa):
    found = shown_to(stranger, psa.app)
    assert (found["installed"], found["connection"]) == (False, None)

    form = stranger.ok("GET", f"{app.path}/form")
    assert form["title"] == found["name"]
    assert set(form["required"]) <= set(form["properties"])
    assert set(app.keys) == set(form["properties"])
    for field in form["properties"].values():
        assert field["title"]
        assert field["description"]
    assert form["properties"][psa.case.secret_field]["format"] == "password"


def test_a_field_that_is_missing_or_not_on_the_form_is_named(app, admin, psa, secrets):
    before = secrets.stored()
    fields = app.keys | {"colour": "red"}
    del fields[psa.case.secret_field]
    answer = admin.call("PUT", f"{app.path}/connection", {"credentials": fields})
    assert answer.status_code == 422
    assert {(one["field"], one["code"]) for one in answer.json()["errors"]} == {
        ("credentials.colour", "unknown_field"),
        (f"credentials.{psa.case.secret_field}", "missing_field"),
    }
    assert secrets.stored() == before


@pytest.mark.usefixtures("nothing_installed")
def test_wrong_keys_are_refused_with_the_reason_and_right_ones_install_it(app, psa, secrets):
    assert secrets.holding(app.secret) == []

    refused = app.submits_wrong_keys()
    assert (refused.status_code, refused.json()["code"]) == (422, "credentials_refused")
    (failed,) = (one for one in refused.json()["checks"] if one["status"] == "fail")
    assert failed["message"]
    assert failed["fix"]
    assert failed["who"]
    assert "wrong-canary-7391" not in refused.text
    assert secrets.holding("wrong-canary-7391") == []
    assert app.shown()["installed"] is False

    installed = app.submits()
    assert installed.status_code == 201
    connection = installed.json()
    assert (connection["app"], connection["status"]) == (psa.app, "active")
    assert all(one["status"] != "fail" for one in connection["checks"])
    assert connection["credentials"][psa.case.secret_field] == DOTS + app.secret[-4:]
    assert app.shown()["installed"] is True


def test_the_keys_are_in_the_secrets_manager_and_nowhere_else(stack, app, secrets):
    name = f"{stack.info.stack_name}/connections/alpine-it/{app.psa.app}"
    assert name in secrets.holding(app.secret)

    database = stack.info.aws_client("dynamodb")
    (table,) = database.list_tables()["TableNames"]
    pages = database.get_paginator("scan").paginate(TableName=table)
    stored = json.dumps([page["Items"] for page in pages], default=str)
    assert "alpine-it" in stored
    assert app.secret not in stored


def test_a_psa_that_does_not_answer_connects_nothing(app, psa, secrets):
    before = secrets.stored()
    psa.breaks("down")
    answer = app.submits()
    assert (answer.status_code, answer.json()["code"]) == (503, "psa_unreachable")
    assert answer.headers["Retry-After"]
    assert secrets.stored() == before


def test_two_accounts_cannot_have_the_same_psa(stranger, app, psa, secrets):
    before = secrets.stored()
    answer = stranger.call("PUT", f"{app.path}/connection", {"credentials": app.keys})
    assert (answer.status_code, answer.json()["code"]) == (409, "psa_already_connected")
    assert secrets.stored() == before
    assert shown_to(stranger, psa.app)["installed"] is False


def test_after_an_uninstall_everything_is_found_again_and_nothing_booked_twice(
    technician, app, psa
):
    entry_id = technician.books()
    entry = technician.waits_until_synced(entry_id)
    items = {one["id"] for one in technician.work_items()}

    removed = app.uninstalls()
    assert removed["status"] == "removed"
    assert removed["webhooks"]["leftBehind"] == []
    technician.changes(entry_id, notes="Written while it was away")
    assert technician.waits_for_problem(entry_id)["code"] == "connection_missing"

    assert app.submits().status_code == 201
    again = technician.waits_until_synced(entry_id)
    assert again["remote"]["id"] == entry["remote"]["id"]
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == "Written while it was away"
    assert len(psa.made_for(entry_id)) == 1
    assert technician.connected_app()["authenticated"]
    assert {one["id"] for one in technician.work_items()} == items
