import re

import pytest
import requests

from tests.simulators.connectwise.psa import FORWARD_ONLY

TICKETS = "/service/tickets"


def links(answer):
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", ""))
    return {name: url for url, name in found}


def test_a_page_is_25_rows_and_at_most_1000(psa):
    assert len(psa.get(TICKETS)) == 25
    assert len(psa.get("/time/entries", pageSize=5000)) == 1000


def test_links_lead_through_all_pages_and_back(psa):
    answer = psa.call("GET", TICKETS, params={"pageSize": 100, "fields": "id"})
    seen = [row["id"] for row in answer.json()]
    while url := links(answer).get("next"):
        answer = psa.session.get(url, timeout=10)
        seen += [row["id"] for row in answer.json()]
    assert seen == psa.ids(TICKETS)
    assert links(answer).keys() == {"first", "prev"}
    first = psa.call("GET", TICKETS, params={"pageSize": 100})
    assert links(first).keys() == {"next", "last"}
    assert "page=3" in links(first)["last"]


def test_beyond_the_last_page_is_an_empty_list(psa):
    assert psa.get(TICKETS, page=99) == []


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"pageSize": "-1"}])
def test_page_numbers_that_are_none(psa, query):
    psa.get(TICKETS, 400, **query)


def test_links_may_name_another_host(psa, quirk):
    quirk("links_name_another_host")
    answer = psa.call("GET", TICKETS)
    assert links(answer)["next"].startswith("https://na.myconnectwise.net/v2026_1/apis/3.0/")


def test_forward_only_walks_by_id_and_ends_with_an_empty_link(psa):
    answer = psa.call("GET", TICKETS, headers=FORWARD_ONLY, params={"pageSize": 120})
    seen = [row["id"] for row in answer.json()]
    while url := links(answer).get("next"):
        assert f"pageId={seen[-1]}" in url
        answer = psa.session.get(url, headers=FORWARD_ONLY, timeout=10)
        seen += [row["id"] for row in answer.json()]
    assert answer.headers["Link"] == ""
    assert seen == psa.ids(TICKETS)


def test_forward_only_keeps_the_filter_and_ignores_page_and_order(psa, quirk):
    query = {"conditions": "closedFlag=true", "orderBy": "id desc", "page": 7, "pageSize": 10}
    rows = psa.get(TICKETS, headers=FORWARD_ONLY, **query)
    assert [row["id"] for row in rows] == psa.ids(TICKETS, conditions="closedFlag=true")[:10]
    quirk("forward_only_refuses_order_by")
    psa.get(TICKETS, 400, headers=FORWARD_ONLY, **query)


def test_a_row_made_meanwhile_never_shifts_a_forward_only_walk(psa):
    condition = 'internalNotes="walk"'
    before = [psa.enters(internalNotes="walk")["id"] for _ in range(4)]
    query = {"conditions": condition, "pageSize": 2}
    page = psa.get("/time/entries", headers=FORWARD_ONLY, **query)
    psa.delete(f"/time/entries/{before[0]}")
    new = psa.enters(internalNotes="walk")["id"]
    rest = psa.listed("/time/entries", headers=FORWARD_ONLY, conditions=condition, pageId=before[1])
    assert [row["id"] for row in page + rest] == [*before, new]


def test_order_by_several_fields_and_both_ways(psa):
    rows = psa.listed(TICKETS, orderBy="closedFlag desc, lastUpdated asc", fields="id,_info")
    shown = [row["_info"]["lastUpdated"] for row in rows]
    closed = psa.get(f"{TICKETS}/count", conditions="closedFlag=true")["count"]
    assert shown[:closed] == sorted(shown[:closed])
    assert shown[closed:] == sorted(shown[closed:])
    by_owner = psa.listed(TICKETS, orderBy="owner/identifier desc")
    names = [row["owner"]["identifier"] for row in by_owner]
    assert names == sorted(names, key=str.lower, reverse=True)
    for wrong in ("colour", "id sideways", "id asc desc"):
        assert psa.get(TICKETS, 400, orderBy=wrong)["code"] == "ApiFindCondition"


def test_fields_show_what_they_name_and_info_only_by_name(psa, quirk):
    row = psa.get(TICKETS, fields="id,Owner/identifier,status", pageSize=1)[0]
    whole = psa.get(f"{TICKETS}/{row['id']}")
    assert row == {
        "id": whole["id"],
        "owner": {"identifier": whole["owner"]["identifier"]},
        "status": whole["status"],
    }
    one = psa.get(f"{TICKETS}/{row['id']}", fields="id,_info")
    assert one == {"id": row["id"], "_info": whole["_info"]}
    by_part = psa.get(f"{TICKETS}/{row['id']}", fields="_info/lastUpdated")
    assert by_part == {"_info": {"lastUpdated": whole["_info"]["lastUpdated"]}}
    assert psa.get(TICKETS, 400, fields="id,colour")["code"] == "ApiFindCondition"
    quirk("unknown_fields_ignored")
    assert psa.get(TICKETS, fields="id,colour", pageSize=1) == [{"id": row["id"]}]


def test_the_rate_limit_has_its_own_body(psa):
    psa.control("POST", "/faults", 201, json={"mode": "rate_limit", "params": {"retryAfter": 7}})
    answer = psa.call("GET", TICKETS, 429)
    assert answer.headers["Retry-After"] == "7"
    assert answer.json() == {
        "error": "ConnectWiseAPI",
        "message": "Too many requests. Please try again in 7 seconds.",
    }


def test_a_lost_answer_is_a_stored_entry(psa):
    match = {"method": "POST", "path": "/time/entries", "exact": True}
    psa.control("POST", "/faults", 201, json={"match": match, "mode": "commit_then_reset"})
    with pytest.raises(requests.ConnectionError):
        psa.enters(internalNotes="lost answer")
    assert len(psa.ids("/time/entries", conditions='internalNotes="lost answer"')) == 1
