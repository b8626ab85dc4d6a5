"""Runs seeds side by side and tells what they met: `python -m tests.simulation.simulate`."""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field

from tests.simulation.faults import KINDS
from tests.simulation.invariants import AT_EVERY_STEP
from tests.simulation.rest import AT_REST
from tests.simulation.simulation import Simulation

ENOUGH = 1000
"""So many runs must meet every trouble and put every invariant to the test."""
CHUNK = 50
INVARIANTS = tuple(sorted({*AT_EVERY_STEP, *AT_REST}, key=lambda letter: int(letter[1:])))


@dataclass
class Outcome:
    """What some runs came to.

    Attributes:
        met: How often each trouble was met.
        looked: How often each invariant was put to the test.
        failures: What went wrong, by seed.
    """

    runs: int = 0
    met: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        """Count the other's runs in."""
        self.runs += other.runs
        self.met += other.met
        self.looked += other.looked
        self.failures |= other.failures

    def not_exercised(self) -> list[str]:
        """Troubles that were never met and invariants that were never put to the test."""
        if self.runs < ENOUGH:
            return []
        kinds = [kind for kind in KINDS if not self.met[kind]]
        return kinds + [letter for letter in INVARIANTS if not self.looked[letter]]


def run_seeds(first: int, count: int, *, stop_early: bool = False) -> Outcome:
    """Run so many seeds, one after the other, or to the first one that breaks a promise."""
    outcome = Outcome()
    for seed in range(first, first + count):
        simulation = Simulation(seed)
        try:
            simulation.run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed must be told
            outcome.failures[seed] = f"{type(error).__name__}: {error}"
        met, looked = simulation.counts()
        outcome.add(Outcome(1, met, looked))
        if stop_early and outcome.failures:
            break
    return outcome


def run_side_by_side(first: int, count: int, processes: int, *, stop_early: bool) -> Outcome:
    """Run the seeds in as many processes."""
    total = Outcome()
    with ProcessPoolExecutor(processes) as pool:
        chunks = [
            pool.submit(run_seeds, start, min(CHUNK, first + count - start), stop_early=stop_early)
            for start in range(first, first + count, CHUNK)
        ]
        for done in as_completed(chunks):
            outcome = done.result()
            total.add(outcome)
            # A run of an hour tells what it finds when it finds it.
            for seed in outcome.failures:
                sys.stderr.write(f"seed {seed} breaks a promise, {total.runs:,} seeds done\n")
            if total.failures and stop_early:
                pool.shutdown(cancel_futures=True)
                break
    return total


def main() -> int:
    """Run what the command line asks for; 0 when every promise held."""
    options = _options()
    if options.seeds == 1:
        return _tell_one(options.seed)
    began = time.monotonic()
    outcome = run_side_by_side(
        options.seed, options.seeds, options.processes, stop_early=options.stop_early
    )
    seconds = time.monotonic() - began
    sys.stdout.write("\n".join(_report(outcome, seconds, options.processes)) + "\n")
    return 1 if outcome.failures or outcome.not_exercised() else 0


def _tell_one(seed: int) -> int:
    simulation = Simulation(seed)
    try:
        simulation.run()
    except AssertionError as error:
        sys.stdout.write(f"{simulation.trace()}\nseed {seed} breaks {error}\n")
        return 1
    sys.stdout.write(f"{simulation.trace()}\nseed {seed} keeps every promise\n")
    return 0


def _report(outcome: Outcome, seconds: float, processes: int) -> list[str]:
    lines = ["trouble, and how often it was met:"]
    lines += [f"  {outcome.met[kind]:>10,}  {kind}" for kind in KINDS]
    lines += ["invariants, and how often they were put to the test:"]
    lines += [f"  {outcome.looked[letter]:>10,}  {letter}" for letter in INVARIANTS]
    lines += [f"never exercised: {name}" for name in outcome.not_exercised()]
    for seed, what in sorted(outcome.failures.items())[:20]:
        lines += [f"seed {seed} breaks {what[:200]}", f"  make simulate SEEDS=1 SEED={seed}"]
    rate = outcome.runs / seconds
    lines.append(
        f"{outcome.runs:,} seeds in {seconds:.0f} s ({rate:.0f} a second, {processes} processes): "
        f"{len(outcome.failures)} broke a promise"
    )
    return lines


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many runs")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--stop-early", action="store_true", help="end with the first failure")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
