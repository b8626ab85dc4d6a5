"""What hides records from the API member beside its role: level, locations, boards."""

import pytest

from tests.unit.connectors.connectwise.script import answer, refusal
from tests.unit.connectors.connectwise.sound_company import MEMTIME, checked, company


def with_member(**changes):
    return checked(company(myMembers=answer(200, MEMTIME | changes)))


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"structureLevel": {"id": 2, "name": "Zurich"}}, "organisation_level", "level Zurich"),
        ({"structureLevel": None}, "organisation_level", "not told"),
        ({"restrictLocationFlag": True}, "location_scope", "its own location:"),
        (
            {"restrictLocationFlag": True, "restrictDepartmentFlag": True},
            "location_scope",
            "its own location and department:",
        ),
        ({"restrictDepartmentFlag": None}, "location_scope", "not told"),
        ({"excludedServiceBoardIds": [7, 3]}, "board_scope", "board 3, board 7 (service)"),
        ({"excludedProjectBoardIds": [9]}, "board_scope", "board 9 (project)"),
        ({"excludedProjectBoardIds": None}, "board_scope", "not told"),
    ],
)
def test_what_hides_records_or_is_not_told_is_a_warning(changes, code, words):
    ((found, warning),) = with_member(**changes).items()
    assert (found, warning.status) == (code, "warn")
    assert words in warning.message
    assert warning.fix
    assert warning.where == "ConnectWise > System > Members > API Members > the API member"


def test_the_first_level_may_have_another_name():
    assert with_member(structureLevel={"id": 1, "name": "Konzern"}) == {}
    assert with_member(structureLevel={"name": "Corporate (Level 1)"}) == {}


def test_a_member_that_is_not_shown_is_one_warning():
    hidden = refusal(404, "NotFound")
    assert set(checked(company(myMembers=hidden))) == {"api_member"}
