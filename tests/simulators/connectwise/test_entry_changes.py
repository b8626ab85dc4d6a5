import pytest

from tests.simulators.connectwise.psa import an_entry, why


@pytest.fixture
def entry(psa):
    return psa.enters(notes="before")


def test_a_patch_changes_what_it_names_and_stamps_the_second(psa, entry):
    psa.clock.forward(61)
    changed = psa.sets(entry["id"], notes="after")
    expected = {**entry, "notes": "after"}
    later = changed.pop("_info")
    assert later["lastUpdated"] > expected.pop("_info")["lastUpdated"]
    assert len(later["lastUpdated"]) == len("2026-03-04T09:00:00Z")
    assert changed == expected


def test_hours_follow_the_clock_times_and_a_patch_of_them_is_ignored(psa, entry):
    assert psa.sets(entry["id"], actualHours=9)["actualHours"] == 1.5
    assert psa.sets(entry["id"], timeEnd="2026-03-04T11:00:00Z")["actualHours"] == 2.0
    assert psa.sets(entry["id"], hoursDeduct=0.5)["actualHours"] == 1.5


def test_paths_are_bare_or_with_one_slash(psa, entry):
    operation = [{"op": "replace", "path": "/notes", "value": "slash"}]
    assert psa.patch(f"/time/entries/{entry['id']}", operation)["notes"] == "slash"


def test_remove_empties_a_field(psa, entry):
    operation = [{"op": "remove", "path": "notes"}]
    assert "notes" not in psa.patch(f"/time/entries/{entry['id']}", operation)


def test_a_reference_is_replaced_whole_and_a_nested_path_is_a_false_200(psa, entry, quirk):
    assert psa.sets(entry["id"], workType={"id": 1})["workType"]["name"] == "On-site"
    assert psa.sets(entry["id"], **{"workType/id": 3})["workType"]["id"] == 1
    quirk("nested_patch_path_silent", on=False)
    psa.sets(entry["id"], 400, **{"workType/id": 3})


def test_paths_are_case_sensitive(psa, entry, quirk):
    assert why(psa.sets(entry["id"], 400, Notes="x")) == [("InvalidField", "Notes")]
    quirk("unknown_patch_path_silent")
    assert psa.sets(entry["id"], Notes="x")["notes"] == "before"


def test_read_only_fields_are_passed_over(psa, entry):
    assert psa.sets(entry["id"], status="Billed", hoursBilled=99)["status"] == "Open"


@pytest.mark.parametrize(
    "body",
    [
        {"notes": "x"},
        ["notes"],
        [{"op": "replace"}],
        [{"op": "move", "path": "notes", "value": "x"}],
    ],
)
def test_another_shape_is_refused(psa, entry, body):
    psa.patch(f"/time/entries/{entry['id']}", body, 400)


def test_the_rules_of_a_create_hold_for_a_change(psa, entry):
    refused = psa.sets(entry["id"], 400, timeEnd="2026-03-04T10:30:00.000Z")
    assert why(refused) == [("UnsupportedFormat", "timeEnd")]
    psa.sets(entry["id"], 400, timeStart=None)
    psa.sets(entry["id"], 400, chargeToId=4999)
    psa.sets(entry["id"], 400, workRole={"name": "Field Engineer"})
    assert psa.get(f"/time/entries/{entry['id']}") == entry


def test_an_entry_moves_to_another_ticket_member_and_sheet(psa, entry):
    ticket = psa.ticket(conditions='owner/identifier="MKeller" and closedFlag=false')
    moved = psa.sets(
        entry["id"],
        chargeToId=ticket["id"],
        member={"identifier": "MKeller"},
        timeStart="2026-03-09T09:00:00Z",
        timeEnd="2026-03-09T10:00:00Z",
    )
    assert moved["ticket"]["id"] == ticket["id"]
    assert moved["company"] == ticket["company"]
    assert moved["member"]["identifier"] == "MKeller"
    assert moved["timeSheet"]["name"] == "2026-03-08 to 2026-03-14"


def test_a_patch_that_changes_nothing_may_or_may_not_move_the_stamp(psa, entry, quirk):
    psa.clock.forward(60)
    moved = psa.sets(entry["id"], notes="before")
    assert moved["_info"]["lastUpdated"] > entry["_info"]["lastUpdated"]
    quirk("unchanged_patch_moves_last_updated", on=False)
    psa.clock.forward(60)
    assert psa.sets(entry["id"], notes="before") == moved


def test_put_puts_back_to_default_what_it_leaves_out(psa, entry):
    psa.sets(entry["id"], workType={"id": 4})
    path = f"/time/entries/{entry['id']}"
    put = psa.call("PUT", path, json=an_entry(billableOption="NoCharge")).json()
    assert "notes" not in put
    assert (put["workType"]["id"], put["billableOption"]) == (3, "NoCharge")
    refused = psa.call("PUT", path, status=400, json=an_entry()).json()
    assert why(refused) == [("MissingRequiredField", "billableOption")]


def test_the_rate_can_be_set_on_update_only(psa, entry):
    assert psa.enters(hourlyRate=1.0)["hourlyRate"] == entry["hourlyRate"]
    assert psa.sets(entry["id"], hourlyRate=99.5)["hourlyRate"] == 99.5


def test_a_deleted_entry_is_gone_for_good(psa, entry):
    entry_id = entry["id"]
    psa.delete(f"/time/entries/{entry_id}")
    gone = {"code": "NotFound", "message": f"TimeEntry {entry_id} not found"}
    assert psa.get(f"/time/entries/{entry_id}", status=404) == gone
    assert psa.delete(f"/time/entries/{entry_id}", 404).json() == gone
    assert psa.sets(entry_id, 404, notes="x") == gone
    assert psa.ids("/time/entries", conditions=f"id={entry_id}") == []
    assert psa.enters()["id"] > entry_id


def test_the_ledger_keeps_what_the_vendor_forgets(psa, entry):
    psa.sets(entry["id"], notes="after")
    psa.delete(f"/time/entries/{entry['id']}")
    item = psa.ledger(entry["id"])
    assert (item["createdBy"], item["row"]["notes"]) == ("api", "after")
    assert item["deletedAt"] is not None
    assert [(event["action"], event["by"]) for event in item["history"]] == [
        ("created", "api"),
        ("updated", "api"),
        ("deleted", "api"),
    ]
    assert item["history"][0]["row"]["notes"] == "before"
