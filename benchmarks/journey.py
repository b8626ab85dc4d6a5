"""How long an entry takes into the PSA on the idle local stack, and what it costs in calls."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import requests

from local.api_client import ApiClient, wait_for
from local.running_stack import running_stack
from local.simulated_psas import SIMULATED_PSAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.stack_file import StackInfo

SINGLES = 30
BATCH = 100
SINGLE_GOAL_SECONDS = 1.0
BATCH_GOAL_SECONDS = 15.0
RESULTS = Path(__file__).parent / "results" / "journey.json"


@dataclass(frozen=True)
class Bench:
    """One PSA of the running stack, as the first technician uses it."""

    stack: StackInfo
    app: str

    @property
    def client(self) -> ApiClient:
        """The technician's view of the API."""
        return ApiClient(self.stack.api_url, self.stack.tokens.members[0].token)

    def control(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Ask the simulator."""
        with requests.Session() as session:
            session.trust_env = False
            url = self.stack.simulators[self.app].control_url + path
            return session.get(url, timeout=30).json()

    def creates(self) -> int:
        """How many creates the PSA has received so far."""
        called = self.control("/requests")["byEndpoint"]
        return int(called.get(SIMULATED_PSAS[self.app].create_call, 0))

    def rows_since(self, instant: datetime) -> list[Any]:
        """Rows made by our API user since then."""
        since = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
        return [one for one in self.control(f"/ledger?since={since}")["items"] if _ours(one, since)]

    def bookable(self) -> str:
        """A ticket to book on."""
        items = self.client.pages("/v1/work-items", app=self.app)
        return next(str(one["id"]) for one in items if one["bookable"] and one["kind"] == "ticket")


def main() -> int:
    """Run, print, keep the figures; 1 when a goal was missed."""
    with running_stack("bench") as stack:
        results = {app: measure(Bench(stack.info, app)) for app in stack.info.simulators}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    return report(results)


def measure(bench: Bench) -> dict[str, Any]:
    """Time single entries and a batch, and count the calls of the batch."""
    item = bench.bookable()
    singles = [_one(bench, item, number) for number in range(SINGLES)]
    aws_before, psa_before, creates = _aws_calls(bench), _psa_calls(bench), bench.creates()
    worked_before = _worked(bench)
    seconds = _batch(bench, item)
    # The records behind the last row are written a moment after the row itself.
    wait_for("all entries to be synced", lambda: not _unsynced(bench), 30)
    aws = _aws_calls(bench) - aws_before
    worked = _worked(bench) - worked_before
    psa = _psa_calls(bench) - psa_before
    return {
        "singleSeconds": {
            "p50": round(statistics.median(singles), 3),
            "p95": round(statistics.quantiles(singles, n=20)[-1], 3),
        },
        "batchSeconds": round(seconds, 2),
        "batchCreates": bench.creates() - creates,
        "awsCallsPerEntry": {name: round(n / BATCH, 2) for name, n in sorted(aws.items())},
        "functionsPerEntry": {name: round(n / BATCH, 2) for name, n in sorted(worked.items())},
        "psaCallsPerEntry": {name: round(n / BATCH, 2) for name, n in sorted(psa.items())},
    }


def report(results: dict[str, Any]) -> int:
    """Print the figures against the goals; 1 when one was missed."""
    missed = False
    for app, found in results.items():
        single, batch = found["singleSeconds"], found["batchSeconds"]
        met = single["p50"] <= SINGLE_GOAL_SECONDS and batch <= BATCH_GOAL_SECONDS
        exact = found["batchCreates"] == BATCH
        missed = missed or not (met and exact)
        print(f"{app}")
        print(f"  POST to row, p50 {single['p50']:.2f} s, p95 {single['p95']:.2f} s (goal p50 1 s)")
        print(f"  {BATCH} entries in one batch: {batch:.1f} s (goal 15 s)")
        print(f"  PSA creates for them: {found['batchCreates']} (goal exactly {BATCH})")
        print(f"  AWS calls per entry: {sum(found['awsCallsPerEntry'].values()):.2f}")
        for name, count in found["awsCallsPerEntry"].items():
            print(f"    {name:<38}{count:6.2f}")
        print(f"  PSA calls per entry: {sum(found['psaCallsPerEntry'].values()):.2f}")
        for name, count in found["psaCallsPerEntry"].items():
            print(f"    {name:<38}{count:6.2f}")
    return int(missed)


def _one(bench: Bench, item: str, number: int) -> float:
    began, known = time.monotonic(), bench.creates()
    bench.client.ok("PUT", f"/v1/time-entries/{uuid4()}", _entry(item, number))
    wait_for("the row in the PSA", lambda: bench.creates() > known, 30)
    return time.monotonic() - began


def _batch(bench: Bench, item: str) -> float:
    began, instant = time.monotonic(), datetime.now(UTC) - timedelta(seconds=1)
    known = len(bench.rows_since(instant))
    entries = [{"id": str(uuid4()), **_entry(item, SINGLES + number)} for number in range(BATCH)]
    results = bench.client.ok("POST", "/v1/time-entries", {"entries": entries})["results"]
    refused = [one for one in results if one["status"] != requests.codes.created]
    if refused:
        message = f"refused: {refused[0]}"
        raise RuntimeError(message)
    wait_for("the rows", lambda: len(bench.rows_since(instant)) >= known + BATCH, 120)
    return time.monotonic() - began


def _entry(item: str, number: int) -> dict[str, Any]:
    start = datetime.now(UTC).replace(minute=0, second=0) - timedelta(hours=6)
    start += timedelta(minutes=2 * number)
    end = start + timedelta(minutes=2)
    form = "%Y-%m-%dT%H:%M:%SZ"
    return {
        "workItemId": item,
        "start": start.strftime(form),
        "end": end.strftime(form),
        "timeZone": "America/New_York",
        "notes": f"Benchmark {number}",
    }


def _ours(line: dict[str, Any], since: str) -> bool:
    return bool(line["createdBy"] == "api" and line["createdAt"] >= since)


def _unsynced(bench: Bench) -> list[Any]:
    return [
        one
        for one in bench.client.pages("/v1/time-entries")
        if one["app"] == bench.app and one["syncState"] != "synced"
    ]


def _psa_calls(bench: Bench) -> Counter[str]:
    return Counter(bench.control("/requests")["byEndpoint"])


def _aws_calls(bench: Bench) -> Counter[str]:
    """Calls of the API and of the push worker; polls and sweeps go on beside them."""
    total: Counter[str] = Counter()
    for ended in _endings(bench):
        total.update(ended["aws_calls"])
    return total


def _worked(bench: Bench) -> Counter[str]:
    """How often, and how long, they worked."""
    total: Counter[str] = Counter()
    for ended in _endings(bench):
        total.update({"invocations": 1, "milliseconds": ended["milliseconds"]})
    return total


def _endings(bench: Bench) -> Iterator[dict[str, Any]]:
    """The last line of each invocation."""
    logs = bench.stack.aws_client("logs")
    for function in ("MemtimeApi", "PushWorker"):
        group = f"/aws/lambda/{bench.stack.stack_name}-{function}"
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            lines = (event["message"] for event in page["events"])
            found = (json.loads(line) for line in lines if line.startswith("{"))
            yield from (one for one in found if "aws_calls" in one)


if __name__ == "__main__":
    sys.exit(main())
