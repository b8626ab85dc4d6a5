import pytest

from tests.simulators.connectwise.psa import why

LOCKED = [("InvalidObject", "status")]


@pytest.fixture
def psa(young):
    return young


@pytest.mark.parametrize(
    ("state", "status"),
    [("submitted", "PendingApproval"), ("approved", "ApprovedByTierTwo"), ("billed", "Billed")],
)
def test_an_entry_is_locked_and_opened_again(psa, state, status):
    entry = psa.enters(notes="as it was")["id"]
    asked = {"what": "entry", "id": entry, "state": state}
    assert psa.states(**asked) == {**asked, "status": status}
    assert why(psa.sets(entry, 400, notes="late")) == LOCKED
    assert why(psa.delete(f"/time/entries/{entry}", 400).json()) == LOCKED
    assert psa.get(f"/time/entries/{entry}")["notes"] == "as it was"
    psa.states(what="entry", id=str(entry), state="open")
    assert psa.sets(entry, notes="late")["status"] == "Open"
    assert psa.ledger(entry)["history"][1]["by"] == str(psa.member("MKeller")["id"])


def test_a_billed_entry_is_on_an_invoice_until_it_is_opened(psa):
    entry = psa.enters(billableOption="Billable")["id"]
    other = psa.enters(billableOption="DoNotBill")["id"]
    for one in (entry, other):
        psa.states(what="entry", id=one, state="billed")
    assert psa.get(f"/time/entries/{entry}")["invoiceFlag"] is True
    assert "invoice" not in psa.get(f"/time/entries/{other}")
    psa.states(what="entry", id=entry, state="open")
    assert "invoice" not in psa.get(f"/time/entries/{entry}")


def test_one_locked_entry_does_not_lock_its_sheet(psa):
    entry, other = psa.enters()["id"], psa.enters()["id"]
    psa.states(what="entry", id=entry, state="approved")
    assert psa.sets(other, notes="still open")["status"] == "Open"


def test_a_sheet_is_locked_with_all_its_entries_even_before_it_has_any(psa):
    paul = psa.member("PPierce")["id"]
    entry = psa.enters()["id"]
    sheet = {"what": "timesheet", "personId": paul, "date": "2026-03-04"}
    assert psa.states(**sheet, state="submitted")["status"] == "PendingApproval"
    assert why(psa.sets(entry, 400, notes="late")) == LOCKED
    assert why(psa.enters(400)) == LOCKED
    psa.states(**sheet, state="open")
    psa.sets(entry, notes="late")
    next_week = {**sheet, "personId": str(paul), "date": "2026-03-11", "state": "approved"}
    psa.states(**next_week)
    times = {"timeStart": "2026-03-11T09:00:00Z", "timeEnd": "2026-03-11T10:00:00Z"}
    assert why(psa.enters(400, **times)) == LOCKED


def test_one_entry_of_a_billed_week_can_be_opened(psa):
    old, other = psa.listed("/time/entries", conditions='member/identifier="PPierce"')[:2]
    monday = {"what": "timesheet", "personId": "PPierce", "date": "2026-03-02"}
    psa.states(**monday, state="billed")
    psa.states(what="entry", id=old["id"], state="open")
    assert psa.sets(old["id"], notes="corrected")["notes"] == "corrected"
    assert why(psa.sets(other["id"], 400, notes="late")) == LOCKED


@pytest.mark.parametrize("collection", ["/service/tickets", "/project/tickets"])
def test_a_ticket_is_closed_and_opened_again(psa, collection):
    ticket = psa.listed(collection, conditions="closedFlag=false")[0]["id"]
    kind = "ServiceTicket" if collection == "/service/tickets" else "ProjectTicket"
    psa.states(what="ticket", id=ticket, state="closed")
    closed = psa.get(f"{collection}/{ticket}")
    assert (closed["closedFlag"], closed["status"]["name"]) == (True, "Closed")
    assert closed["closedBy"] == "MKeller"
    assert psa.enters(400, chargeToType=kind, chargeToId=ticket)["errors"]
    psa.states(what="ticket", id=ticket, state="open")
    opened = psa.get(f"{collection}/{ticket}")
    assert (opened["closedFlag"], "closedDate" in opened) == (False, False)
    psa.enters(chargeToType=kind, chargeToId=ticket)


def test_a_person_leaves_and_comes_back(psa):
    psa.states(what="person", id="PPierce", active=False)
    left = psa.member("PPierce")
    assert (left["inactiveFlag"], left["inactiveDate"]) == (True, "2026-03-04T15:00:00Z")
    assert why(psa.enters(400)) == [("InvalidField", "member")]
    psa.states(what="person", id=left["id"], active=True)
    assert "inactiveDate" not in psa.member("PPierce")
    psa.enters()


def test_a_callback_is_switched_off_and_on(psa):
    body = {"url": "https://hook.example/x?recordId=", "objectId": 1, "type": "time"}
    hook = psa.post("/system/callbacks", {**body, "level": "owner"})["id"]
    for active in (False, True):
        psa.states(what="webhook", id=hook, active=active)
        assert psa.get(f"/system/callbacks/{hook}")["inactiveFlag"] is not active
    psa.delete(f"/system/callbacks/{hook}")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"what": "weather"},
        {"what": "entry", "id": 4711, "state": "open"},
        {"what": "entry", "id": 80001, "state": "lost"},
        {"what": "timesheet", "personId": "PPierce", "date": "tomorrow", "state": "open"},
        {"what": "timesheet", "personId": "PPierce", "date": "1999-01-01", "state": "open"},
        {"what": "timesheet", "personId": "Nobody", "date": "2026-03-04", "state": "open"},
        {"what": "ticket", "id": 5001, "state": "maybe"},
        {"what": "ticket", "id": "five", "state": "open"},
        {"what": "permission", "name": "Coffee/Add", "allowed": True},
        {"what": "permission", "name": "Time Entry/Add", "allowed": "Some"},
        {"what": "permission", "name": "Time Entry/Add"},
        {"what": "person", "id": "PPierce", "active": "yes"},
        {"what": "webhook", "id": 1, "active": True},
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(psa, asked):
    assert " " in psa.states(400, **asked)["message"]
