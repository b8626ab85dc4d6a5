"""How soon the local stack answers a PSA's webhook, and what an answer costs in AWS calls."""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import requests

from local.api_client import ApiClient, wait_for
from local.running_stack import running_stack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.stack_file import StackInfo

ONE_BY_ONE: Final = 100
AT_ONCE: Final = 30
GOAL_MILLISECONDS: Final = 1000
WAITS_SECONDS: Final = 60
RESULTS: Final = Path(__file__).parent / "results" / "webhook.json"


@dataclass(frozen=True)
class Bench:
    """One PSA of the running stack, and a ticket in it that people close and open again."""

    stack: StackInfo
    app: str
    session: requests.Session

    def control(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Ask or tell the simulator."""
        url = self.stack.simulators[self.app].control_url + path
        answer = self.session.request(method, url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def a_ticket(self) -> int:
        """The PSA's number of a ticket."""
        client = ApiClient(self.stack.api_url, self.stack.tokens.members[0].token)
        items = client.pages("/v1/work-items", app=self.app)
        ticket = next(one["id"] for one in items if one["kind"] == "ticket" and one["bookable"])
        return int("".join(filter(str.isdigit, ticket)))

    def moves(self, ticket: int, number: int) -> None:
        """A person closes the ticket, or opens it again."""
        state = "open" if number % 2 else "closed"
        self.control("POST", "/set", {"what": "ticket", "id": ticket, "state": state})

    def attempts(self) -> list[dict[str, Any]]:
        """Every message that was sent so far, as it was answered."""
        items = self.control("GET", "/webhooks")["items"]
        return [attempt for one in items for attempt in one["attempts"]]

    def costs(self) -> Counter[str]:
        """AWS calls and time of the function so far, by its own log."""
        total: Counter[str] = Counter()
        for ended in self._endings():
            total.update(ended["aws_calls"])
            total.update({"invocations": 1, "milliseconds": ended["milliseconds"]})
        return total

    def _endings(self) -> Iterator[dict[str, Any]]:
        logs = self.stack.aws_client("logs")
        group = f"/aws/lambda/{self.stack.stack_name}-PsaWebhook"
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            lines = (event["message"] for event in page["events"])
            found = (json.loads(line) for line in lines if line.startswith("{"))
            yield from (one for one in found if "aws_calls" in one)


def main() -> int:
    """Run, print, keep the figures; 1 when a goal was missed."""
    with running_stack("bench") as stack, requests.Session() as session:
        session.trust_env = False
        apps = stack.info.simulators
        results = {app: measure(Bench(stack.info, app, session)) for app in apps}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    return report(results)


def measure(bench: Bench) -> dict[str, Any]:
    """Send messages one by one, then many at once."""
    ticket = bench.a_ticket()
    before, answered = bench.costs(), len(bench.attempts())
    for number in range(ONE_BY_ONE):
        bench.moves(ticket, number)
        _wait(bench, answered + number + 1)
    single = bench.attempts()[answered:]
    after = bench.costs()
    for number in range(AT_ONCE):
        bench.moves(ticket, number)
    _wait(bench, answered + ONE_BY_ONE + AT_ONCE)
    burst = bench.attempts()[answered + len(single) :]
    cost = after - before
    worked, took = cost.pop("invocations"), cost.pop("milliseconds")
    return {
        "oneByOne": _figures(single),
        "atOnce": _figures(burst),
        "functionMilliseconds": round(took / worked, 1),
        "awsCallsPerMessage": {name: round(n / worked, 2) for name, n in sorted(cost.items())},
    }


def _wait(bench: Bench, count: int) -> None:
    wait_for("the answers", lambda: len(bench.attempts()) >= count, WAITS_SECONDS)


def _figures(attempts: list[dict[str, Any]]) -> dict[str, Any]:
    """Milliseconds from the PSA's view, connection included."""
    taken = [one["ms"] for one in attempts]
    cuts = statistics.quantiles(taken, n=100)
    return {
        "messages": len(taken),
        "statuses": dict(Counter(str(one["status"]) for one in attempts)),
        "p50": round(statistics.median(taken), 1),
        "p95": round(cuts[94], 1),
        "p99": round(cuts[98], 1),
        "longest": round(max(taken), 1),
    }


def report(results: dict[str, Any]) -> int:
    """Print the figures against the goal; 1 when it was missed."""
    missed = False
    for app, found in results.items():
        print(f"{app}: milliseconds until a message is answered (goal p99 {GOAL_MILLISECONDS})")
        for way in ("oneByOne", "atOnce"):
            figures = found[way]
            missed = missed or figures["p99"] > GOAL_MILLISECONDS
            missed = missed or set(figures["statuses"]) != {"202"}
            shown = "  ".join(
                f"{name} {figures[name]}" for name in ("p50", "p95", "p99", "longest")
            )
            print(f"  {way:<9} {figures['messages']:4} messages  {shown}  {figures['statuses']}")
        calls = found["awsCallsPerMessage"]
        print(f"  in the function: {found['functionMilliseconds']} ms", end="; ")
        print(f"{sum(calls.values()):.2f} AWS calls a message")
        for name, count in calls.items():
            print(f"    {name:<38}{count:6.2f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
