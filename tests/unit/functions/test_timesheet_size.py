import pytest
from aws_lambda_powertools.event_handler import Response

from functions.memtime_api.bodies import InvalidRequestError
from functions.memtime_api.timesheets import MOST_BYTES, fitting


def test_what_api_gateway_carries_is_passed_on():
    response = Response(status_code=200, body="x" * (MOST_BYTES - 2))
    assert fitting(response) is response


@pytest.mark.parametrize("letter", ["x", '"', "\r", "é"])
def test_what_it_cannot_carry_is_refused_with_a_way_out(letter):
    body = letter * (MOST_BYTES - 1)
    with pytest.raises(InvalidRequestError) as refused:
        fitting(Response(status_code=200, body=body))
    (error,) = refused.value.errors
    assert (error["field"], error["code"]) == ("to", "range_too_large")
    assert "fewer days" in error["message"]
