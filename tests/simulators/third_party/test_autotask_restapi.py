"""The public client @apigrate/autotask-restapi, in Node and as it is, on the simulator."""

import json
import subprocess
from pathlib import Path

import pytest

from local.simulators.autotask import seed
from local.simulators.autotask.picklists import TICKET_COMPLETE
from local.simulators.ledger import instant
from tests.infrastructure.source_tree import ROOT
from tests.simulators.autotask.conftest import NOW
from tests.simulators.autotask.tenant_client import API_USER, KELLER, PIERCE

CLIENTS = ROOT / ".tools" / "node-clients"
SESSION = Path(__file__).parent / "autotask_restapi_session.mjs"
WINDOW = {"startDateTime": "2026-09-22T07:00:00Z", "endDateTime": "2026-09-22T08:30:00Z"}
CHANGE = {"endDateTime": "2026-09-22T09:15:00Z", "summaryNotes": "longer", "internalNotes": "own"}
FILE = {"attachmentType": "FILE_ATTACHMENT", "title": "log", "fullPath": "log.txt", "publish": 1}
NOTE = {"title": "Called", "description": "Will call again", "noteType": 1, "publish": 1}
LAST_WEEK = ("2026-09-14T00:00:00Z", "2026-09-21T00:00:00Z")


def clause(op, field, *value):
    return {"op": op, "field": field} | ({"value": value[0]} if value else {})


def either(*clauses):
    return {"op": "or", "items": list(clauses)}


# What the client is to find, in its words and in ours; it spells fields as its documentation does.
SEARCHES = {
    "all time": ("TimeEntries", [], lambda row: row["id"] > 0),
    "last week of two people": (
        "TimeEntries",
        [
            clause("in", "resourceID", [PIERCE, KELLER]),
            clause("gte", "StartDateTime", LAST_WEEK[0]),
            clause("lt", "StartDateTime", LAST_WEEK[1]),
        ],
        lambda row: (
            row["resourceID"] in (PIERCE, KELLER)
            and row["startDateTime"] is not None
            and LAST_WEEK[0] <= row["startDateTime"] < LAST_WEEK[1]
        ),
    ),
    "no ticket, or long": (
        "TimeEntries",
        [either(clause("notExist", "ticketID"), clause("gt", "HoursWorked", 6.5))],
        lambda row: row["ticketID"] is None or row["hoursWorked"] > 6.5,
    ),
    "on somebody's task": (
        "TimeEntries",
        [clause("exist", "taskID"), clause("noteq", "resourceID", PIERCE)],
        lambda row: row["taskID"] is not None and row["resourceID"] != PIERCE,
    ),
    "companies by name": (
        "Companies",
        [either(clause("beginsWith", "CompanyName", "b"), clause("contains", "companyName", "&"))],
        lambda row: row["companyName"].startswith("B") or "&" in row["companyName"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def entry(tenant):
    mine = next(
        row
        for row in rows(tenant, "Tickets")
        if row["assignedResourceID"] == PIERCE and row["status"] != TICKET_COMPLETE
    )
    who = {"resourceID": PIERCE, "roleID": mine["assignedResourceRoleID"], "ticketID": mine["id"]}
    return who | WINDOW | {"dateWorked": "2026-09-22T00:00:00Z", "summaryNotes": "Replaced it"}


@pytest.fixture(scope="module")
def before(tenant):
    """What the tenant holds for each search before the client works on it."""
    return {
        name: [row["id"] for row in rows(tenant, entity) if wanted(row)]
        for name, (entity, _, wanted) in SEARCHES.items()
    }


@pytest.fixture(scope="module")
def seen(tenant, entry, before):
    assert (CLIENTS / ".ready").exists(), "`make node-clients` installs the client"
    searches = {
        name: {"entity": entity, "filter": clauses}
        for name, (entity, clauses, _) in SEARCHES.items()
    }
    work = {"entry": entry, "change": CHANGE, "file": FILE | {"data": "aGVsbG8h"}, "note": NOTE}
    orders = {
        "url": tenant[0], "user": seed.USER_NAME, "secret": seed.SECRET,
        "code": seed.INTEGRATION_CODE, "searches": searches, "work": work,
    }  # fmt: skip
    done = subprocess.run(
        [CLIENTS / "node", SESSION, CLIENTS],
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def rows(tenant, entity):
    names = {"Tickets": "Ticket", "TimeEntries": "TimeEntry", "Companies": "Company"}
    return list(tenant[1].tenant.store.table(names[entity]).rows())


def test_it_finds_its_zone_by_itself(tenant, seen):
    assert seen["zone"]["url"] == f"{tenant[0]}/ATServicesRest/"
    assert sorted(seen["zone"]) == ["ci", "url", "webUrl", "zoneName"]


@pytest.mark.parametrize("name", SEARCHES)
def test_it_counts_and_finds_page_by_page_what_is_there(seen, before, name):
    found = seen["searched"][name]
    *full, last = [len(page) for page in found["pages"]]
    assert set(full) <= {200}
    assert 0 < last <= 200
    assert [one for page in found["pages"] for one in page] == before[name]
    assert found["count"] == len(before[name]) < 10_000


def test_some_searches_need_pages_and_some_leave_most_out(before):
    sizes = {name: len(found) for name, found in before.items()}
    everything = sizes.pop("all time")
    assert everything > 600
    assert all(0 < size < everything / 2 for size in sizes.values())


def test_it_reads_what_an_entity_is_like(tenant, seen):
    described = seen["described"]
    entity = tenant[1].tenant.store.table("TimeEntry").entity
    assert described["fields"] == [field.name for field in entity.fields]
    assert (described["info"]["name"], described["info"]["canDelete"]) == ("TimeEntry", True)
    assert described["own"] == ["SiteAccessCode", "Building"]
    assert described["home"] == "Alpine IT Services"


def test_it_creates_changes_replaces_and_deletes_time(tenant, seen, entry):
    worked = seen["worked"]
    [stored] = (one for one in tenant[1].ledger.items(NOW) if one["id"] == str(worked["id"]))
    *told, deleted = stored["history"]
    assert [(event["action"], event["row"]) for event in told] == [
        ("created", worked["created"]),
        ("updated", worked["changed"]),
        ("updated", worked["replaced"]),
    ]
    assert (deleted["action"], stored["deletedAt"]) == ("deleted", instant(NOW))
    assert {name: worked["created"][name] for name in entry} == entry
    assert worked["created"]["hoursWorked"] == 1.5
    assert {name: worked["changed"][name] for name in CHANGE} == CHANGE
    assert worked["changed"]["hoursWorked"] == 2.25
    assert (worked["replaced"]["hoursWorked"], worked["replaced"]["internalNotes"]) == (1.5, None)
    assert (worked["deleted"], worked["gone"]) == (worked["id"], None)


def test_it_gets_the_bytes_of_a_file_where_it_expects_them(seen):
    assert seen["worked"]["file"] == {"alone": "aGVsbG8h", "listed": [None]}


def test_it_books_in_the_name_of_somebody(seen):
    booked = seen["impersonated"]["item"]
    assert (booked["creatorUserID"], booked["impersonatorCreatorResourceID"]) == (PIERCE, API_USER)
    [text] = seen["impersonated"]["deleted"]["said"]["errors"]
    assert text == "You do not have permission to delete time entries that you did not create."


def test_it_writes_a_note_through_the_ticket(seen, entry):
    note = seen["note"]
    assert {name: note[name] for name in NOTE} == NOTE
    assert (note["ticketID"], note["creatorResourceID"]) == (entry["ticketID"], API_USER)


def test_it_knows_our_refusals_for_what_they_are(seen):
    refused = seen["refused"] | {"again": seen["worked"]["again"]}
    assert all(answer["known"] for answer in refused.values())
    statuses = {name: answer["status"] for name, answer in refused.items()}
    assert statuses == {
        "nobody": 500, "unfiltered": 500, "code": 500, "again": 500, "secret": 401, "user": 401,
    }  # fmt: skip
    [text] = refused["nobody"]["said"]["errors"]
    assert text.startswith("Reference value on field: resourceID")
    assert "No matching records found" in refused["again"]["said"]["errors"][0]


def test_every_answer_it_got_is_as_the_facts_have_it(tenant, seen):
    assert seen["worked"]
    assert tenant[2] == []
