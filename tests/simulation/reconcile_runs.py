"""Random weeks of reconciliation with lists that cannot be trusted: no row is called deleted.

`python -m tests.simulation.reconcile_runs --seeds 1000` prints what was met and what was deleted;
`--seeds 1 --seed 7` tells that one run. A technician's rows are in Memtime; people delete some in
the PSA; lists end early, break off, lag, lose their filter or their right to show rows.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Final

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.reconcile import BRAKE_ROWS, BRAKE_SHARE, BrakeAction
from psa_sync.sync.brake import release_brake
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content, a_pull_job
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.reconciling import alive, reconcile
from tests.unit.sync.scene import Scene

CYCLES: Final = 5
MOST_ROWS: Final = 40
MOST_DAYS: Final = 28
LASTING: Final = 0.5
"""How likely a trouble lasts into the next cycle, as proof needs two looks."""
Trouble = Callable[[Scene, Random], None]


def pages_end_early(scene: Scene, random: Random) -> None:
    """Lists are cut without a word, by a few rows or by many."""
    rows = len(scene.psa.rows())
    few = max(0, rows - random.randrange(1, BRAKE_ROWS))
    scene.psa.shows_at_most = random.choice([few, random.randrange(rows + 1)])


def the_right_is_lost(scene: Scene, random: Random) -> None:
    """All rows are hidden, or so many that it shows, in lists and by id.

    Of fewer nobody can tell whether they were deleted, see docs/guarantees.md.
    """
    ids = [row.psa_id for row in scene.psa.rows()]
    some = frozenset(random.sample(ids, random.randrange(len(ids) + 1)))
    hidden = some if len(some) > max(BRAKE_ROWS, len(ids) * BRAKE_SHARE) else frozenset(ids)
    scene.psa.hides = lambda row: row.psa_id in hidden


def the_filter_is_dropped(scene: Scene, _random: Random) -> None:
    """Lists are answered as if nothing had been asked for."""
    scene.psa.ignores_filters = True


def lists_lag(scene: Scene, random: Random) -> None:
    """Lists are minutes, hours or a day behind."""
    scene.psa.list_lag = random.choice([60, 3600, 86_400])


def a_call_fails(scene: Scene, random: Random) -> None:
    """The next calls of one kind get no answer."""
    call = random.choice(["stamps_of_days", "rows_of_days", "count_of_days", "read"])
    scene.psa.fail(call, *[not_sent()] * random.randrange(1, 9))


def a_list_breaks_off(scene: Scene, random: Random) -> None:
    """A page behind the first gets no answer."""
    call, page = random.choice(["stamps_of_days", "rows_of_days"]), random.randrange(2, 7)
    seen: Counter[str] = Counter()

    def before(name: str) -> None:
        seen[name] += 1
        if name == call and seen[name] == page:
            scene.psa.fail(name, not_sent())

    scene.psa.before = before


def the_key_is_refused(scene: Scene, random: Random) -> None:
    """Some answer 404 to a refused key; the connectors find out and say what it is."""
    scene.psa.fail(random.choice(["stamps_of_days", "read"]), refuses_the_key())


def time_is_short(scene: Scene, random: Random) -> None:
    """A message ends before the walk does."""
    scene.time_left = timedelta(seconds=random.choice([30, 45, 60]))


TROUBLES: Final[tuple[Trouble, ...]] = (
    pages_end_early,
    the_right_is_lost,
    the_filter_is_dropped,
    lists_lag,
    a_call_fails,
    a_list_breaks_off,
    the_key_is_refused,
    time_is_short,
)


@dataclass
class Outcome:
    """What happened in some runs.

    Attributes:
        met: How many cycles had each trouble.
        by_people: Rows that people deleted in the PSA.
        told: Deletes that Memtime was told of; all but those of somebody's last rows, for which
            there is no other row to prove that we may see that person's rows at all.
        brakes: Cycles after which the brake was on.
        failures: Seed and sentence of each run that broke the promise.
    """

    runs: int = 0
    rows: int = 0
    cycles: int = 0
    met: Counter[str] = field(default_factory=Counter)
    by_people: int = 0
    told: int = 0
    brakes: int = 0
    failures: dict[int, str] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """What a run of many seeds must have met, and has not."""
        never = [one.__name__ for one in TROUBLES if not self.met[one.__name__]]
        never += ["the brake"] if not self.brakes else []
        return never if self.told else [*never, "a true delete"]


class Run:
    """One technician, some cycles of reconciliation, one seed."""

    def __init__(self, seed: int, outcome: Outcome) -> None:
        self.random = Random(seed)
        self.outcome = outcome
        self.scene = self._with_rows()
        self.deletable = self.random.randrange(9)
        self.lines: list[str] = []

    def all_cycles(self) -> None:
        """Let the schedule come by, again and again, and look after each cycle.

        Raises:
            AssertionError: An entry was deleted whose row is there.
        """
        for number in range(CYCLES):
            lasting = self.random.random() < LASTING
            if not lasting:
                self._recover()
            self._mend_the_key()
            deleted = self._people_delete()
            chosen = self.random.sample(TROUBLES, self.random.randrange(3))
            for trouble in chosen:
                trouble(self.scene, self.random)
                self.outcome.met[trouble.__name__] += 1
            reconcile(self.scene, hours=self.random.choice([6, 6, 24, 170]))
            names = ", ".join(one.__name__ for one in chosen) or "no trouble"
            told = f"{names}, and what was before" if lasting else names
            self._look(f"cycle {number + 1}: {deleted} deleted by people; {told}")
        self._recover()
        self._mend_the_key()
        reconcile(self.scene, hours=24)
        release_brake(ACCOUNT, CONNECTWISE, BrakeAction.APPLY, "maria", self.scene.effects)
        for _ in range(2):
            reconcile(self.scene, hours=24)
        self._look("no trouble any more")
        there, known = len(self.scene.psa.rows()), len(alive(self.scene))
        assert known >= there, f"{known} entries for {there} rows at the end"

    def _with_rows(self) -> Scene:
        scene, count = Scene(), self.random.randrange(1, MOST_ROWS)
        scene.psa.page_size = self.random.choice([2, 5, 100])
        for number in range(count):
            days = self.random.randrange(self.random.choice([7, MOST_DAYS]))
            morning = a_content().start - timedelta(days=days, minutes=number)
            content = a_content(start=morning, end=morning + timedelta(minutes=45))
            scene.psa.person_books(scene.paul, replace(content, notes=str(number)))
        scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
        assert len(alive(scene)) == count
        self.outcome.rows += count
        return scene

    def _recover(self) -> None:
        self.scene.psa.heal()
        self.scene.psa.before = lambda _call: None
        self.scene.time_left = timedelta(seconds=60)

    def _mend_the_key(self) -> None:
        if not self.scene.connection.status.sends:
            mended = replace(self.scene.connection, status=ConnectionStatus.ACTIVE)
            self.scene.world.connections.save(mended)

    def _people_delete(self) -> int:
        before = self.deletable
        for _ in range(self.random.randrange(3)):
            rows = self.scene.psa.rows()
            if self.deletable and len(rows) > 1:
                self.deletable -= 1
                self.scene.psa.person_deletes(self.random.choice(rows).psa_id)
        self.outcome.by_people += before - self.deletable
        return before - self.deletable

    def _look(self, line: str) -> None:
        scene = self.scene
        there, told = {row.psa_id for row in scene.psa.rows()}, 0
        braked = scene.world.cursors.reconciled(ACCOUNT, CONNECTWISE).brake is not None
        for entry in scene.entries.all():
            history = scene.entries.history(ACCOUNT, entry.id)
            gone = [one.detail["psaId"] for one in history if one.what == "deleted_in_psa"]
            told += len(gone)
            false = sorted(there & set(gone))
            assert not false, f"{line}: row {false} was called deleted and is there"
            assert (entry.deleted_at is not None) == bool(gone), f"{line}: {entry.id}"
        self.outcome.cycles += 1
        self.outcome.brakes += braked
        self.lines.append(f"{line}; {told} told as deleted{', brake on' if braked else ''}")
        self.told = told


def run_seeds(first: int, count: int, *, stop_early: bool = False) -> Outcome:
    """Run so many seeds from the first on."""
    outcome = Outcome()
    for seed in range(first, first + count):
        run = Run(seed, outcome)
        outcome.runs += 1
        try:
            run.all_cycles()
            outcome.told += run.told
        except AssertionError as error:
            outcome.failures[seed] = str(error)
            if stop_early:
                break
    return outcome


def main() -> int:
    """Run what the command line asks for; 0 when nothing was called deleted that is there."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=1000, help="how many runs")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--stop-early", action="store_true", help="end with the first failure")
    options = parser.parse_args()
    logging.getLogger("psa_sync").setLevel(logging.CRITICAL)
    if options.seeds == 1:
        return _tell_one(options.seed)
    began = time.monotonic()
    outcome = run_seeds(options.seed, options.seeds, stop_early=options.stop_early)
    sys.stdout.write("\n".join(report(outcome, time.monotonic() - began)) + "\n")
    return 1 if outcome.failures or outcome.missing() else 0


def _tell_one(seed: int) -> int:
    run, failure = Run(seed, Outcome()), ""
    try:
        run.all_cycles()
    except AssertionError as error:
        failure = f"BROKEN: {error}"
    sys.stdout.write("\n".join([*run.lines, failure or f"seed {seed} keeps the promise"]) + "\n")
    return 1 if failure else 0


def report(outcome: Outcome, seconds: float) -> list[str]:
    """The figures as people read them."""
    lines = ["trouble, and in how many cycles it was met:"]
    lines += [f"  {outcome.met[one.__name__]:>8,}  {one.__name__}" for one in TROUBLES]
    lines += [f"never met: {one}" for one in outcome.missing()]
    for seed, what in list(outcome.failures.items())[:20]:
        lines += [f"seed {seed}: {what[:200]}", f"  make reconcile-runs SEEDS=1 SEED={seed}"]
    lines.append(
        f"{outcome.rows:,} rows, {outcome.cycles:,} cycles; {outcome.by_people:,} rows deleted by "
        f"people, {outcome.told:,} told; the brake was on after {outcome.brakes:,} cycles"
    )
    lines.append(
        f"{outcome.runs:,} runs in {seconds:.0f} s: {len(outcome.failures)} with a false delete"
    )
    return lines


if __name__ == "__main__":
    sys.exit(main())
