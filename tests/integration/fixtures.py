"""Fixtures for all tests that need the whole product."""

from collections.abc import Iterator
from typing import Any

import pytest

from psa_sync.aws import clients
from tests.contract.cases import CASES
from tests.integration.deployment import ADMIN, MARIA, PAUL, Deployment, deployed
from tests.integration.simulated import SimulatedPsa, both_psas


@pytest.fixture(scope="session")
def psas() -> Iterator[dict[str, SimulatedPsa]]:
    """Both simulators; the product's AWS clients are made anew, so that moto has them."""
    forget_clients()
    with both_psas() as found:
        yield found
    forget_clients()


def forget_clients() -> None:
    for client in (clients.dynamodb, clients.sqs, clients.secrets_manager):
        client.cache_clear()


@pytest.fixture
def deployment(psas: dict[str, SimulatedPsa]) -> Iterator[Deployment]:
    with deployed(psas) as one:
        yield one


@pytest.fixture(params=[case.app for case in CASES])
def app(request: pytest.FixtureRequest) -> str:
    """Each PSA in turn."""
    return str(request.param)


@pytest.fixture
def psa(deployment: Deployment, app: str) -> SimulatedPsa:
    """The simulator of the PSA."""
    return deployment.psas[app]


@pytest.fixture
def paul(deployment: Deployment, app: str) -> dict[str, Any]:
    """Paul as the PSA knows him; the app is installed and his work items are there."""
    assert deployment.install(app).status == 201
    answer = deployment.authenticate(PAUL, app)
    assert answer.status == 200
    deployment.pump.deliver()
    found: dict[str, Any] = answer.json["psaUser"]
    return found


@pytest.fixture(scope="module")
def settled(psas: dict[str, SimulatedPsa]) -> Iterator[Deployment]:
    """A deployment that has its work items already, for tests that leave no trace in it."""
    with deployed(psas) as one:
        for app in one.psas:
            assert one.install(app).status == 201
            for member in (PAUL, MARIA, ADMIN):
                user_name = {ADMIN.user_id: "SRossi"}.get(member.user_id)
                assert one.authenticate(member, app, user_name).status == 200
        one.pump.deliver()
        yield one
