import base64
import sys

import pytest

from local.simulators.connectwise.seed import CLIENT_ID, COMPANY_ID, PRIVATE_KEY, PUBLIC_KEY
from tests.simulators.connectwise.psa import an_entry

_path = list(sys.path)
from connectpyse.restapi import ApiError  # noqa: E402
from connectpyse.system.callback import Callback  # noqa: E402
from connectpyse.system.callbacks_api import CallbacksAPI  # noqa: E402
from connectpyse.system.members_api import MembersAPI  # noqa: E402
from connectpyse.time.time_entries_api import TimeEntriesAPI  # noqa: E402
from connectpyse.time.time_entry import TimeEntry  # noqa: E402

# It puts its own folder first, with modules in it that are called `time` and `config`.
sys.path[:] = _path


@pytest.fixture(scope="module")
def api(connectwise):
    pair = f"{COMPANY_ID}+{PUBLIC_KEY}:{PRIVATE_KEY}"
    auth = {
        "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
        "clientId": CLIENT_ID,
    }
    return lambda kind: kind(url=connectwise.api, auth=auth)


def test_it_reads_pages_and_filters(api, connectwise):
    entries = api(TimeEntriesAPI)
    total, pages = entries.get_time_entries_count(), []
    entries.pageSize, entries.orderBy = 200, "id asc"
    for number in range(1, total // 200 + 2):
        entries.page = number
        pages += [one.id for one in entries.get_time_entries()]
    assert pages == connectwise.ids("/time/entries", pageSize=1000)
    assert len(pages) == total
    mine = api(TimeEntriesAPI)
    mine.conditions = "member/identifier='MKeller' AND billableOption='Billable'"
    mine.pageSize = 1000
    rows = list(mine.get_time_entries())
    assert rows
    assert {one.member["identifier"] for one in rows} == {"MKeller"}


def test_it_creates_changes_and_deletes(api):
    entries = api(TimeEntriesAPI)
    made = entries.create_time_entry(TimeEntry(an_entry(notes="made by connectpyse")))
    assert made.actualHours == 1.5
    longer = {"timeEnd": "2026-03-04T11:00:00Z", "notes": "longer"}
    changed = entries.update_time_entry_multiple_keys(made.id, longer)
    assert (changed.actualHours, changed.notes) == (2.0, "longer")
    assert entries.update_time_entry(made.id, "notes", "again").notes == "again"
    assert entries.get_time_entry_by_id(made.id).notes == "again"
    entries.delete_time_entry_by_id(made.id)
    with pytest.raises(ApiError, match="404"):
        entries.get_time_entry_by_id(made.id)


def test_what_is_refused_comes_with_the_vendors_words(api):
    entries = api(TimeEntriesAPI)
    with pytest.raises(ApiError, match="Unsupported format applied to timeStart"):
        entries.create_time_entry(TimeEntry(an_entry(timeStart="2026-03-04T09:00:00.000Z")))
    entries.conditions = "timeStart >= 2026"
    with pytest.raises(ApiError, match="ApiFindCondition"):
        list(entries.get_time_entries())


def test_it_reads_people_and_registers_callbacks(api):
    people = api(MembersAPI)
    people.conditions = 'primaryEmail="ppierce@alpine-it.example"'
    assert [one.identifier for one in people.get_members()] == ["PPierce"]
    callbacks = api(CallbacksAPI)
    wish = {"url": "https://hook.example/?id=", "objectId": 1, "type": "ticket", "level": "owner"}
    made = callbacks.create_callback(Callback(wish))
    assert callbacks.update_callback(made.id, "inactiveFlag", True).inactiveFlag is True
    assert callbacks.get_callbacks_count() == 1
    callbacks.delete_callback_by_id(made.id)
