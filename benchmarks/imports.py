"""How fast, in how many calls and in how much memory all open work is imported, and once more.

The PSA is made up and answers at once, and so does the table; all else is the local emulator's.
The same import with few work items tells what of the memory is the program's own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import requests

from benchmarks.many_tickets import COMPANIES
from benchmarks.pull_plan import as_input
from benchmarks.pull_table import START_SECONDS, engine_plan, start_table
from local.emulator import start_emulator
from local.environments import StateFolder, clean_environment
from local.ports import choose_ports
from local.processes import Processes
from local.simulated_psas import SIMULATED_PSAS

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS: Final = 100_000
FEW: Final = 2_000
FLAT_MEGABYTES: Final = 48
"""More than that above the import of few would grow with their number."""
PER_PAGE: Final = {"connectwise": 1_000, "autotask": 500}
BESIDE_PAGES: Final = 60
"""Counts, labels, and companies that were not met before."""
RESULTS: Final = Path(__file__).parent / "results" / "import.json"
LONGEST_SECONDS: Final = 3_600


def main() -> int:
    """Measure, print, keep the figures; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--apps", nargs="+", default=[*SIMULATED_PSAS])
    options = parser.parse_args()
    items, results = options.items, {}
    for app in options.apps:
        results[app] = measured(app, items)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"items": items} | results, indent=2) + "\n")
    missed = [line for app, found in results.items() for line in missed_goals(app, items, found)]
    print("\n".join(missed) or "every goal met")
    return 1 if missed else 0


def measured(app: str, items: int) -> dict[str, Any]:
    """Import few, then many, then the same many again."""
    state = StateFolder.named("bench-import")
    state.path.mkdir(parents=True, exist_ok=True)
    state.process_ids.unlink(missing_ok=True)
    with ExitStack() as ending:
        processes = ending.enter_context(Processes(state.logs, state.process_ids))
        port = choose_ports({"emulator": 0})["emulator"]
        aws, wait_for_emulator = start_emulator(processes, port, state.scratch)
        wait_for_emulator()
        found: dict[str, Any] = {}
        plan: dict[str, Any] | None = None
        table = start_table(processes)
        for account, count in (("few", FEW), ("many", items)):
            with _psa(processes, app, account, count) as origin:
                mine = _mine(app, origin)
                if plan is None:
                    plan = engine_plan(mine, aws, table)
                hosts = {"PSA_HOSTS": mine["host"]}
                plan |= mine | {"environment": plan["environment"] | hosts}
                plan |= {"account": account, "items": count}
                for run in ("first", "second"):
                    found[f"{account} {run}"] = one = _import(plan, origin)
                    print(line_of(app, f"{account} {run}", one), flush=True)
        return found


@contextmanager
def _psa(processes: Processes, app: str, account: str, count: int) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.many_tickets", "--items", str(count)]
    server = processes.start(f"{app}-{account}", command, clean_environment())
    yield f"http://127.0.0.1:{processes.announced_port(server, START_SECONDS)}"


def _mine(app: str, origin: str) -> dict[str, Any]:
    host, psa = origin.removeprefix("http://"), SIMULATED_PSAS[app]
    endpoints = {"connectwise": psa.api_path, "autotask": psa.api_path.rpartition("/")[0]}
    return {
        "app": app,
        "host": host,
        "zoneUrls": [],
        "credentials": psa.credentials(host),
        "endpoint": f"{origin}{endpoints[app]}",
    }


def _import(plan: dict[str, Any], origin: str) -> dict[str, Any]:
    before = _calls(origin)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_worker"],
        input=as_input(plan),
        env=clean_environment() | plan["environment"],
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        message = f"the import failed:\n{done.stderr.decode()[-2000:]}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if found["items"] < plan["items"]:
        message = f"{found['items']} items of {plan['items']} were imported"
        raise RuntimeError(message)
    rate = {"itemsPerSecond": round(found["items"] / found["seconds"])}
    return found | rate | {"requests": _calls(origin) - before}


def _calls(origin: str) -> int:
    return int(requests.get(f"{origin}/calls", timeout=10).json()["calls"])


def line_of(app: str, run: str, one: dict[str, Any]) -> str:
    """The figures as people read them."""
    told = ", ".join(f"{count} {call.partition('.')[2]}" for call, count in one["awsCalls"].items())
    return (
        f"{app:<12}{run:<12}{one['items']:>8,} items {one['itemsPerSecond']:>7,}/s"
        f"{one['requests']:>6} PSA calls{one['messages']:>4} messages"
        f"{one['megabytesPeak']:>6.0f} MB   {told}"
    )


def missed_goals(app: str, items: int, found: dict[str, Any]) -> list[str]:
    """What was promised and is not so."""
    first, second, few = found["many first"], found["many second"], found["few first"]
    most = items // PER_PAGE[app] + BESIDE_PAGES
    growth = first["megabytesPeak"] - few["megabytesPeak"]
    writes = second["awsCalls"].get("dynamodb.BatchWriteItem", 0)
    batches = first["awsCalls"].get("dynamodb.BatchWriteItem", 0)
    fewest = -(-(items + min(items, COMPANIES)) // 25) + items // PER_PAGE[app] + 2
    told = {
        f"{first['requests']} PSA calls, goal {most}": first["requests"] > most,
        f"{growth:.0f} MB more than for {FEW:,}, goal {FLAT_MEGABYTES}": growth > FLAT_MEGABYTES,
        f"{writes} writes of an unchanged list": writes > 0,
        f"{batches} batches written, goal {fewest}": batches > fewest,
    }
    return [f"MISSED {app}: {what}" for what, bad in told.items() if bad]


if __name__ == "__main__":
    sys.exit(main())
