"""What it costs to write nothing twice and lose nothing: item writes and PSA calls, counted."""

from collections.abc import Callable

import pytest

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import PAUL, Deployment

ITEM_WRITES = 6
PSA_CALLS = 2


@pytest.fixture
def books(deployment: Deployment, app: str) -> Callable[[str], None]:
    """Paul books on a ticket of a PSA that already knows him."""
    deployment.install(app)
    deployment.authenticate(PAUL, app)
    deployment.pump.deliver()
    work = deployment.a_ticket(PAUL, app)

    def book(notes: str) -> None:
        answer = deployment.call(PAUL, "PUT", path_of(new_id()), a_booking(work, notes))
        assert answer.status == 201

    return book


def test_a_healthy_create_is_cheap(deployment, app, books, writes):
    psa = deployment.psas[app]
    books("the first, which learns the roles")
    deployment.pump.deliver()
    books("the second")
    before, calls = len(writes), psa.control("GET", "/requests")["total"]
    deployment.pump.deliver()
    assert psa.row_of("the second")
    assert 0 < len(writes) - before <= ITEM_WRITES
    assert psa.control("GET", "/requests")["total"] - calls <= PSA_CALLS


def test_an_unchanged_row_costs_no_write(deployment, books, writes):
    books("pulled again and again")
    deployment.pump.deliver()
    deployment.pulls()
    writes.clear()
    deployment.pulls()
    assert [one for one in writes if "#E#" in one["pk"]["S"]] == []
    assert [one["sk"]["S"] for one in writes] == ["CURSOR", "CURSOR"]
