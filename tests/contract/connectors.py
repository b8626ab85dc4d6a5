"""The connectors under test: each one of the registry beside the simulator of its vendor."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import requests
from aiohttp import web

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.autotask.app import create_app as create_autotask
from local.simulators.connectwise.app import create_app as create_connectwise
from local.simulators.server import running
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaName, PsaUser
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import PsaConnector, RowPage
from tests.fakes.clock import FakeClock

Call = tuple[str, str]
"""Method and path, relative to the API's base, as faults are matched."""


@dataclass(frozen=True)
class Case:
    """What a vendor's simulator has that the port does not speak of.

    Attributes:
        secret_field: The install field that proves who we are.
        notes_field: Where a row keeps its notes.
        marked_field: Where a row keeps its internal notes.
        person_of: Reads from a stored row whose it is.
        create_call: The call that makes a row.
        list_call: The call that lists rows.
        shown_locks: States of a row that can be seen on it; others show only when it is written.
        rights: Names of the rights to `create`, `update`, `delete` and `read` rows.
        ways_to_hide: Settings, each several, that leave out rows of reads without an error.
        closed_takes_no_time: Quirk with which a closed ticket takes no time, None where it is so.
    """

    app: PsaName
    create_app: Callable[[FakeClock], web.Application]
    secret_field: str
    notes_field: str
    marked_field: str
    person_of: Callable[[dict[str, Any]], object]
    create_call: Call
    list_call: Call
    shown_locks: frozenset[str]
    rights: Mapping[str, str]
    ways_to_hide: tuple[tuple[dict[str, object], ...], ...]
    closed_takes_no_time: str | None = None


def _right(name: str, *, allowed: object) -> dict[str, object]:
    return {"what": "permission", "name": name, "allowed": allowed}


def _quirk(name: str) -> dict[str, object]:
    return {"what": "quirk", "name": name, "on": True}


CASES = (
    Case(
        app=PsaName("connectwise"),
        create_app=lambda clock: create_connectwise(clock, days_of_past=30),
        secret_field="privateKey",
        notes_field="notes",
        marked_field="internalNotes",
        person_of=lambda row: row["member"]["id"],
        create_call=("POST", "/time/entries"),
        list_call=("GET", "/time/entries"),
        shown_locks=frozenset({"submitted", "approved", "billed"}),
        rights={
            "create": "Time Entry/Add",
            "update": "Time Entry/Edit",
            "delete": "Time Entry/Delete",
            "read": "Time Entry/Inquire",
        },
        ways_to_hide=(
            (_quirk("missing_inquire_reads_empty"), _right("Time Entry/Inquire", allowed=False)),
            (_right("Time Entry/Inquire", allowed="My"),),
        ),
    ),
    Case(
        app=PsaName("autotask"),
        create_app=lambda clock: create_autotask(clock, entries_per_day=(1, 1)),
        secret_field="secret",
        notes_field="summaryNotes",
        marked_field="internalNotes",
        person_of=lambda row: row["resourceID"],
        create_call=("POST", "/TimeEntries"),
        list_call=("POST", "/TimeEntries/query"),
        shown_locks=frozenset({"billed"}),
        rights={
            "create": "TimeEntries.create",
            "update": "TimeEntries.update",
            "delete": "TimeEntries.delete",
            "read": "TimeEntries.query",
        },
        ways_to_hide=(
            (_quirk("restricted_reads_are_empty"), _right("TimeEntries.query", allowed=False)),
        ),
        closed_takes_no_time="refuses_complete_tickets",
    ),
)


@dataclass
class Bench:
    """A connector connected to a simulated tenant, and the simulator's control calls."""

    case: Case
    origin: str
    clock: FakeClock
    connector: PsaConnector

    def connect(
        self, endpoint: str | None = None, *, timeout: float = 5.0, **credentials: str
    ) -> PsaConnector:
        """Another connector to the same tenant, with some credentials replaced."""
        host = self.origin.removeprefix("http://")
        psa = SIMULATED_PSAS[self.case.app]
        environment = ConnectorEnvironment(
            policy=HttpPolicy(allowed_hosts=(host,), read_timeout=timeout),
            defaults={},
            autotask_zone_urls=(f"{self.origin}{psa.zone_path}",) if psa.zone_path else (),
            clock=self.clock,
        )
        fields = psa.credentials(host) | credentials
        return CONNECTORS[self.case.app].connect(fields, endpoint, environment)

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Make a control call and return its answer."""
        answer = requests.request(method, f"{self.origin}/_sim{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def fault(self, mode: str, call: Call | None = None, **more: object) -> None:
        """Let something go wrong, once unless told otherwise."""
        fault: dict[str, object] = {"mode": mode, "times": 1} | more
        if call is not None:
            fault["match"] = {"method": call[0], "path": call[1], "exact": True}
        self.control("POST", "/faults", {k: v for k, v in fault.items() if v is not None})

    def sets(self, **asked: object) -> None:
        """Put an entry, ticket, right, person or quirk in a state."""
        self.control("POST", "/set", asked)

    def forbids(self, right: str) -> None:
        """Take a right away by what it is for."""
        self.sets(**_right(self.case.rights[right], allowed=False))

    def ledger(self) -> dict[str, dict[str, Any]]:
        """Every row that was ever made, by id."""
        return {str(item["id"]): item for item in self.control("GET", "/ledger")["items"]}

    def rows_of(self, person: PsaUser) -> dict[str, dict[str, Any]]:
        """The person's rows that are there now, as stored, by id."""
        return {
            psa_id: item["row"]
            for psa_id, item in self.ledger().items()
            if item["deletedAt"] is None and str(self.case.person_of(item["row"])) == person.id
        }

    def requests(self) -> dict[str, int]:
        """How often each endpoint was called since the reset."""
        counts: dict[str, int] = self.control("GET", "/requests")["byEndpoint"]
        return counts

    def edits(self, person: PsaUser, psa_id: str, notes: str) -> None:
        """A person changes the notes of a row in the PSA's own screen."""
        path = f"/people/{person.id}/time-entries/{psa_id}"
        self.control("PATCH", path, {self.case.notes_field: notes})

    def work_items(self, person: PsaUser) -> list[WorkItem]:
        """All pages of the person's work items, in their order."""
        items: list[WorkItem] = []
        page: str | None = None
        while True:
            found = self.connector.work_items(person, page)
            items += found.items
            page = found.next_page
            if page is None:
                return items


def every_page(read: Callable[[str | None], RowPage]) -> list[RemoteRow]:
    """All rows of a walk, in their order."""
    rows: list[RemoteRow] = []
    page: str | None = None
    while True:
        found = read(page)
        rows += found.rows
        page = found.next_page
        if page is None:
            return rows


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that happens beside us."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never happened"


@contextmanager
def bench_of(case: Case, now: datetime) -> Iterator[Bench]:
    """Run the simulator, connect, and keep the endpoint that the check found."""
    clock = FakeClock(now)
    with running(case.create_app(clock)) as origin:
        bench = Bench(case, origin, clock, connector=None)  # type: ignore[arg-type]
        endpoint = bench.connect().identify().endpoint
        yield replace(bench, connector=bench.connect(endpoint))
