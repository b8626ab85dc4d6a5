"""A connector under test beside the simulator of its vendor."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import requests

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.server import running
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import PsaConnector, RowPage
from tests.contract.cases.case import Call, Case, right
from tests.fakes.clock import FakeClock


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

    def forbids(self, purpose: str) -> None:
        """Take a right away by what it is for."""
        self.sets(**right(self.case.rights[purpose], allowed=False))

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

    def work_items(
        self, person: PsaUser, scope: ImportScope = ImportScope.PRIMARY
    ) -> list[WorkItem]:
        """All pages of the person's work items, in their order."""
        items: list[WorkItem] = []
        page: str | None = None
        while True:
            found = self.connector.work_items(person, scope, page)
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


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
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
