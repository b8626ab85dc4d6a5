"""What the calls of the last measured journey cost in AWS, by list price, for 1,000 entries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from psa_sync.aws.prices import (
    AS_OF,
    NANO_PER_API_REQUEST,
    NANO_PER_INVOCATION,
    NANO_PER_MILLISECOND,
    NANO_PER_REQUEST,
    REGION,
)

MEASURED = Path(__file__).parent / "results" / "journey.json"
RESULTS = Path(__file__).parent / "results" / "cost.json"
ENTRIES = 1000
NANO = 1_000_000_000


def main() -> int:
    """Print the bill of each PSA, and keep it; 1 where nothing was measured yet."""
    if not MEASURED.exists():
        print("Nothing is measured yet: make bench-journey")
        return 1
    journey = json.loads(MEASURED.read_text())
    bills = {app: bill(found) for app, found in journey.items()}
    RESULTS.write_text(
        json.dumps({"pricesAsOf": AS_OF, "region": REGION, **bills}, indent=2) + "\n"
    )
    print(f"1,000 entries to the PSA, list prices of {REGION} as of {AS_OF}")
    for app, lines in bills.items():
        print(app)
        for what, (number, usd) in lines["lines"].items():
            print(f"  {what:<38}{number:>10.0f}{usd:>12.6f} USD")
        print(f"  {'together':<48}{lines['usdPerThousandEntries']:>12.6f} USD")
        if not lines["timeIsIncluded"]:
            print("  without the functions' time, which make bench-journey has to measure anew")
        print(f"  {'calls of the PSA':<38}{lines['psaCalls']:>10.0f}")
    return 0


def bill(journey: dict[str, Any]) -> dict[str, Any]:
    """Each line with its number and its price, for 1,000 entries that are sent one by one.

    Args:
        journey: What `make bench-journey` measured of one PSA, for each entry.
    """
    lines = {
        name: _line(number * ENTRIES, NANO_PER_REQUEST[name])
        for name, number in journey["awsCallsPerEntry"].items()
    }
    if worked := journey.get("functionsPerEntry"):
        lines["lambda milliseconds"] = _line(worked["milliseconds"] * ENTRIES, NANO_PER_MILLISECOND)
        lines["lambda invocations"] = _line(worked["invocations"] * ENTRIES, NANO_PER_INVOCATION)
    lines["api requests"] = _line(ENTRIES, NANO_PER_API_REQUEST)
    return {
        "lines": lines,
        "timeIsIncluded": bool(worked),
        "usdPerThousandEntries": round(sum(usd for _, usd in lines.values()), 6),
        "psaCalls": round(sum(journey["psaCallsPerEntry"].values()) * ENTRIES),
    }


def _line(number: float, nano: int) -> tuple[float, float]:
    return round(number, 1), round(number * nano / NANO, 6)


if __name__ == "__main__":
    sys.exit(main())
