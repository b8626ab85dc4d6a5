"""How many reads a second each simulated PSA answers on one core."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from local.simulators.autotask import seed as autotask
from local.simulators.connectwise import seed as connectwise

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 4.0
CALLERS: Final = 3
GOAL: Final = 200.0
RESULTS: Final = Path(__file__).parent / "results" / "simulators.json"


@dataclass(frozen=True, slots=True)
class Read:
    """One kind of read: verb, address below the simulator's, JSON body if any."""

    name: str
    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """One simulator: its module, the headers of its demo keys, what is read of it."""

    name: str
    headers: dict[str, str]
    reads: tuple[Read, ...]


def vendors() -> Iterator[Vendor]:
    """Give both, with reads as a sync makes them: one row, a page, a filtered page."""
    pair = f"{connectwise.COMPANY_ID}+{connectwise.PUBLIC_KEY}:{connectwise.PRIVATE_KEY}"
    base = "/v4_6_release/apis/3.0/time/entries"
    mine = "conditions=member/id=241 and timeStart>[2026-01-01T00:00:00Z]"
    yield Vendor(
        "connectwise",
        {
            "Authorization": f"Basic {b64encode(pair.encode()).decode()}",
            "clientId": connectwise.CLIENT_ID,
        },
        (
            Read("one row", "GET", f"{base}/80010"),
            Read("page of 100", "GET", f"{base}?pageSize=100"),
            Read("filtered page of 25", "GET", f"{base}?{mine}"),
            Read("count", "GET", f"{base}/count?{mine}"),
        ),
    )
    base = "/ATServicesRest/V1.0/TimeEntries"
    since = {"op": "gte", "field": "lastModifiedDateTime", "value": "2026-01-01T00:00:00Z"}
    yield Vendor(
        "autotask",
        {
            "UserName": autotask.USER_NAME,
            "Secret": autotask.SECRET,
            "ApiIntegrationCode": autotask.INTEGRATION_CODE,
        },
        (
            Read("zone", "GET", f"/atservicesrest/v1.0/zoneInformation?user={autotask.USER_NAME}"),
            Read("page of 100", "POST", f"{base}/query", {"MaxRecords": 100, "filter": [since]}),
            Read("count", "POST", f"{base}/query/count", {"filter": [since]}),
        ),
    )


def main() -> int:
    """Measure, print, keep the figures; 1 when a goal was missed."""
    results = {vendor.name: _measured(vendor) for vendor in vendors()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    slow = False
    for name, reads in results.items():
        print(name)
        for read, rate in reads.items():
            slow = slow or rate["perBusySecond"] < GOAL
            print(f"  {read:<24}{rate['perBusySecond']:8.0f} per second of one core "
                  f"(goal {GOAL:.0f}), {rate['perSecond']:.0f}/s beside what else ran")  # fmt: skip
    return int(slow)


def _measured(vendor: Vendor) -> dict[str, dict[str, float]]:
    """Start one simulator on a core of its own and read from it, one kind after the other."""
    command = [sys.executable, "-m", f"local.simulators.{vendor.name}", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            _keep_on_one_core(server.pid)
            line = server.stdout.readline() if server.stdout else ""
            url = f"http://127.0.0.1:{json.loads(line)['port']}"
            return {read.name: _rates(server.pid, url, vendor, read) for read in vendor.reads}
        finally:
            server.terminate()


def _keep_on_one_core(pid: int) -> None:
    # Only Linux can; elsewhere a process of one thread does not use more than one core either.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {min(os.sched_getaffinity(0))})


def _rates(pid: int, url: str, vendor: Vendor, read: Read) -> dict[str, float]:
    """Read for a while; give the reads per second, and per second the server's core was busy."""
    cpu, begin = _busy_seconds(pid), time.perf_counter()
    calls = asyncio.run(_calls(url, vendor, read))
    seconds = time.perf_counter() - begin
    busy = (_busy_seconds(pid) - cpu) or seconds
    return {"perSecond": round(calls / seconds, 1), "perBusySecond": round(calls / busy, 1)}


def _busy_seconds(pid: int) -> float:
    """Say how long a process has had a core so far; 0 where that cannot be read."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def _calls(url: str, vendor: Vendor, read: Read) -> int:
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(url, headers=vendor.headers, timeout=timeout) as session:
        begin = time.perf_counter()
        calls = await asyncio.gather(*(_reader(session, read, begin) for _ in range(CALLERS)))
        return sum(calls)


async def _reader(session: aiohttp.ClientSession, read: Read, begin: float) -> int:
    calls = 0
    while time.perf_counter() - begin < SECONDS:
        async with session.request(read.method, read.path, json=read.body) as answer:
            await answer.read()
            if answer.status != 200:
                message = f"{read.method} {read.path}: {answer.status} {await answer.text()}"
                raise RuntimeError(message)
        calls += 1
    return calls


if __name__ == "__main__":
    sys.exit(main())
