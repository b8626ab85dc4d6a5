import pytest

from tests.simulators.connectwise.psa import why

A_TICKET = {"summary": "x", "company": {"id": 251}}


def test_a_new_ticket_takes_time_and_can_be_closed(young):
    company = young.get("/company/companies", conditions="id>251", pageSize=1)[0]
    wish = {"summary": "New printer", "company": {"id": company["id"]},
            "owner": {"identifier": "PPierce"}}  # fmt: skip
    made = young.post("/service/tickets", wish)
    assert (made["company"]["identifier"], made["owner"]["identifier"], made["status"]["name"]) == (
        company["identifier"], "PPierce", "New",
    )  # fmt: skip
    assert young.enters(chargeToId=made["id"])["ticket"]["summary"] == "New printer"
    statuses = young.listed(f"/service/boards/{made['board']['id']}/statuses")
    closed = next(one["id"] for one in statuses if one["name"] == "Closed")
    step = [{"op": "replace", "path": "status", "value": {"id": closed}}]
    young.clock.forward(60)
    changed = young.patch(f"/service/tickets/{made['id']}", step)
    assert (changed["closedFlag"], changed["closedBy"]) == (True, "MemtimeAPI")
    assert changed["_info"]["lastUpdated"] > made["_info"]["lastUpdated"]
    young.enters(400, chargeToId=made["id"])
    back = [{"op": "replace", "path": "status", "value": {"name": "New"}}]
    assert "closedBy" not in young.patch(f"/service/tickets/{made['id']}", back)


def test_a_project_ticket_belongs_to_its_phase(young):
    project = young.get("/project/projects", pageSize=1)[0]
    phase = young.get(f"/project/projects/{project['id']}/phases", pageSize=1)[0]
    made = young.post("/project/tickets", {"summary": "Wire it", "phase": {"id": phase["id"]}})
    assert made["phase"] == {"id": phase["id"], "name": phase["description"]}
    assert made["project"]["id"] == project["id"]
    assert made["company"] == project["company"]
    assert made["id"] > max(young.ids("/service/tickets"))
    young.delete(f"/project/tickets/{made['id']}")
    young.delete(f"/project/tickets/{made['id']}", 404)


def test_a_deleted_customer_stays_readable(young):
    made = young.post("/company/companies", {"identifier": "NewCo", "name": "New Co"})
    young.delete(f"/company/companies/{made['id']}")
    gone = young.get(f"/company/companies/{made['id']}")
    assert (gone["deletedFlag"], gone["deletedBy"]) == (True, "MemtimeAPI")
    assert young.ids("/company/companies", conditions="deletedFlag=true") == [made["id"]]
    young.enters(400, chargeToType="Company", chargeToId=made["id"])


def test_a_member_comes_but_is_never_deleted(young):
    wish = {"identifier": "NBest", "firstName": "Nina", "lastName": "Best", "licenseClass": "F"}
    made = young.post("/system/members", wish)
    assert young.member("nbest") == made
    young.call("DELETE", f"/system/members/{made['id']}", 405)
    zone = made["timeZone"]["name"]
    left = [{"op": "replace", "path": "inactiveFlag", "value": True}]
    assert young.patch(f"/system/members/{made['id']}", left)["inactiveFlag"] is True
    assert zone


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({}, [("MissingRequiredField", "summary"), ("MissingRequiredField", "company")]),
        ({**A_TICKET, "summary": "x" * 101}, [("InvalidField", "summary")]),
        ({**A_TICKET, "summary": 5}, [("InvalidField", "summary")]),
        ({**A_TICKET, "company": {"id": 1}}, [("InvalidField", "company")]),
        ({**A_TICKET, "billTime": "Later"}, [("InvalidField", "billTime")]),
        ({**A_TICKET, "closedFlag": 1}, [("InvalidField", "closedFlag")]),
    ],
)  # fmt: skip
def test_what_is_refused(young, body, refused):
    answer = young.post("/service/tickets", body, 400)
    assert answer["message"] == "ticket object is invalid"
    assert why(answer) == refused


def test_rights_guard_the_writes(young):
    for right in ("Service Tickets/Add", "Service Tickets/Edit", "Service Tickets/Delete"):
        young.may(right, "None")
    young.post("/service/tickets", A_TICKET, 403)
    young.patch("/service/tickets/5001", [], 403)
    young.delete("/service/tickets/5001", 403)
    young.may("Service Tickets/Edit", "My")
    young.patch("/service/tickets/5001", [], 403)


def test_names_are_found_whatever_their_case_and_slashes_at_the_end_do_not_matter(young):
    assert young.get("/time/worktypes/") == young.get("/time/workTypes")
    assert young.get("/system/securityroles/63/settings", PAGESIZE=1) == young.get(
        "/system/securityRoles/63/settings", pageSize=1
    )
    assert young.get("/time/entries/", pageSize=2, Fields="id")[0].keys() == {"id"}
