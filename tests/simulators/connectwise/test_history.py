import pytest

from local.simulators.connectwise.custom_fields import TIME_POD
from tests.simulators.connectwise.psa import FORWARD_ONLY, an_entry, why

FIELDS = "/system/userDefinedFields"
AN_ID = {"podId": TIME_POD, "caption": "Foreign Id", "sequenceNumber": 1,
         "fieldTypeIdentifier": "Text"}  # fmt: skip


@pytest.fixture
def foreign_id(young):
    return young.post(FIELDS, AN_ID)["id"]


def test_an_entry_tells_who_changed_what(young):
    entry = young.enters(notes="first")
    young.sets(entry["id"], notes="second", timeEnd="2026-03-04T11:00:00Z")
    person = young.member("PPierce")["id"]
    path = f"/people/{person}/time-entries/{entry['id']}"
    young.control("PATCH", path, json={"workType": {"name": "On-site"}})
    lines = young.get(f"/time/entries/{entry['id']}/audits")
    assert [(one["source"], one["type"]) for one in lines] == [
        ("API", "Record"), ("API", "DateTime"), ("API", "ActualHours"),
        ("API", "TimeDiscussion"), ("Member", "WorkType"),
    ]  # fmt: skip
    assert (lines[3]["oldValue"], lines[3]["newValue"]) == ("first", "second")
    assert (lines[4]["oldValue"], lines[4]["newValue"]) == ("Remote", "On-site")
    assert lines[4]["member"]["identifier"] == "PPierce"
    assert young.get(f"/time/entries/{entry['id']}/audits/count") == {"count": 5}
    one = young.get(f"/time/entries/{entry['id']}/audits/{lines[3]['id']}")
    assert one == lines[3]
    young.get(f"/time/entries/{entry['id']}/audits/9999999", status=404)


def test_audits_go_with_their_entry_and_the_trail_does_too(young):
    entry = young.enters()
    trail = young.get("/system/audittrail", type="Time", id=entry["id"])
    assert [(one["enteredBy"], one["auditSubType"], one["auditSource"]) for one in trail] == [
        ("MemtimeAPI", "Record", "API")
    ]
    counted = young.get("/system/audittrail/count", type="Time", id=entry["id"])
    assert counted == {"count": 1}
    assert young.get("/system/audittrail", type="Ticket", id=5001) == []
    young.delete(f"/time/entries/{entry['id']}")
    young.get(f"/time/entries/{entry['id']}/audits", status=404)
    assert young.get("/system/audittrail", type="Time", id=entry["id"]) == []
    young.get("/system/audittrail", 400, FORWARD_ONLY, type="Time", id=entry["id"])
    young.get("/system/audittrail", 400, type="Time")


def test_a_sheet_tells_of_its_approval(young):
    sheet = young.enters()["timeSheet"]["id"]
    young.post(f"/time/sheets/{sheet}/submit", {}, 200)
    (line,) = young.get(f"/time/sheets/{sheet}/audits")
    assert (line["type"], line["oldValue"], line["newValue"]) == (
        "Status", "Open", "PendingApproval",
    )  # fmt: skip


def test_with_my_entries_only_others_audits_are_refused(young):
    entry = young.enters()
    young.may("Time Entry/Inquire", "My")
    young.get(f"/time/entries/{entry['id']}/audits", status=403)
    young.may("Time Entry/Inquire", "All")


def test_a_defined_field_is_on_every_entry_and_can_be_searched_for(young, foreign_id):
    old = young.listed("/time/entries")[0]
    empty = {"id": foreign_id, "caption": "Foreign Id", "type": "Text",
             "entryMethod": "EntryField", "numberOfDecimals": 0}  # fmt: skip
    assert old["customFields"] == [empty]
    entry = young.enters(customFields=[{"id": foreign_id, "value": "7f2c"}])
    assert entry["customFields"] == [{**empty, "value": "7f2c"}]
    conditions = 'caption="Foreign Id" AND value="7f2c"'
    assert young.ids("/time/entries", customFieldConditions=conditions) == [entry["id"]]
    assert young.ids("/time/entries", customFieldConditions='value="other"') == []


def test_custom_fields_change_by_id_and_an_empty_list_changes_none(young, foreign_id):
    entry = young.enters(customFields=[{"id": foreign_id, "value": "one"}])
    path = f"/time/entries/{entry['id']}"
    assert young.sets(entry["id"], customFields=[])["customFields"][0]["value"] == "one"
    assert young.sets(entry["id"], notes="x")["customFields"][0]["value"] == "one"
    changed = young.sets(entry["id"], customFields=[{"id": foreign_id, "value": "two"}])
    assert changed["customFields"][0]["value"] == "two"
    emptied = young.sets(entry["id"], customFields=[{"id": foreign_id, "value": None}])
    assert "value" not in emptied["customFields"][0]
    young.sets(entry["id"], customFields=[{"id": foreign_id, "value": "three"}])
    put = young.call("PUT", path, json=an_entry(billableOption="Billable")).json()
    assert "value" not in put["customFields"][0]
    young.delete(f"{FIELDS}/{foreign_id}")
    assert young.get(path)["customFields"] == []
    young.delete(f"{FIELDS}/{foreign_id}", 404)


@pytest.mark.parametrize(
    "wrong", [[{"id": 1, "value": "x"}], ["x"], [{"value": "x"}], "x", [{"id": 83, "value": 5}]]
)
def test_wrong_custom_fields_are_refused(young, foreign_id, wrong):
    assert why(young.enters(400, customFields=wrong)) == [("InvalidField", "customFields")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"caption": None}, "caption"),
        ({"caption": "x" * 26}, "caption"),
        ({"sequenceNumber": 501}, "sequenceNumber"),
        ({"fieldTypeIdentifier": "Colour"}, "fieldTypeIdentifier"),
        ({"entryTypeIdentifier": "Voice"}, "entryTypeIdentifier"),
    ],
)
def test_wrong_definitions_are_refused(young, change, field):
    assert [name for _, name in why(young.post(FIELDS, {**AN_ID, **change}, 400))] == [field]


def test_kinds_of_values_and_fields_nobody_may_write(young):
    flag = young.post(FIELDS, {**AN_ID, "fieldTypeIdentifier": "Checkbox"})["id"]
    fixed = young.post(FIELDS, {**AN_ID, "readOnlyFlag": True})["id"]
    wish = [{"id": flag, "value": True}, {"id": fixed, "value": "mine"}]
    values = {
        one["id"]: one.get("value") for one in young.enters(customFields=wish)["customFields"]
    }
    assert values == {flag: True, fixed: None}
    young.enters(400, customFields=[{"id": flag, "value": "yes"}])


def test_a_bundle_answers_each_of_its_requests(young):
    entry = young.enters()
    asked = [
        {"sequenceNumber": 1, "resourceType": "timeentry", "apiRequest": {"id": entry["id"]}},
        {"sequenceNumber": 2, "resourceType": "timeentry",
         "apiRequest": {"filters": {"conditions": f"id>={entry['id']}"}, "page": {"pageSize": 5}}},
        {"sequenceNumber": 3, "resourceType": "timeentry", "apiRequest": {"id": 1}},
        {"sequenceNumber": 4, "resourceType": "weather", "apiRequest": {}},
        {"sequenceNumber": 5, "resourceType": "timeentry",
         "apiRequest": {"filters": {"conditions": "colour=1"}}},
    ]  # fmt: skip
    results = young.post("/system/bundles", {"requests": asked}, 200)["results"]
    assert [(one["sequenceNumber"], one["statusCode"], one["count"]) for one in results] == [
        (1, 200, 1), (2, 200, 1), (3, 404, 0), (4, 404, 0), (5, 400, 0),
    ]  # fmt: skip
    assert results[0]["entities"] == results[1]["entities"] == [entry]
    assert results[2]["error"]["code"] == "NotFound"
    young.post("/system/bundles", {}, 400)


def test_answers_carry_the_vendors_headers(young):
    first, second = (young.call("GET", "/system/info").headers for _ in range(2))
    assert first["x-cw-request-id"] != second["x-cw-request-id"]
    assert first["api-current-version"] == "2026.1"
    assert first["Cache-Control"] == "no-cache"
    assert young.call("GET", "/time/entries/1", 404).headers["x-server-name"]


@pytest.mark.parametrize(
    ("minutes", "billed"), [(10, 1.0), (60, 1.0), (65, 1.0), (70, 1.25), (90, 1.5)]
)
def test_billed_hours_follow_the_work_type(young, minutes, billed):
    end = f"2026-03-04T{9 + minutes // 60:02}:{minutes % 60:02}:00Z"
    entry = young.enters(workType={"name": "After Hours"}, timeEnd=end)
    assert (entry["hoursBilled"], entry["actualHours"]) == (billed, round(minutes / 60, 2))
    assert young.sets(entry["id"], billableOption="DoNotBill")["hoursBilled"] == 0.0
