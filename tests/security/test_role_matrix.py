"""Who may call what, on every route: a member, an admin, and somebody of another account."""

import pytest

from functions.memtime_api.openapi import OPERATIONS
from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.client import Client
from tests.integration.deployment import ACCOUNT, ADMIN, PAUL, deployed

FOR_ADMINS = {
    ("put", "/v1/connected-apps/{app}/connection"),
    ("post", "/v1/connected-apps/{app}/connection/check"),
    ("delete", "/v1/connected-apps/{app}/connection"),
    ("patch", "/v1/connected-apps/{app}/settings"),
    ("get", "/v1/connected-apps/{app}/brake"),
    ("post", "/v1/connected-apps/{app}/brake"),
    ("post", "/v1/problems/retry"),
    ("get", "/v1/health/connections"),
}
"""As the contract of the API has it; all other routes are for everybody of the account."""
ASKS_FOR_ALL = ("post", "/v1/connected-apps/{app}/refresh")
"""Only with `scope=account` it is for admins."""
OPEN = {("get", "/healthz")}
ROUTES = {(one.method, one.path): one for one in OPERATIONS}
EVERY = pytest.mark.parametrize("route", sorted(ROUTES), ids=" ".join)
TWIN = Client("other-msp", PAUL.user_id)
TWIN_ADMIN = Client("other-msp", ADMIN.user_id, "admin")
SECRET = "Only for Alpine"


@pytest.fixture(scope="module")
def empty(psas):
    """A deployment in which nothing is installed, so that no call changes anything."""
    with deployed(psas) as one:
        yield one


def calls(deployment, client, route, entry_id="", **query):
    method, path = route
    names = {"{app}": "connectwise", "{entryId}": entry_id or new_id(), "{jobId}": "job-1"}
    for name, value in names.items():
        path = path.replace(name, value)
    assert "{" not in path
    body: object = {} if ROUTES[route].body is not None else None
    return deployment.call(client, method.upper(), path, body, **query)


@EVERY
def test_a_member_is_refused_what_is_for_admins_and_nothing_else(empty, route):
    answer = calls(empty, PAUL, route)
    assert (answer.status == 403) == (route in FOR_ADMINS)
    assert answer.status != 403 or answer.code == "admin_only"


@EVERY
def test_an_admin_is_refused_nothing(empty, route):
    assert calls(empty, ADMIN, route).status not in {401, 403}


@EVERY
@pytest.mark.parametrize("role", ["owner", "Admin", "", None])
def test_who_has_no_role_that_we_know_is_let_in_nowhere(empty, route, role):
    answer = calls(empty, PAUL.with_claims(role=role), route)
    assert (answer.status == 403) == (route not in OPEN)
    assert answer.status != 403 or answer.code == "token_incomplete"


def test_only_an_admin_refreshes_everybody(empty):
    assert calls(empty, PAUL, ASKS_FOR_ALL, scope="account").code == "admin_only"
    assert calls(empty, ADMIN, ASKS_FOR_ALL, scope="account").code == "app_not_installed"


def test_the_document_says_where_somebody_may_be_refused():
    documented = {route for route, one in ROUTES.items() if 403 in one.refusals}
    assert documented == FOR_ADMINS | {ASKS_FOR_ALL}


@pytest.fixture(scope="module")
def shared(settled):
    """Paul's entry, of which nobody else may hear a word."""
    booking = a_booking(settled.a_ticket(PAUL, "connectwise"), SECRET)
    settled.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    settled.until(lambda: settled.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id


@pytest.mark.parametrize("stranger", [TWIN, TWIN_ADMIN], ids=["member", "admin"])
def test_another_account_hears_nothing_and_changes_nothing_on_any_route(settled, shared, stranger):
    before, day = rows_of(settled), instant(0)[:10]
    for route in ROUTES:
        answer = calls(settled, stranger, route, shared, app="connectwise", from_=day, to=day)
        for theirs in (SECRET, "Pierce", "alpine"):
            assert theirs not in answer.body, route
    assert rows_of(settled) == before


def rows_of(deployment):
    return {key: row for key, row in deployment.stored().items() if f"A#{ACCOUNT}" in key[0]}
