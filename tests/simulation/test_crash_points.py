from collections import Counter

import pytest

from tests.simulation.crash_points import (
    STYLES,
    Report,
    pairs,
    parts_of_create,
    run,
    single_points,
)
from tests.simulation.repair_flows import FLOWS

NAMES = [flow.name for flow in FLOWS]


@pytest.mark.parametrize("name", NAMES)
def test_a_flow_that_stops_anywhere_is_finished_later(name):
    for style in STYLES:
        report = single_points(name, style)
        assert report.points > 0
        assert not report.broken, "\n".join(report.broken[:5])


@pytest.mark.parametrize("part", list(parts_of_create()), ids=str)
@pytest.mark.parametrize("style", STYLES)
def test_a_create_that_stops_twice_makes_one_row(part, style):
    report = pairs("create", style, part)
    assert report.points > 100
    assert not report.broken, "\n".join(report.broken[:5])


def test_every_effect_of_the_ports_is_in_a_flow():
    visited = Counter(effect for flow in FLOWS for effect in run(flow, STYLES[0], {}).effects)
    assert Report(visited=visited).not_visited() == []


def test_an_effect_that_no_flow_has_is_told():
    assert "psa.create" in Report(visited=Counter({"psa.update": 1})).not_visited()
