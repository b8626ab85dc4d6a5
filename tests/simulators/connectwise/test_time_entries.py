import pytest

from tests.simulators.connectwise.psa import an_entry, why


def test_an_entry_is_stored_with_all_that_follows_from_its_ticket(psa):
    entry = psa.enters(hoursDeduct=0.25, notes="Router swap", internalNotes="inside")
    ticket, paul = psa.get("/service/tickets/5001"), psa.member("PPierce")
    assert entry["actualHours"] == 1.25
    assert entry["member"]["id"] == paul["id"]
    assert entry["company"] == ticket["company"]
    assert entry["ticket"] == {"id": 5001, "summary": ticket["summary"]}
    assert entry["agreement"] == ticket["agreement"]
    assert entry["workRole"] == ticket["workRole"]
    assert entry["workType"] == paul["workType"]
    assert (entry["locationId"], entry["businessUnitId"]) == (1, 10)
    assert (entry["billableOption"], entry["status"]) == ("Billable", "Open")
    assert entry["enteredBy"] == entry["_info"]["updatedBy"] == "MemtimeAPI"
    assert entry["dateEntered"] == entry["_info"]["lastUpdated"]
    assert entry["timeSheet"]["name"] == "2026-03-01 to 2026-03-07"
    assert psa.get(f"/time/entries/{entry['id']}") == entry


def test_empty_fields_are_left_out(psa):
    entry = psa.enters()
    assert not {"notes", "internalNotes", "hoursDeduct", "project", "invoice"} & entry.keys()
    assert None not in entry.values()


def test_without_member_the_keys_own_member_is_booked(psa):
    assert psa.enters(member=None)["member"]["identifier"] == "MemtimeAPI"


def test_references_may_be_given_by_any_unique_key(psa):
    by_name = psa.enters(workType={"name": "travel"}, workRole={"name": "Engineer"})
    assert (by_name["workType"]["id"], by_name["workRole"]["id"]) == (4, 11)
    assert by_name["billableOption"] == "NoCharge"
    assert psa.enters(workType={"id": 5})["workType"]["name"] == "Internal"


def test_a_null_overrides_the_default(psa):
    body = {**an_entry(), "workRole": None}
    assert "workRole" not in psa.post("/time/entries", body)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"timeStart": None}, ("MissingRequiredField", "timeStart")),
        ({"timeStart": "2026-03-04T09:00:00.000Z"}, ("UnsupportedFormat", "timeStart")),
        ({"timeStart": "2026-03-04T09:00:00"}, ("UnsupportedFormat", "timeStart")),
        ({"timeStart": "2026-03-04T09:00:00+01:00"}, ("UnsupportedFormat", "timeStart")),
        ({"timeStart": "[2026-03-04T09:00:00Z]"}, ("UnsupportedFormat", "timeStart")),
        ({"timeStart": "2026-02-30T09:00:00Z"}, ("UnsupportedFormat", "timeStart")),
        ({"timeStart": "0001-01-01T00:00:00Z"}, ("UnsupportedFormat", "timeStart")),
        ({"timeEnd": "2026-03-04 10:00"}, ("UnsupportedFormat", "timeEnd")),
        ({"timeEnd": "2026-03-04T08:59:00Z"}, ("InvalidField", "timeEnd")),
        ({"hoursDeduct": 2}, ("InvalidField", "hoursDeduct")),
        ({"hoursDeduct": "much"}, ("InvalidField", "hoursDeduct")),
        ({"hoursDeduct": "NaN"}, ("InvalidField", "hoursDeduct")),
        ({"hoursDeduct": -1}, ("InvalidField", "hoursDeduct")),
        ({"hoursDeduct": True}, ("InvalidField", "hoursDeduct")),
        ({"locationId": 9, "workRole": {"id": 11}}, ("InvalidField", "locationId")),
        ({"locationId": "1"}, ("InvalidField", "locationId")),
        ({"member": "PPierce"}, ("InvalidField", "member")),
        ({"member": {"identifier": "Nobody"}}, ("InvalidField", "member")),
        ({"member": {"identifier": "JFormer"}}, ("InvalidField", "member")),
        ({"workType": {"id": 999}}, ("InvalidField", "workType")),
        ({"billableOption": "Perhaps"}, ("InvalidField", "billableOption")),
        ({"notes": 5}, ("InvalidField", "notes")),
        ({"emailContactFlag": "yes"}, ("InvalidField", "emailContactFlag")),
        ({"chargeToId": 4999}, ("InvalidField", "chargeToId")),
        ({"chargeToId": 8001}, ("InvalidField", "chargeToId")),
        ({"chargeToType": "Activity"}, ("InvalidField", "chargeToId")),
        ({"chargeToType": "ProjectIssue"}, ("InvalidField", "chargeToType")),
        ({"chargeToType": None}, ("MissingRequiredField", "chargeToType")),
    ],
)
def test_what_is_refused(psa, fields, refused):
    refusal = psa.enters(400, **fields)
    assert (refusal["code"], refusal["message"]) == (
        "InvalidObject",
        "timeEntry object is invalid",
    )
    assert why(refusal) == [refused]
    assert {item["resource"] for item in refusal["errors"]} == {"timeEntry"}


def test_the_words_of_an_unsupported_format(psa):
    refusal = psa.enters(400, timeStart="2026-03-04T09:00:00.5Z")
    assert refusal["errors"][0]["message"] == "Unsupported format applied to timeStart"


def test_a_status_that_takes_no_time_refuses_also_when_it_is_not_closed(psa):
    for name in ("On Hold - No Time", "Closed"):
        ticket = psa.ticket(conditions=f'status/name="{name}"')
        assert why(psa.enters(400, chargeToId=ticket["id"])) == [("InvalidObject", "chargeToId")]


def test_a_closed_status_alone_does_not_refuse(psa, quirk):
    ticket = psa.ticket(conditions='status/name="Completed"')
    assert ticket["closedFlag"] is True
    psa.enters(chargeToId=ticket["id"])
    quirk("closed_tickets_take_no_time")
    psa.enters(400, chargeToId=ticket["id"])


def test_a_date_without_time_period_is_refused(psa):
    refusal = psa.enters(400, timeStart="2012-03-04T09:00:00Z", timeEnd="2012-03-04T10:00:00Z")
    assert "report periods" in refusal["errors"][0]["message"]


def test_a_work_role_must_fit_the_location(psa):
    refusal = psa.enters(400, workRole={"name": "Field Engineer"})
    assert refusal["errors"][0]["message"] == "Work Role is not valid for the selected location"
    assert psa.enters(workRole={"name": "Field Engineer"}, locationId=2)["location"]["id"] == 2


def test_a_defaulted_work_role_has_its_own_words(psa):
    refusal = psa.enters(400, locationId=9)
    assert (
        refusal["errors"][0]["message"]
        == "The default Work Role is not valid for the selected location"
    )


def test_time_on_project_tickets_charge_codes_and_companies(psa):
    task = psa.get("/project/tickets", conditions="closedFlag=false", pageSize=1)[0]
    project = psa.enters(chargeToType="ProjectTicket", chargeToId=task["id"])
    assert (project["project"], project["phase"]) == (task["project"], task["phase"])
    codes = {code["name"]: code["id"] for code in psa.get("/time/chargeCodes")}
    meeting = psa.enters(chargeToType="ChargeCode", chargeToId=codes["Internal Meeting"])
    assert (meeting["billableOption"], meeting["hoursBilled"]) == ("DoNotBill", 0.0)
    assert meeting["workType"]["name"] == "Internal"
    psa.enters(400, chargeToType="ChargeCode", chargeToId=codes["Mileage"])
    company = psa.enters(chargeToType=None, chargeToId=None, company={"id": 255})
    assert (company["chargeToType"], company["chargeToId"]) == ("Company", 255)


def test_hours_without_end(psa):
    entry = psa.enters(timeEnd=None, actualHours=1.5)
    assert "timeEnd" not in entry
    assert entry["actualHours"] == 1.5
    assert psa.sets(entry["id"], actualHours=2)["actualHours"] == 2.0


def test_some_members_must_give_an_end(psa):
    nora = {"identifier": "NSchmidt"}
    refusal = psa.enters(400, member=nora, timeEnd=None, actualHours=1.5)
    assert why(refusal) == [("MissingRequiredField", "timeEnd")]
    assert psa.enters(member=nora)["actualHours"] == 1.5


def test_time_against_a_company_needs_the_company_and_the_right(psa):
    lakeside = {"chargeToType": "Company", "chargeToId": 251}
    assert psa.enters(**lakeside)["company"]["name"] == "Lakeside Dental"
    named = {"chargeToId": None, "company": {"identifier": "LakesideDental"}}
    assert psa.enters(chargeToType="Company", **named)["chargeToId"] == 251
    refusal = psa.enters(400, **lakeside, member={"identifier": "YTanaka"})
    assert why(refusal) == [("InvalidField", "chargeToType")]
    psa.enters(400, chargeToType="Company", chargeToId=9999)
    psa.enters(400, chargeToType="ProjectTicket", chargeToId=5001)
    psa.enters(400, chargeToType="ChargeCode", chargeToId=1)


def test_hours_are_rounded_to_a_hundredth_and_may_come_as_text(psa):
    entry = psa.enters(timeEnd="2026-03-04T09:50:00Z", hoursDeduct="0.10")
    assert (entry["hoursDeduct"], entry["actualHours"]) == (0.1, 0.73)


def test_overlapping_entries_are_allowed(psa):
    assert psa.enters()["id"] != psa.enters()["id"]


def test_the_sheet_follows_the_members_own_day(psa):
    late = {"timeStart": "2026-03-08T02:00:00Z", "timeEnd": "2026-03-08T03:00:00Z"}
    new_york = psa.enters(**late)
    berlin = psa.enters(**late, member={"identifier": "MKeller"})
    assert new_york["timeSheet"]["name"] == "2026-03-01 to 2026-03-07"
    assert berlin["timeSheet"]["name"] == "2026-03-08 to 2026-03-14"


def test_read_only_and_unknown_fields_are_passed_over(psa):
    entry = psa.enters(id=1, status="Billed", enteredBy="PPierce", invoiceFlag=True, flavour="x")
    assert entry["id"] > 80000
    assert (entry["status"], entry["enteredBy"]) == ("Open", "MemtimeAPI")
    assert not {"invoiceFlag", "flavour"} & entry.keys()


def test_defaults_store_nothing(psa):
    before = psa.get("/time/entries/count")
    found = psa.post(
        "/time/entries/defaults", {"chargeToType": "ServiceTicket", "chargeToId": 5001}, 200
    )
    assert found["workRole"] == psa.get("/service/tickets/5001")["workRole"]
    assert found["billableOption"] == "Billable"
    assert not {"id", "timeSheet", "timeStart", "enteredBy"} & found.keys()
    assert psa.get("/time/entries/count") == before


def test_line_breaks_in_notes(psa, quirk):
    assert psa.enters(notes="one\r\ntwo")["notes"] == "one\r\ntwo"
    quirk("notes_lose_newlines")
    assert psa.enters(notes="one\r\ntwo")["notes"] == "one two"


def test_quirks_of_a_create(psa, quirk):
    quirk("hours_deduct_ignored_on_create")
    entry = psa.enters(hoursDeduct=0.5)
    assert entry["actualHours"] == 1.5
    assert psa.sets(entry["id"], hoursDeduct=0.5)["actualHours"] == 1.0
    quirk("seconds_cut_off")
    assert psa.enters(timeStart="2026-03-04T09:00:59Z")["timeStart"] == "2026-03-04T09:00:00Z"
    assert "mobileGuid" not in psa.enters(mobileGuid="4f1e")
    quirk("mobile_guid_kept")
    assert psa.enters(mobileGuid="4f1e")["mobileGuid"] == "4f1e"
    quirk("inactive_member_refused", on=False)
    assert psa.enters(member={"identifier": "JFormer"})["member"]["identifier"] == "JFormer"


def test_project_team_only(psa, quirk):
    quirk("project_team_only")
    task = psa.get("/project/tickets", conditions="closedFlag=false", pageSize=1)[0]
    team = psa.get(f"/project/projects/{task['project']['id']}/teamMembers")
    on_team = {one["member"]["identifier"] for one in team}
    outsider = next(
        one["identifier"]
        for one in psa.get("/system/members", conditions="inactiveFlag=false")
        if one["identifier"] not in on_team
    )
    charged = {"chargeToType": "ProjectTicket", "chargeToId": task["id"]}
    psa.enters(**charged, member={"identifier": sorted(on_team)[0]})
    psa.enters(400, **charged, member={"identifier": outsider})
