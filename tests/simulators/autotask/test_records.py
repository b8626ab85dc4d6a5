import pytest

from local.simulators.autotask import catalogue, people, picklists
from tests.simulators.autotask.tenant_client import (
    API_USER,
    HASSAN,
    HEADERS,
    KELLER,
    KELLER_ROLE,
    PIERCE,
    PIERCE_ROLE,
    refusal,
)

TICKET = {"companyID": 0, "title": "Swap the router", "status": 1, "priority": 2}


def creates(autotask, path, body):
    answer = autotask.call("POST", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()["itemId"]


def test_tickets_are_numbered_within_the_day(autotask):
    first = autotask.item("Tickets", creates(autotask, "/Tickets", TICKET))
    second = autotask.item("Tickets", creates(autotask, "/Tickets", TICKET))
    numbers = [row["ticketNumber"].split(".") for row in (first, second)]
    assert numbers[0][0] == numbers[1][0] == "T20260923"
    assert int(numbers[1][1]) == int(numbers[0][1]) + 1
    assert first["companyID"] == 0
    assert first["creatorResourceID"] == API_USER
    assert first["createDate"] == first["lastActivityDate"] == "2026-09-23T15:00:07Z"


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"title": None}, "Missing Required Field: title. ; on record number [1]"),
        ({"priority": 99}, "Picklist value [99] does not exist for priority."),
        ({"companyID": 5}, "Reference value on field: companyID of type: Company"),
        ({"assignedResourceID": PIERCE}, "Data violation: When assigning a Resource"),
        (
            {"assignedResourceID": PIERCE, "assignedResourceRoleID": people.PROJECT_MANAGER},
            "The specified AssignedResourceID and AssignedRoleID combination",
        ),
        (
            {"assignedResourceID": API_USER, "assignedResourceRoleID": PIERCE_ROLE},
            "Reference value on field: assignedResourceID of type: Resource",
        ),
    ],
)
def test_wrong_tickets_are_refused(autotask, changed, text):
    body = {name: value for name, value in (TICKET | changed).items() if value is not None}
    assert text in refusal(autotask.call("POST", "/Tickets", body))


def test_completing_a_ticket_dates_it_and_reopening_clears_that(autotask):
    ticket = autotask.tickets_of(PIERCE)[0]["id"]
    done = {"id": ticket, "status": picklists.TICKET_COMPLETE, "ticketNumber": "T1"}
    assert autotask.call("PATCH", "/Tickets", done).status_code == 200
    row = autotask.item("Tickets", ticket)
    assert (row["completedDate"], row["completedByResourceID"]) == (
        "2026-09-23T15:00:07Z",
        API_USER,
    )
    assert row["ticketNumber"] != "T1"
    assert autotask.call("PATCH", "/Tickets", {"id": ticket, "status": 8}).status_code == 200
    assert autotask.item("Tickets", ticket)["completedDate"] is None


def test_put_empties_what_is_not_sent(autotask):
    ticket = creates(autotask, "/Tickets", TICKET | {"description": "long"})
    assert autotask.call("PUT", "/Tickets", {"id": ticket, **TICKET}).status_code == 200
    assert autotask.item("Tickets", ticket)["description"] is None
    assert "companyID" in refusal(autotask.call("PUT", "/Tickets", {"id": ticket, "status": 1}))
    assert "No matching records" in refusal(autotask.call("PATCH", "/Tickets", {"id": 7}))


def test_secondary_resources_are_written_through_their_parent(autotask):
    ticket = autotask.tickets_of(PIERCE)[0]["id"]
    path = f"/Tickets/{ticket}/SecondaryResources"
    body = {"resourceID": HASSAN, "roleID": people.NETWORK_ENGINEER}
    link = creates(autotask, path, body)
    assert autotask.call("GET", f"{path}/{link}").json()["item"]["ticketID"] == ticket
    listed = autotask.call("GET", path).json()["items"]
    assert link in [row["id"] for row in listed]
    assert {row["ticketID"] for row in listed} == {ticket}
    other = f"/Tickets/{ticket + 1}/SecondaryResources/{link}"
    assert autotask.call("GET", other).json() == {"item": None}
    assert "No matching records" in refusal(autotask.call("DELETE", other))
    assert autotask.call("DELETE", f"{path}/{link}").status_code == 200
    assert autotask.item("TicketSecondaryResources", link) is None
    primary = {"resourceID": PIERCE, "roleID": PIERCE_ROLE}
    assert "primary" in refusal(autotask.call("POST", path, primary))
    wrong = {"resourceID": HASSAN, "roleID": people.PROJECT_MANAGER}
    assert "combination" in refusal(autotask.call("POST", path, wrong))


def test_tasks_need_a_department_and_a_fitting_role_for_their_people(autotask):
    project = autotask.tasks_of(PIERCE)[0]["projectID"]
    path = f"/Projects/{project}/Tasks"
    assigned = {"assignedResourceID": PIERCE, "assignedResourceRoleID": PIERCE_ROLE}
    task = {"title": "Cabling", "status": 1, "taskType": 1}
    assert "departmentID is a required field" in refusal(
        autotask.call("POST", path, task | assigned)
    )
    placed = task | {"departmentID": people.PROJECT_DEPARTMENT, "billingCodeID": None}
    wrong = assigned | {"assignedResourceRoleID": people.PROJECT_MANAGER}
    assert "invalid Resource and Role" in refusal(autotask.call("POST", path, placed | wrong))
    made = autotask.item("Tasks", creates(autotask, path, placed | assigned))
    assert (made["projectID"], made["assignedResourceID"]) == (project, PIERCE)
    assert made["taskNumber"].startswith("T20260923.")
    bare = creates(autotask, path, task)
    second = {"resourceID": KELLER, "roleID": KELLER_ROLE}
    refused = autotask.call("POST", f"/Tasks/{bare}/SecondaryResources", second)
    assert "departmentID is a required field" in refusal(refused)


def test_projects_phases_companies_and_contracts_are_made(autotask):
    company = creates(
        autotask, "/Companies", {"companyName": "New", "ownerResourceID": KELLER, "phone": "1"}
    )
    span = {"startDateTime": "2026-09-01", "endDateTime": "2026-12-01"}
    project = {"companyID": company, "projectName": "Move", "projectType": 5, "status": 1, **span}
    made = creates(autotask, "/Projects", project)
    assert autotask.item("Projects", made)["projectNumber"].startswith("P20260923.")
    phase = creates(autotask, f"/Projects/{made}/Phases", {"title": "Plan"})
    assert autotask.item("Phases", phase)["projectID"] == made
    renamed = {"id": phase, "title": "Planning"}
    assert autotask.call("PATCH", f"/Projects/{made}/Phases", renamed).status_code == 200
    assert autotask.item("Phases", phase)["title"] == "Planning"


def test_reference_lists_are_read_only(autotask):
    for plural in ("BillingCodes", "ResourceRoles", "InternalLocations"):
        assert autotask.call("POST", f"/{plural}", {}).status_code in (404, 405)
    assert autotask.call("POST", f"/Resources/{PIERCE}/Roles", {}).status_code == 405
    roles = autotask.call("GET", f"/Resources/{PIERCE}/Roles").json()["items"]
    assert {row["resourceID"] for row in roles} == {PIERCE}
    assert {row["roleID"] for row in roles} == {people.SENIOR_ENGINEER, people.ENGINEER}


def test_entities_describe_themselves(autotask):
    info = autotask.call("GET", "/TimeEntries/entityInformation").json()["info"]
    assert info["name"] == "TimeEntry"
    assert info["canDelete"] is True
    assert info["supportsWebhookCallouts"] is False
    info = autotask.call("GET", "/Tickets/entityInformation").json()["info"]
    assert (info["canDelete"], info["supportsWebhookCallouts"]) == (False, True)
    fields = autotask.call("GET", "/TimeEntries/entityInformation/fields").json()["fields"]
    by_name = {field["name"]: field for field in fields}
    assert set(by_name) == set(autotask.entry(900001))
    assert by_name["resourceID"]["isRequired"] is True
    assert by_name["resourceID"]["referenceEntityType"] == "Resource"
    assert by_name["hoursToBill"]["isReadOnly"] is True
    kinds = {value["value"]: value["label"] for value in by_name["timeEntryType"]["picklistValues"]}
    assert (kinds["2"], kinds["6"]) == ("ITServiceRequest", "ProjectTask")
    udf = autotask.call("GET", "/TimeEntries/entityInformation/userDefinedFields")
    assert udf.json() == {"fields": []}


def test_children_are_described_also_under_their_parent(autotask):
    for path in ("/Tasks", f"/Projects/{29683800}/Tasks"):
        fields = autotask.call("GET", f"{path}/entityInformation/fields").json()["fields"]
        status = next(field for field in fields if field["name"] == "status")
        system = [value["value"] for value in status["picklistValues"] if value["isSystem"]]
        assert system == ["1", "5"]


def test_webhooks_become_ready_with_a_subscribed_field_and_survive_a_reset(autotask):
    body = {
        "name": "sync",
        "isActive": True,
        "webhookUrl": "https://hooks.example.com/t",
        "deactivationUrl": "https://hooks.example.com/d",
        "secretKey": "k" * 64,
        "sendThresholdExceededNotification": False,
        "isSubscribedToUpdateEvents": True,
    }
    webhook = creates(autotask, "/TicketWebhooks", body)
    row = autotask.item("TicketWebhooks", webhook)
    assert (row["isReady"], row["ownerResourceID"]) == (False, API_USER)
    assert row["webhookGUID"]
    fields = f"/TicketWebhooks/{webhook}/Fields"
    wanted = {"fieldID": 2, "isSubscribedField": True, "isDisplayAlwaysField": False}
    field = creates(autotask, fields, wanted)
    excluded = {"webhookID": webhook, "resourceID": API_USER}
    creates(autotask, f"/TicketWebhooks/{webhook}/ExcludedResources", excluded)
    autotask.control("POST", "/reset", {})
    kept = autotask.item("TicketWebhooks", webhook)
    assert kept == row | {"isReady": True}
    autotask.sets(what="webhook", id=webhook, active=False)
    assert autotask.item("TicketWebhooks", webhook)["isActive"] is False
    assert autotask.call("DELETE", f"{fields}/{field}").status_code == 200
    assert autotask.item("TicketWebhooks", webhook)["isReady"] is False
    assert autotask.call("DELETE", f"/TicketWebhooks/{webhook}").status_code == 200
    every = {"op": "gte", "field": "id", "value": 0}
    assert autotask.query("TicketWebhookExcludedResources", every) == []


def test_webhooks_check_what_they_are_given(autotask):
    assert "Missing Required Field" in refusal(autotask.call("POST", "/TicketWebhooks", {}))
    unknown = {"fieldID": 2, "isSubscribedField": True, "isDisplayAlwaysField": False}
    answer = autotask.call("POST", "/TicketWebhooks/4711/Fields", unknown)
    assert "webhookID" in refusal(answer)
    answer = autotask.call("POST", "/TicketWebhooks/4711/Fields", unknown | {"fieldID": 99})
    assert "Picklist value [99]" in refusal(answer)


def test_an_empty_body_is_refused(autotask):
    assert refusal(autotask.call("POST", "/Tickets", headers=HEADERS))


def test_work_types_can_be_told_from_regular_categories(autotask):
    def codes(use_type):
        wanted = {"op": "eq", "field": "useType", "value": use_type}
        return {row["id"] for row in autotask.query("BillingCodes", wanted)}

    assert catalogue.REMOTE_SUPPORT in codes(1)
    assert set(catalogue.REGULAR) == codes(3)


def test_tickets_tell_which_fields_webhooks_may_watch(autotask):
    fields = autotask.call("GET", "/Tickets/entityInformation/fields").json()["fields"]
    watched = {field["name"] for field in fields if field["isSupportedWebhookField"]}
    assert {"status", "assignedResourceID", "title"} <= watched
    assert "id" not in watched
    picks = autotask.call("GET", "/TicketWebhookFields/entityInformation/fields").json()["fields"]
    names = next(field for field in picks if field["name"] == "fieldID")["picklistValues"]
    assert {"Status", "Title"} <= {value["label"] for value in names}


def test_nobody_is_primary_and_secondary_at_once(autotask):
    mine = {"op": "eq", "field": "resourceID", "value": PIERCE}
    link = autotask.query("TicketSecondaryResources", mine)[0]
    moved = {
        "id": link["ticketID"],
        "assignedResourceID": PIERCE,
        "assignedResourceRoleID": PIERCE_ROLE,
    }
    assert "secondary" in refusal(autotask.call("PATCH", "/Tickets", moved))
    task = autotask.tasks_of(PIERCE)[0]["id"]
    again = {"resourceID": PIERCE, "roleID": PIERCE_ROLE}
    path = f"/Tasks/{task}/SecondaryResources"
    assert "secondary" in refusal(autotask.call("POST", path, again))


def test_nobody_is_put_on_work_that_is_not_there(autotask):
    body = {"resourceID": PIERCE, "roleID": PIERCE_ROLE}
    for parent in ("Tickets", "Tasks"):
        assert "ID of type" in refusal(
            autotask.call("POST", f"/{parent}/7/SecondaryResources", body)
        )
