"""What our copy of the rules predicts, against what the PSAs do; `make rule-verdicts` for more."""

import pytest

from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.problem import PROBLEMS
from tests.contract.cases import CASES
from tests.contract.verdicts.__main__ import MOST_FALSE_NO
from tests.contract.verdicts.judging import judge

ENTRIES = 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.app))
def test_nothing_is_foretold_wrongly(case, request):
    seed = request.config.getoption("seed")
    found = judge(case, ENTRIES, seed)
    assert found.false_ok == [], seed
    assert found.share_of_false_no < MOST_FALSE_NO, (seed, found.false_no)
    assert min(found.right_ok, found.right_no) > ENTRIES // 10
    assert len({name for name, _ in found.by_rule}) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.app))
def test_what_nobody_can_read_is_put_to_the_test(case):
    assert {one.name for one in CONNECTORS[case.app].unreadable} == case.switches.keys()


@pytest.mark.parametrize("app", CONNECTORS)
def test_each_rule_says_what_it_is_and_how_it_is_known(app):
    rules, unreadable = CONNECTORS[app].rules, CONNECTORS[app].unreadable
    names = [rule.name for rule in rules] + [one.name for one in unreadable]
    assert len(names) == len(set(names))
    told = [(one.code, one.what, one.source) for one in rules]
    told += [(one.code, one.what, one.source) for one in unreadable]
    for code, what, source in told:
        assert code in PROBLEMS
        assert what.endswith(".")
        assert source
    assert all(rule.groups for rule in rules)
