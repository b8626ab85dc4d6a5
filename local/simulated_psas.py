"""What the simulated PSAs look like to a connection: API paths, and credentials that work there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.ports import HOST
from local.simulators.autotask import seed as autotask
from local.simulators.connectwise import seed as connectwise
from local.stack_file import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class SimulatedPsa:
    """Where a simulator has its API below its origin, and what logs in there."""

    api_path: str
    credentials: Callable[[str], dict[str, str]]
    zone_path: str | None = None

    def at(self, port: int) -> Simulator:
        """The simulator that listens on a port."""
        origin = f"http://{HOST}:{port}"
        return Simulator(
            api_url=origin + self.api_path,
            zone_url=origin + self.zone_path if self.zone_path else None,
            control_url=f"{origin}/_sim",
            credentials=self.credentials(f"{HOST}:{port}"),
        )


def _connectwise(host: str) -> dict[str, str]:
    return {
        "site": host,
        "companyId": connectwise.COMPANY_ID,
        "publicKey": connectwise.PUBLIC_KEY,
        "privateKey": connectwise.PRIVATE_KEY,
        "clientId": connectwise.CLIENT_ID,
    }


def _autotask(_host: str) -> dict[str, str]:
    return {
        "userName": autotask.USER_NAME,
        "secret": autotask.SECRET,
        "integrationCode": autotask.INTEGRATION_CODE,
    }


SIMULATED_PSAS = {
    "connectwise": SimulatedPsa("/v4_6_release/apis/3.0", _connectwise),
    "autotask": SimulatedPsa(
        "/atservicesrest/v1.0", _autotask, "/atservicesrest/v1.0/zoneInformation"
    ),
}
