from dataclasses import replace

import pytest

from psa_sync.connectors.autotask.connector import SPEC
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.ports import Written
from tests.builders import NOW
from tests.unit.connectors.autotask.simulated_tenant import pages_of
from tests.unit.connectors.autotask.stories import PAUL, a_draft, vendor_row

TARGET = frozenset({Group.TARGET})
NOT_BILLED = {"id": 3, "isNonBillable": True}
GONE = {"errors": ["No message. No matching records found."]}


def test_an_entry_is_posted_under_the_persons_name_without_impersonation(vendor, connector):
    vendor.will_answer(200, {"itemId": 987651})
    assert connector.create(a_draft()) == Written("987651", None)
    (post,) = vendor.asked
    assert (post.method, post.path) == ("POST", "/Z/v1.0/TimeEntries")
    assert post.body["resourceID"] == 29682885
    assert post.body["hoursWorked"] == 1.5
    assert "ImpersonationResourceId" not in post.headers


def test_only_what_changed_is_patched_with_the_id_in_the_body(vendor, connector):
    vendor.will_answer(200, {"itemId": 987651})
    written = connector.update("987651", a_draft(), frozenset({Group.NOTES}))
    assert written == Written("987651", None)
    (patch,) = vendor.asked
    assert (patch.method, patch.path) == ("PATCH", "/Z/v1.0/TimeEntries")
    assert set(patch.body) == {"id", "summaryNotes", "internalNotes"}


def test_nothing_is_sent_where_the_choice_is_left_to_autotask(vendor, connector):
    draft = a_draft(billable=Billable.DEFAULT)
    assert connector.update("5", draft, frozenset({Group.BILLABLE})) == Written("5", None)
    assert vendor.asked == []


def test_time_moves_between_tickets_but_not_to_a_task(vendor, connector):
    vendor.will_answer(200, {"item": vendor_row()}).will_answer(200, {"itemId": 987651})
    connector.update("987651", a_draft(work_item_id="autotask:ticket:9"), TARGET)
    assert vendor.asked[-1].body == {"id": 987651, "ticketID": 9, "roleID": 29683355}
    vendor.will_answer(200, {"item": vendor_row()})
    with pytest.raises(RejectedError, match="delete the entry") as refused:
        connector.update("987651", a_draft(work_item_id="autotask:task:9"), TARGET)
    assert refused.value.code == "work_item_kind_fixed"


def test_another_work_type_leaves_ticket_and_role_alone(vendor, connector):
    vendor.will_answer(200, {"item": vendor_row()}).will_answer(200, {"itemId": 987651})
    connector.update("987651", a_draft(work_type_id="12", work_role_id=None), TARGET)
    assert vendor.asked[-1].body == {"id": 987651, "billingCodeID": 12}


def test_a_change_that_is_confirmed_for_another_row_is_in_doubt(vendor, connector):
    vendor.will_answer(200, {"itemId": 4})
    with pytest.raises(InDoubtError):
        connector.update("987651", a_draft(), frozenset({Group.NOTES}))


def test_a_row_that_is_gone_counts_as_removed_once_autotask_shows_others(vendor, connector):
    vendor.will_answer(500, GONE).will_answer(200, {"item": None}).will_list(NOT_BILLED)
    connector.delete("987651")
    assert [asked.method for asked in vendor.asked] == ["DELETE", "GET", "POST"]


def test_a_row_that_we_may_not_touch_is_not_gone(vendor, connector):
    vendor.will_answer(500, GONE).will_answer(200, {"item": vendor_row()})
    with pytest.raises(RejectedError) as refused:
        connector.delete("987651")
    assert refused.value.code == "permission_missing"


def test_a_change_to_a_row_that_is_gone_says_so(vendor, connector):
    vendor.will_answer(500, GONE).will_answer(200, {"item": None}).will_list(NOT_BILLED)
    with pytest.raises(MissingError):
        connector.update("987651", a_draft(), frozenset({Group.NOTES}))


def test_silence_is_not_absence_for_a_user_who_sees_nothing(vendor, connector):
    vendor.will_answer(200, {"item": None}).will_list().will_list()
    vendor.will_answer(200, {"info": {"canQuery": False}})
    with pytest.raises(TransientError) as refused:
        connector.read("987651", PAUL)
    assert refused.value.code == "permission_missing"


def test_a_row_is_not_called_gone_where_no_time_is_seen_that_is_not_billed(vendor, connector):
    for listed in ([vendor_row()], []):
        vendor.will_answer(200, {"item": None}).will_list().will_list(*listed)
        if not listed:
            vendor.will_answer(200, {"info": {"canQuery": True}})
        with pytest.raises(TransientError) as refused:
            connector.read("987651", PAUL)
        assert refused.value.code == "permission_missing"
        assert "non-billable" in str(refused.value)
    assert vendor.script == []


def test_whether_time_that_is_not_billed_is_seen_is_asked_for_each_row_that_is_missing(
    vendor, connector
):
    for seen in (True, False):
        vendor.will_answer(200, {"item": None}).will_list(*[NOT_BILLED] * seen)
        if not seen:
            vendor.will_list(vendor_row())
        with pytest.raises(MissingError if seen else TransientError):
            connector.read("987651", PAUL)


def test_rows_that_are_not_billed_are_made_for_a_few_minutes_without_looking_again(
    vendor, connector, clock
):
    free = a_draft(billable=Billable.NO_CHARGE)
    vendor.will_list(NOT_BILLED).will_answer(200, {"itemId": 5}).will_answer(200, {"itemId": 6})
    assert [connector.create(free).psa_id for _ in range(2)] == ["5", "6"]
    clock.advance(300)
    vendor.will_list()
    with pytest.raises(TransientError):
        connector.create(free)


@pytest.mark.parametrize(
    "changes",
    [
        {"billable": Billable.NO_CHARGE},
        {"billable": Billable.DO_NOT_BILL},
        {"work_item_id": "autotask:charge_code:3"},
    ],
)
def test_no_row_is_made_that_we_could_not_see_again(vendor, connector, changes):
    vendor.will_list()
    with pytest.raises(TransientError) as refused:
        connector.create(a_draft(**changes))
    assert refused.value.code == "permission_missing"
    vendor.will_list(NOT_BILLED).will_answer(200, {"itemId": 5})
    assert connector.create(a_draft(**changes)).psa_id == "5"


def test_no_row_becomes_one_that_we_could_not_see_again(vendor, connector):
    free = a_draft(billable=Billable.NO_CHARGE)
    vendor.will_list()
    with pytest.raises(TransientError):
        connector.update("5", free, frozenset({Group.BILLABLE}))
    assert [asked.method for asked in vendor.asked] == ["POST"]
    vendor.will_answer(200, {"itemId": 5})
    connector.update("5", free, frozenset({Group.NOTES}))


@pytest.mark.parametrize("may", [True, False])
def test_an_empty_list_is_believed_only_of_a_user_who_may_see(vendor, connector, may):
    reads = (
        lambda: connector.rows_of_days(PAUL, NOW.date(), NOW.date(), None),
        lambda: connector.changed_rows([PAUL], None, NOW, None),
    )
    for read in reads:
        vendor.will_list().will_list().will_answer(200, {"info": {"canQuery": may}})
        if may:
            assert read().rows == ()
            continue
        with pytest.raises(TransientError) as refused:
            read()
        assert refused.value.code == "permission_missing"


def test_a_row_whose_time_is_none_is_not_believed(vendor, connector):
    vendor.will_answer(200, {"item": vendor_row(startDateTime="yesterday")})
    with pytest.raises(TransientError) as refused:
        connector.read("987651", PAUL)
    assert refused.value.code == "psa_answer_senseless"


def test_changes_are_asked_for_people_in_groups_with_the_overlap_taken_back(vendor, connector):
    people = [replace(PAUL, id=str(n)) for n in range(1000, 1250)]
    first, second = vendor_row(id=1, resourceID=1000), vendor_row(id=2, resourceID=1249)
    later = "2025-03-04T15:40:00.5Z"
    vendor.will_list(first, following="more").will_list()
    vendor.will_list(second | {"lastModifiedDateTime": later})
    since = "2025-03-04T15:31:02Z"
    pages = list(pages_of(lambda p: connector.changed_rows(people, since, NOW, p)))
    assert [row.psa_id for found in pages for row in found.rows] == ["1", "2"]
    assert [found.newest for found in pages] == [since, None, later]
    wheres = [asked.body["filter"] for asked in vendor.asked]
    assert {where[0]["value"] for where in wheres} == {"2025-03-04T15:16:02Z"}
    assert [len(where[1]["value"]) for where in wheres] == [200, 200, 50]
    assert wheres[1][2] == {"op": "gt", "field": "id", "value": 1}


def test_changes_of_nobody_are_none(vendor, connector):
    found = connector.changed_rows([], None, NOW, None)
    assert (found.rows, found.next_page, found.newest) == ((), None, None)


def test_the_first_look_goes_one_day_back(vendor, connector):
    vendor.will_list().will_list(vendor_row())
    connector.changed_rows([PAUL], None, NOW, None)
    assert vendor.asked[0].body["filter"][0]["value"] == "2025-03-03T12:00:00Z"


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ({"userName": " ", "secret": "s"}, "API user name"),
        ({"userName": "u"}, "Secret"),
        ({"userName": "u", "secret": "pass\u2019word"}, "Secret"),
        ({"userName": "u", "secret": "s\x00"}, "Secret"),
        ({"userName": "u", "secret": "s"}, "Integration code"),
    ],
)
def test_a_field_that_cannot_be_a_key_is_named(credentials, words, clock):
    environment = ConnectorEnvironment(
        policy=HttpPolicy(allowed_hosts=()), defaults={}, autotask_zone_urls=(), clock=clock
    )
    with pytest.raises(CredentialsError, match=words):
        SPEC.connect(credentials, None, environment)


def test_the_form_asks_for_what_the_help_page_names_and_hides_what_is_secret():
    assert SPEC.form["required"] == ["userName", "secret"]
    assert set(SPEC.secret_fields) < set(SPEC.form["properties"])
    for field in SPEC.form["properties"].values():
        assert field["title"]
        assert field["description"]
