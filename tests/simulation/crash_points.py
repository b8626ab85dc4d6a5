"""Stops every flow at every effect, in every way: `python -m tests.simulation.crash_points`."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any, Final

from psa_sync.domain.errors import InDoubtError, TransientError
from psa_sync.ports import (
    ChangeFeed,
    Connections,
    Cursors,
    Entries,
    JobQueue,
    ProgressBoard,
    PsaConnector,
    RuleFacts,
    WorkItems,
)
from psa_sync.ports.budgets import Budgets
from tests.builders import AUTOTASK, CONNECTWISE
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.simulation.deployment import DESKS, LIFE, Deployment
from tests.simulation.faults import WRITES, Rates
from tests.simulation.flows import Flow, sweeps
from tests.simulation.repair_flows import FLOWS
from tests.simulation.stage import Stage
from tests.simulation.tapping import Call, Do

WAYS: Final = ("killed before", "killed after", "answer lost", "refused")
PORTS: Final[Mapping[str, type]] = {
    "entries": Entries,
    "feed": ChangeFeed,
    "connections": Connections,
    "work_items": WorkItems,
    "rule_facts": RuleFacts,
    "cursors": Cursors,
    "progress": ProgressBoard,
    "queue": JobQueue,
    "budgets": Budgets,
    "psa": PsaConnector,
}
OF_OTHER_FLOWS: Final = frozenset(
    {
        "psa.identify",  # the install, before there is any entry
        "entries.history",  # read by people, nothing depends on it
        "entries.with_problems",  # the same
        "entries.was_removed",  # asked where an app was purged; tests/unit/sync/test_purge.py
    }
)


@dataclass
class Report:
    """What was visited and what went wrong there."""

    points: int = 0
    visited: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count the other's points in."""
        self.points += other.points
        self.visited += other.visited
        self.broken += other.broken

    def not_visited(self) -> list[str]:
        """Effects of the ports that no flow has."""
        effects = {
            f"{port}.{name}"
            for port, protocol in PORTS.items()
            for name in vars(protocol)
            if not name.startswith("_")
        }
        return sorted(effects - set(self.visited) - OF_OTHER_FLOWS)


class Stop:
    """Lets each effect happen, but those that it was told to stop.

    Args:
        stage: Whose effects.
        at: The way in which to stop, by the effect's place in the run.
    """

    def __init__(self, stage: Stage, at: Mapping[int, str]) -> None:
        self.effects: list[str] = []
        self._stage = stage
        self._at = at

    def __call__(self, call: Call, do: Do) -> Any:
        """Do it, half of it, or nothing."""
        way = self._at.get(len(self.effects))
        self.effects.append(call.effect)
        if way is None:
            return self._stage.watch(call, do)
        self._stage.tell(f"! {way}: {call.effect}")
        if way == "killed before":
            self._stage.deployment.kill()
        if way != "refused":
            self._stage.watch(call, do)
        if way == "killed after":
            self._stage.deployment.kill()
        if way == "answer lost" and call.port == "psa" and call.name in WRITES:
            # The sender does not know, and must behave so.
            self._stage.deployment.stack[-1].doubtful = True
            raise InDoubtError(way)
        code = "psa_unreachable" if call.port == "psa" else "store_unavailable"
        raise TransientError(way, code=code)


def a_stage(style: int) -> Stage:
    """One person at one PSA of this style, and no trouble but what is asked for."""
    habits = {CONNECTWISE: Habits(), AUTOTASK: WINDOWED}
    desks = [DESKS[style]]
    own_id = None if style else "MemtimeApi"
    deployment = Deployment(habits, desks=desks, own_id=own_id)
    rates = Rates(psa=0, store=0, death=0, pause=0)

    def no_skew() -> timedelta:
        return timedelta(0)

    stage = Stage(deployment, Random(0), rates, lambda: None, no_skew, people_work=True)
    deployment.tap = stage.watch
    return stage


def run(flow: Flow, style: int, at: Mapping[int, str], *, then: bool = False) -> Stop:
    """Run the flow, stopped at these effects, and judge what is left once all is well again.

    Args:
        flow: What to do.
        style: Which PSA.
        at: Where to stop, and how.
        then: Whether what follows, when the message comes again, may be stopped too.

    Raises:
        AssertionError: A promise is broken.
    """
    stage = a_stage(style)
    with stage.listening():
        flow.arrange(stage)
        stop = Stop(stage, at)
        stage.deployment.tap = stop
        flow.act(stage)
        if then:
            sweeps(stage)
        stage.deployment.tap = stage.watch
        stage.workers.life = LIFE
        if at and flow.name.startswith("accept"):
            stage.clients.sends_again()
        stage.rest.judge(mend=False)
    return stop


def single_points(name: str, style: int) -> Report:
    """Stop the flow of this name once, at each effect, in each way."""
    report, flow = Report(), flow_of(name)
    effects = run(flow, style, {}).effects
    for place, way in product(range(len(effects)), WAYS):
        _visit(report, flow, style, {place: way})
    report.visited = Counter(effects)
    return report


def pairs(name: str, style: int, first_places: slice) -> Report:
    """Stop the flow twice: once within it, and once more then or when it is taken up again."""
    report, flow = Report(), flow_of(name)
    effects = run(flow, style, {}).effects
    for place, way in product(range(len(effects))[first_places], WAYS):
        followed = run(flow, style, {place: way}, then=True).effects
        for other, other_way in product(range(place + 1, len(followed)), WAYS):
            _visit(report, flow, style, {place: way, other: other_way}, then=True)
    return report


def _visit(
    report: Report, flow: Flow, style: int, at: Mapping[int, str], *, then: bool = False
) -> None:
    report.points += 1
    try:
        run(flow, style, at, then=then)
    except Exception as error:  # noqa: BLE001 - whatever it is, the point must be told
        what = f"{type(error).__name__}: {error}"[:200]
        report.broken.append(f"{flow.name}, {DESKS[style].app}, stopped at {dict(at)}: {what}")


STYLES: Final = (0, 1)


def main() -> int:
    """Visit every point; 0 when all was well at each."""
    began = time.monotonic()
    singles, doubles = Report(), Report()
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        alone = [
            pool.submit(single_points, flow.name, style) for flow, style in product(FLOWS, STYLES)
        ]
        twice = [
            pool.submit(pairs, "create", style, part)
            for style, part in product(STYLES, parts_of_create())
        ]
        for done in alone:
            singles.add(done.result())
        for done in twice:
            doubles.add(done.result())
    lines = [f"  {count:>5}  {effect}" for effect, count in sorted(singles.visited.items())]
    lines += [f"not visited: {effect}" for effect in singles.not_visited()]
    broken = singles.broken + doubles.broken
    lines += [f"broken: {what}" for what in broken[:20]]
    seconds = time.monotonic() - began
    lines.append(
        f"{singles.points:,} points of {len(FLOWS)} flows and {doubles.points:,} pairs in create "
        f"in {seconds:.0f} s: {len(broken)} broke a promise"
    )
    sys.stdout.write("effects of the flows:\n" + "\n".join(lines) + "\n")
    return 1 if broken or singles.not_visited() else 0


def flow_of(name: str) -> Flow:
    """The flow of this name."""
    return next(flow for flow in FLOWS if flow.name == name)


def parts_of_create() -> Iterator[slice]:
    """Places of the first stop, in parts of about the same work."""
    return (slice(first, None, 4) for first in range(4))


if __name__ == "__main__":
    sys.exit(main())
