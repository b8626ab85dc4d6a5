"""Each setting from the admin's request to the PSA's rows and back, at both PSAs."""

from typing import Any

import pytest

from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.choosing import books, settings_of
from tests.integration.deployment import ADMIN, MARIA, PAUL

DEFAULTS = {
    "direction": "two_way",
    "entrySync": "automatic",
    "projectSync": "automatic",
    "importScope": "primary",
    "projectDisplay": "company_project_task",
    "conflictPolicy": "psa_wins",
    "defaults": {"billable": "default", "workTypeId": None, "workRoleId": None},
    "roundHoursTo": None,
}


@pytest.fixture
def psa(deployment, app):
    assert deployment.install(app).status == 201
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.pump.deliver()
    return deployment.psas[app]


@pytest.fixture
def person(deployment, app, psa):
    apps = deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
    (found,) = (one["psaUser"] for one in apps if one["app"] == app)
    return found["id"]


@pytest.fixture
def work(deployment, app, psa):
    return deployment.a_ticket(PAUL, app)


@pytest.fixture
def chooses(deployment, app, psa):
    return settings_of(deployment, app)


def state(deployment, entry_id) -> tuple[str, str | None]:
    entry = deployment.entry(PAUL, entry_id)
    return entry["syncState"], (entry["problem"] or {}).get("code")


def arrives(deployment, entry_id) -> None:
    """Wait until it is in the PSA: a busy machine may miss a second's limit once."""
    deployment.until(lambda: state(deployment, entry_id) == ("synced", None))


def syncs(deployment, app) -> Any:
    job = deployment.ok(PAUL, "POST", f"/v1/connected-apps/{app}/sync")

    def done() -> Any:
        found = deployment.ok(PAUL, "GET", f"/v1/jobs/{job['id']}")
        return found if found["status"] == "done" else None

    return deployment.until(done)


def names(deployment, app) -> set[str]:
    items = deployment.ok(PAUL, "GET", "/v1/work-items", app=app, limit="500")["items"]
    return {item["displayName"] for item in items}


def test_the_product_begins_with_its_defaults_and_members_may_read_them(deployment, app, psa):
    for reader in (PAUL, ADMIN):
        assert deployment.ok(reader, "GET", f"/v1/connected-apps/{app}/settings") == DEFAULTS


def test_only_what_is_named_changes(deployment, app, chooses):
    assert chooses(roundHoursTo=900) == DEFAULTS | {"roundHoursTo": 900}
    changed = chooses(defaults={"billable": "no_charge"})
    assert changed["defaults"] == {
        "billable": "no_charge",
        "workTypeId": None,
        "workRoleId": None,
    }
    assert chooses(roundHoursTo=None)["roundHoursTo"] is None
    assert chooses(defaults={"workTypeId": "9"})["defaults"]["billable"] == "no_charge"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"roundHoursTo": 0}, "roundHoursTo"),
        ({"roundHoursTo": 1.5}, "roundHoursTo"),
        ({"entrySync": None}, "entrySync"),
        ({"defaults": {"billable": "yes"}}, "defaults.billable"),
        ({"importScope": "everything"}, "importScope"),
        ({"colour": "red"}, "colour"),
        ({"confirm": 1}, "confirm"),
    ],
)
def test_what_makes_no_sense_is_refused(deployment, app, psa, body, field):
    path = f"/v1/connected-apps/{app}/settings"
    answer = deployment.call(ADMIN, "PATCH", path, body)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert {one for one, _ in answer.field_codes} == {field}
    assert deployment.call(ADMIN, "PATCH", path, {}, dryRun="maybe").status == 422
    assert deployment.ok(PAUL, "GET", path) == DEFAULTS


def test_who_may_change_what(deployment, app, psa):
    base = f"/v1/connected-apps/{app}"
    assert deployment.call(PAUL, "PATCH", f"{base}/settings", {}).code == "admin_only"
    deployment.ok(PAUL, "PATCH", f"{base}/preferences", {"projectDisplay": "name"})
    own = deployment.ok(PAUL, "GET", f"{base}/preferences")
    assert own == {"importScope": None, "projectDisplay": "name", "entrySync": None}
    assert set(deployment.ok(MARIA, "GET", f"{base}/preferences").values()) == {None}
    for path in ("settings", "preferences"):
        assert deployment.call(ADMIN, "GET", f"/v1/connected-apps/nothing/{path}").status == 404


def test_only_from_the_psa_a_booking_waits_until_the_direction_changes(
    deployment, app, psa, person, work, chooses
):
    chooses(direction="from_psa")
    entry_id = books(deployment, work)
    assert state(deployment, entry_id) == ("waiting", "direction_from_psa")
    assert psa.rows() == {}
    chooses(direction="to_psa")
    arrives(deployment, entry_id)
    assert len(psa.rows()) == 1


def test_only_to_the_psa_what_people_do_there_stays_there(
    deployment, app, psa, person, work, chooses
):
    chooses(direction="to_psa")
    entry_id = books(deployment, work)
    arrives(deployment, entry_id)
    (row,) = psa.rows().values()
    psa.person_edits(person, str(row["id"]), "theirs")
    deployment.pulls()
    assert deployment.entry(PAUL, entry_id)["notes"] == "Router swap"
    assert psa.row_of("theirs")
    chooses(direction="two_way")
    assert deployment.entry(PAUL, entry_id)["notes"] == "theirs"


def test_drafts_wait_for_sync_now(deployment, app, psa, work, chooses):
    chooses(entrySync="manual")
    entry_id = books(deployment, work)
    assert state(deployment, entry_id) == ("draft", None)
    deployment.runs("sweep")
    deployment.pump.deliver()
    assert psa.rows() == {}
    job = syncs(deployment, app)
    assert (job["kind"], job["status"]) == ("sync", "done")
    assert job["progress"]["done"] == job["progress"]["total"] >= 1
    arrives(deployment, entry_id)
    assert len(psa.rows()) == 1


def test_a_persons_own_drafts(deployment, app, psa, work):
    path = f"/v1/connected-apps/{app}/preferences"
    deployment.ok(PAUL, "PATCH", path, {"entrySync": "manual"})
    entry_id = books(deployment, work)
    assert state(deployment, entry_id) == ("draft", None)
    told = deployment.ok(PAUL, "PATCH", path, {"entrySync": None}, dryRun="true")
    assert (told["entries"], told["seconds"], told["hours"]) == (1, 5400, "1.50")
    assert state(deployment, entry_id) == ("draft", None)
    deployment.ok(PAUL, "PATCH", path, {"entrySync": None})
    deployment.pump.deliver()
    arrives(deployment, entry_id)


def test_a_change_of_many_entries_says_so_and_waits_for_a_yes(deployment, app, psa, work, chooses):
    chooses(entrySync="manual")
    batch = [
        a_booking(work, f"note {n}", start=instant(n / 2), end=instant(n / 2 + 0.25))
        | {"id": new_id()}
        for n in range(21)
    ]
    deployment.ok(PAUL, "POST", "/v1/time-entries", {"entries": batch})
    path, wanted = f"/v1/connected-apps/{app}/settings", {"entrySync": "automatic"}
    before = deployment.stored()
    told = deployment.ok(ADMIN, "PATCH", path, wanted, dryRun="true")
    assert told == {
        "entries": 21,
        "seconds": 21 * 900,
        "hours": "5.25",
        "rejections": 0,
        "confirmNeeded": True,
    }
    refused = deployment.call(ADMIN, "PATCH", path, wanted)
    assert (refused.status, refused.code) == (409, "confirmation_needed")
    assert refused.json["impact"] == told
    assert deployment.stored() == before
    deployment.ok(ADMIN, "PATCH", path, wanted | {"confirm": True})
    deployment.until(lambda: len(psa.rows()) == 21)


def test_secondary_work_is_shown_in_the_scope_of_all_that_is_assigned(deployment, app, chooses):
    primary = names(deployment, app)
    chooses(importScope="assigned")
    assert names(deployment, app) > primary
    path = f"/v1/connected-apps/{app}/preferences"
    deployment.ok(PAUL, "PATCH", path, {"importScope": "primary"})
    assert names(deployment, app) == primary


def test_work_items_are_called_as_was_chosen_in_lists_and_in_the_feed(
    deployment, app, psa, work, chooses
):
    items = deployment.ok(PAUL, "GET", "/v1/work-items", app=app, limit="500")["items"]
    (item,) = (one for one in items if one["id"] == work)
    wanted = {
        "name": item["name"],
        "number_name": f"{item['number']} {item['name']}",
        "company_project_task": " / ".join([*item["path"], item["name"]]),
    }
    cursor = deployment.ok(PAUL, "GET", "/v1/changes", limit="500")["nextCursor"]
    for display, name in wanted.items():
        chooses(projectDisplay=display)
        assert name in names(deployment, app)
        changes = deployment.ok(PAUL, "GET", "/v1/changes", limit="500", cursor=cursor)["items"]
        told = [one["workItem"]["displayName"] for one in changes if one["id"] == work]
        assert told == [name]


def test_the_conflict_policy_is_the_admins(deployment, app, psa, person, work, chooses):
    chooses(conflictPolicy="memtime_wins")
    entry_id = books(deployment, work)
    arrives(deployment, entry_id)
    (row,) = psa.rows().values()
    psa.person_edits(person, str(row["id"]), "theirs")
    version = deployment.entry(PAUL, entry_id)["version"]
    deployment.ok(PAUL, "PUT", path_of(entry_id), a_booking(work, "ours"), if_match=version)
    deployment.pump.deliver()
    arrives(deployment, entry_id)
    assert psa.row_of("ours")


def test_hours_are_rounded_and_the_timesheet_says_so(deployment, app, psa, work, chooses):
    chooses(roundHoursTo=900)
    entry_id = books(deployment, work, start=instant(14), end=instant(14.7))
    arrives(deployment, entry_id)
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["durationSeconds"], entry["remote"]["hours"]) == (2520, 0.75)
    assert (entry["syncState"], entry["problem"]) == ("synced", None)
    day = instant(14)[:10]
    sheet = deployment.ok(PAUL, "GET", "/v1/timesheet", app=app, from_=day, to=day)
    assert sheet["unexplainedSeconds"] == 0
    causes = {one["entryId"]: one["cause"] for one in sheet["days"][0]["differences"]}
    assert causes[entry_id] == "rounding"


def test_defaults_go_to_the_psa_alone(deployment, app, psa, work, chooses):
    chooses(defaults={"billable": "no_charge"})
    entry_id = books(deployment, work)
    arrives(deployment, entry_id)
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["billable"], entry["remote"]["billable"]) == ("default", "no_charge")
