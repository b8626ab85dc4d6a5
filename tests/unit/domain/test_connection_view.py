"""The state of a connection is what its last calls prove, in one sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.breaker import CLOSED, OPENS_AFTER, SECOND, failed
from psa_sync.domain.budget import Budget, Ceilings, micros, slowed
from psa_sync.domain.connection import Check, ConnectionStatus
from psa_sync.domain.connection_view import SENTENCES, as_seen
from tests.builders import ACCOUNT, CONNECTWISE, NOW, a_connection

BUDGET = Budget(account=ACCOUNT, app=CONNECTWISE, as_of=micros(NOW))
CEILINGS = Ceilings(hourly=4000, at_once=3)


def silent_since(now, failures=OPENS_AFTER):
    breaker = CLOSED
    for _ in range(failures):
        breaker = failed(breaker, micros(now))
    return breaker


def test_a_psa_that_answers_is_active_and_says_so():
    seen = as_seen(a_connection(), BUDGET, NOW)
    assert (seen.status, seen.status_text) == (
        ConnectionStatus.ACTIVE, SENTENCES[ConnectionStatus.ACTIVE],
    )  # fmt: skip
    assert seen.since == a_connection().since


@pytest.mark.parametrize("way", ["push", "pull"])
def test_a_psa_that_is_silent_again_and_again_is_down_since_then(way):
    once = replace(BUDGET, **{way: silent_since(NOW, OPENS_AFTER - 1)})
    assert as_seen(a_connection(), once, NOW).status is ConnectionStatus.ACTIVE
    down = replace(BUDGET, **{way: silent_since(NOW)})
    seen = as_seen(a_connection(), down, NOW)
    assert (seen.status, seen.since) == (ConnectionStatus.PSA_DOWN, NOW)
    assert "12:00:30 UTC" in seen.status_text
    assert seen.status_text.endswith(".")


def test_a_psa_that_stays_down_is_down_since_it_fell_silent():
    breaker = silent_since(NOW)
    for _ in range(4):
        breaker = failed(breaker, breaker.open_until)
    after = NOW + timedelta(hours=1)
    seen = as_seen(a_connection(), replace(BUDGET, pull=breaker), after)
    assert (seen.status, seen.since) == (ConnectionStatus.PSA_DOWN, NOW)
    assert "13:00:00 UTC" in seen.status_text, "the pause is over, and it is tried now"


def test_one_answer_ends_it():
    assert as_seen(a_connection(), replace(BUDGET, push=CLOSED), NOW).status == "active"


def test_a_psa_that_asks_us_to_slow_down_limits_us_until_its_time_is_over():
    limited = slowed(BUDGET, CEILINGS, micros(NOW), 45)
    seen = as_seen(a_connection(), limited, NOW + timedelta(seconds=44))
    assert (seen.status, seen.since) == (ConnectionStatus.RATE_LIMITED, NOW)
    assert "12:00:45 UTC" in seen.status_text
    over = as_seen(a_connection(), limited, NOW + timedelta(seconds=45))
    assert over.status is ConnectionStatus.ACTIVE


def test_a_psa_that_is_down_is_not_called_busy():
    both = replace(slowed(BUDGET, CEILINGS, micros(NOW), 45), pull=silent_since(NOW))
    assert as_seen(a_connection(), both, NOW).status is ConnectionStatus.PSA_DOWN


@pytest.mark.parametrize("status", [one for one in ConnectionStatus if one != "active"])
def test_what_was_decided_holds_whatever_the_last_calls_were(status):
    down = replace(BUDGET, pull=silent_since(NOW), quiet_until=micros(NOW) + SECOND)
    told = a_connection(status=status, status_text="The PSA's own words.")
    assert as_seen(told, down, NOW) == told
    silent = a_connection(status=status, status_text="")
    assert as_seen(silent, down, NOW) == replace(silent, status_text=SENTENCES[status])


def test_a_right_that_a_check_misses_is_told_while_the_rest_goes_on():
    checks = (
        Check(code="notes", status="warn", message="May not read notes."),
        Check(code="time", status="fail", message="May not book time."),
    )
    seen = as_seen(replace(a_connection(), checks=checks), BUDGET, NOW)
    assert seen.status is ConnectionStatus.PERMISSION_LOST
    assert seen.status_text.endswith("May not book time.")
    assert as_seen(replace(a_connection(), checks=checks[:1]), BUDGET, NOW).status.sends


def test_every_state_has_one_sentence():
    assert set(SENTENCES) == set(ConnectionStatus)
    assert all(one.endswith(".") and ". " not in one for one in SENTENCES.values())
