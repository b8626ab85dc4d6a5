"""The connection's usual role goes with an entry that names none, where ConnectWise takes it."""

from dataclasses import replace

import pytest

from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from tests.unit.connectors.connectwise.script import ScriptedHttp, answer, connector_of, refusal
from tests.unit.connectors.connectwise.test_writes import CONTENT, DRAFT, stored

OPEN = replace(CONTENT, work_role_id=None)
USUAL = replace(DRAFT, content=OPEN, usual_role_id="12")
UNFIT = refusal(400, "InvalidObject", "Work Role is not valid for the selected location")
TARGET = frozenset({Group.TARGET})


def test_it_is_sent_where_the_entry_names_no_role():
    http = ScriptedHttp(answer(201, stored()), answer(201, stored()))
    connector_of(http).create(USUAL)
    connector_of(http).create(replace(USUAL, content=CONTENT))
    assert [asked.body["workRole"] for asked in http.asked] == [{"id": 12}, {"id": 11}]


def test_where_it_does_not_fit_connectwise_chooses():
    http = ScriptedHttp(UNFIT, answer(201, stored()))
    assert connector_of(http).create(USUAL).psa_id == "90341"
    assert [asked.body.get("workRole") for asked in http.asked] == [{"id": 12}, None]


def test_a_change_of_the_target_treats_it_alike():
    http = ScriptedHttp(UNFIT, answer(200, stored()))
    connector_of(http).update("90341", USUAL, TARGET)
    paths = [{one["path"] for one in asked.body} for asked in http.asked]
    assert ["workRole" in one for one in paths] == [True, False]


@pytest.mark.parametrize("draft", [DRAFT, replace(DRAFT, content=OPEN)])
def test_a_role_that_somebody_chose_is_never_left_out(draft):
    http = ScriptedHttp(UNFIT)
    with pytest.raises(RejectedError, match="work_role_invalid"):
        connector_of(http).create(draft)
    assert len(http.asked) == 1


def test_another_refusal_is_not_blamed_on_it():
    http = ScriptedHttp(refusal(400, "InvalidObject", "No report periods exist for this date"))
    with pytest.raises(RejectedError, match="period_closed"):
        connector_of(http).create(USUAL)
    assert len(http.asked) == 1
