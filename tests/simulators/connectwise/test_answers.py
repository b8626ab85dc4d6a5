import re
import threading

import pytest
from aiohttp import web

from local.simulators.connectwise import schema
from local.simulators.server import running
from tests.simulators.connectwise.answers import ENTITIES, Judge, body_faults, judged_app
from tests.simulators.connectwise.facts import FACTS, Fact, faults, referred
from tests.simulators.connectwise.psa import Clock, Psa

A_TYPE = {
    "id": 3, "name": "Remote", "billTime": "Billable", "rateType": "Multiplier", "rate": 1.0,
    "inactiveFlag": False, "overallDefaultFlag": False, "_info": {"updatedBy": "zadmin"},
}  # fmt: skip


@pytest.fixture(scope="module")
def judged():
    """A tenant of its own, with the judge in hand."""
    clock = Clock()
    app = judged_app(clock, days_of_past=3)
    judge = app.middlewares[-3].__self__
    with running(app) as url:
        psa = Psa(url, clock)
        with psa.session:
            yield psa, judge


def a_call(psa, path):
    """Fill in the ids a path asks for, with those of the first row of its parent."""
    parent = path.partition("/{")[0]
    head = psa.get(parent, pageSize=1)[0]["id"] if "{" in path else None
    return path.replace("{parentId}", str(head))


READABLE = [
    "/time/entries", "/time/entries/{parentId}/audits", "/time/sheets",
    "/time/sheets/{parentId}/audits", "/time/workTypes", "/time/workTypes/info", "/time/workRoles",
    "/time/workRoles/info", "/time/workRoles/{parentId}/locations", "/time/chargeCodes",
    "/time/chargeCodes/info", "/time/timePeriodSetups", "/time/timePeriodSetups/{parentId}/periods",
    "/company/companies", "/project/projects", "/project/projects/{parentId}/phases",
    "/project/projects/{parentId}/teamMembers", "/project/tickets", "/service/tickets",
    "/service/boards", "/service/boards/{parentId}/statuses", "/system/info/members",
    "/system/info/locations", "/system/info/departments", "/system/members", "/system/mySecurity",
    "/system/securityroles", "/system/locations", "/system/departments", "/system/callbacks",
    "/system/userDefinedFields",
]  # fmt: skip


@pytest.mark.parametrize("path", READABLE)
def test_every_row_of_the_demo_tenant_is_as_the_facts_have_it(judged, path):
    psa, judge = judged
    rows = psa.listed(a_call(psa, path))
    empty = ("audits", "callbacks", "userDefinedFields")
    assert rows or path.endswith(empty)
    route = re.sub(r"/\{\w+\}", "", path).lower()
    assert judge.seen[route] > 0
    for row in rows:
        assert faults(ENTITIES[route], row) == []


def test_whatever_the_api_serves_is_named_in_the_facts():
    assert set(ENTITIES.values()) <= set(FACTS)
    for fields in FACTS.values():
        for fact in fields.values():
            if fact.kind == "ref":
                assert referred(fact.more) in FACTS
            if fact.kind == "list":
                assert fact.more in FACTS or fact.more in {"int", "text"}


SCHEMAS = [one for one in vars(schema).values() if isinstance(one, schema.Schema)]
NAMED_OTHERWISE = {"Ticket": "ServiceTicket"}
SAME_KIND = {"number": {"int", "number"}, "text": {"text", "day"}, "reference": {"ref"},
             "array": {"list"}}  # fmt: skip


@pytest.mark.parametrize("own", SCHEMAS, ids=lambda one: one.name)
def test_filters_take_fields_for_what_they_are(own):
    facts = FACTS[NAMED_OTHERWISE.get(own.name, own.name)]
    for field in own.fields.values():
        if (fact := facts.get(field.name)) is not None:
            assert fact.kind in SAME_KIND.get(field.kind, {field.kind}), field
            assert field.kind != "enum" or field.values == set(fact.more.split("|")), field
    unknown = {field.name for field in own.fields.values()} - set(facts)
    assert unknown <= NEVER_ANSWERED.get(own.name, set())


NEVER_ANSWERED = {
    "Ticket": {"skipCallback", "processNotifications"},
    "ProjectTicket": {"skipCallback", "processNotifications"},
    "AuditTrailEntry": {"id"},
    "Location": {"location_flag"},
    "WorkType": {"defaultFlag"},
}
"""What is written only, or ours alone."""


def test_what_only_the_vendor_sets_is_passed_over(judged):
    psa, _ = judged
    own = {name: fact for name, fact in FACTS["TimeEntry"].items() if fact.read_only}
    del own["_info"]
    samples = {"int": 7, "number": 7.5, "text": "mine", "flag": True, "ref": {"id": 7},
               "instant": "2020-01-01T00:00:00Z"}  # fmt: skip
    entry = psa.enters()
    wish = {name: samples.get(fact.kind, "WrittenOff") for name, fact in own.items()}
    changed = psa.sets(entry["id"], **wish)
    assert [name for name in own if changed.get(name) != entry.get(name)] == []
    assert changed["_info"]["updatedBy"] == "MemtimeAPI"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"colour": "red"}, "WorkType.colour is unknown"),
        ({"name": None}, "WorkType.name is None, not text"),
        ({"name": "x" * 51}, "WorkType.name is longer than 50"),
        ({"id": "3"}, "WorkType.id is '3', not int"),
        ({"id": 2**31}, "WorkType.id is 2147483648, not int"),
        ({"rate": True}, "WorkType.rate is True, not number"),
        ({"inactiveFlag": 0}, "WorkType.inactiveFlag is 0, not flag"),
        ({"billTime": "NoDefault"}, "WorkType.billTime is 'NoDefault', not enum"),
        ({"_info": {"lastUpdated": 1}}, "WorkType._info is"),
    ],
)
def test_the_judge_sees_what_is_wrong(change, why):
    assert faults("WorkType", A_TYPE) == []
    (found,) = faults("WorkType", {**A_TYPE, **change})
    assert found.startswith(why)


def test_the_judge_sees_what_is_missing_and_wrong_inside():
    short = {name: value for name, value in A_TYPE.items() if name != "billTime"}
    assert faults("WorkType", short) == ["WorkType.billTime is missing"]
    assert faults("WorkType", short, whole=False) == []
    entry = {"member": {"id": 1, "identifier": "PPierce"}, "timeStart": "2026-03-04T09:00:00.000Z"}
    assert faults("TimeEntry", entry, whole=False) == [
        "TimeEntry.timeStart is '2026-03-04T09:00:00.000Z', not instant"
    ]
    assert "TimeEntry.member.name is missing" in faults("TimeEntry", entry)
    assert body_faults("/time/nothing", 200, []) == ["nobody knows what /time/nothing answers"]
    assert body_faults("/time/entries/count", 200, {"count": "3"}) == ["{'count': '3'}"]
    assert Fact("list", "int", "", None).nullable is False


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_whose_answers_are_wrong_says_so_twice():
    app, judge = web.Application(), Judge()
    said: list[threading.ExceptHookArgs] = []

    async def wrong(_):
        return web.json_response([{**A_TYPE, "rate": "1.0"}])

    app.router.add_get("/v4_6_release/apis/3.0/time/workTypes", wrong)
    app.middlewares.append(judge.judged)
    app.on_cleanup.append(judge.finish)
    before, threading.excepthook = threading.excepthook, said.append
    try:
        with running(app) as url:
            psa = Psa(url, Clock())
            with psa.session:
                answer = psa.call("GET", "/time/workTypes", 599)
    finally:
        threading.excepthook = before
    assert answer.text == "WorkType.rate is '1.0', not number"
    assert [one.exc_type for one in said] == [AssertionError]
