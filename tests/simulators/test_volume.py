"""Much time at once, as measurements need it, in both simulators."""

import pytest

from tests.contract.cases import CASES
from tests.integration.simulated import both_psas


@pytest.fixture(scope="module")
def psas():
    with both_psas() as found:
        yield found


def a_person(psa):
    """Whose row was made last by a person."""
    items = psa.control("GET", "/ledger")["items"]
    return items[-1]["createdBy"]


@pytest.mark.parametrize("app", [case.app for case in CASES])
def test_much_time_is_there_at_once_and_in_the_ledger(psas, app):
    psa = psas[app]
    person, before = a_person(psa), len(psa.control("GET", "/ledger")["items"])
    asked = {"what": "time", "personId": person, "count": 300, "days": 7}
    first, last = psa.control("POST", "/set", asked)["ids"]
    made = psa.control("GET", "/ledger")["items"][before:]
    assert [int(one["id"]) for one in made] == list(range(first, last + 1))
    assert len(made) == 300
    assert {one["createdBy"] for one in made} == {person}
    assert {psa.hours(one["row"]) for one in made} == {0.1}
    psa.person_edits(person, str(first), "Edited like any other")
    psa.person_deletes(person, str(last))
    psa.control("POST", "/reset")
    assert len(psa.control("GET", "/ledger")["items"]) == before


@pytest.mark.parametrize("app", [case.app for case in CASES])
@pytest.mark.parametrize(
    "more", [{"count": 0}, {"count": "9"}, {"count": 9, "days": 29}, {"count": 9, "days": 0}]
)
def test_too_much_or_too_little_is_refused(psas, app, more):
    asked = {"what": "time", "personId": a_person(psas[app])} | more
    origin, session = psas[app].origin, psas[app].session
    answer = session.post(f"{origin}/_sim/set", json=asked, timeout=10)
    assert answer.status_code == 400
    assert "whole number" in answer.json()["message"]
