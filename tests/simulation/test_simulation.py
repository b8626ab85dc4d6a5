import subprocess
import sys
from itertools import count

import pytest

from tests.infrastructure.source_tree import ROOT
from tests.simulation.simulate import INVARIANTS, Outcome, run_seeds
from tests.simulation.simulation import Simulation

SEEDS, PARTS = 2000, 2


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_holds_whatever_happens(part, request):
    each = SEEDS // PARTS
    outcome = run_seeds(request.config.option.seed + part * each, each)
    failures = [
        f"make simulate SEEDS=1 SEED={seed}\n  {what[:300]}"
        for seed, what in sorted(outcome.failures.items())
    ]
    assert not failures, "\n".join(failures)
    assert outcome.runs == each
    assert not outcome.not_exercised()


@pytest.mark.parametrize("seed", [7, 11, 5143])
def test_one_seed_is_one_trace_on_every_machine(seed):
    command = ["-m", "tests.simulation.simulate", "--seeds", "1", "--seed", str(seed)]
    traces = {
        subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "20250304")
    }
    assert len(traces) == 1
    assert traces.pop().count(b"\n") > 50


def test_a_broken_promise_is_told_with_the_seed_that_breaks_it(monkeypatch):
    marks = count(1)
    monkeypatch.setattr("psa_sync.sync.draft_of.hours_of", lambda _: f"{next(marks)} hours, or so")
    outcome = run_seeds(0, 5)
    assert outcome.failures
    assert all("I3" in what for what in outcome.failures.values())


def test_a_trouble_that_no_run_met_is_told():
    assert "commit_late" in Outcome(runs=1000).not_exercised()
    assert set(INVARIANTS) <= set(Outcome(runs=1000).not_exercised())


def test_different_seeds_are_different_days():
    days = [Simulation(seed) for seed in (1, 2)]
    for day in days:
        day.run()
    assert days[0].lines != days[1].lines
