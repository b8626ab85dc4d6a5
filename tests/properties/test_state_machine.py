import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.machine import Machine

pytestmark = pytest.mark.exhaustive
DAYS, STEPS = 400, 50


def test_whatever_anybody_does_in_whatever_order_every_promise_is_kept():
    phases = hypothesis.settings().phases
    days = hypothesis.settings(
        max_examples=DAYS,
        stateful_step_count=STEPS,
        phases=[phase for phase in phases if phase is not hypothesis.Phase.explain],
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(Machine, settings=days)
