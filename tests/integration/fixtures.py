"""Fixtures for all tests that need the whole product."""

from collections.abc import Iterator

import pytest

from psa_sync.aws import clients
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
