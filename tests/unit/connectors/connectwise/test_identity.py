"""The check of an install: what it finds out about the company, and which field is wrong."""

import pytest

from psa_sync.connectors.connectwise.auth import Keys
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.connector import ConnectWiseConnector
from psa_sync.domain.errors import CredentialsError, TransientError
from tests.builders import NOW
from tests.unit.connectors.connectwise.script import (
    BASE,
    KEYS,
    ScriptedHttp,
    answer,
    connector_of,
    refusal,
)
from tests.unit.connectors.connectwise.sound_company import JANE, MEMTIME, checked, company

MAY_NOT = refusal(403, "Unauthorized", "You do not have security permission to do this.")
COMPANY = answer(200, {"CompanyName": "Acme", "Codebase": "v2026_1/"})


def test_a_full_set_of_rights_passes():
    identity = connector_of(company()).identify()
    assert identity.tenant == "api-na.myconnectwise.net/acme"
    assert (identity.endpoint, identity.own_id) == (BASE, "memtimeapi")
    assert {check.status for check in identity.checks} == {"pass"}


@pytest.mark.parametrize(
    ("mine", "own_id"),
    [
        (answer(200, MEMTIME), "memtimeapi"),
        (answer(200, [MEMTIME | {"identifier": "Api"}]), "api"),
        (answer(200, []), None),
        (answer(200, {"id": 9}), None),
        (answer(200, b"<html>"), None),
        (MAY_NOT, None),
        (refusal(404, "NotFound"), None),
    ],
)
def test_our_own_name_is_learnt_where_connectwise_tells_it(mine, own_id):
    assert connector_of(company(myMembers=mine)).identify().own_id == own_id


def test_zones_that_nobody_can_place_are_shown_before_they_hurt():
    staff = [
        JANE,
        {"id": 2, "identifier": "a", "timeZone": {"name": "Atlantis"}},
        {"id": 3, "identifier": "b"},
        {"id": 4, "identifier": "c", "timeZone": {"name": "Mu"}, "inactiveFlag": True},
    ]
    ((code, warning),) = checked(company(members=answer(200, staff))).items()
    assert (code, warning.status) == ("member_time_zones", "warn")
    assert "(none), Atlantis" in warning.message
    assert "Mu" not in warning.message


UNAUTHORISED = refusal(401, "Unauthorized", "Your credentials are invalid.")
NO_ROUTE = answer(400, b"Cannot route. Codebase/company is invalid")


@pytest.mark.parametrize(
    ("script", "named"),
    [
        ([UNAUTHORISED, COMPANY], "Private key"),
        ([UNAUTHORISED, answer(200, None)], "Company ID"),
        ([UNAUTHORISED, answer(404, b"")], "Private key"),
        ([UNAUTHORISED, UNAUTHORISED], "Private key"),
        ([refusal(401, "ConnectWiseApi", "UserNotAuthenticated"), COMPANY], "Private key"),
        ([NO_ROUTE, answer(200, None), COMPANY], "Company ID"),
        ([NO_ROUTE, NO_ROUTE, COMPANY], "Company ID"),
        ([answer(404, b""), answer(404, b""), COMPANY], "Site"),
    ],
)
def test_a_refusal_names_the_field_to_look_at(script, named):
    with pytest.raises(CredentialsError, match=named) as caught:
        connector_of(ScriptedHttp(*script)).identify()
    assert "canary" not in caught.value.reason


def test_a_psa_that_does_not_answer_is_no_verdict_on_the_keys():
    for broken in (TransientError("x"), answer(503, b""), answer(200, b"<html>")):
        with pytest.raises(TransientError):
            connector_of(ScriptedHttp(broken)).identify()


def test_a_site_that_may_not_be_called_is_refused_without_a_call():
    http = ScriptedHttp()
    client = ConnectWiseClient(http, "https://psa.evil.example/v4", KEYS, clock=lambda: NOW)
    with pytest.raises(CredentialsError, match=r"allow-list.*Site.*operator"):
        ConnectWiseConnector(client, lambda: NOW).identify()
    assert http.asked == []


def test_empty_fields_are_refused_without_a_call():
    http = ScriptedHttp()
    client = ConnectWiseClient(http, BASE, Keys("na", "", "a", "b", "c"), clock=lambda: NOW)
    with pytest.raises(CredentialsError, match="Company ID is empty"):
        ConnectWiseConnector(client, lambda: NOW).identify()
    assert http.asked == []
