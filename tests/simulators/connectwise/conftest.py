import pytest

from local.simulators.server import running
from tests.simulators.connectwise.answers import judged_app as create_app
from tests.simulators.connectwise.psa import START, Clock, Psa


@pytest.fixture(scope="session")
def tenant():
    clock = Clock()
    with running(create_app(clock)) as url:
        yield url, clock


@pytest.fixture(scope="module")
def young_tenant():
    # With a past so short that a reset before every test costs nothing.
    clock = Clock()
    with running(create_app(clock, days_of_past=3)) as url:
        yield url, clock


@pytest.fixture
def young(young_tenant):
    caller = Psa(*young_tenant)
    caller.control("POST", "/reset")
    caller.clock.at = START
    with caller.session:
        yield caller


@pytest.fixture
def psa(tenant):
    caller = Psa(*tenant)
    initial = caller.control("GET", "/quirks")["items"]
    with caller.session:
        yield caller
    caller.control("DELETE", "/faults", status=204)
    for now, before in zip(caller.control("GET", "/quirks")["items"], initial, strict=True):
        if now != before:
            caller.switch(before["name"], on=before["on"])


@pytest.fixture
def quirk(psa):
    return lambda name, on=True: psa.switch(name, on=on)
