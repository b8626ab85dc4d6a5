"""What a PSA answers, or does not, teaches the budget."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from psa_sync.domain.admission import PSA_DOWN, SLOWED, Priority
from psa_sync.domain.breaker import CLOSED, OPENS_AFTER, Breaker
from psa_sync.domain.budget import Direction, micros
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    NotAdmittedError,
    RejectedError,
    TransientError,
)
from tests.builders import ACCOUNT, CONNECTWISE
from tests.unit.sync.hall import Hall, asks, calls


@pytest.fixture
def hall():
    return Hall()


@pytest.mark.parametrize(
    "error", [TransientError("no answer"), InDoubtError("no answer to a write")]
)
def test_silence_in_a_row_opens_the_breaker_of_that_direction(hall, error):
    gate = hall.gate()
    asks(gate)
    for _ in range(OPENS_AFTER):
        with pytest.raises(type(error)):
            calls(gate, error)
    refusal = asks(gate)
    assert (refusal.code, refusal.until - hall.clock()) == (PSA_DOWN, timedelta(seconds=30))
    assert asks(hall.gate("two"), Priority.PULL) is None


@pytest.mark.parametrize("error", [None, RejectedError("psa_refused"), MissingError("404")])
def test_any_answer_closes_it_again(hall, error):
    hall.has(push=Breaker(failures=OPENS_AFTER, opened=1, open_until=micros(hall.clock())))
    gate = hall.gate()
    assert asks(gate) is None
    with pytest.raises(type(error)) if error else nullcontext():
        calls(gate, error)
    assert hall.budget.push == CLOSED


@pytest.mark.parametrize(
    "error",
    [
        CredentialsError("The key was revoked."),
        NotAdmittedError("no call is left", code=PSA_DOWN),
        TransientError("nonsense", code="psa_answer_senseless"),
    ],
)
def test_what_says_nothing_about_the_way_is_not_noted(hall, error):
    gate = hall.gate()
    asks(gate)
    before = hall.budget
    with pytest.raises(type(error)):
        calls(gate, error)
    assert hall.budget == before


def test_answers_that_are_no_news_cost_nothing(hall):
    gate = hall.gate()
    calls(gate)
    asks(gate)
    assert calls(gate) == "7"
    assert hall.budgets.saves == 1


@pytest.mark.parametrize(("asked", "quiet"), [(45, 45), (None, 30)])
def test_a_psa_that_asks_to_slow_down_is_left_alone_by_all(hall, asked, quiet):
    gate = hall.gate()
    asks(gate)
    with pytest.raises(TransientError):
        calls(gate, TransientError("slow down", retry_after=asked, code=SLOWED))
    for one in (gate, hall.gate("another")):
        refusal = asks(one)
        assert refusal.code == SLOWED
        assert refusal.until >= hall.clock() + timedelta(seconds=quiet)


def test_a_note_that_cannot_be_written_hides_no_answer(hall):
    gate = hall.gate()
    asks(gate)
    hall.budgets.away = True
    with pytest.raises(InDoubtError):
        calls(gate, InDoubtError("no answer to a write"))
    hall.budgets.away = False
    hall.budgets.overtaken = 99
    with pytest.raises(InDoubtError):
        calls(gate, InDoubtError("no answer to a write"))
    assert hall.budget.breaker(Direction.PUSH) == CLOSED


def test_the_count_of_all_integrations_is_kept(hall):
    hall.gate().saw_shared(ACCOUNT, CONNECTWISE, 6000, 10_000)
    assert hall.budget.shared is not None
    assert hall.budget.shared.percent == 60
