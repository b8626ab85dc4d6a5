"""Takes a plan from standard input and prints what reading took; needs nothing but Python."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Plan = dict[str, Any]
"""What is read, see `benchmarks/pull_plan.py`."""


def run(read: Callable[[Plan], dict[str, Any]]) -> None:
    """Read as the plan says, and print rows, seconds and the process's memory before and after.

    Args:
        read: Takes the plan; gives at least `rows`.
    """
    plan = json.load(sys.stdin)
    before, began = _peak_megabytes(), time.perf_counter()
    figures = read(plan)
    seconds = time.perf_counter() - began
    memory = {"megabytesBefore": before, "megabytesPeak": _peak_megabytes()}
    print(json.dumps(figures | {"seconds": round(seconds, 3)} | memory))


def _peak_megabytes() -> float:
    """The most memory that the process has had so far.

    Linux tells it of the program alone; elsewhere it may hold what the parent had when it began.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return round(int(lines["VmHWM"].split()[0]) / 1_024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_048_576 if sys.platform == "darwin" else 1_024), 1)
