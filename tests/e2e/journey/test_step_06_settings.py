"""Step 6: choose how time travels, what the work is called, and which of it is shown."""

from functools import partial

import pytest

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOT

QUARTER = 900
SIX_MINUTES = int(SLOT.total_seconds())


@pytest.fixture(autouse=True)
def as_before(app):
    """Whatever a test chooses, the next one finds the settings of the demo account."""
    before = app.settings()
    yield
    app.chooses(**before)


def test_it_begins_with_everything_both_ways_and_by_itself(technician, app):
    for reader in (technician.api, app.admin):
        settings = reader.ok("GET", f"{app.path}/settings")
        assert settings == {
            "direction": "two_way",
            "entrySync": "automatic",
            "projectSync": "automatic",
            "importScope": "primary",
            "projectDisplay": "company_project_task",
            "conflictPolicy": "psa_wins",
            "defaults": {"billable": "default", "workTypeId": None, "workRoleId": None},
            "roundHoursTo": None,
        }
    refused = technician.api.call("PATCH", f"{app.path}/settings", {"direction": "to_psa"})
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")


def test_by_hand_entries_wait_as_drafts_until_sync_now(technician, app, psa):
    app.chooses(entrySync="manual")
    draft = technician.books(notes="Not yet")
    assert technician.sees(draft)["syncState"] == "draft"

    told = app.foresees(entrySync="automatic")
    assert told["entries"] >= 1
    assert told["seconds"] >= SIX_MINUTES
    assert technician.sees(draft)["syncState"] == "draft"
    assert psa.made_for(draft) == []

    assert technician.syncs_now()["status"] == "done"
    technician.waits_until_synced(draft)
    assert len(psa.made_for(draft)) == 1


def test_by_hand_for_one_person_alone(technician, colleague, psa):
    technician.prefers(entrySync="manual")
    try:
        draft = technician.books()
        colleague.waits_until_synced(colleague.books())
        assert technician.sees(draft)["syncState"] == "draft"
        assert psa.made_for(draft) == []
    finally:
        technician.prefers(entrySync=None)
    technician.waits_until_synced(draft)


def test_only_from_the_psa_nothing_is_written_there(technician, app, psa):
    app.chooses(direction="from_psa")
    entry_id = technician.books()
    entry = technician.waits_for_state(entry_id, "waiting")
    assert entry["problem"]["code"] == "direction_from_psa"
    assert psa.made_for(entry_id) == []

    app.chooses(direction="two_way")
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1


def test_only_to_the_psa_what_people_do_there_stays_there(stack, technician, app, psa):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    app.chooses(direction="to_psa")
    psa.person_edits(row, "Written in the PSA")
    # A later entry has gone there and come to rest, so the edit had its time to come.
    stack.info.run_schedule("pull")
    technician.waits_until_synced(technician.books())
    assert technician.sees(entry_id)["notes"] == "Router swap"

    app.chooses(direction="two_way")
    notes = "Written in the PSA"
    wait_for("the edit", lambda: technician.sees(entry_id)["notes"] == notes, ARRIVES_SECONDS)


def test_work_is_called_as_was_chosen(technician, app):
    items = {one["id"]: one for one in technician.work_items()}
    ticket = items[technician.a_ticket()]
    names = {
        "name": ticket["name"],
        "number_name": f"{ticket['number']} {ticket['name']}",
        "company_project_task": " / ".join([*ticket["path"], ticket["name"]]),
    }
    assert len(set(names.values())) == len(names)
    for display, name in names.items():
        app.chooses(projectDisplay=display)
        assert called(technician, ticket) == name
    technician.prefers(projectDisplay="name")
    assert called(technician, ticket) == ticket["name"]
    technician.prefers(projectDisplay=None)
    assert called(technician, ticket) == names["company_project_task"]


def test_each_scope_shows_more_than_the_one_before(technician, app):
    shown = {}
    for scope in ("primary", "assigned", "all"):
        app.chooses(importScope=scope)
        assert technician.refreshes()["status"] == "done"
        shown[scope] = {one["id"]: one["assigned"] for one in technician.work_items()}
    assert "secondary" not in shown["primary"].values()
    assert shown["primary"].keys() < shown["assigned"].keys()
    assert "secondary" in shown["assigned"].values()
    assert shown["assigned"].keys() < shown["all"].keys()


def test_by_hand_projects_change_with_a_refresh_alone(stack, technician, app, psa):
    ticket = technician.a_ticket()
    wait_for("the hooks", lambda: webhooks(technician)["state"] == "listening", ARRIVES_SECONDS)
    app.chooses(projectSync="manual")
    before = delivered(psa)
    psa.closes(ticket)
    try:
        wait_for("the PSA's message", lambda: delivered(psa) > before, ARRIVES_SECONDS)
        # A later entry has gone there and come to rest, so the message had its time.
        stack.info.run_schedule("pull")
        technician.waits_until_synced(technician.books(workItemId=another(technician, ticket)))
        assert ticket in technician.may_book_on()

        technician.refreshes()
        assert ticket not in technician.may_book_on()
        app.chooses(projectSync="automatic")
    finally:
        psa.opens(ticket)
    wait_for("the ticket", lambda: ticket in technician.may_book_on(), ARRIVES_SECONDS)


def test_where_both_sides_wrote_the_chosen_one_stays(technician, app, psa):
    for policy, stays in (("psa_wins", "Theirs"), ("memtime_wins", "Ours")):
        app.chooses(conflictPolicy=policy)
        entry_id = written_by_both(technician, psa)
        technician.waits_until_synced(entry_id)
        wait_for("one text", partial(texts, technician, psa, entry_id), ARRIVES_SECONDS)
        assert texts(technician, psa, entry_id) == stays, policy

    app.chooses(conflictPolicy="ask")
    entry_id = written_by_both(technician, psa)
    asked = technician.waits_for_state(entry_id, "conflict")
    assert asked["conflict"]["memtime"]["notes"] == "Ours"
    assert asked["conflict"]["psa"]["notes"] == "Theirs"
    technician.api.ok("POST", f"/v1/time-entries/{entry_id}/resolve", {"keep": "memtime"})
    technician.waits_until_synced(entry_id)
    assert texts(technician, psa, entry_id) == "Ours"


def test_hours_are_rounded_at_the_psa_alone(technician, app, psa):
    app.chooses(roundHoursTo=QUARTER)
    entry_id = technician.books()
    entry = technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    assert (entry["durationSeconds"], psa.hours(row)) == (SIX_MINUTES, 0.25)


def test_what_an_entry_leaves_open_is_as_the_admin_chose(technician, app):
    app.chooses(defaults={"billable": "no_charge"})
    left_open = technician.waits_until_synced(technician.books(billable="default"))
    assert (left_open["billable"], left_open["remote"]["billable"]) == ("default", "no_charge")
    said = technician.waits_until_synced(technician.books(billable="billable"))
    assert said["remote"]["billable"] == "billable"


def test_a_change_of_many_entries_says_so_and_waits_for_a_yes(technician, app, psa):
    app.chooses(entrySync="manual")
    ticket = technician.a_ticket()
    drafts = [technician.books(workItemId=ticket) for _ in range(21)]
    told = app.foresees(entrySync="automatic")
    assert told["entries"] >= len(drafts)
    assert told["seconds"] >= len(drafts) * SIX_MINUTES
    assert (told["rejections"], told["confirmNeeded"]) == (0, True)

    refused = app.admin.call("PATCH", f"{app.path}/settings", {"entrySync": "automatic"})
    assert (refused.status_code, refused.json()["code"]) == (409, "confirmation_needed")
    assert refused.json()["impact"]["entries"] == told["entries"]
    assert {technician.sees(one)["syncState"] for one in drafts} == {"draft"}

    app.chooses(entrySync="automatic")
    for one in drafts:
        technician.waits_until_synced(one)
        assert len(psa.made_for(one)) == 1


def webhooks(technician):
    return technician.connected_app()["connection"]["webhooks"]


def delivered(psa):
    """How many messages of the PSA were taken; when the last one came is kept to the minute."""
    items = psa.control("GET", "/webhooks")["items"]
    return sum(one["genuine"] and one["outcome"] == "delivered" for one in items)


def another(technician, ticket):
    return next(one for one in technician.may_book_on() if one != ticket and "ticket" in one)


def called(technician, item):
    (found,) = (one for one in technician.work_items() if one["id"] == item["id"])
    return found["displayName"]


def written_by_both(technician, psa):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    (row,) = psa.rows_of(entry_id)
    # Memtime's text does not arrive before the person in the PSA has written theirs.
    blocked = psa.breaks("rate_limit", psa.case.update_call, params={"retryAfter": 1})
    technician.changes(entry_id, notes="Ours")
    wait_for("the first try", lambda: psa.hits(blocked), ARRIVES_SECONDS)
    psa.person_edits(row, "Theirs")
    psa.heals(blocked)
    return entry_id


def texts(technician, psa, entry_id):
    """The text where both sides have the same, else nothing."""
    (row,) = psa.rows_of(entry_id)
    ours, theirs = technician.sees(entry_id)["notes"], psa.notes(row)
    return ours if ours == theirs else None
