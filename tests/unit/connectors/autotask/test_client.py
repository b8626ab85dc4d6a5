import pytest

from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import Company, Ticket, TimeEntry
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from tests.unit.connectors.autotask.scripted_vendor import KEY
from tests.unit.connectors.autotask.stories import a_row, vendor_row

PAULS = Query(TimeEntry, (Clause("resource_id", Operator.EQUALS, 29682885),))
A_BODY = {"resourceID": 29682885}


def senseless(error):
    return error.value.code == "psa_answer_senseless"


def test_the_zone_is_found_before_the_first_call_and_only_then_gets_the_key(vendor):
    vendor.will_tell_zone().will_list(vendor_row())
    assert vendor.client(endpoint=None).page(PAULS).items == (a_row(),)
    discovery, query = vendor.asked
    assert discovery.path == "/zone0?user=api%40tenant.example"
    assert not {"Secret", "ApiIntegrationCode", "UserName"} & set(discovery.headers)
    assert query.path == "/Z/v1.0/TimeEntries/query"
    assert query.headers["Secret"] == KEY.secret
    assert query.headers["ApiIntegrationCode"] == KEY.integration_code


def test_the_first_zone_address_that_knows_the_user_decides(vendor):
    vendor.will_answer(500, {"errors": ["unknown user"]}).will_answer(503).will_tell_zone(ci=9)
    assert vendor.client(endpoint=None, zones=4).discover().ci == 9
    assert [asked.path[:6] for asked in vendor.asked] == ["/zone0", "/zone1", "/zone2"]


def test_a_user_name_that_no_zone_knows_is_named_as_the_field_to_look_at(vendor):
    vendor.will_answer(500, {"Message": "no"}).will_answer(200, {"url": None})
    with pytest.raises(CredentialsError, match="API user name"):
        vendor.client(endpoint=None, zones=2).discover()


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"<html>"), (503, b""), (404, {}), (200, b"[]"), (200, b"{"), (302, b"")],
)
def test_a_zone_address_that_is_out_of_order_says_nothing_about_the_user(vendor, status, body):
    vendor.will_answer(500, {"errors": ["unknown"]}).will_answer(status, body)
    with pytest.raises(TransientError):
        vendor.client(endpoint=None, zones=2).discover()


@pytest.mark.parametrize(
    "url", ["https://evil.example/Z/", "http://127.0.0.1:1/Z/", "ftp://127.0.0.1/", "Z", "http://["]
)
def test_the_key_never_goes_to_a_zone_outside_the_allow_list(vendor, url):
    vendor.will_tell_zone(url)
    with pytest.raises(TransientError) as refused:
        vendor.client(endpoint=None).page(PAULS)
    assert senseless(refused)
    assert len(vendor.asked) == 1


def test_a_refused_key_is_tried_once_and_never_again(vendor):
    client = vendor.client()
    vendor.will_answer(401).will_tell_zone()
    for _ in range(3):
        with pytest.raises(CredentialsError, match="Secret"):
            client.page(PAULS)
    assert [asked.method for asked in vendor.asked] == ["POST", "GET"]


def test_a_key_is_not_called_refused_while_discovery_is_silent(vendor):
    vendor.will_answer(401).will_answer(503)
    with pytest.raises(TransientError):
        vendor.client().page(PAULS)


def test_a_tenant_that_moved_is_found_again_and_the_write_sent_once_more(vendor):
    vendor.will_answer(401)
    vendor.will_tell_zone(vendor.url.replace("127.0.0.1", "localhost") + "/Z/")
    vendor.will_answer(200, {"itemId": 5})
    client = vendor.client(hosts=("localhost",))
    assert client.write("POST", "TimeEntries", A_BODY) == 5
    assert [asked.headers["Host"].partition(":")[0] for asked in vendor.asked] == [
        "127.0.0.1",
        "127.0.0.1",
        "localhost",
    ]
    assert vendor.moves == [vendor.url.replace("127.0.0.1", "localhost") + "/Z/"]


def test_a_key_that_the_new_zone_refuses_too_stops_everything(vendor):
    vendor.will_answer(401).will_tell_zone(vendor.url.replace("127.0.0.1", "localhost") + "/Z/")
    vendor.will_answer(401)
    client = vendor.client(hosts=("localhost",))
    for _ in range(2):
        with pytest.raises(CredentialsError):
            client.page(PAULS)
    assert len(vendor.asked) == 3
    assert vendor.moves == []


def test_a_former_zone_that_cannot_be_reached_any_more_is_left(vendor):
    here = vendor.url + "/Z/"
    vendor.will_tell_zone(here).will_list(vendor_row())
    client = vendor.client(endpoint="http://localhost:1/Z/", hosts=("localhost:1",))
    assert client.page(PAULS).items
    assert vendor.moves == [here]
    assert [asked.method for asked in vendor.asked] == ["GET", "POST"]


def test_a_write_to_a_zone_that_cannot_be_reached_goes_to_the_new_one_at_its_next_turn(vendor):
    here = vendor.url + "/Z/"
    vendor.will_tell_zone(here)
    client = vendor.client(endpoint="http://localhost:1/Z/", hosts=("localhost:1",))
    with pytest.raises(TransientError):
        client.write("POST", "TimeEntries", A_BODY)
    assert vendor.moves == []
    vendor.will_answer(200, {"itemId": 5}).will_answer(200, {"itemId": 6})
    assert client.write("POST", "TimeEntries", A_BODY) == 5
    assert client.write("POST", "TimeEntries", A_BODY) == 6
    assert vendor.moves == [here]


@pytest.mark.parametrize("discovery", [503, 500])
def test_an_outage_of_the_zone_is_no_move(vendor, discovery):
    closed = "http://localhost:1/Z/"
    client = vendor.client(endpoint=closed, hosts=("localhost:1",))
    vendor.will_answer(discovery, {"errors": ["who?"]})
    for _ in range(2):
        with pytest.raises(TransientError) as caught:
            client.page(PAULS)
        assert caught.value.code == "psa_unreachable"
    vendor.will_tell_zone(closed)
    other = vendor.client(endpoint=closed, hosts=("localhost:1",))
    with pytest.raises(TransientError):
        other.page(PAULS)
    assert len(vendor.asked) == 2
    assert vendor.moves == []


def test_pages_follow_each_other_by_id(vendor):
    pair = Query(TimeEntry, PAULS.where, rows=2)
    vendor.will_list(vendor_row(id=1), vendor_row(id=4)).will_list(vendor_row(id=9))
    assert [row.id for row in vendor.client().rows(pair)] == [1, 4, 9]
    first, second = vendor.asked
    assert first.body["filter"] == [{"op": "eq", "field": "resourceID", "value": 29682885}]
    assert second.body["filter"][-1] == {"op": "gt", "field": "id", "value": 4}


def test_a_short_page_with_a_following_one_is_not_the_end(vendor):
    vendor.will_list(vendor_row(id=1), following="https://x/next").will_list(vendor_row(id=2))
    assert [row.id for row in vendor.client().rows(PAULS)] == [1, 2]


def test_the_msp_itself_has_the_id_zero_and_is_a_company_like_any_other(vendor):
    vendor.will_list({"id": 0, "companyName": "Alpine", "companyNumber": None, "isActive": True})
    every = Query(Company, (Clause("id", Operator.AT_LEAST, 0),))
    assert [row.company_name for row in vendor.client().rows(every)] == ["Alpine"]


def test_a_dropped_filter_is_noticed_before_a_single_row_is_believed(vendor):
    vendor.will_list(vendor_row(id=1), vendor_row(id=2, resourceID=666))
    with pytest.raises(TransientError, match="not asked for") as refused:
        vendor.client().page(PAULS)
    assert senseless(refused)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"items": [',
        {"items": []},
        {"pageDetails": {}},
        {"items": None, "pageDetails": {"count": 0}},
        {"items": [], "pageDetails": None},
        {"items": [{"id": "x"}], "pageDetails": {"count": 1}},
        {"items": [vendor_row(hoursWorked="many")], "pageDetails": {"count": 1}},
        {"items": [vendor_row(resourceID=None)], "pageDetails": {"count": 1}},
        {"items": [vendor_row(id=3), vendor_row(id=2)], "pageDetails": {"count": 2}},
        {"items": [vendor_row(id=3), vendor_row(id=3)], "pageDetails": {"count": 2}},
        {"items": [vendor_row()], "pageDetails": {"count": 2}},
    ],
)
def test_a_list_that_makes_no_sense_is_no_list(vendor, body):
    vendor.will_answer(200, body)
    with pytest.raises(TransientError) as refused:
        vendor.client().page(PAULS)
    assert senseless(refused)


def test_names_may_come_in_any_case(vendor):
    ticket = {"ID": 8, "Title": "Printer", "assignedResourceroleID": 77, "Status": 1}
    vendor.will_answer(200, {"Items": [ticket], "PageDetails": {"Count": 1}})
    found = vendor.client().page(Query(Ticket, (Clause("id", Operator.EQUALS, 8),)))
    assert found.items[0].assigned_resource_role_id == 77
    assert found.items[0].title == "Printer"


def test_one_row_is_read_by_id(vendor):
    vendor.will_answer(200, {"item": vendor_row()}).will_answer(200, {"item": None})
    client = vendor.client()
    assert client.item(TimeEntry, 987651) == a_row()
    assert client.item(TimeEntry, 987651) is None


@pytest.mark.parametrize("body", [b"", {}, {"item": []}, {"item": vendor_row(id=1)}, b"null"])
def test_a_row_that_makes_no_sense_is_not_a_missing_one(vendor, body):
    vendor.will_answer(200, body)
    with pytest.raises(TransientError) as refused:
        vendor.client().item(TimeEntry, 987651)
    assert senseless(refused)


def test_the_metadata_is_read(vendor):
    vendor.will_answer(200, {"info": {"name": "TimeEntry", "canCreate": True, "canDelete": False}})
    status = [{"value": "5", "label": "Complete"}, {"value": "x"}, {"value": "1", "label": None}]
    fields = [{"name": "title"}, {"name": "Status", "picklistValues": status}]
    vendor.will_answer(200, {"fields": fields})
    client = vendor.client()
    rights = client.information(TimeEntry)
    assert (rights.can_query, rights.can_create, rights.can_delete) == (None, True, False)
    assert client.labels(Ticket, "status") == {5: "Complete", 1: ""}


@pytest.mark.parametrize("body", [b"", {}, {"info": 1, "fields": 1}])
def test_metadata_that_makes_no_sense_is_not_believed(vendor, body):
    vendor.will_answer(200, body).will_answer(200, body)
    client = vendor.client()
    with pytest.raises(TransientError):
        client.information(TimeEntry)
    with pytest.raises(TransientError):
        client.labels(Ticket, "status")


@pytest.mark.parametrize(
    "body", [b"", b"{", {}, {"itemId": None}, {"itemId": 0}, {"itemId": True}, {"itemId": "5"}, []]
)
def test_a_write_without_an_id_in_the_answer_is_in_doubt(vendor, body):
    vendor.will_answer(200, body)
    with pytest.raises(InDoubtError):
        vendor.client().write("POST", "TimeEntries", A_BODY)


def test_a_refused_write_was_not_made(vendor):
    vendor.will_answer(500, {"errors": ["This roleID is not valid for this Task and Resource"]})
    with pytest.raises(RejectedError) as refused:
        vendor.client().write("POST", "TimeEntries", A_BODY)
    assert refused.value.code == "work_item_unassigned"
    assert len(vendor.asked) == 1


def test_a_write_that_got_no_answer_is_in_doubt_and_not_repeated(vendor):
    vendor.will_answer(502, b"<html>")
    with pytest.raises(InDoubtError):
        vendor.client().write("PATCH", "TimeEntries", A_BODY)
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(("status", "body"), [(200, {"itemId": 5}), (200, b""), (204, b"")])
def test_a_row_is_removed(vendor, status, body):
    vendor.will_answer(status, body)
    vendor.client().remove("TimeEntries/5")
    assert (vendor.asked[0].method, vendor.asked[0].path) == ("DELETE", "/Z/v1.0/TimeEntries/5")


def test_a_removal_answered_with_a_page_of_somebody_else_is_in_doubt(vendor):
    vendor.will_answer(200, b"<html>please log in</html>")
    with pytest.raises(InDoubtError):
        vendor.client().remove("TimeEntries/5")


def test_a_removal_of_nothing_is_told_apart(vendor):
    vendor.will_answer(500, {"errors": ["No message. No matching records found."]})
    with pytest.raises(MissingError):
        vendor.client().remove("TimeEntries/5")
