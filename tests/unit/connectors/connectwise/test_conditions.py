from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.connectors.connectwise.conditions import (
    UnfitFilterError,
    UnsafeTextError,
    after,
    after_day,
    before,
    before_day,
    flag_is,
    not_before,
    number_in,
    number_is,
    text_contains,
    text_is,
)

BERLIN_WINTER = timezone(timedelta(hours=1))
NOON = datetime(2026, 3, 2, 12, 0, 30, 999_999, tzinfo=BERLIN_WINTER)


def test_each_kind_of_value_is_written_as_the_vendor_reads_it():
    assert text_is("owner/identifier", "jdoe").text == 'owner/identifier = "jdoe"'
    assert text_contains("resources", "jdoe").text == 'resources contains "jdoe"'
    assert flag_is("closedFlag", False).text == "closedFlag = False"
    assert number_is("member/id", 243).text == "member/id = 243"
    assert number_in("member/id", [1, 2]).text == "member/id in (1,2)"
    assert not_before("lastUpdated", NOON).text == "lastUpdated >= [2026-03-02T11:00:30Z]"
    assert after("timeStart", NOON).text == "timeStart > [2026-03-02T11:00:30Z]"
    assert before("timeStart", NOON).text == "timeStart < [2026-03-02T11:00:30Z]"
    assert after_day("timeStart", date(2026, 3, 2)).text == "timeStart > [2026-03-02]"
    assert before_day("timeStart", date(2026, 3, 2)).text == "timeStart < [2026-03-02]"


def test_joined_conditions_leave_no_doubt_about_precedence():
    one, two, three = (number_is("id", number) for number in (1, 2, 3))
    assert (one & (two | three)).text == "(id = 1 AND (id = 2 OR id = 3))"
    assert (one & two | three).text == "((id = 1 AND id = 2) OR id = 3)"


def test_a_bracket_inside_a_text_is_written_as_a_class_of_one():
    assert text_is("summary", "[now]").text == 'summary = "[[]now]"'


def test_an_apostrophe_needs_nothing():
    assert text_is("identifier", "LO'Connor").text == 'identifier = "LO\'Connor"'


@pytest.mark.parametrize("value", ['a" OR id > "0', "a*", "a\\", "a\nb", "a\x00", "\x7f"])
def test_a_text_that_could_mean_more_than_itself_is_refused(value):
    with pytest.raises(UnsafeTextError):
        text_is("identifier", value)
    with pytest.raises(UnsafeTextError):
        text_contains("identifier", value)


@pytest.mark.parametrize("field", ["", "id = 1 OR id", "member/", "a/b/c", "member id", 'x"'])
def test_a_field_is_a_name_and_nothing_else(field):
    with pytest.raises(UnsafeTextError):
        number_is(field, 1)


@given(st.text())
def test_whatever_is_typed_the_literal_ends_where_it_should(value):
    try:
        text = text_is("identifier", value).text
    except UnsafeTextError:
        return
    literal = text.removeprefix("identifier = ")
    assert literal[0] == literal[-1] == '"'
    assert '"' not in literal[1:-1]
    assert literal[1:-1].replace("[[]", "[") == value


def test_a_list_is_neither_empty_nor_longer_than_an_address():
    assert number_in("id", range(100)).text.count(",") == 99
    for ids in (range(0), range(101)):
        with pytest.raises(UnfitFilterError):
            number_in("id", ids)


def test_a_filter_too_long_for_an_address_is_never_sent():
    many = number_in("member/id", range(10_000_000, 10_000_100))
    with pytest.raises(UnfitFilterError):
        _ = many & many & many
    with pytest.raises(UnsafeTextError):
        text_is("identifier", "x" * 251)
