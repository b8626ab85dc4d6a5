import pytest

from local.simulators.connectwise.guards import right_of
from tests.simulators.connectwise.psa import an_entry

REFUSED = {
    "code": "Unauthorized",
    "message": "You do not have security permission to perform this action.",
}


@pytest.fixture
def psa(young):
    return young


def test_the_demo_role_may_do_everything(psa):
    shown = psa.control("GET", "/permissions")["items"]
    assert {"name": "Time Entry/Add", "allowed": True, "level": "All"} in shown
    assert {right["level"] for right in shown} == {"All"}


@pytest.mark.parametrize(
    ("level", "shown"), [("My", (True, "My")), (False, (False, "None")), (True, (True, "All"))]
)
def test_a_right_is_set_and_shown_everywhere(psa, level, shown):
    right = {"what": "permission", "name": "time & expense/time entry/edit", "allowed": level}
    answer = psa.states(**right)
    assert (answer["allowed"], answer["level"]) == shown
    listed = {one["name"]: one for one in psa.control("GET", "/permissions")["items"]}
    assert listed["Time Entry/Edit"]["level"] == shown[1]
    own = psa.get("/system/mySecurity", conditions='moduleFunctionName="Time Entry"')
    assert [one["editLevel"] for one in own] == [shown[1]]
    role = next(one for one in psa.get("/system/securityroles") if one["adminFlag"])
    settings = psa.get(f"/system/securityRoles/{role['id']}/settings", pageSize=100)
    assert {one["editLevel"] for one in settings} == {shown[1], "All"}


def test_settings_of_a_role_that_is_not_there_are_not_found(psa):
    psa.get("/system/securityRoles/9/settings", status=404)


@pytest.mark.parametrize(
    ("right", "calls"),
    [
        ("Time Entry/Inquire", ["/time/entries", "/time/entries/count", "/time/entries/80001"]),
        ("Time Entry/Inquire", ["/time/sheets", "/service/tickets/5001/timeentries"]),
        ("Company Maintenance/Inquire", ["/company/companies"]),
        ("Service Tickets/Inquire", ["/service/tickets", "/service/tickets/5001"]),
        ("Project Tickets/Inquire", ["/project/tickets"]),
        ("Project Headers/Inquire", ["/project/projects"]),
        ("Project Phase/Inquire", ["/project/projects/70/phases"]),
        ("Project Teams/Inquire", ["/project/projects/70/teamMembers"]),
        ("Member Maintenance/Inquire", ["/system/members", "/system/members/PPierce"]),
        ("My Company/Inquire", ["/system/locations", "/system/departments"]),
        ("Security Roles/Inquire", ["/system/securityroles", "/system/securityRoles/63/settings"]),
        ("Table Setup/Inquire", ["/time/workTypes", "/time/chargeCodes", "/service/boards"]),
    ],
)
def test_without_the_right_to_inquire_a_read_is_refused(psa, right, calls):
    psa.may(right, "None")
    for path in calls:
        assert psa.get(path, status=403) == REFUSED
    psa.may(right, "All")
    for path in calls:
        psa.get(path)


def test_a_search_is_a_read(psa):
    psa.may("Service Tickets/Add", "None")
    assert psa.post("/service/tickets/search", {"conditions": "id=5001"}, 200)
    psa.may("Service Tickets/Inquire", "None")
    assert psa.post("/service/tickets/search", {"conditions": "id=5001"}, 403) == REFUSED


def test_what_everybody_may_know_needs_no_right(psa):
    for right in ("Member Maintenance", "Table Setup", "My Company"):
        psa.may(f"{right}/Inquire", "None")
    for path in ("/system/info", "/system/info/members", "/system/myMembers",
                 "/system/mySecurity", "/time/chargeCodes/info"):  # fmt: skip
        psa.get(path)


def test_each_write_has_its_own_right(psa):
    entry = psa.enters()["id"]
    for verb in ("Add", "Edit", "Delete"):
        psa.may(f"Time Entry/{verb}", "None")
    assert psa.enters(403) == REFUSED
    assert psa.sets(entry, 403, notes="x") == REFUSED
    assert psa.call("PUT", f"/time/entries/{entry}", 403, json=an_entry()).json() == REFUSED
    assert psa.delete(f"/time/entries/{entry}", 403).json() == REFUSED
    assert len(psa.ledger(entry)["history"]) == 1


def test_with_my_only_own_time_is_written_and_seen(psa):
    own = {"member": {"identifier": "MemtimeAPI"}}
    mine, pauls = psa.enters(**own)["id"], psa.enters()["id"]
    for verb in ("Add", "Edit", "Delete", "Inquire"):
        psa.may(f"Time Entry/{verb}", "My")
    assert psa.ids("/time/entries") == [mine]
    assert psa.get("/time/entries/count") == {"count": 1}
    assert psa.get(f"/time/entries/{pauls}", status=403) == REFUSED
    assert psa.enters(403) == REFUSED
    assert psa.sets(pauls, 403, notes="x") == REFUSED
    assert psa.sets(mine, 403, member={"identifier": "PPierce"}) == REFUSED
    assert psa.delete(f"/time/entries/{pauls}", 403).json() == REFUSED
    psa.sets(mine, notes="x")
    psa.delete(f"/time/entries/{mine}")
    psa.enters(**own)


def test_with_my_only_own_tickets_and_the_own_member_are_seen(psa):
    psa.may("Service Tickets/Inquire", "My")
    psa.may("Member Maintenance/Inquire", "My")
    psa.may("Company Maintenance/Inquire", "My")
    assert psa.ids("/service/tickets") == []
    assert psa.get("/system/members/PPierce", status=403) == REFUSED
    assert [one["identifier"] for one in psa.listed("/system/members")] == ["MemtimeAPI"]
    assert len(psa.ids("/company/companies")) == 40


def test_a_billing_choice_needs_a_right_of_its_own(psa):
    entry = psa.enters(billableOption="Billable")["id"]
    for verb in ("Add", "Edit"):
        psa.may(f"Time Entry Billable Option/{verb}", "None")
    assert psa.enters(403, billableOption="NoCharge") == REFUSED
    assert psa.sets(entry, 403, billableOption="NoCharge") == REFUSED
    psa.sets(entry, billableOption="Billable", notes="x")
    psa.enters()


def test_a_missing_right_may_read_as_nothing_or_answer_401(psa):
    psa.may("Time Entry/Inquire", "None")
    psa.turns_on("missing_right_answers_401")
    assert psa.get("/time/entries", status=401) == REFUSED
    psa.turns_on("missing_inquire_reads_empty")
    assert psa.listed("/time/entries") == []
    assert psa.get("/time/entries/count") == {"count": 0}
    assert psa.get("/time/entries/80001", status=401) == REFUSED


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("POST", "/time/entries/defaults", ("Time Entry", "Add")),
        ("POST", "/time/sheets/{id}/submit", ("Time Entry", "Edit")),
        ("POST", "/time/sheets/{id}/approve", ("Time Approval", "Edit")),
        ("POST", "/time/sheets/{id}/reverse", ("Time Approval", "Edit")),
        ("POST", "/system/callbacks", ("Table Setup", "Add")),
        ("DELETE", "/system/callbacks/{id}", ("Table Setup", "Delete")),
        ("PUT", "/time/entries/{id}", ("Time Entry", "Edit")),
        ("GET", "/system/info/members", None),
    ],
)
def test_which_right_guards_which_route(method, path, right):
    assert right_of(method, path) == right


def test_a_route_that_nobody_thought_of_cannot_be_added():
    with pytest.raises(LookupError):
        right_of("GET", "/sales/orders")


def test_more_than_a_thousand_calls_a_minute_are_throttled_where_asked_for(psa):
    psa.turns_on("limits_requests_per_minute")
    for _ in range(1000):
        psa.call("GET", "/system/info")
    refused = psa.call("GET", "/system/info", 429)
    assert (refused.headers["Retry-After"], refused.json()["error"]) == ("30", "ConnectWiseAPI")
    psa.clock.forward(61)
    psa.get("/system/info")


def test_new_time_stays_out_of_lists_for_a_while(psa):
    entry = psa.enters()["id"]
    psa.fault("list_lag", params={"seconds": 60})
    assert psa.ids("/time/entries", conditions=f"id={entry}") == []
    assert psa.get("/time/entries/count", conditions=f"id={entry}") == {"count": 0}
    assert psa.get(f"/time/entries/{entry}")["id"] == entry
    psa.clock.forward(60)
    assert psa.ids("/time/entries", conditions=f"id={entry}") == [entry]
    psa.sets(entry, notes="changed")
    assert psa.ids("/time/entries", conditions=f"id={entry}") == []


def test_a_list_whose_conditions_are_dropped_is_everybodys(psa):
    psa.fault("drop_filter", times=3)
    assert len(psa.ids("/time/entries", conditions="id=80001")) > 50
    assert psa.get("/time/entries/count", conditions="id=80001")["count"] > 50
    assert len(psa.post("/service/tickets/search", {"conditions": "id=5001"}, 200)) > 1
    assert psa.ids("/time/entries", conditions="id=80001") == [80001]


def test_revoked_credentials_are_wrong_keys(psa):
    psa.fault("revoke_credentials", times=2)
    assert psa.get("/time/entries", status=401)["code"] == "Unauthorized"
    psa.turns_on("credentials_answer_404")
    psa.get("/time/entries", status=404)
    psa.get("/time/entries")
