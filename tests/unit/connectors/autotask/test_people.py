import pytest

from psa_sync.connectors.autotask.people import People
from psa_sync.ports import PersonNotFound


def a_person(number=1, **changes):
    row = {"id": number, "userName": "PPierce", "email": "ppierce@alpine-it.example"}
    row |= {"firstName": "Paul", "lastName": "Pierce", "isActive": True, "licenseType": 1}
    return row | {"locationID": 5} | changes


def a_location(number=5, zone="Eastern Standard Time", **changes):
    return {"id": number, "name": "HQ", "timeZone": zone, "isDefault": False} | changes


@pytest.fixture
def people(vendor):
    return People(vendor.client())


def test_two_active_people_of_one_name_are_not_told_apart_by_guessing(vendor, people):
    vendor.will_list(a_person(1), a_person(2, userName="ppierce"))
    with pytest.raises(PersonNotFound) as answer:
        people.find("PPierce")
    assert answer.value.code == "user_ambiguous"


def test_the_active_one_of_two_is_meant(vendor, people):
    vendor.will_list(a_person(1, isActive=False), a_person(2)).will_list(a_location())
    assert people.find("PPierce").id == "2"


def test_a_tenant_whose_user_names_are_addresses_is_taken_by_its_word(vendor, people):
    vendor.will_list(a_person(userName="paul@alpine-it.example")).will_list(a_location())
    assert people.find("Paul@alpine-it.example").user_name == "paul@alpine-it.example"


def test_a_second_address_leads_to_the_user_name_too(vendor, people):
    vendor.will_list(a_person(1, email3="paul@home.example"), a_person(2, userName=None))
    with pytest.raises(PersonNotFound) as answer:
        people.find("paul@home.example")
    assert answer.value.suggestion == "PPierce"


@pytest.mark.parametrize(
    ("locations", "zone"),
    [
        ([a_location()], "America/New_York"),
        ([a_location(zone="Europe/Berlin")], "Europe/Berlin"),
        ([a_location(4, "GMT Standard Time", isDefault=True), a_location()], "America/New_York"),
        (
            [a_location(4, "GMT Standard Time", isDefault=True), a_location(zone="?")],
            "Europe/London",
        ),
        ([a_location(4, "GMT Standard Time", isDefault=True)], "Europe/London"),
        ([a_location(zone="?")], "Etc/UTC"),
        ([a_location(4)], "Etc/UTC"),
        ([], "Etc/UTC"),
    ],
)
def test_a_persons_zone_is_that_of_the_office_or_visibly_another(
    vendor, people, locations, zone, caplog
):
    vendor.will_list(a_person()).will_list(*locations)
    assert people.find("PPierce").time_zone == zone
    asked_for = zone in {"America/New_York", "Europe/Berlin"}
    told = [record for record in caplog.records if "time zone" in record.message]
    usual_office = zone == "Europe/London" and len(locations) == 1
    assert bool(told) is not (asked_for or usual_office)


def test_a_zone_may_be_a_choice_from_a_list_instead_of_a_name(vendor, people):
    office = {"id": 5, "name": "HQ", "timeZoneID": 17, "isDefault": True}
    choices = [{"value": "17", "label": "W. Europe Standard Time"}]
    vendor.will_list(a_person()).will_list(office)
    vendor.will_answer(200, {"fields": [{"name": "timeZoneID", "picklistValues": choices}]})
    assert people.find("PPierce").time_zone == "Europe/Berlin"
    assert "IncludeFields" not in vendor.asked[1].body
