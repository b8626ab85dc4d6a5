from datetime import UTC, datetime

import pytest
from connectwise import ConnectWiseClient
from connectwise.exceptions import (
    ConnectWiseAuthenticationError,
    ConnectWiseBadRequestError,
    ConnectWiseRateLimitError,
)

from local.simulators.connectwise.seed import CLIENT_ID, COMPANY_ID, PRIVATE_KEY, PUBLIC_KEY


@pytest.fixture(scope="module")
def client(connectwise):
    return ConnectWiseClient(
        connectwise.url, COMPANY_ID, PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID, max_retries=0
    )


@pytest.fixture
def pierce(connectwise):
    return connectwise.member("PPierce")["id"]


def test_it_counts_and_reads_all_pages(client, connectwise):
    found = [one.id for one in client.get_time_entries()]
    assert len(found) == client.get_time_entry_count() > 500
    assert found == connectwise.ids("/time/entries", pageSize=1000)
    assert len(client.get_time_entries(limit=7, orderby="timeStart desc")) == 7


def test_it_filters_by_member(client, pierce):
    mine = client.get_member_time_entries(pierce, "timeStart>[2026-03-01T00:00:00Z]")
    assert mine
    assert {one.member_id for one in mine} == {pierce}
    assert min(one.time_start_datetime for one in mine) > datetime(2026, 3, 1, tzinfo=UTC)


def test_it_creates_changes_and_deletes(client, pierce):
    made = client.create_time_entry(
        5001, "ServiceTicket", pierce, 1.5, notes="made elsewhere",
        time_start="2026-03-04T09:00:00Z", time_end="2026-03-04T10:30:00Z", work_type_id=3,
    )  # fmt: skip
    assert (made.actualHours, made.work_type_name, made.is_billable) == (1.5, "Remote", True)
    later = [{"op": "replace", "path": "timeEnd", "value": "2026-03-04T11:30:00Z"}]
    assert client.patch("time/entries", made.id, later)["actualHours"] == 2.5
    assert client.get_time_entry(made.id).time_end_datetime.hour == 11
    assert client.delete("time/entries", made.id)
    assert client.get_time_entry(made.id) is None


def test_hours_alone_are_enough_where_the_member_may(client, pierce):
    start = "2026-03-04T12:00:00Z"
    made = client.create_time_entry(5001, "ServiceTicket", pierce, 0.75, time_start=start)
    assert (made.actualHours, made.timeEnd) == (0.75, None)
    client.delete("time/entries", made.id)


def test_errors_are_the_ones_it_knows(client, connectwise):
    with pytest.raises(ConnectWiseBadRequestError, match="not a recognized name"):
        client.get_time_entries(conditions="colour='red'", limit=1)
    wrong = client.compute_auth(PUBLIC_KEY, "wrong")
    with pytest.raises(ConnectWiseAuthenticationError):
        client.get_time_entries(limit=1, run_as=wrong)
    connectwise.fault("rate_limit", params={"retryAfter": 7}, times=1)
    with pytest.raises(ConnectWiseRateLimitError) as limited:
        client.get_time_entries(limit=1)
    assert limited.value.retry_after == 7


def test_it_reads_members_and_projects(client):
    assert {"PPierce", "MKeller"} <= {one.identifier for one in client.get_members()}
    assert client.get_projects(limit=5)
