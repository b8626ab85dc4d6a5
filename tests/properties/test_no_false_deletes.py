"""Whatever the PSA's lists leave out, only what people deleted there is deleted in Memtime."""

import subprocess
import sys

from tests.infrastructure.source_tree import ROOT
from tests.simulation.mutants import MUTANTS
from tests.simulation.mutate import caught_by
from tests.simulation.reconcile_runs import report, run_seeds

RUNS = 240
NEARLY_ALL = 0.95
MORE = 10_000_000


def test_only_what_people_deleted_is_deleted(request):
    outcome = run_seeds(request.config.option.seed, RUNS)
    assert not outcome.failures, "\n".join(report(outcome, 1))
    assert not outcome.missing()
    assert outcome.runs == RUNS
    assert outcome.by_people >= outcome.told > outcome.by_people * NEARLY_ALL


def test_the_same_seed_tells_the_same_run():
    command = [sys.executable, "-m", "tests.simulation.reconcile_runs", "--seeds", "1"]
    told = {
        subprocess.run(
            [*command, "--seed", str(MORE)], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    (story,) = told
    assert "keeps the promise" in story


def test_a_delete_that_is_believed_without_a_look_by_id_is_caught():
    (mutant,) = (one for one in MUTANTS if one.name == "a list is proof enough of a delete")
    assert caught_by(mutant, ["reconcile runs"]) == "reconcile runs"
