import pytest

LISTS = [
    ("/company/companies", 40),
    ("/project/projects", 25),
    ("/service/tickets", 300),
    ("/service/boards", 3),
    ("/service/boards/1/statuses", 6),
    ("/system/members", 14),
    ("/system/info/members", 14),
    ("/system/locations", 2),
    ("/system/info/locations", 2),
    ("/system/departments", 2),
    ("/system/info/departments", 2),
    ("/time/workTypes", 6),
    ("/time/workTypes/info", 6),
    ("/time/workRoles", 4),
    ("/time/workRoles/info", 4),
    ("/time/workRoles/13/locations", 1),
    ("/time/chargeCodes", 4),
    ("/time/chargeCodes/info", 4),
    ("/time/timePeriodSetups", 5),
]


@pytest.mark.parametrize(("path", "number"), LISTS)
def test_list_count_and_single_row_agree(psa, path, number):
    rows = psa.listed(path)
    assert len(rows) == number
    assert psa.get(f"{path}/count") == {"count": number}
    assert psa.get(f"{path}/{rows[-1]['id']}") == rows[-1]
    assert psa.get(f"{path}/999999", status=404)["code"] == "NotFound"


def test_the_phases_and_the_team_of_a_project(psa):
    project = psa.get("/project/projects", pageSize=1)[0]
    path = f"/project/projects/{project['id']}"
    phases, team = psa.get(f"{path}/phases"), psa.get(f"{path}/teamMembers")
    assert {row["projectId"] for row in phases + team} == {project["id"]}
    assert psa.get(f"{path}/phases/count") == {"count": len(phases)}
    other = psa.get("/project/projects", pageSize=1, page=2)[0]
    psa.get(f"/project/projects/{other['id']}/phases/{phases[0]['id']}", status=404)
    assert psa.get("/project/projects/1/phases", status=404) == {
        "code": "NotFound",
        "message": "Project 1 not found",
    }


def test_time_periods_are_weeks_from_sunday(psa):
    setup = psa.get("/time/timePeriodSetups", conditions="year=2026")[0]
    periods = psa.listed(f"/time/timePeriodSetups/{setup['id']}/periods")
    assert (periods[0]["startDate"], periods[0]["endDate"]) == ("2025-12-28", "2026-01-03")
    assert [row["period"] for row in periods] == list(range(1, 53))
    assert setup["firstPeriodEndDate"] == periods[0]["endDate"]


def test_a_member_is_found_by_id_and_by_identifier(psa):
    paul = psa.member("PPierce")
    assert psa.get(f"/system/members/{paul['id']}") == psa.member("ppierce") == paul
    assert (paul["primaryEmail"], paul["licenseClass"]) == ("ppierce@alpine-it.example", "F")
    assert paul["timeZone"]["name"] == "America/New_York"
    by_mail = psa.get("/system/members", conditions='primaryEmail="PPierce@alpine-it.example"')
    assert by_mail == [paul]
    assert psa.get("/system/members/zadmin", status=404) == {
        "code": "NotFound",
        "message": "Member zadmin not found",
    }
    light = psa.get("/system/info/members/PPierce")
    assert (light["id"], light["fullName"]) == (paul["id"], "Paul Pierce")
    assert "timeZone" not in light


def test_time_zones_may_have_windows_names(psa, quirk):
    quirk("windows_time_zones")
    assert psa.member("PPierce")["timeZone"]["name"] == "Eastern Standard Time"
    assert psa.member("MKeller")["timeZone"]["name"] == "W. Europe Standard Time"


def test_the_keys_own_member_and_its_rights(psa):
    mine = psa.get("/system/myMembers")
    assert (mine["identifier"], mine["licenseClass"]) == ("MemtimeAPI", "A")
    entry = psa.get("/system/mySecurity", conditions='moduleFunctionName="Time Entry"')[0]
    levels = {entry[f"{verb}Level"] for verb in ("add", "edit", "delete", "inquire")}
    assert (entry["moduleName"], levels) == ("Time & Expense", {"All"})
    assert psa.get("/system/info")["isCloud"] is True


def test_the_two_ticket_collections_are_separate(psa):
    task = psa.get("/project/tickets", pageSize=1)[0]
    assert {"project", "phase", "wbsCode", "isIssueFlag"} <= task.keys()
    assert "recordType" not in task
    psa.get(f"/service/tickets/{task['id']}", status=404)
    psa.get("/project/tickets/5001", status=404)


def test_the_time_of_a_ticket_is_a_list_of_ids(psa):
    entry = psa.enters(chargeToId=5002)
    booked = psa.get("/service/tickets/5002/timeentries")
    assert booked[-1] == {"id": entry["id"], "_info": entry["_info"]}
    assert psa.get("/service/tickets/5002/timeentries/count") == {"count": len(booked)}
    psa.get("/service/tickets/1/timeentries", status=404)
    charged = psa.ids("/time/entries", conditions="chargeToId=5002")
    assert charged == [row["id"] for row in booked]
