"""The public client django-autotask, which works with live tenants every day, on the simulator."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.simulators.autotask import seed
from tests.simulators.autotask.conftest import NOW

SESSION = Path(__file__).parent / "django_autotask_session.py"


@pytest.fixture(scope="module")
def seen(tenant):
    url, _, _ = tenant
    command = [
        sys.executable, "-W", "ignore", str(SESSION),
        url, seed.USER_NAME, seed.SECRET, seed.INTEGRATION_CODE,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def rows(tenant, entity):
    return list(tenant[1].tenant.store.table(entity).rows())


def test_it_finds_its_zone_and_takes_the_address_from_there(tenant, seen):
    url, _, _ = tenant
    assert seen["zone"] == ["ci", "url", "webUrl", "zoneName"]
    assert seen["base"] == f"{url}/ATServicesRest/v1.0/"
    assert "errors" in seen["unknown"]
    assert seen["refused"] == "AutotaskAPIClientError"


def test_it_copies_people_catalogue_and_work_into_its_own_database(tenant, seen):
    counts = seen["counts"]
    for name, entity in (("Role", "Role"), ("Account", "Company"), ("Contract", "Contract")):
        assert counts[name] == len(rows(tenant, entity))
    assert counts["Resource"] == len([row for row in rows(tenant, "Resource") if row["isActive"]])
    open_tickets = {row["id"] for row in rows(tenant, "Ticket") if row["status"] != 5}
    assert counts["Ticket"] == len(open_tickets)
    assert counts["Project"] == len([row for row in rows(tenant, "Project") if row["status"] != 5])
    assert counts["Phase"] == len(rows(tenant, "Phase"))
    assert counts["Task"] > 50
    assert counts["TaskSecondaryResource"] > 20
    assert (counts["Status"], counts["TaskTypeLink"], counts["TicketUDF"]) == (8, 3, 2)


def test_it_copies_the_time_on_the_work_it_knows_with_person_kind_and_role(tenant, seen):
    assert seen["counts"]["TimeEntry"] > 500
    assert seen["missing"] == {"resource": 0, "type": 0, "work": 0, "role": 0}


def test_it_pages_through_all_time(tenant, seen):
    *full, last = seen["pages"]
    assert set(full) == {200}
    assert 0 < last <= 200
    assert sum(seen["pages"]) == len(rows(tenant, "TimeEntry"))


def test_it_creates_changes_and_deletes_time_and_assigns_people(tenant, seen):
    worked = seen["worked"]
    assert worked["created"] == ["0.7500", "Replaced the switch", "ITServiceRequest"]
    assert worked["changed"] == ["1.5", "1.5"]
    assert worked["deleted"] is True
    assert seen["assigned"] is True
    items = tenant[1].ledger.items(since=NOW)
    assert [event["action"] for item in items for event in item["history"]] == [
        "created",
        "updated",
        "deleted",
    ]


def test_it_knows_our_refusals_for_what_they_are(seen):
    assert seen["worked"]["gone"][0] == "AutotaskRecordNotFoundError"
    assert seen["worked"]["deleted_twice"][0] == "AutotaskRecordNotFoundError"
    kind, text = seen["worked"]["invalid"]
    assert kind == "AutotaskAPIServerError"
    assert text.startswith("Reference value on field: resourceID")


def test_every_answer_it_got_is_as_the_facts_have_it(tenant, seen):
    assert seen["counts"]
    assert tenant[2] == []
