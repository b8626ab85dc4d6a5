from tests.simulators.autotask.tenant_client import (
    ADMIN,
    API_USER,
    FORMER,
    KELLER,
    PIERCE,
    PIERCE_ROLE,
    half_an_hour,
    refusal,
)

WINDOW = {"startDateTime": "2026-09-23T12:00:00Z", "endDateTime": "2026-09-23T12:45:00Z"}


def books(autotask, person, **fields):
    return autotask.control("POST", f"/people/{person}/time-entries", fields)


def test_the_screen_fills_in_owner_role_and_day(autotask):
    answer = books(autotask, PIERCE, ticketID=35400, **WINDOW)
    assert answer.status_code == 201
    row = answer.json()
    assert row == autotask.entry(row["id"])
    assert (row["resourceID"], row["roleID"]) == (PIERCE, PIERCE_ROLE)
    assert row["dateWorked"] == "2026-09-23T00:00:00Z"
    assert row["creatorUserID"] == row["lastModifiedUserID"] == PIERCE
    assert autotask.history(row["id"]) == [(str(PIERCE), "created")]


def test_the_screen_takes_the_role_of_the_assignment_secondary_or_default(autotask):
    mine = {"op": "eq", "field": "resourceID", "value": PIERCE}
    secondary = autotask.query("TicketSecondaryResources", mine)[0]
    row = books(autotask, PIERCE, ticketID=secondary["ticketID"], **WINDOW).json()
    assert row["roleID"] == secondary["roleID"]
    foreign = autotask.tickets_of(KELLER)[-1]["id"]
    row = books(autotask, PIERCE, ticketID=foreign, **WINDOW).json()
    assert row["roleID"] == autotask.item("Resources", PIERCE)["defaultServiceDeskRoleID"]


def test_people_obey_the_rules_too(autotask):
    answer = books(autotask, PIERCE, ticketID=35400, hoursWorked=1)
    text = "TimeEntries for Service tickets require a start and stop time."
    assert refusal(answer) == text
    autotask.sets(what="timesheet", personId=PIERCE, date="2026-09-23", state="submitted")
    assert "submitted" in refusal(books(autotask, PIERCE, ticketID=35400, **WINDOW))


def test_people_change_and_delete_their_own_time_also_what_the_api_made(autotask):
    entry = autotask.booked(**half_an_hour())
    path = f"/people/{PIERCE}/time-entries/{entry}"
    answer = autotask.control("PATCH", path, {"summaryNotes": "by hand", "ID": 7})
    assert (answer.status_code, answer.json()["summaryNotes"]) == (200, "by hand")
    assert autotask.entry(entry)["lastModifiedUserID"] == PIERCE
    answer = autotask.control("DELETE", path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert autotask.entry(entry) is None
    by = [("api", "created"), (str(PIERCE), "updated"), (str(PIERCE), "deleted")]
    assert autotask.history(entry) == by


def test_people_leave_others_time_alone_unless_they_administer(autotask):
    entry = autotask.booked(**half_an_hour())
    others = f"/people/{KELLER}/time-entries/{entry}"
    assert "permission" in refusal(autotask.control("PATCH", others, {"summaryNotes": "x"}))
    assert "did not create" in refusal(autotask.control("DELETE", others))
    admin = f"/people/{ADMIN}/time-entries/{entry}"
    assert autotask.control("PATCH", admin, {"summaryNotes": "x"}).status_code == 200


def test_only_active_people_have_a_screen(autotask):
    for person in (FORMER, API_USER, 4711, "PPierce"):
        assert "active resource" in refusal(books(autotask, person, ticketID=35400, **WINDOW))
    autotask.sets(what="person", id=KELLER, active=False)
    assert "active resource" in refusal(books(autotask, KELLER, ticketID=35400, **WINDOW))


def test_what_is_not_there_cannot_be_changed_on_screen(autotask):
    path = f"/people/{PIERCE}/time-entries/no-number"
    assert "No matching records" in refusal(autotask.control("PATCH", path, {}))
    assert "No matching records" in refusal(autotask.control("DELETE", path))
