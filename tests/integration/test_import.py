"""Work items from each PSA's own records to a client that was offline: scopes, names, what left."""

from functools import partial
from typing import Any

import pytest

from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.webhook import Action, Hint, Subject
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, MARIA, PAUL

WORK = {"ticket", "task"}


@pytest.fixture
def psa(deployment, app):
    assert deployment.install(app).status == 201
    for member in (PAUL, MARIA):
        assert deployment.authenticate(member, app).status == 200
    deployment.pump.deliver()
    return deployment.psas[app]


def chooses(deployment, app, client=ADMIN, what="settings", **wanted: Any) -> None:
    path = f"/v1/connected-apps/{app}/{what}"
    body = wanted | ({"confirm": True} if what == "settings" else {})
    deployment.ok(client, "PATCH", path, body)
    deployment.pump.deliver()


def items(deployment, app, client=PAUL) -> dict[str, Any]:
    """All work items of the list, page by page."""
    found: dict[str, Any] = {}
    cursor: dict[str, str] = {}
    while True:
        page = deployment.ok(client, "GET", "/v1/work-items", app=app, limit="100", **cursor)
        found |= {one["id"]: one for one in page["items"]}
        if page["nextCursor"] is None:
            return found
        cursor = {"cursor": page["nextCursor"]}


class OfflineClient:
    """Keeps what the change feed tells, and looks at it now and then."""

    def __init__(self, deployment, app, client=PAUL) -> None:
        self.items: dict[str, Any] = {}
        self._ask = partial(deployment.ok, client, "GET", "/v1/changes", app=app, limit="100")
        self._cursor: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._me = client.user_id

    def catches_up(self) -> dict[str, Any]:
        more = True
        while more:
            page = self._ask(**self._cursor)
            for line in page["items"]:
                self._takes(line)
            self._cursor, more = {"cursor": page["nextCursor"]}, page["hasMore"]
        return self.items

    def _takes(self, line: dict[str, Any]) -> None:
        if line["kind"] != "work_item" or line["userId"] != self._me:
            return
        assert line["version"] >= self._versions.get(line["id"], 0)
        self._versions[line["id"]] = line["version"]
        if line["deleted"]:
            assert line["workItem"] is None
            self.items.pop(line["id"], None)
        else:
            self.items[line["id"]] = line["workItem"]


def assigned(found: dict[str, Any]) -> set[str]:
    return {one["assigned"] for one in found.values() if one["kind"] in WORK}


def test_each_scope_is_right_in_lists_and_in_the_feed(deployment, app, psa):
    client = OfflineClient(deployment, app)
    sizes: dict[str, int] = {}
    for scope, expected in (
        ("primary", {"primary"}),
        ("assigned", {"primary", "secondary"}),
        ("all", {"primary", "secondary", "none"}),
        ("primary", {"primary"}),
    ):
        chooses(deployment, app, importScope=scope)
        found = items(deployment, app)
        assert assigned(found) == expected
        work = {one for one in found if found[one]["kind"] in WORK}
        assert {one for one in client.catches_up() if client.items[one]["kind"] in WORK} == work
        assert sizes.setdefault(scope, len(work)) == len(work)
        assert all(one["parentId"] is None or one["parentId"] in found for one in found.values())
    assert sizes["primary"] < sizes["assigned"] < sizes["all"]


def test_one_person_may_have_all_and_another_their_own(deployment, app, psa):
    chooses(deployment, app, PAUL, "preferences", importScope="all")
    assert assigned(items(deployment, app)) == {"primary", "secondary", "none"}
    assert assigned(items(deployment, app, MARIA)) == {"primary"}
    feed = OfflineClient(deployment, app, MARIA).catches_up()
    assert assigned(feed) == {"primary"}
    chooses(deployment, app, PAUL, "preferences", importScope=None)
    assert assigned(items(deployment, app)) == {"primary"}


def test_an_admin_learns_whose_work_item_a_change_is_of(deployment, app, psa):
    page = deployment.ok(ADMIN, "GET", "/v1/changes", app=app, limit="500")
    work = [one for one in page["items"] if one["kind"] == "work_item"]
    assert {one["userId"] for one in work} == {PAUL.user_id, MARIA.user_id}


def a_ticket(deployment, app, scope="primary") -> str:
    found = items(deployment, app).values()
    return str(
        next(
            one["id"]
            for one in found
            if one["kind"] == "ticket" and one["bookable"] and one["assigned"] == scope
        )
    )


def closes(psa, ticket: str) -> None:
    psa.control(
        "POST", "/set", {"what": "ticket", "id": int(ticket.rpartition(":")[2]), "state": "closed"}
    )


def test_a_ticket_that_closes_leaves_and_the_entry_on_it_goes_on(deployment, app, psa):
    client, ticket = OfflineClient(deployment, app), a_ticket(deployment, app)
    entry_id = new_id()
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(ticket, "before it closed"))
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    assert ticket in client.catches_up()
    closes(psa, ticket)
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    for found in (items(deployment, app), client.catches_up()):
        # What is complete may be shown for some days, so that yesterday's entries keep their names.
        assert ticket not in found or not found[ticket]["bookable"]
    refused = deployment.call(PAUL, "PUT", path_of(new_id()), a_booking(ticket, "too late"))
    assert refused.status == 422
    (row,) = psa.rows()
    person = deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
    theirs = next(one["psaUser"]["id"] for one in person if one["app"] == app)
    psa.person_edits(theirs, row, "still in step")
    deployment.pulls()
    assert deployment.entry(PAUL, entry_id)["notes"] == "still in step"


def hints(deployment, app, ticket: str) -> None:
    """A webhook says that something happened to the ticket."""
    number = ticket.rpartition(":")[2]
    hint = Hint(subject=Subject.TICKET, action=Action.CHANGED, psa_id=number)
    job = PullJob(account=ADMIN.account, app=PsaName(app), kind=PullKind.HINT, hint=hint)
    bootstrap.queue().pull([job])
    deployment.pump.deliver()


def test_a_hint_at_a_ticket_refreshes_that_ticket_alone(deployment, app, psa):
    client, ticket = OfflineClient(deployment, app), a_ticket(deployment, app)
    before = dict(client.catches_up())
    closes(psa, ticket)
    requests = psa.control("GET", "/requests")["total"]
    hints(deployment, app, ticket)
    after = client.catches_up()
    differing = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    assert differing == {ticket}
    assert ticket not in after or not after[ticket]["bookable"]
    assert psa.control("GET", "/requests")["total"] - requests <= 8


def test_a_refresh_shows_how_far_it_is_by_the_psas_own_count(deployment, app, psa):
    job = deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    assert job["status"] == "queued"
    deployment.pump.deliver()
    done = deployment.ok(PAUL, "GET", f"/v1/jobs/{job['id']}")
    assert (done["kind"], done["status"], done["etaSeconds"]) == ("refresh", "done", None)
    progress = done["progress"]
    assert progress["unit"] == "work_items"
    assert progress["done"] == progress["total"] > 0


def test_work_items_on_request_do_not_come_by_themselves(deployment, app, psa):
    chooses(deployment, app, projectSync="manual")
    ticket = a_ticket(deployment, app)
    closes(psa, ticket)
    hints(deployment, app, ticket)
    deployment.pulls()
    assert items(deployment, app)[ticket]["bookable"]
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    found = items(deployment, app)
    assert ticket not in found or not found[ticket]["bookable"]


def test_a_second_import_of_an_unchanged_list_writes_no_work_item(deployment, app, psa):
    chooses(deployment, app, importScope="all")
    before = {key: row for key, row in deployment.stored().items() if key[1].startswith("W#")}
    deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
    deployment.pump.deliver()
    after = {key: row for key, row in deployment.stored().items() if key[1].startswith("W#")}
    assert after == before
