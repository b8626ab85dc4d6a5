"""A table in moto, seen through a client that can be told to misbehave."""

from dataclasses import replace

import pytest

from tests.contract.ports.backend import aws_backend, aws_resources, moto_clients
from tests.unit.aws.scripted_client import ScriptedClient


@pytest.fixture
def clients():
    with moto_clients() as clients, aws_resources(clients, "unit"):
        yield replace(
            clients,
            dynamodb=ScriptedClient(clients.dynamodb),
            sqs=ScriptedClient(clients.sqs),
            secrets_manager=ScriptedClient(clients.secrets_manager),
        )


@pytest.fixture
def backend(clients):
    return aws_backend(clients, "unit")
