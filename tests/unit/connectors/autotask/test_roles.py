from dataclasses import replace

import pytest

from psa_sync.connectors.autotask import menus
from psa_sync.domain.errors import RejectedError, TransientError
from tests.unit.connectors.autotask.stories import a_draft


def a_ticket(**changes):
    return {"id": 35754, "assignedResourceID": None, "assignedResourceRoleID": None} | changes


def a_person(**changes):
    return {"item": {"id": 29682885, "defaultServiceDeskRoleID": None} | changes}


def a_desk_role(number, role_id, *, default=False):
    row = {"id": number, "resourceID": 29682885, "roleID": role_id}
    return row | {"isActive": True, "isDefault": default}


def a_held_role(number, role_id, *, active=True):
    return {"id": number, "resourceID": 29682885, "roleID": role_id, "isActive": active}


def posted_role(vendor):
    return vendor.asked[-1].body["roleID"]


def books_without_a_role(connector):
    return connector.create(a_draft(work_role_id=None))


def test_the_assignee_works_in_the_role_of_the_assignment(vendor, connector):
    vendor.will_list(a_ticket(assignedResourceID=29682885, assignedResourceRoleID=71))
    vendor.will_answer(200, {"itemId": 1})
    books_without_a_role(connector)
    assert posted_role(vendor) == 71


def test_a_second_person_works_in_the_role_given_there(vendor, connector):
    vendor.will_list(a_ticket(assignedResourceID=5, assignedResourceRoleID=71))
    vendor.will_list({"id": 1, "ticketID": 35754, "resourceID": 29682885, "roleID": 72})
    vendor.will_answer(200, {"itemId": 1})
    books_without_a_role(connector)
    assert posted_role(vendor) == 72


def test_others_work_in_their_usual_role(vendor, connector):
    vendor.will_list(a_ticket()).will_list().will_answer(200, a_person(defaultServiceDeskRoleID=73))
    vendor.will_answer(200, {"itemId": 1})
    books_without_a_role(connector)
    assert posted_role(vendor) == 73


@pytest.mark.parametrize(
    ("desk", "held", "role"),
    [
        ([a_desk_role(1, 74), a_desk_role(2, 75, default=True)], None, 75),
        ([a_desk_role(1, 74), a_desk_role(2, 74)], None, 74),
        ([], [a_held_role(1, 76), a_held_role(2, 76), a_held_role(3, 110)], 76),
        ([], [a_held_role(1, 76), a_held_role(2, 77, active=False)], 76),
    ],
)
def test_the_usual_role_is_the_marked_or_the_only_one(vendor, connector, desk, held, role):
    vendor.will_list(a_ticket()).will_list().will_answer(200, a_person()).will_list(*desk)
    if held is not None:
        vendor.will_list(*held)
    vendor.will_answer(200, {"itemId": 1})
    books_without_a_role(connector)
    assert posted_role(vendor) == role


@pytest.mark.parametrize(
    ("desk", "held"),
    [
        ([a_desk_role(1, 74), a_desk_role(2, 75)], None),
        ([], [a_held_role(1, 76), a_held_role(2, 77)]),
        ([], [a_held_role(1, 112)]),
    ],
)
def test_a_role_is_never_guessed(vendor, connector, desk, held):
    vendor.will_list(a_ticket()).will_list().will_answer(200, a_person()).will_list(*desk)
    if held is not None:
        vendor.will_list(*held)
    vendor.will_list(a_ticket())
    with pytest.raises(RejectedError) as refused:
        books_without_a_role(connector)
    assert refused.value.code == "work_role_invalid"
    assert refused.value.vendor_words.startswith("Paul Pierce without a role on ticket")
    assert "/Z/v1.0/TimeEntries" not in [asked.path for asked in vendor.asked]


def test_a_task_takes_time_in_the_role_of_the_assignment_only(vendor, connector):
    task = {"id": 8, "assignedResourceID": 5, "assignedResourceRoleID": 71}
    vendor.will_list(task).will_list({"id": 1, "taskID": 8, "resourceID": 29682885, "roleID": 72})
    vendor.will_answer(200, {"itemId": 1})
    connector.create(a_draft(work_item_id="autotask:task:8", work_role_id=None))
    assert posted_role(vendor) == 72
    vendor.will_list(task | {"id": 9}).will_list().will_list(task | {"id": 9, "taskNumber": "T9"})
    with pytest.raises(RejectedError) as refused:
        connector.create(a_draft(work_item_id="autotask:task:9", work_role_id=None))
    assert refused.value.code == "work_item_unassigned"
    assert refused.value.vendor_words.startswith("Paul Pierce without a role on task T9: ")
    assert refused.value.place == menus.PROJECT_PLAN


def books_with_the_usual_role(connector, usual, **changes):
    draft = a_draft(work_role_id=None, **changes)
    return connector.create(replace(draft, usual_role_id=usual))


@pytest.mark.parametrize(
    ("desk", "held"),
    [([a_desk_role(1, 74), a_desk_role(2, 75)], None), ([], [a_held_role(1, 75)])],
)
def test_the_connections_usual_role_goes_before_the_tickets_where_the_person_holds_it(
    vendor, connector, desk, held
):
    vendor.will_list(*desk)
    if held is not None:
        vendor.will_list(*held)
    vendor.will_answer(200, {"itemId": 1})
    books_with_the_usual_role(connector, "75")
    assert posted_role(vendor) == 75


def test_a_usual_role_that_the_person_does_not_hold_gives_way_to_the_tickets(vendor, connector):
    vendor.will_list(a_desk_role(1, 74))
    vendor.will_list(a_ticket(assignedResourceID=29682885, assignedResourceRoleID=71))
    vendor.will_answer(200, {"itemId": 1})
    books_with_the_usual_role(connector, "75")
    assert posted_role(vendor) == 71


def test_a_usual_role_says_nothing_on_a_task(vendor, connector):
    vendor.will_list({"id": 8, "assignedResourceID": 29682885, "assignedResourceRoleID": 71})
    vendor.will_answer(200, {"itemId": 1})
    books_with_the_usual_role(connector, "75", work_item_id="autotask:task:8")
    assert posted_role(vendor) == 71


def test_a_ticket_that_autotask_does_not_show_is_missing(vendor, connector):
    vendor.will_list()
    with pytest.raises(RejectedError) as refused:
        books_without_a_role(connector)
    assert refused.value.code == "work_item_missing"


def test_regular_time_needs_no_role(vendor, connector):
    vendor.will_list({"id": 4, "isNonBillable": True}).will_answer(200, {"itemId": 1})
    connector.create(a_draft(work_item_id="autotask:charge_code:3", work_role_id=None))
    assert "roleID" not in vendor.asked[1].body
    assert vendor.asked[1].body["internalBillingCodeID"] == 3


def test_a_role_is_remembered_for_a_while_and_not_longer(vendor, connector, clock):
    mine = a_ticket(assignedResourceID=29682885, assignedResourceRoleID=71)
    vendor.will_list(mine).will_answer(200, {"itemId": 1}).will_answer(200, {"itemId": 2})
    books_without_a_role(connector)
    books_without_a_role(connector)
    assert len(vendor.asked) == 3
    clock.advance(seconds=301)
    vendor.will_list(mine | {"assignedResourceRoleID": 79}).will_answer(200, {"itemId": 3})
    books_without_a_role(connector)
    assert posted_role(vendor) == 79


def test_a_refused_role_is_looked_up_again(vendor, connector):
    mine = a_ticket(assignedResourceID=29682885, assignedResourceRoleID=71)
    vendor.will_list(mine)
    vendor.will_answer(500, {"errors": ["This roleID is not valid for this Task and Resource"]})
    vendor.will_list({"id": 71, "name": "Level 2"}).will_list(mine)
    with pytest.raises(RejectedError):
        books_without_a_role(connector)
    vendor.will_list(mine | {"assignedResourceRoleID": 78}).will_answer(200, {"itemId": 3})
    books_without_a_role(connector)
    assert posted_role(vendor) == 78


def test_a_right_that_is_missing_for_the_lookup_keeps_the_entry_waiting(vendor, connector):
    words = "The logged in Resource does not have the adequate permissions to query this entity."
    vendor.will_answer(500, {"errors": [words]})
    with pytest.raises(TransientError) as refused:
        books_without_a_role(connector)
    assert refused.value.code == "permission_missing"


def test_a_refusal_that_has_nothing_to_do_with_roles_keeps_the_role(vendor, connector):
    vendor.will_list(a_ticket(assignedResourceID=29682885, assignedResourceRoleID=71))
    vendor.will_answer(500, {"errors": ["The entry was posted."]}).will_answer(200, {"itemId": 1})
    with pytest.raises(RejectedError):
        books_without_a_role(connector)
    books_without_a_role(connector)
    assert len(vendor.asked) == 3
