import requests

from tests.simulators.autotask.tenant_client import API_USER, HEADERS, PIERCE, half_an_hour, refusal

ENTRY = "/TimeEntries/900001"


def test_zone_discovery_needs_no_secret_and_points_back_here(autotask):
    answer = autotask.call("GET", f"/zoneInformation?user={HEADERS['UserName']}", headers={})
    assert answer.status_code == 200
    assert answer.json()["url"] == f"{autotask.url}/ATServicesRest/"
    assert set(answer.json()) == {"zoneName", "url", "webUrl", "ci"}
    again = requests.get(f"{answer.json()['url']}v1.0{ENTRY}", headers=HEADERS, timeout=5)
    assert again.json()["item"]["id"] == 900001


def test_zone_discovery_knows_the_user_in_any_case(autotask):
    user = HEADERS["UserName"].upper()
    assert autotask.call("GET", f"/ZoneInformation?user={user}", headers={}).status_code == 200


def test_an_unknown_or_blank_user_has_no_zone(autotask):
    for user in ("somebody@example.com", ""):
        answer = autotask.call("GET", f"/zoneInformation?user={user}", headers={})
        assert refusal(answer)


def test_versions_are_told(autotask):
    address = f"{autotask.url}/ATServicesRest/versionInformation"
    assert autotask.call("GET", address, headers={}).json() == {"apiVersions": ["V1.0"]}
    assert autotask.call("GET", "/Version").json()["majorVersion"]


def test_wrong_credentials_are_401_with_nothing_in_it(autotask):
    for wrong in ({"Secret": "guess"}, {"UserName": "x@example.com"}):
        answer = autotask.call("GET", ENTRY, headers=HEADERS | wrong)
        assert (answer.status_code, answer.content) == (401, b"")
    assert autotask.call("GET", "/Nothing", headers={}).status_code == 401


def test_header_names_have_no_case(autotask):
    shouted = {name.upper(): value for name, value in HEADERS.items()}
    assert autotask.call("GET", ENTRY, headers=shouted).status_code == 200


def test_a_wrong_integration_code_is_a_500_where_the_tenant_checks_it(autotask):
    wrong = HEADERS | {"ApiIntegrationCode": "WRONG"}
    assert refusal(autotask.call("GET", ENTRY, headers=wrong))
    autotask.quirk("checks_integration_code", on=False)
    assert autotask.call("GET", ENTRY, headers=wrong).status_code == 200


def test_paths_have_no_case(autotask):
    address = f"{autotask.url}/ATServicesRest/V1.0/timeENTRIES/900001"
    assert autotask.call("GET", address).json()["item"]["id"] == 900001


def test_unknown_routes_are_404_and_wrong_verbs_405(autotask):
    for method, path in (("POST", "/Tasks"), ("POST", "/Tickets/35400/TimeEntries")):
        answer = autotask.call(method, path, {})
        assert answer.status_code in (404, 405)
        assert set(answer.json()) == {"Message"}
    assert autotask.call("POST", "/Tickets/35400/TimeEntries", {}).status_code == 404
    answer = autotask.call("GET", "/TimeEntries")
    text = "The requested resource does not support http method 'GET'."
    assert (answer.status_code, answer.json()) == (405, {"Message": text})
    assert autotask.call("PATCH", "/TimeEntries/900001", {}).status_code == 405
    assert autotask.call("DELETE", "/Tickets/35400").status_code == 405


def test_child_entities_are_not_created_at_the_root(autotask):
    for entity in ("Tasks", "Phases", "TaskSecondaryResources"):
        assert autotask.call("POST", f"/{entity}", {}).status_code == 404


def test_the_hourly_count_rolls(autotask):
    def count():
        return autotask.call("GET", "/ThresholdInformation").json()

    before = count()
    assert before["externalRequestThreshold"] == 10000
    assert before["requestThresholdTimeframe"] == 60
    autotask.call("GET", ENTRY)
    assert count()["currentTimeframeRequestCount"] == before["currentTimeframeRequestCount"] + 2
    autotask.clock.passes(hours=1)
    assert count()["currentTimeframeRequestCount"] == 1


def test_impersonation_is_never_for_reads(autotask):
    headers = HEADERS | {"ImpersonationResourceId": str(PIERCE)}
    text = (
        "The logged in Resource does not have the adequate permissions to query this entity type."
    )
    assert refusal(autotask.call("GET", ENTRY, headers=headers)) == text
    body = {"filter": [{"op": "gte", "field": "id", "value": 0}]}
    assert refusal(autotask.call("POST", "/Tickets/query", body, headers)) == text


def test_an_impersonated_entry_shows_both_people(autotask):
    answer = autotask.books({"ImpersonationResourceId": str(PIERCE)}, **half_an_hour())
    row = autotask.entry(answer.json()["itemId"])
    assert row["creatorUserID"] == PIERCE
    assert row["impersonatorCreatorResourceID"] == API_USER
    assert autotask.history(row["id"]) == [("api", "created")]


def test_an_api_user_or_an_unknown_resource_cannot_be_impersonated(autotask):
    missing_right = "permissions to create this entity type"
    answer = autotask.books({"ImpersonationResourceId": str(API_USER)}, **half_an_hour())
    assert missing_right in refusal(answer)
    answer = autotask.books({"ImpersonationResourceId": "77"}, **half_an_hour())
    assert "ImpersonationResourceId" in refusal(answer)


def test_impersonation_needs_the_right_to_add(autotask):
    autotask.sets(what="permission", name="Impersonation.add", allowed=False)
    answer = autotask.books({"ImpersonationResourceId": str(PIERCE)}, **half_an_hour())
    assert "permissions to create this entity type" in refusal(answer)


def test_an_impersonated_patch_of_ticket_time_fails_where_the_api_users_own_works(autotask):
    entry = autotask.booked(**half_an_hour())
    headers = {"ImpersonationResourceId": str(PIERCE)}
    text = "User not authorized to change Show On Invoice values for Ticket time entries"
    assert refusal(autotask.changes(entry, headers, summaryNotes="x")) == text
    assert autotask.changes(entry, summaryNotes="x").status_code == 200
    autotask.quirk("impersonated_ticket_patch_fails", on=False)
    assert autotask.changes(entry, headers, summaryNotes="y").status_code == 200
    row = autotask.entry(entry)
    assert row["lastModifiedUserID"] == PIERCE
    assert row["impersonatorUpdaterResourceID"] == API_USER


def test_deleting_in_somebodys_name_needs_the_delete_right(autotask):
    headers = {"ImpersonationResourceId": str(PIERCE)}
    entry = autotask.books(headers, **half_an_hour()).json()["itemId"]
    not_mine = "You do not have permission to delete time entries that you did not create."
    assert refusal(autotask.deletes(entry)) == not_mine
    no_right = (
        "The logged in Resource does not have the adequate permissions to delete "
        "this entity timeEntryType."
    )
    assert refusal(autotask.deletes(entry, headers)) == no_right
    autotask.sets(what="permission", name="Impersonation.delete", allowed=True)
    assert autotask.deletes(entry, headers).status_code == 200


def test_missing_rights_are_told_per_entity_and_action(autotask):
    autotask.sets(what="permission", name="TimeEntries.create", allowed=False)
    autotask.sets(what="permission", name="TimeEntries.delete", allowed=False)
    autotask.sets(what="permission", name="Projects.query", allowed=False)
    assert "permissions to create" in refusal(autotask.books(**half_an_hour()))
    assert "this entity timeEntryType" in refusal(autotask.deletes(900001))
    assert "permissions to query" in refusal(autotask.call("GET", "/Projects/29683800"))
    info = autotask.call("GET", "/TimeEntries/entityInformation").json()["info"]
    assert (info["canCreate"], info["canUpdate"], info["canDelete"]) == (False, True, False)


def test_impersonation_is_ignored_where_the_entity_does_not_know_it(autotask):
    task = autotask.tasks_of(PIERCE)[0]
    headers = HEADERS | {"ImpersonationResourceId": str(API_USER)}
    path = f"/Projects/{task['projectID']}/Tasks"
    answer = autotask.call("PATCH", path, {"id": task["id"], "title": "Renamed"}, headers)
    assert answer.status_code == 200
