"""A connector beside its vendor's simulator, reset for every test, and somebody who books."""

from collections.abc import Iterator

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import Draft
from tests.builders import NOW
from tests.contract.bookings import a_draft, takes_time
from tests.contract.cases import CASES
from tests.contract.connectors import Bench, bench_of


@pytest.fixture(scope="module", params=CASES, ids=lambda case: str(case.app))
def tenant(request) -> Iterator[Bench]:
    with bench_of(request.param, NOW) as bench:
        yield bench


@pytest.fixture
def psa(tenant: Bench) -> Bench:
    tenant.control("POST", "/reset")
    tenant.control("DELETE", "/faults")
    tenant.clock.now = NOW
    return tenant


@pytest.fixture
def paul(psa: Bench) -> PsaUser:
    return psa.connector.find_person("PPierce")


@pytest.fixture
def ticket(psa: Bench, paul: PsaUser) -> WorkItem:
    return next(item for item in psa.work_items(paul) if takes_time(item))


@pytest.fixture
def draft(psa: Bench, paul: PsaUser, ticket: WorkItem) -> Draft:
    return a_draft(psa, paul, ticket)
