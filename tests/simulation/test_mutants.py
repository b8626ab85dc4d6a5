from dataclasses import replace

import pytest

from tests.infrastructure.source_tree import ROOT
from tests.simulation.mutants import MUTANTS
from tests.simulation.mutate import StaleMutantError, caught_by, patched

PACKAGE = ROOT / "shared" / "psa_sync"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_follows_the_code(mutant):
    text = patched(mutant, PACKAGE)
    compile(text, mutant.path, "exec")
    assert text != (PACKAGE / mutant.path).read_text(encoding="utf-8")


def test_there_are_enough_and_each_has_its_name():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 25


def test_a_mutant_that_the_code_left_behind_is_told():
    with pytest.raises(StaleMutantError, match="found 0 times"):
        patched(replace(MUTANTS[0], before="the code of last year"), PACKAGE)


def test_a_create_that_is_tried_again_at_once_is_caught_within_a_few_days():
    (mutant,) = (one for one in MUTANTS if one.name == "create tried again at once")
    assert caught_by(mutant, ["simulation"]) == "simulation"
