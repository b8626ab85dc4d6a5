"""What reconciliation asks of ConnectWise: how it is asked, and which answers are not believed."""

from datetime import date

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import TransientError
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    connector_of,
    time_entry,
)

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
DAY = date(2025, 3, 4)


def test_only_a_rows_id_day_and_stamp_are_asked_for():
    row = time_entry(
        timeStart="2025-03-04T14:00:00Z", _info={"lastUpdated": "2025-03-04T15:00:00Z"}
    )
    http = ScriptedHttp(answer(200, [row]))
    (stamp,) = connector_of(http).stamps_of_days(JANE, DAY, DAY, None).stamps
    assert (stamp.psa_id, stamp.work_date) == ("90341", DAY)
    assert stamp.last_updated == "2025-03-04T15:00:00Z"
    assert http.asked[0].params["fields"] == "id,member,timeStart,timeEnd,_info"
    assert "member/id = 243" in http.asked[0].params["conditions"]


def test_a_neighbouring_day_is_left_out():
    row = time_entry(timeStart="2025-03-05T14:00:00Z", timeEnd="2025-03-05T15:00:00Z")
    http = ScriptedHttp(answer(200, [row]))
    assert connector_of(http).stamps_of_days(JANE, DAY, DAY, None).stamps == ()


def test_somebody_elses_row_makes_the_list_unbelievable():
    row = time_entry(timeStart="2025-03-04T14:00:00Z", member={"id": 9})
    with pytest.raises(TransientError) as caught:
        connector_of(ScriptedHttp(answer(200, [row]))).stamps_of_days(JANE, DAY, DAY, None)
    assert caught.value.code == "psa_answer_senseless"


def test_a_question_that_nothing_can_match_must_find_nothing():
    http = ScriptedHttp(answer(200, []))
    connector_of(http).check_filters(JANE)
    assert "timeStart > [2100" in http.asked[0].params["conditions"]
    with pytest.raises(TransientError) as caught:
        connector_of(ScriptedHttp(answer(200, [{"id": 7}]))).check_filters(JANE)
    assert caught.value.code == "psa_answer_senseless"
