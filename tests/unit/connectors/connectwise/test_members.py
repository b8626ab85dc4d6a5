"""The person behind a typed name, or why there is none."""

import logging

import pytest

from psa_sync.domain.errors import TransientError
from psa_sync.ports import PersonNotFound
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    connector_of,
    refusal,
)


def a_member(member_id: int, identifier: str | None, **fields: object) -> dict[str, object]:
    return {
        "id": member_id,
        "identifier": identifier,
        "firstName": "Jane",
        "lastName": "Doe",
        "primaryEmail": f"{identifier}@acme.example",
        "inactiveFlag": False,
        "licenseClass": "F",
        "timeZone": {"id": 1, "name": "Eastern Standard Time"},
    } | fields


STAFF = answer(
    200,
    [
        a_member(1, "JDoe", officeEmail="Jane.Doe@acme.example"),
        a_member(2, "Twin", firstName="Tom", primaryEmail="shared@acme.example"),
        a_member(3, "twin2", firstName="Tim", primaryEmail="shared@acme.example"),
        a_member(4, "Gone", inactiveFlag=True, firstName="Gil"),
        a_member(5, "Robot", licenseClass="A", firstName="Rob", primaryEmail="it@acme.example"),
        a_member(6, "Leaver", inactiveFlag=True, firstName="Lea", primaryEmail="it@acme.example"),
        a_member(7, None, firstName=None, lastName=None, primaryEmail=None),
        a_member(8, "Reborn", firstName="Ray"),
        a_member(9, "REBORN", firstName="Ray", inactiveFlag=True),
    ],
)


@pytest.mark.parametrize(
    ("typed", "member_id"),
    [
        ("JDoe", "1"),
        (" jdoe ", "1"),
        ("JDOE@acme.example", "1"),
        ("jane.doe@ACME.example", "1"),
        ("Reborn", "8"),
    ],
)
def test_the_user_name_or_an_address_of_the_msp_leads_to_the_person(typed, member_id):
    person = connector_of(ScriptedHttp(STAFF)).find_person(typed)
    assert (person.id, person.time_zone) == (member_id, "America/New_York")


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("Gone", "user_inactive", None),
        ("gone@acme.example", "user_inactive", None),
        ("robot", "user_is_api_only", None),
        ("it@acme.example", "user_inactive", None),
        ("shared@acme.example", "user_ambiguous", None),
        ("jdoe@private.example", "user_name_is_email", "JDoe"),
        ("Jane Doe", "user_not_found", "JDoe"),
        ("Doe, Jane", "user_not_found", "JDoe"),
        ("j.doe", "user_not_found", "JDoe"),
        ("stranger@acme.example", "user_not_found", None),
        ("", "user_not_found", None),
        ('x" OR id > "0', "user_not_found", None),
    ],
)
def test_who_cannot_be_used_is_told_why(typed, code, suggestion):
    with pytest.raises(PersonNotFound) as caught:
        connector_of(ScriptedHttp(STAFF)).find_person(typed)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_members_are_read_to_the_last_page():
    http = ScriptedHttp(
        answer(200, [a_member(1, "First")], Link='<https://x?pageId=1>; rel="next"'),
        answer(200, [a_member(2, "Last")], Link=""),
    )
    assert connector_of(http).find_person("last").id == "2"
    assert http.asked[1].params["pageId"] == "1"


@pytest.mark.parametrize(
    ("info", "zone"),
    [
        (answer(200, {"serverTimeZone": "W. Europe Standard Time"}), "Europe/Berlin"),
        (answer(200, {}), "Etc/UTC"),
        (answer(503, b""), "Etc/UTC"),
        (refusal(404, "NotFound"), "Etc/UTC"),
    ],
)
def test_a_strange_zone_falls_back_on_the_servers_and_says_so(info, zone, caplog):
    strange = answer(200, [a_member(1, "JDoe", timeZone={"name": "Atlantis"})])
    with caplog.at_level(logging.WARNING):
        person = connector_of(ScriptedHttp(strange, info)).find_person("JDoe")
    assert person.time_zone == zone
    assert zone in caplog.text
    assert "JDoe" not in caplog.text


def test_a_missing_right_to_see_members_is_named():
    no_right = refusal(403, "Unauthorized", "You do not have security permission to do this.")
    with pytest.raises(TransientError) as caught:
        connector_of(ScriptedHttp(no_right)).find_person("JDoe")
    assert caught.value.code == "permission_missing"


def test_only_active_choices_of_the_persons_location_are_offered():
    types = [{"id": 1, "name": "Remote"}, {"id": 2, "name": "Old", "inactiveFlag": True}, {"id": 3}]
    roles = [
        {"id": 1, "name": "Everywhere", "locationIds": []},
        {"id": 2, "name": "Here", "locationIds": [7, 8]},
        {"id": 3, "name": "There", "locationIds": [9]},
        {"id": 4, "name": "Gone", "inactiveFlag": True},
        {"id": 5, "name": "Untold"},
    ]
    here = answer(200, a_member(1, "JDoe", defaultLocation={"id": 7}))
    for member, names in (
        (here, ["Everywhere", "Here", "Untold"]),
        (answer(200, a_member(1, "JDoe")), ["Everywhere", "Here", "There", "Untold"]),
        (refusal(404, "NotFound"), ["Everywhere", "Here", "There", "Untold"]),
    ):
        http = ScriptedHttp(STAFF, answer(200, types), answer(200, roles), member)
        connector = connector_of(http)
        options = connector.options(connector.find_person("JDoe"))
        assert [kind.name for kind in options.work_types] == ["Remote", "3"]
        assert [role.name for role in options.work_roles] == names
        assert [choice.id for choice in options.billable] == [
            "default",
            "billable",
            "no_charge",
            "do_not_bill",
        ]
