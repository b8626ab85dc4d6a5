"""How fast, in how many calls and in how much memory many changed rows are read, ours and others'.

Each way is a process of its own that reads the same rows from the same simulated PSA. The engine
writes them into a table that does not slow down with its rows, as the local emulator's does, then
reads them once more, when nothing has changed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import requests

from benchmarks.pull_plan import as_input, plan_of, question_of
from benchmarks.pull_table import START_SECONDS, engine_plan, start_table
from local.emulator import start_emulator
from local.environments import StateFolder, clean_environment
from local.ports import choose_ports
from local.processes import Processes
from local.simulated_psas import SIMULATED_PSAS

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan

ROWS: Final = (5_000, 100_000)
RESULTS: Final = Path(__file__).parent / "results" / "pull.json"
PEERS: Final = Path(".venv-benchmarks") / "bin" / "python"
CALLS_PER_THOUSAND: Final = {"connectwise": 1, "autotask": 2}
READS_PER_THOUSAND: Final = 10
FLAT_MEGABYTES: Final = 16
"""More than that above the pull of the fewest rows would grow with their number."""
LONGEST_SECONDS: Final = 3_600


@dataclass(frozen=True)
class Way:
    """One way to read: its module, and the interpreter that has what it needs."""

    name: str
    module: str
    python: Path


OURS: Final = Path(sys.executable)
READERS: Final = (
    Way("our connector", "connector", OURS),
    Way("requests and pydantic", "requests_pydantic", PEERS),
    Way("dlt REST source", "dlt_rest", PEERS),
)
PULLS: Final = ("firstPull", "secondPull")
ENGINE: Final = Way("our engine", "engine", OURS)
CONNECTION: Final = Way("a connection", "connection", OURS)


@dataclass(frozen=True)
class Bench:
    """One simulated PSA with very many rows that were changed just now."""

    plan: Plan
    session: requests.Session

    def control(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Ask or tell the simulator."""
        url = f"http://{self.plan['host']}/_sim{path}"
        answer = self.session.request(method, url, json=body, timeout=300)
        answer.raise_for_status()
        return answer.json()

    def with_rows(self, rows: int) -> Bench:
        """Have the technicians type in so many rows, the same number each or nearly."""
        self.control("POST", "/reset")
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        people = self.plan["people"]
        for place, person in enumerate(people):
            count = rows // len(people) + (place < rows % len(people))
            self.control("POST", "/set", {"what": "time", "personId": person["id"], "count": count})
        return Bench(question_of(self.plan, since) | {"rows": rows}, self.session)

    def measure(self, way: Way, plan: Plan | None = None) -> dict[str, Any]:
        """Let one way read, and count its calls."""
        before = self.control("GET", "/requests")["total"]
        found = _run(way, plan or self.plan)
        found["requests"] = self.control("GET", "/requests")["total"] - before
        if found["rows"] < self.plan["rows"]:
            message = f"{way.name} read {found['rows']} rows of {self.plan['rows']}"
            raise RuntimeError(message)
        return found | {"rowsPerSecond": round(found["rows"] / found["seconds"])}


def main() -> int:
    """Measure, print, keep the figures; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--apps", nargs="+", choices=SIMULATED_PSAS, default=list(SIMULATED_PSAS))
    options = parser.parse_args()
    rows = options.rows
    RESULTS.parent.mkdir(exist_ok=True)
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for app in options.apps:
        for count in rows:
            # A table and a simulator of its own each, so that nothing is left of the run before.
            results.setdefault(app, {})[str(count)] = measured(app, count)
            RESULTS.write_text(json.dumps(results, indent=2) + "\n")
            print("\n".join(lines_of(app, count, results[app][str(count)])), flush=True)
    missed = [line for app, runs in results.items() for line in missed_goals(app, runs)]
    print("\n".join(missed) or "every goal met")
    return 1 if missed else 0


def measured(app: str, rows: int) -> dict[str, Any]:
    """Measure every way on so many rows of one PSA."""
    state = StateFolder.named("bench-pull")
    state.path.mkdir(parents=True, exist_ok=True)
    state.process_ids.unlink(missing_ok=True)
    with ExitStack() as ending:
        processes = ending.enter_context(Processes(state.logs, state.process_ids))
        session = ending.enter_context(requests.Session())
        session.trust_env = False
        command = [str(OURS), "-m", f"local.simulators.{app}", "--port", "0"]
        simulator = processes.start(app, command, clean_environment())
        port = choose_ports({"emulator": 0})["emulator"]
        aws, wait_for_emulator = start_emulator(processes, port, state.scratch)
        wait_for_emulator()
        origin = f"http://127.0.0.1:{processes.announced_port(simulator, START_SECONDS)}"
        bench = Bench(plan_of(app, origin), session).with_rows(rows)
        reading = {way.name: bench.measure(way) for way in READERS}
        plan = engine_plan(bench.plan, aws, start_table(processes))
        _run(CONNECTION, plan)
        pulls = {name: bench.measure(ENGINE, plan) for name in PULLS}
        return {"reading": reading} | pulls


def _run(way: Way, plan: Plan) -> dict[str, Any]:
    command = [str(way.python), "-m", f"benchmarks.pull_ways.{way.module}"]
    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    home = {"HOME": str(StateFolder.named("bench-pull").path)}
    done = subprocess.run(
        command,
        input=as_input(plan),
        env=clean_environment() | quiet | home | plan.get("environment", {}),
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        message = f"{way.name} failed:\n{done.stderr.decode()[-2000:]}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines_of(app: str, rows: int, found: dict[str, Any]) -> list[str]:
    """The figures as people read them, others' next to ours with the ratio."""
    lines = [f"{app}, {rows:,} changed rows", f"  {'read':<24}{'rows/s':>8}{'calls':>8}{'MB':>8}"]
    ours = found["reading"]["our connector"]["rowsPerSecond"]
    for name, one in found["reading"].items():
        lines.append(
            f"  {name:<24}{one['rowsPerSecond']:>8,}{one['requests']:>8}"
            f"{one['megabytesPeak']:>8.0f}   ours is {ours / one['rowsPerSecond']:.1f} x"
        )
    for name in PULLS:
        one, calls = found[name], found[name]["awsCalls"]
        told = ", ".join(f"{count} {call.partition('.')[2]}" for call, count in calls.items())
        lines.append(
            f"  {name:<24}{one['rowsPerSecond']:>8,}{one['requests']:>8}"
            f"{one['megabytesPeak']:>8.0f}   {one['changed']:,} entries changed, "
            f"{one['messages']} messages; {told}"
        )
    return lines


def missed_goals(app: str, runs: dict[str, Any]) -> list[str]:
    """What was promised and is not so."""
    few, many = runs[min(runs, key=int)], runs[max(runs, key=int)]
    growth = many["firstPull"]["megabytesPeak"] - few["firstPull"]["megabytesPeak"]
    missed = []
    if growth > FLAT_MEGABYTES:
        missed.append(f"MISSED {app}: {growth:.0f} MB more for more rows, goal {FLAT_MEGABYTES}")
    for rows, found in runs.items():
        calls = CALLS_PER_THOUSAND[app] * -(-int(rows) // 1_000) + 2
        reads = READS_PER_THOUSAND * int(rows) / 1_000 + 2
        again = found["secondPull"]
        told = {
            f"{again['requests']} calls, goal {calls}": again["requests"] > calls,
            f"{again['changed']} entries changed by nothing": bool(again["changed"]),
            f"{_reads(again)} batch reads, goal {reads:.0f}": _reads(again) > reads,
            f"{_item_writes(again)} items written for nothing": _item_writes(again) > 0,
        }
        missed += [f"MISSED {app}, {rows}: {what}" for what, bad in told.items() if bad]
    return missed


def _reads(found: dict[str, Any]) -> int:
    return int(found["awsCalls"].get("dynamodb.BatchGetItem", 0))


def _item_writes(found: dict[str, Any]) -> int:
    calls = found["awsCalls"]
    return int(sum(calls.get(f"dynamodb.{name}", 0) for name in ("TransactWriteItems",)))


if __name__ == "__main__":
    sys.exit(main())
