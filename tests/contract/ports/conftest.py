"""Each test of this folder runs on every implementation that can be reached."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contract.ports.backend import (
    AwsClients,
    AwsCredentials,
    Backend,
    aws_backend,
    aws_resources,
    fake_backend,
    moto_clients,
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "implementation" in metafunc.fixturenames:
        endpoint = metafunc.config.getoption("aws_endpoint")
        metafunc.parametrize(
            "implementation", ["fake", "moto", *(["emulator"] if endpoint else [])]
        )


@pytest.fixture
def make_backend(
    implementation: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Backend]]:
    """Makes backends over one empty store after the other."""
    with ExitStack() as stack:

        def make() -> Backend:
            if implementation == "fake":
                return fake_backend()
            if implementation == "moto":
                clients = stack.enter_context(moto_clients())
            else:
                endpoint = request.config.getoption("aws_endpoint")
                clients = AwsClients.at(endpoint, AwsCredentials())
            name = f"contract-{uuid.uuid4().hex[:12]}"
            return aws_backend(stack.enter_context(aws_resources(clients, name)), name)

        yield make


@pytest.fixture
def backend(make_backend: Callable[[], Backend]) -> Backend:
    return make_backend()
