from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.budget import Ceilings
from tests.builders import NOW
from tests.simulation.fairness import GOAL_P50, GOAL_P99, day, ratios
from tests.simulation.outage import GOAL, KINDS, Outage, holds, most_in, told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.ceilings.hourly} an hour")
def test_what_waited_while_the_psa_was_down_is_sent_once_and_nothing_is_lost(kind):
    # Fewer entries, and fewer calls for them, so that the drain takes more than the first burst.
    small = replace(kind, ceilings=Ceilings(hourly=600, at_once=3))
    found = Outage(small, entries=300, hours=2).run()
    assert holds(small, found), told(small, 300, 2, found)
    assert found.rows == 300
    assert found.share >= GOAL
    assert found.while_down <= 2 * 12 * 2 + 10


def test_a_drain_that_loses_something_is_no_success():
    found = Outage(KINDS[0], entries=5, hours=1).run()
    assert not holds(KINDS[0], replace(found, dead=1))
    assert not holds(KINDS[0], replace(found, share=0.5))


def test_the_most_in_any_window_is_found():
    moments = [NOW + timedelta(minutes=minutes) for minutes in (0, 50, 55, 59, 61, 170)]
    assert most_in(moments, timedelta(hours=1)) == 4


def test_the_healthy_do_not_wait_for_the_dead_nor_for_a_backlog(request):
    seed = request.config.option.seed
    length = {"seed": seed, "hours": 1.5, "an_hour": 40, "fair": True}
    half, slow = ratios(day(alone=False, **length), day(alone=True, **length))
    assert half < GOAL_P50, f"seed {seed}"
    assert slow < GOAL_P99, f"seed {seed}"
