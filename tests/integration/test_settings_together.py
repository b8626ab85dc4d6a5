"""Settings of a connection in combination, at both PSAs: what goes out, and what comes in."""

from typing import Any

import pytest

from tests.integration.bookings import a_booking, instant, path_of
from tests.integration.choosing import books, settings_of
from tests.integration.deployment import PAUL

THEIRS = "Call back, line is stable"


@pytest.fixture
def work(deployment, app, paul):
    return deployment.a_ticket(PAUL, app)


@pytest.fixture
def chooses(deployment, app, paul):
    return settings_of(deployment, app)


def state(deployment, entry_id) -> str:
    return str(deployment.entry(PAUL, entry_id)["syncState"])


def syncs_now(deployment, app) -> None:
    job = deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/sync")

    def done() -> bool:
        found = deployment.ok(PAUL, "GET", f"/v1/jobs/{job['id']}")
        return bool(found["status"] == "done")

    deployment.until(done)


def went_out(psa) -> bool:
    return "Router swap" in {psa.notes(row) for row in psa.rows().values()}


def notes_in_memtime(deployment) -> set[str]:
    entries = deployment.ok(PAUL, "GET", "/v1/time-entries", limit="500")["items"]
    return {one["notes"] for one in entries}


@pytest.mark.parametrize("entry_sync", ["automatic", "manual"])
@pytest.mark.parametrize("direction", ["two_way", "to_psa", "from_psa"])
def test_each_direction_with_and_without_drafts(
    deployment, app, psa, paul, work, chooses, direction, entry_sync
):
    like = books(deployment, work, "Booked before")
    deployment.until(lambda: state(deployment, like) == "synced")
    (row,) = psa.rows().values()

    chooses(direction=direction, entrySync=entry_sync)
    entry_id = books(deployment, work, start=instant(16), end=instant(17))
    psa.person_books(paul["id"], row, instant(18), instant(18.5), THEIRS)
    deployment.runs("sweep")
    deployment.pulls()
    out, comes = direction != "from_psa", direction != "to_psa"
    if entry_sync == "manual":
        assert state(deployment, entry_id) == "draft"
        assert not went_out(psa)
        syncs_now(deployment, app)
    if out:
        deployment.until(lambda: state(deployment, entry_id) == "synced")
        assert went_out(psa)
    else:
        assert deployment.entry(PAUL, entry_id)["problem"]["code"] == "direction_from_psa"
        assert not went_out(psa)
    assert (THEIRS in notes_in_memtime(deployment)) is comes

    chooses(direction="two_way", entrySync="automatic")
    deployment.until(lambda: state(deployment, entry_id) == "synced")
    deployment.pulls()
    assert THEIRS in notes_in_memtime(deployment)
    assert psa.creates() == 2


@pytest.mark.parametrize(
    ("policy", "ours", "theirs"),
    [("psa_wins", "theirs", "theirs"), ("memtime_wins", "ours", "ours"), ("ask", "ours", "theirs")],
)
def test_each_conflict_policy(deployment, app, psa, paul, work, chooses, policy, ours, theirs):
    chooses(conflictPolicy=policy)
    entry_id = books(deployment, work)
    deployment.until(lambda: state(deployment, entry_id) == "synced")
    (row,) = psa.rows().values()
    psa.person_edits(paul["id"], str(row["id"]), "theirs")
    version = deployment.entry(PAUL, entry_id)["version"]
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work, "ours"), if_match=version)
    deployment.pump.deliver()
    settled = "conflict" if policy == "ask" else "synced"
    deployment.until(lambda: state(deployment, entry_id) == settled)
    (row,) = psa.rows().values()
    assert (deployment.entry(PAUL, entry_id)["notes"], psa.notes(row)) == (ours, theirs)


@pytest.mark.parametrize(
    ("quantum", "minutes", "hours"),
    [(None, 42, 0.7), (360, 42, 0.7), (900, 42, 0.75), (1800, 42, 0.5), (3600, 42, 1.0)],
)
def test_each_rounding(deployment, app, psa, work, chooses, quantum, minutes, hours):
    chooses(roundHoursTo=quantum)
    entry_id = books(deployment, work, start=instant(14), end=instant(14 + minutes / 60))
    deployment.until(lambda: state(deployment, entry_id) == "synced")
    (row,) = psa.rows().values()
    assert (psa.hours(row), deployment.entry(PAUL, entry_id)["remote"]["hours"]) == (hours, hours)


@pytest.mark.parametrize("billable", ["billable", "no_charge", "do_not_bill"])
def test_each_default_of_billing_and_what_is_said_wins(
    deployment, app, psa, work, chooses, billable
):
    chooses(defaults={"billable": billable})
    left_open = books(deployment, work)
    said = books(deployment, work, start=instant(16), end=instant(17), billable="no_charge")
    for entry_id, wanted in ((left_open, billable), (said, "no_charge")):
        deployment.until(lambda one=entry_id: state(deployment, one) == "synced")
        assert deployment.entry(PAUL, entry_id)["remote"]["billable"] == wanted


def test_each_import_scope_shows_what_is_in_it(deployment, app, psa, work, chooses):
    shown = {}
    for scope in ("primary", "assigned", "all"):
        chooses(importScope=scope)
        job = deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/refresh")
        path = f"/v1/jobs/{job['id']}"
        deployment.until(lambda path=path: deployment.ok(PAUL, "GET", path)["status"] == "done")
        items: list[Any] = []
        cursor = None
        while True:
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            page = deployment.ok(PAUL, "GET", "/v1/work-items", app=app, limit="500", **more)
            items += page["items"]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        shown[scope] = {one["id"]: one["assigned"] for one in items}
    assert shown["primary"].keys() < shown["assigned"].keys() < shown["all"].keys()
    assert "secondary" not in shown["primary"].values()
    added = shown["assigned"].keys() - shown["primary"].keys()
    assert {shown["assigned"][one] for one in added} == {"secondary"}
    tickets = [one for one in shown["all"].keys() - shown["assigned"].keys() if "ticket" in one]
    assert tickets
    assert {shown["all"][one] for one in tickets} == {"none"}
