"""The bill of a thousand entries is that of the calls that were counted."""

import json

import pytest

from benchmarks.cost import MEASURED, bill
from psa_sync.aws.prices import NANO_PER_API_REQUEST, NANO_PER_MILLISECOND, NANO_PER_REQUEST

JOURNEY = {
    "awsCallsPerEntry": {"dynamodb.GetItem": 3.0, "dynamodb.PutItem": 1.5},
    "psaCallsPerEntry": {"POST /time/entries": 1.0, "GET /time/entries": 0.01},
}


def test_each_call_is_on_the_bill_at_its_price():
    reads, writes = (NANO_PER_REQUEST[f"dynamodb.{one}Item"] for one in ("Get", "Put"))
    told = bill(JOURNEY)
    nano = 3000 * reads + 1500 * writes + 1000 * NANO_PER_API_REQUEST
    assert told["usdPerThousandEntries"] == pytest.approx(nano / 1e9, abs=1e-6)
    assert told["psaCalls"] == 1010
    assert told["timeIsIncluded"] is False


def test_time_is_on_it_once_it_was_measured():
    worked = {"functionsPerEntry": {"milliseconds": 100, "invocations": 2}}
    more = bill(JOURNEY | worked)["usdPerThousandEntries"] - bill(JOURNEY)["usdPerThousandEntries"]
    assert more == pytest.approx((100_000 * NANO_PER_MILLISECOND + 2000 * 200) / 1e9, abs=1e-6)


def test_what_was_measured_last_can_be_billed():
    for journey in json.loads(MEASURED.read_text()).values():
        assert bill(journey)["usdPerThousandEntries"] > 0
