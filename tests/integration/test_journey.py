"""The main job, both ways, for both PSAs."""

from tests.integration.bookings import YESTERDAY, a_booking, instant, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL


def changes_since(deployment, client, cursor):
    query = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
    page = deployment.ok(client, "GET", "/v1/changes", **query)
    assert not page["hasMore"]
    return page["items"], page["nextCursor"]


def test_an_entry_lives_its_whole_life_in_the_psa(deployment, app, psa, paul):
    path = path_of(entry_id := new_id())
    work = deployment.a_ticket(PAUL, app)

    created = deployment.call(PAUL, "PUT", path, a_booking(work))
    assert (created.status, created.json["syncState"]) == (201, "queued")
    assert created.headers["ETag"] == '"1"'
    deployment.pump.deliver()
    row = psa.row_of("Router swap")
    assert str(psa.case.person_of(row)) == paul["id"]
    assert psa.hours(row) == 1.5
    entry = deployment.entry(PAUL, entry_id)
    assert entry["syncState"] == "synced"
    assert entry["version"] == 1
    assert entry["remote"]["id"] == str(row["id"])
    assert entry["remote"]["hours"] == 1.5
    assert entry["remote"]["workDate"] == YESTERDAY.date().isoformat()

    longer = a_booking(work, "Router swap, and a test", end=instant(16))
    assert deployment.call(PAUL, "PUT", path, longer, if_match=1).status == 200
    deployment.pump.deliver()
    changed = psa.row_of("Router swap, and a test")
    assert (changed["id"], psa.hours(changed)) == (row["id"], 2.0)
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["version"]) == ("synced", 2)
    assert entry["remote"]["hours"] == 2.0

    assert deployment.call(PAUL, "DELETE", path, if_match=2).status == 202
    deployment.pump.deliver()
    assert psa.rows() == {}
    assert deployment.entry(PAUL, entry_id)["deletedAt"] is not None
    assert deployment.call(PAUL, "DELETE", path, if_match=3).status == 204
    assert psa.creates() == 1


def test_the_same_content_again_changes_nothing_in_the_psa(deployment, app, psa, paul):
    path = path_of(new_id())
    booking = a_booking(deployment.a_ticket(PAUL, app))
    first = deployment.call(PAUL, "PUT", path, booking)
    deployment.pump.deliver()
    again = deployment.call(PAUL, "PUT", path, booking, if_match=77)
    deployment.pump.deliver()
    assert (first.status, again.status, again.json["version"]) == (201, 200, 1)
    assert (psa.creates(), len(psa.rows())) == (1, 1)


def test_what_a_person_enters_in_the_psa_comes_to_memtime(deployment, app, psa, paul):
    booking = a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(new_id()), booking)
    deployment.pump.deliver()
    like = psa.row_of("Router swap")
    deployment.pulls()
    _, cursor = changes_since(deployment, PAUL, None)

    row_id = psa.person_books(paul["id"], like, instant(17), instant(17.75), "Line is stable")
    deployment.pulls()
    items, cursor = changes_since(deployment, PAUL, cursor)
    (entry,) = (
        one["entry"]
        for one in items
        if one["kind"] == "time_entry" and one["entry"]["remote"]["id"] == row_id
    )
    assert (entry["origin"], entry["syncState"], entry["version"]) == ("psa", "synced", 1)
    assert (entry["notes"], entry["durationSeconds"]) == ("Line is stable", 2700)
    assert (entry["userId"], entry["workItemId"]) == (PAUL.user_id, booking["workItemId"])
    assert deployment.entry(PAUL, entry["id"])["notes"] == "Line is stable"

    psa.person_edits(paul["id"], row_id, "Line was stable")
    deployment.until(
        lambda: deployment.pulls() or "was" in deployment.entry(PAUL, entry["id"])["notes"]
    )
    items, _ = changes_since(deployment, PAUL, cursor)
    assert {one["id"]: one["version"] for one in items}[entry["id"]] == 2
    assert psa.creates() == 1


def test_an_edit_in_memtime_reaches_a_row_that_a_person_made(deployment, app, psa, paul):
    booking = a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(new_id()), booking)
    deployment.pump.deliver()
    like = psa.row_of("Router swap")
    row_id = psa.person_books(paul["id"], like, instant(17), instant(17.75), "Line is stable")
    deployment.pulls()
    listed = deployment.ok(PAUL, "GET", "/v1/time-entries", limit="500")["items"]
    (entry,) = (one for one in listed if one["remote"]["id"] == row_id)

    fields = {name: entry[name] for name in a_booking("")} | {"notes": "Line is stable again"}
    deployment.ok(PAUL, "PUT", path_of(entry["id"]), fields, if_match=entry["version"])
    deployment.until(lambda: deployment.entry(PAUL, entry["id"])["syncState"] == "synced")
    ledger = {str(one["id"]): one for one in psa.control("GET", "/ledger")["items"]}
    assert psa.notes(ledger[row_id]["row"]) == "Line is stable again"
    assert psa.creates() == 1


def test_a_hundred_entries_at_once_are_a_hundred_rows(deployment, app, psa, paul):
    work = deployment.a_ticket(PAUL, app)
    entries = [
        a_booking(
            work,
            f"Call {place}",
            id=new_id(),
            start=instant(place / 10),
            end=instant(place / 10 + 1),
        )
        for place in range(100)
    ]
    results = deployment.ok(PAUL, "POST", "/v1/time-entries", {"entries": entries})["results"]
    assert [one["id"] for one in results] == [one["id"] for one in entries]
    assert {one["status"] for one in results} == {201}
    deployment.until(
        lambda: (
            len(deployment.ok(PAUL, "GET", "/v1/time-entries", syncState="synced")["items"]) >= 100
        )
    )
    again = deployment.ok(PAUL, "POST", "/v1/time-entries", {"entries": entries})["results"]
    assert {one["status"] for one in again} == {200}
    deployment.pump.deliver()
    assert psa.creates() == 100
    assert {psa.notes(row) for row in psa.rows().values()} == {f"Call {n}" for n in range(100)}


def test_both_sides_of_the_timesheet_agree(deployment, app, psa, paul):
    booking = a_booking(deployment.a_ticket(PAUL, app), breakSeconds=600)
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    day = YESTERDAY.date().isoformat()
    sheet = deployment.ok(PAUL, "GET", "/v1/timesheet", app=app, from_=day, to=day)
    assert sheet["unexplainedSeconds"] == 0
    (shown,) = sheet["days"]
    assert shown["memtimeSeconds"] >= 4800
    assert deployment.call(PAUL, "GET", "/v1/timesheet", app=app, from_=day, to=day, userId="x")
    theirs = deployment.ok(
        ADMIN, "GET", "/v1/timesheet", app=app, from_=day, to=day, userId=PAUL.user_id
    )
    assert theirs["days"] == sheet["days"]


def test_connected_apps_tell_what_is_installed_and_who_i_am(deployment, app, psa, paul):
    apps = {one["app"]: one for one in deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]}
    assert (apps[app]["installed"], apps[app]["authenticated"]) == (True, True)
    assert apps[app]["psaUser"] == paul
    assert apps[app]["connection"]["status"] == "active"
    others = [one for name, one in apps.items() if name != app]
    assert others
    assert {(one["installed"], one["connection"]) for one in others} == {(False, None)}
    again = deployment.install(app)
    assert (again.status, again.json["status"]) == (200, "active")
    options = deployment.ok(PAUL, "GET", f"/v1/connected-apps/{app}/options")
    assert options["billable"]
    assert bool(options["workRoles"]) is psa.case.has_roles


def test_a_refresh_is_a_job_that_can_be_watched(deployment, app, psa, paul):
    path = f"/v1/connected-apps/{app}/refresh"
    started = deployment.call(PAUL, "POST", path)
    assert (started.status, started.json["status"]) == (202, "queued")
    assert deployment.ok(PAUL, "POST", path)["id"] == started.json["id"]
    deployment.pump.deliver()
    job = deployment.ok(PAUL, "GET", f"/v1/jobs/{started.json['id']}")
    assert job["status"] == "done"
    assert job["progress"]["done"] == job["progress"]["total"] > 0
    assert job["finishedAt"] is not None
    everybody = deployment.call(ADMIN, "POST", path, scope="account")
    assert everybody.status == 202
    assert everybody.json["id"] != job["id"]
