"""A worker lives for hours: what other processes change meanwhile must reach it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from psa_sync import bootstrap
from psa_sync.aws.connections import DynamoConnections
from psa_sync.aws.credentials import SecretsManagerCredentials
from psa_sync.aws.table import Table
from psa_sync.domain.connection import ConnectionStatus
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ACCOUNT, PAUL


@pytest.fixture
def another_process_stores(deployment, app, randomness):
    """Another process stores a key, as the API does after it has checked it."""
    table = Table(deployment.aws.dynamodb, deployment.name, random=randomness)
    connections = DynamoConnections(table)

    def store(key):
        now = datetime.now(UTC)
        prefix = f"{deployment.name}/connections"
        secrets = SecretsManagerCredentials(deployment.aws.secrets_manager, prefix, lambda: now)
        secrets.put(ACCOUNT, app, key)
        known = connections.get(ACCOUNT, app)
        assert known is not None
        connections.save(replace(known, status=ConnectionStatus.ACTIVE, since=now))

    return store


def test_a_warm_worker_uses_the_key_that_was_entered_last(deployment, app, another_process_stores):
    psa = deployment.psas[app]
    assert deployment.install(app).status == 201
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.pump.deliver()
    work = deployment.a_ticket(PAUL, app)
    deployment.ok(PAUL, "PUT", path_of(first := new_id()), a_booking(work))
    deployment.until(lambda: deployment.entry(PAUL, first)["syncState"] == "synced")

    another_process_stores(psa.credentials | {psa.case.secret_field: "withdrawn"})
    deployment.ok(PAUL, "PUT", path_of(second := new_id()), a_booking(work))
    deployment.until(lambda: deployment.entry(PAUL, second)["syncState"] == "waiting")
    assert deployment.entry(PAUL, second)["problem"]["code"] == "credentials_refused"

    another_process_stores(psa.credentials)
    deployment.until(lambda: deployment.entry(PAUL, second)["syncState"] == "synced")
    assert len(psa.rows()) == 2


def test_a_process_meets_any_number_of_customers(deployment):
    for app in deployment.psas:
        assert deployment.install(app).status == 201
        connection = bootstrap.connections().get(ACCOUNT, app)
        assert connection is not None
        for seconds in range(bootstrap.WARM_CONNECTIONS + 5):
            bootstrap.connect(replace(connection, since=datetime.fromtimestamp(seconds, UTC)))
        assert bootstrap._connector.cache_info().currsize == bootstrap.WARM_CONNECTIONS
        assert bootstrap._secret.cache_info().currsize == bootstrap.WARM_CONNECTIONS
