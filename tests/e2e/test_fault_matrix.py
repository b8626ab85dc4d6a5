"""Each fault, while an entry is made, changed and deleted: everything arrives, and arrives once.

All faults are played before the first test looks, one after the other, each as soon as the one
before is healed: so one settle wait serves all, and what one fault left in doubt meets the next.
"""

from collections import Counter

import pytest

from tests.contract.cases import APPS, CASES
from tests.e2e.desk import Write, WritesInFlight
from tests.e2e.fault_scenes import NOT_TRIED, Fault, FaultOfEveryCall, FaultOfLists, Scene, play

WORDS = {str(case.app): case.broken for case in CASES}
SLOWER_THAN_WE_WAIT = {"seconds": 3.3}
SOONER_THAN_WE_SETTLE = {"seconds": 4}
FAULTS = {
    "list_lag": FaultOfLists("list_lag", SOONER_THAN_WE_SETTLE),
    "drop_filter": FaultOfLists("drop_filter"),
    "truncate_body of lists to no row": FaultOfLists("truncate_body", {"rows": 0}),
    "truncate_body of lists by a row": FaultOfLists("truncate_body", {"drop": 1}),
    "truncate_body of lists": FaultOfLists("truncate_body"),
    "commit_late": Fault("commit_late", SOONER_THAN_WE_SETTLE),
    "delay": Fault("delay", SLOWER_THAN_WE_WAIT),
    "status 500": Fault("status", {"status": 500}),
    "status 500 with words": Fault("status", {"status": 500}, WORDS),
    "status 503": Fault("status", {"status": 503}),
    "status 503 with words": Fault("status", {"status": 503}, WORDS),
    "reset_before": Fault("reset_before"),
    "commit_then_reset": Fault("commit_then_reset"),
    "commit_then_timeout": Fault("commit_then_timeout", SLOWER_THAN_WE_WAIT),
    "truncate_body": Fault("truncate_body"),
    "rate_limit": Fault("rate_limit", {"retryAfter": 1}),
    "down": FaultOfEveryCall("down"),
    "revoke_credentials": FaultOfEveryCall("revoke_credentials"),
}


@pytest.fixture(scope="module")
def scenes(stack, desks):
    """Every fault at both PSAs, played."""
    admin = stack.api(stack.info.tokens.admin)
    flights = [WritesInFlight.planned(desk, len(FAULTS)) for desk in desks]
    played = {}
    for name, *both in zip(FAULTS, *flights, strict=True):
        pair = [Scene(FAULTS[name], flight) for flight in both]
        play(pair, stack.info)
        for scene in pair:
            played[name, scene.psa.app] = scene
            if name == "revoke_credentials":
                path = f"/v1/connected-apps/{scene.psa.app}/connection"
                admin.ok("PUT", path, {"credentials": scene.psa.simulator.credentials})
    for scene in played.values():
        scene.gets_a_persons_word()
    return played


@pytest.mark.parametrize("write", Write)
@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("name", FAULTS)
def test_it_arrives_once_after_the_fault(scenes, name, app, write):
    scene = scenes[name, app]
    assert scene.hits[write] > 0
    assert scene.states[write] not in NOT_TRIED
    scene.flight.lands_once(write)


@pytest.mark.parametrize("app", APPS)
def test_no_marker_was_ever_given_to_two_rows(scenes, psas, app):
    psa = psas[app]
    markers = Counter(
        str(one["row"][psa.case.marked_field])
        for one in psa.ledger()
        if "MT-" in str(one["row"].get(psa.case.marked_field))
    )
    assert len(markers) >= len(FAULTS) * len(Write)
    assert set(markers.values()) == {1}
