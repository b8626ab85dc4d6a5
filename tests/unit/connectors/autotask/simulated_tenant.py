"""The simulated Autotask tenant, a connection to it, and its control calls."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.autotask.app import create_app
from local.simulators.server import running
from local.stack_file import Simulator
from psa_sync.connectors.autotask.connector import SPEC
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.ports import PsaConnector, WorkItemPage


@dataclass(frozen=True)
class Tenant:
    """A running simulator."""

    simulator: Simulator

    def connector(self, **credentials: str) -> PsaConnector:
        """A fresh connection, with the right key unless told otherwise."""
        host = self.simulator.control_url.split("/")[2]
        environment = ConnectorEnvironment(
            policy=HttpPolicy(allowed_hosts=(host,)),
            defaults={"autotask_integration_code": self.simulator.credentials["integrationCode"]},
            autotask_zone_urls=(self.simulator.zone_url or "",),
            clock=lambda: datetime.now(UTC),
        )
        key = {name: self.simulator.credentials[name] for name in ("userName", "secret")}
        return SPEC.connect(key | credentials, None, environment)

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the simulator's control, which has to accept it."""
        answer = requests.request(
            method, f"{self.simulator.control_url}{path}", data=json.dumps(body), timeout=10
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def rows(self, entity: str, **equal: object) -> list[dict[str, Any]]:
        """What the tenant's own API lists of a kind of row."""
        keys = self.simulator.credentials
        headers = {
            "ApiIntegrationCode": keys["integrationCode"],
            "UserName": keys["userName"],
            "Secret": keys["secret"],
        }
        clauses = [{"field": name, "op": "eq", "value": value} for name, value in equal.items()]
        answer = requests.post(
            f"{self.simulator.api_url}/{entity}/query",
            json={"filter": clauses},
            headers=headers,
            timeout=10,
        )
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    @contextmanager
    def fault(self, mode: str, path: str, **details: Any) -> Iterator[None]:
        """Let calls to a path fail for the length of the block."""
        method, _, prefix = path.partition(" ")
        match = {"method": method, "path": prefix}
        self.control("POST", "/faults", {"match": match, "mode": mode, **details})
        try:
            yield
        finally:
            self.control("DELETE", "/faults")

    @contextmanager
    def quirk(self, name: str, *, on: bool) -> Iterator[None]:
        """Let the tenant be of that kind for the length of the block."""
        self.control("POST", "/set", {"what": "quirk", "name": name, "on": on})
        try:
            yield
        finally:
            self.control("POST", "/set", {"what": "quirk", "name": name, "on": not on})


@contextmanager
def simulated_tenant() -> Iterator[Tenant]:
    """Run the simulator until the block ends."""
    with running(create_app(lambda: datetime.now(UTC))) as url:
        yield Tenant(SIMULATED_PSAS["autotask"].at(int(url.rpartition(":")[2])))


def pages_of(read: Any) -> Iterator[Any]:
    """Follow the pages of a reading call to the end."""
    page: WorkItemPage = read(None)
    yield page
    while page.next_page is not None:
        page = read(page.next_page)
        yield page
