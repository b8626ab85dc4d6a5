"""Where an admin and a technician are in the journey, and what they look at."""

import pytest

from tests.e2e.connected_app import ConnectedApp
from tests.e2e.secrets import Secrets


@pytest.fixture
def app(admin, psa):
    """The connected app, as the admin manages it."""
    return ConnectedApp(admin, psa)


@pytest.fixture
def secrets(stack):
    return Secrets(stack.info.aws_client("secretsmanager"))
