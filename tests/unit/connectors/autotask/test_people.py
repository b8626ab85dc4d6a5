import pytest

from psa_sync.connectors.autotask.people import People
from psa_sync.connectors.autotask.preflight import RIGHTS, preflight
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.ports import PersonNotFound
from tests.builders import NOW
from tests.unit.connectors.autotask.stories import vendor_row

NO_RIGHT = "The logged in Resource does not have the adequate permissions to query this entity."
ENTITIES = len({right.kind for right in RIGHTS})
MAY_ALL = {"canQuery": True, "canCreate": True, "canUpdate": True, "canDelete": True}

NOT_BILLED = {"id": 3, "isNonBillable": True}
BUDGET = {"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": 7_499}


def a_person(number=1, **changes):
    row = {"id": number, "userName": "PPierce", "email": "ppierce@alpine-it.example"}
    row |= {"firstName": "Paul", "lastName": "Pierce", "isActive": True, "licenseType": 1}
    return row | {"locationID": 5} | changes


OWN = a_person(7, userName="api@tenant.example")


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


def checked(vendor, people):
    client = vendor.client()
    return preflight(client, people, Sight(client, lambda: NOW))


def ready(vendor, *, rights=MAY_ALL, locations=(), own=(), free=(NOT_BILLED,), budget=BUDGET):
    vendor.will_list(vendor_row())
    for _ in range(ENTITIES):
        vendor.will_answer(200, {"info": rights})
    vendor.will_list(*free).will_answer(200, budget)
    return vendor.will_list(*locations).will_list(*own)


def test_a_preflight_in_which_all_is_well(vendor, people):
    ready(vendor, locations=[a_location()], own=[a_person(7, userName="api@tenant.example")])
    own_id, checks = checked(vendor, people)
    assert own_id == "7"
    assert {check.status for check in checks} == {"pass"}


def test_what_cannot_be_known_is_a_warning(vendor, people):
    ready(vendor, rights={}, locations=[a_location(zone="Nowhere")])
    own_id, checks = checked(vendor, people)
    assert own_id is None
    warned = {check.code: check for check in checks if check.status == "warn"}
    assert set(warned) == {"time_zones", "own_user"}
    assert "HQ: Nowhere" in warned["time_zones"].message


def test_time_that_is_not_billed_and_not_seen_is_a_warning(vendor, people):
    ready(vendor, free=(), locations=[a_location()], own=[OWN])
    _, checks = checked(vendor, people)
    (warned,) = (check for check in checks if check.status == "warn")
    assert warned.code == "non_billable_time"
    assert "Can view non-billable time entries" in warned.fix
    assert "Security Levels" in warned.where


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (BUDGET | {"currentTimeframeRequestCount": 7_500}, "7,500 of 10,000"),
        ({"what": "ever"}, "does not tell"),
    ],
)
def test_the_requests_of_the_hour_that_all_integrations_share_are_looked_at(
    vendor, people, budget, words
):
    ready(vendor, budget=budget, locations=[a_location()], own=[OWN])
    _, checks = checked(vendor, people)
    (warned,) = (check for check in checks if check.status == "warn")
    assert warned.code == "request_budget"
    assert words in warned.message
    assert warned.fix


def test_each_missing_right_is_named_with_its_purpose_and_place(vendor, people):
    vendor.will_answer(500, {"errors": [NO_RIGHT]})
    vendor.will_answer(200, {"info": {"canQuery": False, "canDelete": False}})
    for _ in range(ENTITIES - 1):
        vendor.will_answer(500, {"errors": [NO_RIGHT]})
    vendor.will_answer(200, BUDGET)
    own_id, checks = checked(vendor, people)
    assert own_id is None
    status = {check.code: check.status for check in checks}
    assert status["credentials"] == "pass"
    assert status["timeentries_query"] == "fail"
    assert status["timeentries_create"] == "pass"
    assert status["timeentries_delete"] == "warn"
    assert status["internallocations_query"] == "fail"
    for check in checks:
        assert check.status == "pass" or check.fix
        assert check.status != "fail" or "Security" in check.where


def test_a_refusal_of_the_simplest_question_is_about_the_key(vendor, people):
    vendor.will_answer(500, {"errors": ["IntegrationCode? what? the-secret"]})
    with pytest.raises(CredentialsError) as refused:
        checked(vendor, people)
    assert "Integration code" in refused.value.reason
    vendor.will_answer(500, {"errors": ["some words nobody knows, the-secret"]})
    with pytest.raises(CredentialsError) as refused:
        checked(vendor, people)
    assert "some words nobody knows, ••••" in refused.value.reason


def test_an_outage_is_not_the_keys_fault(vendor, people):
    vendor.will_answer(503)
    with pytest.raises(TransientError):
        checked(vendor, people)
