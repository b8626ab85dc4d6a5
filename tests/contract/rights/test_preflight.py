"""For every right that is taken away, the check names it and nothing else."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from psa_sync.domain.connection import Check
from psa_sync.domain.permission import IN_USE, Feature, features_of
from psa_sync.domain.settings import ConnectionSettings, Direction
from tests.builders import NOW
from tests.contract.cases import CASES
from tests.contract.cases.case import right
from tests.contract.cases.way import Way
from tests.contract.connectors import Bench, bench_of
from tests.contract.rights.ways import EVERY, NEEDED, WAYS, answers_in

APPS = [case.app for case in CASES]
ALONE = [
    pytest.param(app, way, name, id=f"{app}: {name}, {way}")
    for app in APPS
    for number, way in enumerate(WAYS[app])
    for name in (NEEDED[app] if number else EVERY[app])
]
PAIRS = [
    pytest.param(app, pair, id=f"{app}: {' and '.join(pair)}")
    for app in APPS
    for pair in pairwise([*NEEDED[app], next(iter(NEEDED[app]))])
]


SECONDS = 600
"""Between two checks, so that all of them do not use up one hour's requests."""


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[str, Bench]]:
    """One of each for all tests: none of them leaves anything behind, as is seen at the end."""
    small = [replace(case, create_app=case.create_small_app) for case in CASES]
    with ExitStack() as stack:
        there = {str(case.app): stack.enter_context(bench_of(case, NOW)) for case in small}
        before = {app: psa.ledger() for app, psa in there.items()}
        yield there
        assert {app: psa.ledger() for app, psa in there.items()} == before


@contextmanager
def without(psa: Bench, *names: str, way: Way) -> Iterator[None]:
    """Take rights away for a while, from somebody who is answered in this way."""
    psa.clock.advance(SECONDS)
    answers_in(psa, way)
    for name in names:
        psa.sets(**right(name, allowed=False))
    try:
        yield
    finally:
        for name in names:
            psa.sets(**right(name, allowed=True))
        for name in way.quirks:
            psa.sets(what="quirk", name=name, on=False)
        psa.control("DELETE", "/faults")


def wary(psa: Bench, features: frozenset[Feature] = IN_USE) -> dict[str, Check]:
    """The checks that do not pass, but for those that never do."""
    checks = psa.connect().identify(features).checks
    return {
        check.code: check
        for check in checks
        if check.status != "pass" and check.code not in psa.case.no_call_shows
    }


@pytest.mark.parametrize("app", APPS)
def test_no_right_of_the_simulator_is_forgotten(benches, app):
    shown = benches[app].control("GET", "/permissions")["items"]
    assert [one["name"] for one in shown] == list(EVERY[app])


@pytest.mark.parametrize(
    ("app", "way"),
    [pytest.param(app, way, id=f"{app}: {way}") for app in APPS for way in WAYS[app]],
)
def test_with_all_rights_nothing_is_named(benches, app, way):
    with without(benches[app], way=way):
        found = wary(benches[app])
    assert set(found) == way.always


@pytest.mark.parametrize(("app", "way", "name"), ALONE)
def test_a_right_that_is_missing_is_named_alone_if_it_is_needed(benches, app, way, name):
    psa, permission = benches[app], NEEDED[app].get(name)
    with without(psa, name, way=way):
        found = wary(psa)
    always = {code: found.pop(code) for code in way.always}
    if permission is None or name in way.believed:
        assert found == {}
    elif name in way.blind:
        assert found == {}
        assert any(permission.title in check.message for check in always.values())
    else:
        ((code, check),) = found.items()
        assert code == permission.code
        assert permission.title in check.message
        assert permission.purpose in check.message
        assert (check.fix != "", check.where, check.who) == (True, permission.where, "msp_admin")
        certain = "missing" in check.message
        assert certain or "cannot see" in check.message
        assert check.status == ("fail" if certain and permission.required else "warn")


@pytest.mark.parametrize(
    ("app", "way", "name"),
    [(app, way, name) for app in APPS for way in WAYS[app] for name in sorted(way.believed)],
)
def test_what_only_the_psas_word_speaks_for_is_said_to_be_its_word(benches, app, way, name):
    psa, permission = benches[app], NEEDED[app][name]
    with without(psa, name, way=way):
        checks = {check.code: check for check in psa.connect().identify().checks}
    assert checks[permission.code].status == "pass"
    assert checks[permission.code].message.endswith("says.")


@pytest.mark.parametrize(("app", "names"), PAIRS)
def test_two_rights_that_are_missing_are_both_named(benches, app, names):
    psa = benches[app]
    with without(psa, *names, way=WAYS[app][0]):
        found = wary(psa)
    assert set(found) == {NEEDED[app][name].code for name in names}


@pytest.mark.parametrize("app", APPS)
def test_where_nothing_is_written_no_right_to_write_is_named(benches, app):
    psa = benches[app]
    writing = [name for name, one in NEEDED[app].items() if one.feature is Feature.BOOKING]
    assert len(writing) >= 3
    with without(psa, *writing, way=WAYS[app][0]):
        found = wary(
            psa, features_of(ConnectionSettings(direction=Direction.FROM_PSA), webhooks=True)
        )
    assert found == {}


@pytest.mark.parametrize("app", APPS)
def test_where_no_psa_reaches_us_no_right_to_register_webhooks_is_named(benches, app):
    psa = benches[app]
    hooks = [name for name, one in NEEDED[app].items() if one.feature is Feature.WEBHOOKS]
    assert len(hooks) >= 3
    with without(psa, *hooks, way=WAYS[app][0]):
        found = wary(psa, features_of(ConnectionSettings(), webhooks=False))
    assert found == {}


@pytest.mark.parametrize("name", list(NEEDED["connectwise"]))
def test_my_is_not_enough(benches, name):
    psa = benches["connectwise"]
    psa.sets(**right(name, allowed="My"))
    found = wary(psa)
    psa.sets(**right(name, allowed=True))
    ((code, check),) = found.items()
    assert code == NEEDED["connectwise"][name].code
    assert "My" in check.message
