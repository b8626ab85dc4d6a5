"""The main job, watched once: an entry booked in Memtime stands in the PSA, and one comes back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import requests
from rich.console import Console

from local.api_client import ApiClient, wait_for
from local.failures import StackError
from local.simulated_psas import SIMULATED_PSAS

if TYPE_CHECKING:
    from local.stack_file import Member, Simulator, StackInfo

ARRIVAL_SECONDS = 60
TIMEOUT_SECONDS = 10
CONSOLE = Console(highlight=False)


def run(stack: StackInfo) -> bool:
    """Walk the journey for each PSA and tell it; False when a step did not happen."""
    member = stack.tokens.members[0]
    try:
        for app, simulator in stack.simulators.items():
            CONSOLE.print(f"\n[bold]{app}[/bold]: {member.email} is {member.psa_user_names[app]}")
            walk = _Walk(stack, app, simulator, member)
            row = walk.to_psa()
            walk.from_psa(row)
    except (StackError, requests.RequestException) as error:
        CONSOLE.print(f"  ✗ {error}", style="red", markup=False)
        return False
    CONSOLE.print("\nBoth ways, both PSAs: the journey is complete.", style="green")
    return True


class _Walk:
    """One technician's way through one PSA."""

    def __init__(self, stack: StackInfo, app: str, simulator: Simulator, member: Member) -> None:
        self._client = ApiClient(stack.api_url, member.token)
        self._control = simulator.control_url
        self._app = app
        self._screen = SIMULATED_PSAS[app].screen

    def to_psa(self) -> dict[str, Any]:
        """Book in Memtime and find it in the PSA's timesheet; gives the PSA's row."""
        item = self._a_ticket()
        start, end = _span(hours_ago=3, minutes=90)
        entry_id = str(uuid4())
        began = time.monotonic()
        self._client.ok(
            "PUT",
            f"/v1/time-entries/{entry_id}",
            {
                "workItemId": item["id"],
                "start": start,
                "end": end,
                "timeZone": "America/New_York",
                "notes": "Router swap",
            },
        )
        _tell("Memtime ", f"booked 1.50 h on {item['number'] or item['id']} {item['name']}")
        entry = wait_for("the entry to be synced", lambda: self._synced(entry_id), ARRIVAL_SECONDS)
        took = time.monotonic() - began
        row: dict[str, Any] = wait_for(
            "the row in the PSA", lambda: self._row(entry["remote"]["id"]), ARRIVAL_SECONDS
        )
        work, sheet = self._screen.shown(row)
        hours = row[self._screen.hours]
        _tell("    PSA ", f"row {row['id']}: {hours:.2f} h on {work}, {sheet} ({took:.1f} s)")
        return row

    def from_psa(self, row: dict[str, Any]) -> None:
        """Book in the PSA's own screen and find it in Memtime's change feed."""
        start, end = _span(hours_ago=1, minutes=45)
        person = self._person()
        body = {
            **self._screen.same_work(row),
            **self._screen.span(start, end),
            self._screen.notes: "Call back, line is stable",
        }
        cursor = self._feed_end()
        began = time.monotonic()
        made = _control("POST", f"{self._control}/people/{person}/time-entries", body)
        _tell("    PSA ", f"row {made['id']}: 0.75 h entered by the technician in the PSA")
        found = wait_for(
            "the PSA's entry in the change feed",
            lambda: self._fed(cursor, str(made["id"])),
            ARRIVAL_SECONDS,
        )
        took = time.monotonic() - began
        _tell(
            "Memtime ",
            f"entry {found['id']}: {found['durationSeconds'] / 3600:.2f} h, "
            f'"{found["notes"]}", {found["syncState"]} ({took:.1f} s)',
        )

    def _a_ticket(self) -> Any:  # noqa: ANN401 - JSON
        items = self._client.pages("/v1/work-items", app=self._app)
        tickets = [one for one in items if one["kind"] == "ticket" and one["bookable"]]
        if not tickets:
            message = f"no ticket of {self._app} can be booked on"
            raise StackError(message)
        return tickets[0]

    def _synced(self, entry_id: str) -> Any:  # noqa: ANN401 - JSON
        entry = self._client.ok("GET", f"/v1/time-entries/{entry_id}")
        if entry["syncState"] == "rejected":
            raise StackError(entry["problem"]["message"])
        return entry if entry["syncState"] == "synced" else None

    def _row(self, psa_id: str) -> Any:  # noqa: ANN401 - JSON
        ledger = _control("GET", f"{self._control}/ledger")
        return next((one["row"] for one in ledger["items"] if str(one["id"]) == psa_id), None)

    def _person(self) -> str:
        apps = self._client.ok("GET", "/v1/connected-apps")["items"]
        return str(next(one["psaUser"]["id"] for one in apps if one["app"] == self._app))

    def _feed_end(self) -> str:
        cursor, more = "", True
        while more:
            path = f"/v1/changes?limit=500&cursor={quote(cursor)}"
            page = self._client.ok("GET", path if cursor else "/v1/changes?limit=500")
            cursor, more = page["nextCursor"], page["hasMore"]
        return cursor

    def _fed(self, cursor: str, psa_id: str) -> Any:  # noqa: ANN401 - JSON
        page = self._client.ok("GET", f"/v1/changes?limit=500&cursor={quote(cursor)}")
        entries = [one["entry"] for one in page["items"] if one["kind"] == "time_entry"]
        rows = (one for one in entries if one["app"] == self._app and one["remote"])
        return next((one for one in rows if one["remote"]["id"] == psa_id), None)


def _span(*, hours_ago: int, minutes: int) -> tuple[str, str]:
    start = datetime.now(UTC).replace(minute=0, second=0) - timedelta(hours=hours_ago)
    end = start + timedelta(minutes=minutes)
    return start.strftime("%Y-%m-%dT%H:%M:%SZ"), end.strftime("%Y-%m-%dT%H:%M:%SZ")


def _control(method: str, url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(method, url, json=body, timeout=TIMEOUT_SECONDS)
    if not answer.ok:
        message = f"{method} {url} answered {answer.status_code}: {answer.text}"
        raise StackError(message)
    return answer.json()


def _tell(side: str, text: str) -> None:
    CONSOLE.print(f"  {side}│ {text}", markup=False, soft_wrap=True)
