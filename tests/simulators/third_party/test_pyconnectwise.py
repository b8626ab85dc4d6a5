import warnings
from datetime import UTC, datetime

import pytest

from local.simulators.connectwise.seed import CLIENT_ID, COMPANY_ID, PRIVATE_KEY, PUBLIC_KEY
from tests.simulators.connectwise.psa import an_entry

with warnings.catch_warnings():
    # Its models are written for an older pydantic.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyconnectwise import ConnectWiseManageAPIClient
    from pyconnectwise.exceptions import (
        AuthenticationFailedException,
        MalformedRequestException,
        NotFoundException,
        ObjectExistsError,
        PermissionsFailedException,
    )
    from pyconnectwise.models.manage import CallbackEntry, Member, TimeEntry


@pytest.fixture(scope="module")
def client(connectwise):
    host = connectwise.url.removeprefix("https://")
    return ConnectWiseManageAPIClient(COMPANY_ID, host, CLIENT_ID, PUBLIC_KEY, PRIVATE_KEY)


@pytest.fixture
def entry(client):
    made = client.time.entries.post(an_entry(notes="made by pyconnectwise"))
    yield made
    client.time.entries.id(made.id).delete()


def test_it_finds_the_codebase_by_itself(client):
    assert client.codebase == "v2026_1/"


def test_it_pages_through_all_entries_by_the_link_header(client, connectwise):
    total = client.time.entries.count.get().count
    pages = client.time.entries.paginated(1, 100)
    found = [entry.id for entry in pages.all()]
    assert len(found) == len(set(found)) == total > 500
    assert found == connectwise.ids("/time/entries", pageSize=1000)


def test_it_reads_what_its_own_models_expect(client):
    (entry,) = client.time.entries.get(params={"pageSize": 1, "orderBy": "id desc"})
    assert isinstance(entry, TimeEntry)
    assert isinstance(entry.time_start, datetime)
    assert entry.time_start.tzinfo is not None
    assert entry.member is not None
    assert entry.member.identifier
    assert entry.info is not None
    assert entry.info["lastUpdated"].endswith("Z")


def test_it_filters(client):
    conditions = 'member/identifier="PPierce" and chargeToType="ServiceTicket"'
    found = client.time.entries.get(params={"conditions": conditions, "pageSize": 1000})
    assert found
    assert {entry.member.identifier for entry in found} == {"PPierce"}
    since = "timeStart>=[2026-03-02T00:00:00Z] and timeStart<[2026-03-03T00:00:00Z]"
    days = client.time.entries.get(params={"conditions": since, "pageSize": 1000})
    assert {entry.time_start.date().isoformat() for entry in days} == {"2026-03-02"}
    with pytest.raises(MalformedRequestException):
        client.time.entries.get(params={"conditions": "nonsense = 1"})


def test_it_creates_changes_and_deletes(client):
    made = client.time.entries.post(an_entry(notes="first"))
    assert (made.actual_hours, made.status, made.billable_option) == (1.5, "Open", "Billable")
    one = client.time.entries.id(made.id)
    changed = one.patch(
        [
            {"op": "replace", "path": "timeEnd", "value": "2026-03-04T11:00:00Z"},
            {"op": "replace", "path": "notes", "value": "second"},
        ]
    )
    assert (changed.actual_hours, changed.notes) == (2.0, "second")
    assert one.get().time_end == datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
    one.delete()
    with pytest.raises(NotFoundException):
        one.get()


def test_its_errors_are_the_ones_it_knows(client, connectwise, entry):
    with pytest.raises(MalformedRequestException) as refused:
        client.time.entries.post(an_entry(timeStart=None))
    assert "The timeStart field is required." in refused.value.details()
    host = connectwise.url.removeprefix("https://")
    stranger = ConnectWiseManageAPIClient(COMPANY_ID, host, CLIENT_ID, PUBLIC_KEY, "wrong")
    with pytest.raises(AuthenticationFailedException):
        stranger.time.entries.get()
    connectwise.may("Time Entry/Delete", "None")
    with pytest.raises(PermissionsFailedException):
        client.time.entries.id(entry.id).delete()
    connectwise.may("Time Entry/Delete", "All")


def test_it_reads_work_people_and_tables(client):
    (ticket,) = client.service.tickets.get(params={"pageSize": 1})
    assert ticket.company.identifier
    assert client.service.boards.id(ticket.board.id).statuses.get()
    project = client.project.projects.get(params={"pageSize": 1})[0]
    assert client.project.projects.id(project.id).phases.get()
    assert client.project.tickets.get(params={"conditions": f"project/id={project.id}"})
    people = client.system.members.get(params={"conditions": 'licenseClass="F"'})
    assert all(isinstance(one, Member) for one in people)
    assert client.time.work_types.get()
    assert client.time.work_roles.get()
    assert client.time.charge_codes.get()
    setup = client.time.time_period_setups.get()[0]
    assert client.time.time_period_setups.id(setup.id).periods.get()
    assert client.system.info.get().is_cloud is True


def test_it_walks_a_sheet_through_approval(client, entry):
    sheet = client.time.sheets.id(entry.time_sheet.id)
    assert sheet.submit.post().success is True
    assert client.time.entries.id(entry.id).get().status == "PendingApproval"
    body = {"id": entry.time_sheet.id, "approvalType": "Tier1Update"}
    assert sheet.reverse.post(body).success is True
    assert client.time.entries.id(entry.id).get().status == "Open"


def test_it_registers_callbacks(client):
    wish = {"url": "https://hook.example/cw?id=", "objectId": 1, "type": "time", "level": "owner"}
    made = client.system.callbacks.post(wish)
    assert isinstance(made, CallbackEntry)
    with pytest.raises(ObjectExistsError):
        client.system.callbacks.post(wish)
    client.system.callbacks.id(made.id).delete()
