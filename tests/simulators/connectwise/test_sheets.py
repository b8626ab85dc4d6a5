import pytest

from tests.simulators.connectwise.psa import why

APPROVAL = {"approvalType": "Tier1Update"}


def week(psa, sunday, identifier="ELarsen"):
    """An entry in an own week of a member, and its sheet."""
    times = {"timeStart": f"{sunday}T09:00:00Z", "timeEnd": f"{sunday}T10:30:00Z"}
    entry = psa.enters(member={"identifier": identifier}, **times)
    return entry, entry["timeSheet"]["id"]


def step(psa, sheet, name, **body):
    return psa.post(f"/time/sheets/{sheet}/{name}", body or {"id": sheet, **APPROVAL}, 200)


def test_a_sheet_is_made_by_its_first_entry_and_counts_its_hours(psa):
    entry, sheet_id = week(psa, "2026-05-03")
    sheet = psa.get(f"/time/sheets/{sheet_id}")
    assert (sheet["dateStart"], sheet["dateEnd"]) == ("2026-05-03", "2026-05-09")
    assert (sheet["year"], sheet["status"], sheet["hours"]) == (2026, "Open", 1.5)
    assert sheet["member"] == entry["member"]
    second, same = week(psa, "2026-05-03")
    assert same == sheet_id
    assert psa.get(f"/time/sheets/{sheet_id}")["hours"] == 3.0
    psa.delete(f"/time/entries/{second['id']}")
    assert psa.get(f"/time/sheets/{sheet_id}")["hours"] == 1.5


def test_a_submitted_sheet_locks_its_entries(psa, quirk):
    entry, sheet = week(psa, "2026-05-10")
    assert step(psa, sheet, "submit")["success"] is True
    path = f"/time/entries/{entry['id']}"
    assert psa.get(path)["status"] == "PendingApproval"
    assert why(psa.sets(entry["id"], 400, notes="x")) == [("InvalidObject", "status")]
    psa.delete(path, 400)
    times = {"timeStart": "2026-05-11T09:00:00Z", "timeEnd": "2026-05-11T10:00:00Z"}
    psa.enters(400, member={"identifier": "ELarsen"}, **times)
    elsewhere = psa.enters(member={"identifier": "ELarsen"})
    psa.sets(elsewhere["id"], 400, **times)
    quirk("lock_answers_409")
    psa.sets(entry["id"], 409, notes="x")


def test_the_way_of_a_sheet_through_approval_and_back(psa):
    entry, sheet = week(psa, "2026-05-17")
    assert step(psa, sheet, "approve")["success"] is False
    assert step(psa, sheet, "reject")["success"] is False
    assert step(psa, sheet, "reverse")["success"] is False
    step(psa, sheet, "submit")
    assert step(psa, sheet, "submit")["success"] is False
    step(psa, sheet, "approve")
    assert psa.get(f"/time/entries/{entry['id']}")["status"] == "ApprovedByTierOne"
    step(psa, sheet, "approve", id=sheet, approvalType="Tier2Update")
    assert psa.get(f"/time/sheets/{sheet}")["status"] == "ApprovedByTierTwo"
    step(psa, sheet, "reverse")
    assert psa.sets(entry["id"], notes="open again")["status"] == "Open"
    step(psa, sheet, "submit")
    step(psa, sheet, "reject")
    assert psa.sets(entry["id"], notes="once more")["status"] == "Rejected"


def test_an_empty_sheet_cannot_be_submitted_but_deleted(psa):
    entry, sheet = week(psa, "2026-05-24")
    psa.delete(f"/time/sheets/{sheet}", 409)
    psa.delete(f"/time/entries/{entry['id']}")
    assert step(psa, sheet, "submit")["success"] is False
    psa.delete(f"/time/sheets/{sheet}")
    psa.get(f"/time/sheets/{sheet}", status=404)
    assert week(psa, "2026-05-24")[1] > sheet


@pytest.mark.parametrize("moves", [True, False])
def test_approval_may_move_the_stamp_of_the_entries(psa, quirk, moves):
    quirk("approval_moves_last_updated", on=moves)
    entry, sheet = week(psa, "2026-06-07" if moves else "2026-06-14")
    psa.clock.forward(60)
    step(psa, sheet, "submit")
    later = psa.get(f"/time/entries/{entry['id']}")["_info"]["lastUpdated"]
    assert (later > entry["_info"]["lastUpdated"]) is moves
    assert psa.ledger(entry["id"])["row"]["status"] == "PendingApproval"


def test_an_unknown_sheet_and_a_wrong_approval(psa):
    psa.post("/time/sheets/1/submit", {}, 404)
    _, sheet = week(psa, "2026-06-21")
    psa.post(f"/time/sheets/{sheet}/approve", {"id": sheet, "approvalType": "Boss"}, 400)
    psa.post(f"/time/sheets/{sheet}/approve", {"id": sheet + 1, **APPROVAL}, 404)


def test_old_weeks_of_the_seed_are_billed_and_stay_as_they_are(psa):
    billed = psa.get("/time/entries", conditions='status="Billed" and invoiceFlag=true')[0]
    assert billed["invoice"]["id"]
    psa.sets(billed["id"], 400, notes="x")
    psa.delete(f"/time/entries/{billed['id']}", 400)
    assert step(psa, billed["timeSheet"]["id"], "reverse")["success"] is False
