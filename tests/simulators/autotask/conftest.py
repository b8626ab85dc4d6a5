"""One running tenant for all tests, put back to its seed before each."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from local.simulators.autotask.app import VENDOR, create_app
from local.simulators.server import running
from tests.simulators.autotask.answers import holds_answers
from tests.simulators.autotask.tenant_client import Autotask, Clock
from tests.simulators.receiver import Receiver, receiving

# A Wednesday in the afternoon, UTC; nothing in the tests depends on the real date.
NOW = datetime(2026, 9, 23, 15, 0, 7, tzinfo=UTC)


@pytest.fixture(scope="session")
def running_tenant() -> Iterator[Autotask]:
    clock = Clock(NOW)
    app = create_app(clock, entries_per_day=(1, 1))
    faults: list[str] = []
    # Inside the injected faults, so that what they make of an answer is not held against it.
    app.middlewares.insert(3, holds_answers(app[VENDOR].quirks, faults))
    with running(app) as url:
        yield Autotask(url, app[VENDOR], clock, faults)


@pytest.fixture
def autotask(running_tenant: Autotask) -> Iterator[Autotask]:
    """A seeded tenant; every answer it gives in a test is held against the facts."""
    running_tenant.clock.at = NOW
    running_tenant.control("POST", "/reset", {})
    running_tenant.forget_webhooks()
    yield running_tenant
    running_tenant.check_answers()


@pytest.fixture(scope="session")
def hurried_tenant() -> Iterator[Autotask]:
    clock = Clock(NOW)
    app = create_app(clock, entries_per_day=(1, 1), webhook_pace=0.0)
    faults: list[str] = []
    app.middlewares.insert(3, holds_answers(app[VENDOR].quirks, faults))
    with running(app) as url:
        yield Autotask(url, app[VENDOR], clock, faults)


@pytest.fixture
def hurried(hurried_tenant: Autotask) -> Iterator[Autotask]:
    """A seeded tenant without webhooks, which tries them again without a pause."""
    hurried_tenant.clock.at = NOW
    hurried_tenant.control("POST", "/reset", {})
    hurried_tenant.forget_webhooks()
    hurried_tenant.control("POST", "/reset", {})
    yield hurried_tenant
    hurried_tenant.check_answers()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that webhooks can be sent to."""
    with receiving() as receiver:
        yield receiver
