"""What reconciliation asks of Autotask: how it is asked, and which answers are not believed."""

from datetime import date

import pytest

from psa_sync.connectors.autotask.stamps import TimeEntryStamps
from psa_sync.domain.errors import TransientError
from tests.unit.connectors.autotask.stories import PAUL, vendor_row

DAY = date(2025, 3, 4)
ROW = {
    "id": 7,
    "resourceID": 29682885,
    "dateWorked": "2025-03-04T00:00:00",
    "startDateTime": "2025-03-04T14:00:00Z",
    "lastModifiedDateTime": "2025-03-04T15:00:00.123Z",
    "createDateTime": "2025-03-04T14:30:00Z",
}


@pytest.fixture
def stamps(vendor):
    return TimeEntryStamps(vendor.client())


def unbelievable(error):
    return error.value.code == "psa_answer_senseless"


def test_only_a_rows_id_day_and_stamp_are_asked_for(vendor, stamps):
    vendor.will_list(ROW)
    (stamp,) = stamps.of_days(PAUL, DAY, DAY, None).stamps
    assert (stamp.psa_id, stamp.work_date) == ("7", DAY)
    assert stamp.last_updated == "2025-03-04T15:00:00.123Z"
    assert set(vendor.asked[0].body["IncludeFields"]) == set(ROW)


def test_a_row_that_was_never_changed_has_the_stamp_of_its_making(vendor, stamps):
    vendor.will_list(ROW | {"lastModifiedDateTime": None})
    (stamp,) = stamps.of_days(PAUL, DAY, DAY, None).stamps
    assert stamp.last_updated == "2025-03-04T14:30:00Z"


def test_a_neighbouring_day_is_left_out(vendor, stamps):
    vendor.will_list(ROW | {"dateWorked": "2025-03-05T00:00:00"})
    assert stamps.of_days(PAUL, DAY, DAY, None).stamps == ()


def test_a_row_whose_day_is_none_makes_the_list_unbelievable(vendor, stamps):
    vendor.will_list(ROW | {"dateWorked": "yesterday"})
    with pytest.raises(TransientError) as caught:
        stamps.of_days(PAUL, DAY, DAY, None)
    assert unbelievable(caught)


def test_a_count_is_asked_for_with_the_filter_alone(vendor, stamps):
    vendor.will_answer(200, {"queryCount": 12})
    assert stamps.count(PAUL, DAY, DAY) == 12
    (asked,) = vendor.asked
    assert asked.path.endswith("/TimeEntries/query/count")
    assert set(asked.body) == {"filter"}


@pytest.mark.parametrize("body", [{}, {"queryCount": None}, {"queryCount": -1}, b"[]"])
def test_a_count_that_is_none_is_not_believed(vendor, stamps, body):
    vendor.will_answer(200, body)
    with pytest.raises(TransientError) as caught:
        stamps.count(PAUL, DAY, DAY)
    assert unbelievable(caught)


def test_a_question_that_nothing_can_match_must_find_nothing(vendor, stamps):
    vendor.will_list().will_list(vendor_row())
    stamps.check_filters(PAUL)
    with pytest.raises(TransientError) as caught:
        stamps.check_filters(PAUL)
    assert unbelievable(caught)
