"""What is wrong with a body is told in words of JSON, not in those of our classes."""

import re
from typing import Any

import pytest

from functions.memtime_api.bodies import InvalidRequestError, json_body, validated
from functions.memtime_api.refusal_shapes import FieldError
from functions.memtime_api.schemas import (
    AuthenticationInput,
    ConnectionInput,
    TimeEntryBatch,
    TimeEntryInput,
)
from functions.memtime_api.settings_bodies import SettingsInput
from tests.integration.bookings import a_booking

OF_PYDANTIC = re.compile(r"Input|instance of|dictionary|should|String|Extra|Field", re.ASCII)


def refused(model: Any, body: Any) -> tuple[str, str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        validated(model, body)
    (line,) = caught.value.errors
    return line["field"], line["code"], line["message"]


@pytest.mark.parametrize(
    ("model", "body", "field", "code", "message"),
    [
        (SettingsInput, [], "", "invalid_value", "must be an object"),
        (SettingsInput, {"defaults": None}, "defaults", "invalid_value", "must be an object"),
        (SettingsInput, {"colour": 1}, "colour", "unknown_field", "is not known here"),
        (
            SettingsInput,
            {"direction": "both"},
            "direction",
            "invalid_value",
            "must be 'two_way', 'to_psa' or 'from_psa'",
        ),
        (
            SettingsInput,
            {"roundHoursTo": "900"},
            "roundHoursTo",
            "invalid_value",
            "must be a whole number",
        ),
        (
            SettingsInput,
            {"roundHoursTo": 59},
            "roundHoursTo",
            "invalid_value",
            "must be at least 60",
        ),
        (
            SettingsInput,
            {"roundHoursTo": 28_801},
            "roundHoursTo",
            "invalid_value",
            "must be at most 28800",
        ),
        (SettingsInput, {"confirm": "yes"}, "confirm", "invalid_value", "must be true or false"),
        (AuthenticationInput, {}, "userName", "missing_field", "is required"),
        (AuthenticationInput, {"userName": 5}, "userName", "invalid_value", "must be text"),
        (
            AuthenticationInput,
            {"userName": " "},
            "userName",
            "invalid_value",
            "must have a length of at least 1",
        ),
        (
            AuthenticationInput,
            {"userName": "x" * 201},
            "userName",
            "invalid_value",
            "must have a length of at most 200",
        ),
        (
            AuthenticationInput,
            {"userName": "\ud800"},
            "userName",
            "text_invalid",
            "holds half a character",
        ),
        (ConnectionInput, {"credentials": []}, "credentials", "invalid_value", "must be an object"),
        (TimeEntryBatch, {"entries": {}}, "entries", "invalid_value", "must be a list"),
        (
            TimeEntryBatch,
            {"entries": [{}] * 101},
            "entries",
            "invalid_value",
            "must have a length of at most 100",
        ),
    ],
)
def test_a_wrong_field_is_told_in_words_of_json(model, body, field, code, message):
    assert refused(model, body) == (field, code, message)


WRONG = [None, True, 7, -1, 0.5, "", "x" * 40_000, "\ud800", [], {}, [7], {"x": 7}]


def lines_of(body: dict[str, Any]) -> list[FieldError]:
    try:
        validated(TimeEntryInput, body)
    except InvalidRequestError as error:
        return error.errors
    return []


@pytest.mark.parametrize("name", sorted(a_booking("autotask:ticket:1")))
@pytest.mark.parametrize("value", WRONG, ids=[repr(one)[:20] for one in WRONG])
def test_no_word_of_a_class_of_ours_reaches_a_client(name, value):
    lines = lines_of(a_booking("autotask:ticket:1") | {name: value})
    assert not [one for one in lines if OF_PYDANTIC.search(one["message"])]


def test_most_of_these_values_are_wrong_somewhere():
    bodies = [a_booking("autotask:ticket:1") | {"start": value} for value in WRONG]
    assert all(lines_of(body) for body in bodies)


def test_what_is_read_is_what_was_sent():
    assert json_body({"body": '{"confirm": true}'}) == {"confirm": True}
