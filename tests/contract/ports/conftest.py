"""Each test of this folder runs on every implementation that can be reached."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

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
            "implementation", ["fake", "moto", "plain", *(["emulator"] if endpoint else [])]
        )


@pytest.fixture(scope="session")
def plain_table() -> Iterator[AwsClients]:
    """The table of the benchmarks, which is none if it does not keep what a table promises."""
    command = [sys.executable, "-m", "benchmarks.plain_table"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{json.loads(server.stdout.readline())['port']}"
        yield AwsClients.at(url, AwsCredentials())
        server.terminate()


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
            elif implementation == "plain":
                table = request.getfixturevalue("plain_table").dynamodb
                clients = replace(stack.enter_context(moto_clients()), dynamodb=table)
            else:
                endpoint = request.config.getoption("aws_endpoint")
                clients = AwsClients.at(endpoint, AwsCredentials())
            name = f"contract-{uuid.uuid4().hex[:12]}"
            return aws_backend(stack.enter_context(aws_resources(clients, name)), name)

        yield make


@pytest.fixture
def backend(make_backend: Callable[[], Backend]) -> Backend:
    return make_backend()
