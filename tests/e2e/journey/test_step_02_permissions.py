"""Step 2: the API user needs no role Admin, and what it lacks is named."""

import pytest

from psa_sync.connectors.registry import CONNECTORS
from tests.contract.cases.case import right

FATAL, BEARABLE = "create", "delete"


def permission(psa, verb):
    """What the product says of a right, from the list that docs/permissions.md is made of."""
    name = psa.case.rights[verb].replace("/", " ").replace(".", " ")
    guide = CONNECTORS[psa.case.app].permissions
    return next(
        one for one in guide.permissions if f"{one.name} {one.verb}".lower() == name.lower()
    )


@pytest.fixture
def without(psa, app):
    """Takes rights of the API user away, until the test is over."""
    taken = []

    def take(*verbs):
        for verb in verbs:
            psa.control("POST", "/set", right(psa.case.rights[verb], allowed=False))
            taken.append(verb)

    yield take
    for verb in taken:
        psa.control("POST", "/set", right(psa.case.rights[verb], allowed=True))
    assert app.checks()["ok"]
    assert app.shown()["connection"]["status"] == "active"


def test_with_all_rights_nothing_is_missing(app):
    found = app.checks()
    assert found["ok"] is True
    assert found["checks"]
    assert missing(app, found) == {}


@pytest.mark.parametrize("verb", [FATAL, BEARABLE])
def test_the_one_right_that_is_missing_is_named_and_no_other(app, psa, without, verb):
    wanted = permission(psa, verb)
    without(verb)

    found = app.checks()
    ((code, check),) = missing(app, found).items()
    assert code == wanted.code
    assert wanted.title in check["message"]
    assert wanted.purpose in check["message"]
    assert check["where"] == wanted.where
    assert check["who"] == "msp_admin"
    assert check["fix"]
    assert (check["status"], found["ok"]) == (("fail", False) if verb == FATAL else ("warn", True))
    wanted_state = "permission_lost" if verb == FATAL else "active"
    assert app.shown()["connection"]["status"] == wanted_state


def test_two_that_are_missing_are_both_named(app, psa, without):
    without(FATAL, BEARABLE)
    assert set(missing(app, app.checks())) == {
        permission(psa, FATAL).code,
        permission(psa, BEARABLE).code,
    }


def test_keys_without_the_needed_rights_are_not_stored(app, psa, without, secrets):
    before, wanted = secrets.stored(), permission(psa, FATAL)
    without(FATAL)
    answer = app.submits()
    assert (answer.status_code, answer.json()["code"]) == (422, "permissions_missing")
    assert [one["code"] for one in answer.json()["checks"] if one["status"] == "fail"] == [
        wanted.code
    ]
    assert secrets.stored() == before


def test_only_an_admin_looks_at_the_rights(technician, app):
    answer = technician.api.call("POST", f"{app.path}/connection/check")
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")


def test_once_the_right_is_given_the_work_goes_on(technician, app, psa, without):
    ticket = technician.a_ticket()
    without(FATAL)
    entry_id = technician.books(workItemId=ticket)
    assert technician.waits_for_problem(entry_id)["who"] == "msp_admin"
    assert psa.rows_of(entry_id) == []

    psa.control("POST", "/set", right(psa.case.rights[FATAL], allowed=True))
    assert app.checks()["ok"] is True
    technician.api.call("POST", f"/v1/time-entries/{entry_id}/retry")
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1


def missing(app, found):
    """The checks that do not pass, but for those that no call can show."""
    return {
        one["code"]: one
        for one in found["checks"]
        if one["status"] != "pass" and one["code"] not in app.psa.case.no_call_shows
    }
