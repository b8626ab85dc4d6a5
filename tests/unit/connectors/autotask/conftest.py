from collections.abc import Iterator

import pytest

from psa_sync.connectors.autotask.connector import AutotaskConnector
from tests.builders import NOW
from tests.fakes.clock import FakeClock
from tests.unit.connectors.autotask.scripted_vendor import Vendor, scripted_vendor
from tests.unit.connectors.autotask.simulated_tenant import Tenant, simulated_tenant


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with scripted_vendor() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def connector(vendor, clock):
    """A connector of the vendor whose answers the test writes down."""
    return AutotaskConnector(vendor.client(), clock)


@pytest.fixture(scope="session")
def running_tenant() -> Iterator[Tenant]:
    with simulated_tenant() as running:
        yield running


@pytest.fixture
def tenant(running_tenant):
    """The simulated tenant as its seed has it."""
    running_tenant.control("POST", "/reset")
    return running_tenant


@pytest.fixture
def connected(tenant):
    """A connector of the simulated tenant."""
    return tenant.connector()


@pytest.fixture
def paul(connected):
    return connected.find_person("PPierce")
