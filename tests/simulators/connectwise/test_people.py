from tests.simulators.connectwise.psa import an_entry, why


def types_in(psa, person, status=201, **fields):
    path = f"/people/{person}/time-entries"
    return psa.control("POST", path, status, json=an_entry(member=None, **fields))


def test_a_person_books_under_the_own_name(psa):
    maria = psa.member("MKeller")
    entry = types_in(psa, maria["id"], notes="by hand")
    assert entry["member"]["identifier"] == entry["enteredBy"] == "MKeller"
    assert entry["_info"]["updatedBy"] == "MKeller"
    assert psa.get(f"/time/entries/{entry['id']}") == entry
    assert psa.ledger(entry["id"])["createdBy"] == str(maria["id"])


def test_a_person_changes_and_deletes_what_the_api_made(psa):
    paul, entry = psa.member("PPierce"), psa.enters(notes="from the API")
    path = f"/people/{paul['id']}/time-entries/{entry['id']}"
    psa.clock.forward(5)
    changed = psa.control("PATCH", path, json={"notes": "corrected"})
    assert (changed["notes"], changed["enteredBy"]) == ("corrected", "MemtimeAPI")
    assert changed["_info"]["updatedBy"] == "PPierce"
    assert changed["_info"]["lastUpdated"] > entry["_info"]["lastUpdated"]
    assert psa.control("DELETE", path, 204) is None
    item = psa.ledger(entry["id"])
    assert item["createdBy"] == "api"
    assert [event["by"] for event in item["history"]] == ["api", str(paul["id"]), str(paul["id"])]


def test_the_screen_has_the_same_rules(psa):
    paul = psa.member("PPierce")["id"]
    closed = psa.ticket(conditions='status/name="Closed"')["id"]
    assert why(types_in(psa, paul, 400, chargeToId=closed)) == [("InvalidObject", "chargeToId")]
    assert why(types_in(psa, paul, 400, timeStart=None)) == [("MissingRequiredField", "timeStart")]
    assert why(types_in(psa, psa.member("JFormer")["id"], 400)) == [("InvalidField", "member")]
    assert types_in(psa, 999, 404)["message"] == "Member 999 not found"
    psa.control("PATCH", f"/people/{paul}/time-entries/1", 404, json={})
    psa.control("DELETE", f"/people/{paul}/time-entries/none", 404)


def test_calls_of_people_are_no_api_calls(psa):
    before = psa.control("GET", "/requests")["total"]
    types_in(psa, 241)
    assert psa.control("GET", "/requests")["total"] == before
