from datetime import timedelta

import pytest

from psa_sync.connectors.autotask.work_items import WorkItemWalk
from psa_sync.connectors.autotask.work_rows import NOT_ON_TASK
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItemSpan
from psa_sync.ports import Onlooker
from tests.builders import NOW
from tests.unit.connectors.autotask.simulated_tenant import pages_of
from tests.unit.connectors.autotask.stories import PAUL

ME = 29682885
MINE = Onlooker(PAUL, ImportScope.PRIMARY)
STATUS = {"name": "status", "picklistValues": [{"value": "1", "label": "New"}]}


@pytest.fixture
def walk(vendor):
    return WorkItemWalk(vendor.client(), lambda: NOW)


def a_task(number=8, **changes):
    row = {"id": number, "title": "Build", "taskNumber": "T1", "projectID": 3, "phaseID": 22}
    return row | {"status": 1, "assignedResourceID": ME, "assignedResourceRoleID": 7} | changes


def a_phase(number, parent=None):
    return {"id": number, "title": f"Phase {number}", "projectID": 3, "parentPhaseID": parent}


def a_project(number=3, **changes):
    row = {"id": number, "projectName": "Move", "companyID": 0, "projectType": 5, "status": 1}
    return row | changes


def a_company(number=0, name="Alpine IT Services"):
    return {"id": number, "companyName": name, "isActive": True}


def a_ticket(number=35754, **changes):
    row = {"id": number, "title": "Printer", "companyID": 0, "status": 1}
    return row | {"assignedResourceID": ME, "assignedResourceRoleID": 7} | changes


def with_labels(vendor):
    return vendor.will_answer(200, {"fields": [STATUS]})


def test_a_task_stands_below_nested_phases_of_the_msps_own_project(vendor, walk):
    vendor.will_list(a_task()).will_list()
    with_labels(vendor)
    vendor.will_list(a_phase(22, 21)).will_list(a_phase(21)).will_list(a_project())
    with_labels(vendor).will_list(a_company())
    *parents, task = walk.page(MINE, "tasks").items
    assert [item.id for item in parents] == [
        "autotask:company:0",
        "autotask:project:3",
        "autotask:phase:21",
        "autotask:phase:22",
    ]
    assert task.path == ("Alpine IT Services", "Move", "Phase 21", "Phase 22")
    assert (task.parent_id, task.status, task.work_role_id) == ("autotask:phase:22", "New", "7")


def test_phases_in_a_ring_do_not_go_on_for_ever(vendor, walk):
    vendor.will_list(a_task()).will_list()
    with_labels(vendor).will_list(a_phase(22, 21)).will_list(a_phase(21, 22))
    vendor.will_list(a_project())
    with_labels(vendor).will_list(a_company())
    assert walk.page(MINE, "tasks").items[-1].id == "autotask:task:8"


def test_a_phase_or_project_that_is_hidden_is_asked_for_once_and_left_out(vendor, walk):
    vendor.will_list(a_task(), a_task(9, projectID=4, phaseID=None)).will_list()
    with_labels(vendor).will_list(a_phase(22, 21)).will_list().will_list(a_project())
    with_labels(vendor).will_list(a_company())
    *_, phase, task, orphan = walk.page(MINE, "tasks").items
    assert (phase.path, phase.parent_id) == (("Alpine IT Services", "Move"), "autotask:project:3")
    assert task.path == ("Alpine IT Services", "Move", "Phase 22")
    assert (orphan.path, orphan.parent_id, orphan.bookable) == ((), None, True)


@pytest.mark.parametrize("kind", [3, 8])
def test_templates_and_baselines_are_not_work(vendor, walk, kind):
    vendor.will_list(a_task(phaseID=None)).will_list()
    with_labels(vendor).will_list(a_project(projectType=kind))
    with_labels(vendor).will_list(a_company())
    assert walk.page(MINE, "tasks").items == ()


def test_a_company_that_stands_above_nothing_does_not_come(vendor, walk):
    vendor.will_list(a_ticket(projectID=3, companyID=9)).will_list()
    with_labels(vendor).will_list(a_project())
    with_labels(vendor).will_list(a_company(), a_company(9, "Bystanders"))
    company, project, ticket = walk.page(MINE, "tickets").items
    assert [company.id, project.id] == ["autotask:company:0", "autotask:project:3"]
    assert ticket.path == ("Alpine IT Services", "Move")


def test_a_ticket_whose_company_is_hidden_stands_alone(vendor, walk):
    vendor.will_list(a_ticket(status=44)).will_list()
    with_labels(vendor).will_list()
    (ticket,) = walk.page(MINE, "tickets").items
    assert (ticket.path, ticket.parent_id, ticket.status) == ((), None, "44")


def test_a_ticket_of_a_project_stands_below_it(vendor, walk):
    vendor.will_list(a_ticket(projectID=3)).will_list()
    with_labels(vendor).will_list(a_project(status=None))
    with_labels(vendor).will_list(a_company())
    ticket = walk.page(MINE, "tickets").items[-1]
    assert (ticket.path, ticket.parent_id) == (("Alpine IT Services", "Move"), "autotask:project:3")


def test_what_is_complete_or_has_been_completed_is_not_asked_for(vendor, walk):
    vendor.will_list(a_ticket()).will_list()
    with_labels(vendor).will_list(a_company())
    ticket = walk.page(MINE, "tickets").items[-1]
    assert (ticket.bookable, ticket.not_bookable_reason) == (True, None)
    mine, still_open = vendor.asked[0].body["filter"]
    assert mine["value"] == ME
    assert [clause["field"] for clause in still_open["items"]] == ["status", "completedDate"]


def a_link(number, work, role=9):
    return {"id": number, "ticketID": work, "resourceID": ME, "roleID": role}


def test_second_assignments_are_merged_with_first_ones_by_number(vendor, walk):
    vendor.will_list(a_ticket(35754), a_ticket(35756))
    vendor.will_list(a_link(1, 35757), a_link(2, 35755), a_link(3, 35754), a_link(4, 35758))
    vendor.will_list(a_ticket(35755, assignedResourceID=4), a_ticket(35757, assignedResourceID=4))
    with_labels(vendor).will_list(a_company())
    found = walk.page(MINE, "tickets")
    assert [(item.id, item.assigned, item.work_role_id) for item in found.items[1:]] == [
        ("autotask:ticket:35754", Assigned.PRIMARY, "7"),
        ("autotask:ticket:35755", Assigned.SECONDARY, "9"),
        ("autotask:ticket:35756", Assigned.PRIMARY, "7"),
        ("autotask:ticket:35757", Assigned.SECONDARY, "9"),
    ]
    assert (found.covers, found.read) == (WorkItemSpan(prefix="autotask:ticket:"), 6)
    assert vendor.asked[2].body["filter"][0]["value"] == [35755, 35757, 35758]


def test_a_page_ends_where_either_list_does_and_nothing_is_missed_or_read_twice(vendor, walk):
    far = [a_link(n, 40_000 + n) for n in range(1, 202)]
    vendor.will_list(a_ticket(1), a_ticket(50_000), following="more").will_list(*far)
    vendor.will_list(*(a_ticket(40_000 + n, assignedResourceID=4) for n in range(1, 201)))
    with_labels(vendor).will_list(a_company())
    first = walk.page(MINE, "tickets")
    assert (len(first.items), first.next_page) == (202, "tickets:40200")
    assert (first.covers.after, first.covers.upto, first.read) == (None, 40_200, 201)
    # The links are still known, and so are the company and the words of the picklist.
    vendor.will_list(a_ticket(50_000)).will_list(a_ticket(40_201, assignedResourceID=4))
    second = walk.page(MINE, first.next_page)
    assert [item.id for item in second.items[1:]] == [
        "autotask:ticket:40201",
        "autotask:ticket:50000",
    ]
    assert (second.covers.after, second.covers.upto, second.read) == (40_200, None, 2)
    assert second.next_page == "tasks"
    assert vendor.script == []


def test_a_walk_that_goes_on_elsewhere_reads_the_links_again(vendor, walk):
    vendor.will_list().will_list(a_link(1, 5), a_link(2, 50))
    vendor.will_list(a_ticket(50, assignedResourceID=4))
    with_labels(vendor).will_list(a_company())
    assert [item.id for item in walk.page(MINE, "tickets:10").items[1:]] == ["autotask:ticket:50"]


def test_all_open_work_is_everybodys_and_takes_time_from_whom_autotask_takes_it(vendor, walk):
    vendor.will_list(a_ticket(1, assignedResourceID=4), a_ticket(2)).will_list()
    with_labels(vendor).will_list(a_company())
    everything = Onlooker(PAUL, ImportScope.ALL)
    _, other, mine = walk.page(everything, "tickets").items
    assert (other.assigned, other.bookable, other.work_role_id) == (Assigned.NONE, True, None)
    assert (mine.assigned, mine.bookable) == (Assigned.PRIMARY, True)
    (still_open,) = vendor.asked[0].body["filter"]
    assert [clause["field"] for clause in still_open["items"]] == ["status", "completedDate"]
    vendor.will_list(a_task(1, phaseID=None, assignedResourceID=4)).will_list()
    vendor.will_list(a_project())
    with_labels(vendor)
    *_, task = walk.page(everything, "tasks").items
    assert (task.bookable, task.not_bookable_reason) == (False, NOT_ON_TASK)


def test_the_walk_goes_through_all_stages_and_ends(vendor, walk):
    for _ in range(5):
        vendor.will_list()
    pages = list(pages_of(lambda page: walk.page(MINE, page)))
    assert [page.next_page for page in pages] == ["tickets", "tasks", None]
    assert [page.covers for page in pages] == [
        WorkItemSpan(prefix=f"autotask:{kind}:") for kind in ("charge_code", "ticket", "task")
    ]
    assert [asked.path.split("/")[3] for asked in vendor.asked] == [
        "BillingCodes",
        "Tickets",
        "TicketSecondaryResources",
        "Tasks",
        "TaskSecondaryResources",
    ]


def test_the_walk_is_counted_by_autotask(vendor, walk):
    for count in (3, 100, 20, 7, 1):
        vendor.will_answer(200, {"queryCount": count})
    assert walk.count(MINE) == 131
    assert {asked.path.rsplit("/", 2)[1] for asked in vendor.asked} == {"query"}


def test_what_stands_above_is_read_anew_after_a_while_and_for_each_walk(vendor):
    now = [NOW]
    walk = WorkItemWalk(vendor.client(), lambda: now[0])
    for name, renews in (
        ("Alpine IT Services", lambda: None),
        ("Alpine", lambda: now.append(now.pop() + timedelta(minutes=11))),
        ("Alps", lambda: vendor.will_list() and walk.page(MINE, None)),
    ):
        renews()
        vendor.will_list(a_ticket()).will_list()
        with_labels(vendor).will_list(a_company(name=name))
        assert walk.page(MINE, "tickets").items[0].name == name
        vendor.will_list(a_ticket()).will_list()
        assert walk.page(MINE, "tickets").items[0].name == name


def test_a_stage_goes_on_behind_its_last_row(vendor, walk):
    code = {"id": 3, "name": "Training", "isActive": True, "useType": 3}
    vendor.will_list(code, following="more").will_list()
    assert walk.page(MINE, None).next_page == "charge_codes:3"
    assert walk.page(MINE, "charge_codes:3").next_page == "tickets"
    assert vendor.asked[1].body["filter"][-1] == {"op": "gt", "field": "id", "value": 3}
