from datetime import timedelta

import pytest

from psa_sync.connectors.autotask.query import timestamp
from psa_sync.connectors.autotask.work_items import WorkItemWalk
from psa_sync.domain.work_item import Assigned
from tests.builders import NOW
from tests.unit.connectors.autotask.simulated_tenant import pages_of
from tests.unit.connectors.autotask.stories import PAUL

ME = 29682885
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
    vendor.will_list(a_task())
    with_labels(vendor)
    vendor.will_list(a_phase(22, 21)).will_list(a_phase(21)).will_list(a_project())
    with_labels(vendor).will_list(a_company())
    *parents, task = walk.page(PAUL, "tasks").items
    assert [item.id for item in parents] == [
        "autotask:company:0",
        "autotask:project:3",
        "autotask:phase:21",
        "autotask:phase:22",
    ]
    assert task.path == ("Alpine IT Services", "Move", "Phase 21", "Phase 22")
    assert (task.parent_id, task.status, task.work_role_id) == ("autotask:phase:22", "New", "7")


def test_phases_in_a_ring_do_not_go_on_for_ever(vendor, walk):
    vendor.will_list(a_task())
    with_labels(vendor).will_list(a_phase(22, 21)).will_list(a_phase(21, 22))
    vendor.will_list(a_project())
    with_labels(vendor).will_list(a_company())
    assert walk.page(PAUL, "tasks").items[-1].id == "autotask:task:8"


def test_a_phase_or_project_that_is_hidden_is_asked_for_once_and_left_out(vendor, walk):
    vendor.will_list(a_task(), a_task(9, projectID=4, phaseID=None))
    with_labels(vendor).will_list(a_phase(22, 21)).will_list().will_list(a_project())
    with_labels(vendor).will_list(a_company())
    *_, phase, task, orphan = walk.page(PAUL, "tasks").items
    assert (phase.path, phase.parent_id) == (("Alpine IT Services", "Move"), "autotask:project:3")
    assert task.path == ("Alpine IT Services", "Move", "Phase 22")
    assert (orphan.path, orphan.parent_id, orphan.bookable) == ((), None, True)


@pytest.mark.parametrize("kind", [3, 8])
def test_templates_and_baselines_are_not_work(vendor, walk, kind):
    vendor.will_list(a_task(phaseID=None))
    with_labels(vendor).will_list(a_project(projectType=kind))
    with_labels(vendor).will_list(a_company())
    assert [item.kind.value for item in walk.page(PAUL, "tasks").items] == ["company", "project"]


def test_a_ticket_whose_company_is_hidden_stands_alone(vendor, walk):
    vendor.will_list(a_ticket(status=44))
    with_labels(vendor).will_list()
    (ticket,) = walk.page(PAUL, "tickets").items
    assert (ticket.path, ticket.parent_id, ticket.status) == ((), None, "44")


def test_a_ticket_of_a_project_stands_below_it(vendor, walk):
    vendor.will_list(a_ticket(projectID=3))
    with_labels(vendor).will_list(a_project(status=None))
    with_labels(vendor).will_list(a_company())
    ticket = walk.page(PAUL, "tickets").items[-1]
    assert (ticket.path, ticket.parent_id) == (("Alpine IT Services", "Move"), "autotask:project:3")


@pytest.mark.parametrize(
    ("changes", "bookable"),
    [
        ({}, True),
        ({"status": 5, "completedDate": timestamp(NOW)}, False),
        ({"status": 29, "completedDate": timestamp(NOW - timedelta(days=13))}, False),
    ],
)
def test_completed_work_takes_no_time_but_is_shown_for_a_while(vendor, walk, changes, bookable):
    vendor.will_list(a_ticket(**changes))
    with_labels(vendor).will_list(a_company())
    ticket = walk.page(PAUL, "tickets").items[-1]
    assert ticket.bookable is bookable
    assert (ticket.not_bookable_reason is None) is bookable


def test_a_person_who_is_primary_too_has_the_primary_role(vendor, walk):
    links = [
        {"id": 1, "ticketID": 35754, "resourceID": ME, "roleID": 9},
        {"id": 2, "ticketID": 35755, "resourceID": ME, "roleID": 9},
    ]
    vendor.will_list(*links)
    vendor.will_list(a_ticket(), a_ticket(35755, assignedResourceID=4))
    with_labels(vendor).will_list(a_company())
    *_, first, second = walk.page(PAUL, "tickets_secondary").items
    assert (first.assigned, first.work_role_id) == (Assigned.PRIMARY, "7")
    assert (second.assigned, second.work_role_id) == (Assigned.SECONDARY, "9")


def test_the_walk_goes_through_all_stages_and_ends(vendor, walk):
    for _ in range(5):
        vendor.will_list()
    pages = list(pages_of(lambda page: walk.page(PAUL, page)))
    assert [page.next_page for page in pages] == [
        "tickets",
        "tickets_secondary",
        "tasks",
        "tasks_secondary",
        None,
    ]
    assert [asked.path.split("/")[3] for asked in vendor.asked] == [
        "BillingCodes",
        "Tickets",
        "TicketSecondaryResources",
        "Tasks",
        "TaskSecondaryResources",
    ]


def test_a_stage_goes_on_behind_its_last_row(vendor, walk):
    code = {"id": 3, "name": "Training", "isActive": True, "useType": 3}
    vendor.will_list(code, following="more").will_list()
    assert walk.page(PAUL, None).next_page == "charge_codes:3"
    assert walk.page(PAUL, "charge_codes:3").next_page == "tickets"
    assert vendor.asked[1].body["filter"][-1] == {"op": "gt", "field": "id", "value": 3}
