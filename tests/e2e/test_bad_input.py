from uuid import uuid4

import pytest
import requests

from tests.e2e.technician import Technician


@pytest.fixture
def table(stack):
    """The keys of all stored entries: what was half-written would show."""
    client = stack.info.aws_client("dynamodb")
    (name,) = client.list_tables()["TableNames"]

    def entries(entry_id):
        pages = client.get_paginator("scan").paginate(TableName=name)
        keys = [(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
        return [key for key in keys if entry_id in "".join(key)]

    return entries


WRONG = {
    "an unknown field": ({"colour": "red"}, "unknown_field"),
    "an end before the start": ({"end": "2020-01-01T00:00:00Z"}, "end_before_start"),
    "25 hours": (
        {"start": "2026-03-02T00:00:00Z", "end": "2026-03-03T01:00:00Z"},
        "span_too_long",
    ),
    "a break as long as the entry": ({"breakSeconds": 360}, "break_too_long"),
    "an unknown zone": ({"timeZone": "Europe/Atlantis"}, "unknown_time_zone"),
    "no offset": ({"start": "2026-03-02T00:00:00"}, "instant_without_offset"),
    "no instant": ({"start": "yesterday"}, "instant_invalid"),
    "a number for a text": ({"notes": 5}, "invalid_value"),
    "an unknown billing": ({"billable": "perhaps"}, "invalid_value"),
    "another id": ({"id": "00000000-0000-4000-8000-000000000000"}, "id_mismatch"),
}


@pytest.mark.parametrize(("change", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named_and_nothing_is_stored(technician, table, change, code):
    entry_id = str(uuid4())
    booking = technician.a_booking() | change
    answer = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == "validation_failed"
    assert code in {one["code"] for one in problem["errors"]}
    assert table(entry_id) == []


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"notes": NaN}', b""], ids=repr)
def test_what_is_no_json_is_refused(stack, technician, table, raw):
    answer, entry_id = _put_raw(stack, raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_malformed")
    assert table(entry_id) == []


def test_json_nested_without_end_is_refused(stack, technician, table):
    answer, entry_id = _put_raw(stack, b"[" * 5000 + b"]" * 5000)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_too_deep")
    assert table(entry_id) == []


def test_a_body_of_600_kilobytes_is_too_large(technician, table):
    entry_id = str(uuid4())
    booking = technician.a_booking(notes="x" * 600 * 1024)
    answer = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
    assert answer.status_code == 413
    assert table(entry_id) == []


def test_unknown_and_foreign_work_items_are_refused_alike(technician, colleague, table):
    mine = {one["id"] for one in technician.work_items()}
    hers = next(one["id"] for one in colleague.work_items() if one["id"] not in mine)
    for work_item_id in (f"{technician.app}:ticket:99999999", hers, "nopsa:ticket:1", "nothing"):
        entry_id = str(uuid4())
        booking = technician.a_booking(workItemId=work_item_id)
        answer = technician.api.call("PUT", f"/v1/time-entries/{entry_id}", booking)
        assert answer.status_code == 422, f"{work_item_id}: {answer.text}"
        assert answer.json()["code"] in {"unknown_work_item", "app_not_installed"}
        assert table(entry_id) == []


def test_who_is_not_authenticated_is_told_so(stack, technician, table):
    entry_id, newcomer = str(uuid4()), stack.user("user-newcomer")
    answer = newcomer.call("PUT", f"/v1/time-entries/{entry_id}", technician.a_booking())
    assert (answer.status_code, answer.json()["code"]) == (422, "user_not_authenticated")
    assert table(entry_id) == []


def test_who_has_no_connected_app_is_told_so(technician, stranger, table):
    entry_id = str(uuid4())
    answer = stranger.call("PUT", f"/v1/time-entries/{entry_id}", technician.a_booking())
    assert (answer.status_code, answer.json()["code"]) == (422, "app_not_installed")
    assert table(entry_id) == []


def test_one_bad_entry_of_a_batch_does_not_stop_the_others(technician: Technician, psa, table):
    item = technician.a_ticket()
    good, bad, twice = ({"id": str(uuid4())} | technician.a_booking(workItemId=item) for _ in "123")
    bad["end"] = bad["start"]
    batch = {"entries": [good, bad, twice, twice | {"notes": "again"}]}
    results = technician.api.ok("POST", "/v1/time-entries", batch)["results"]
    assert [one["status"] for one in results] == [201, 422, 201, 409]
    assert results[3]["problem"]["code"] == "duplicate_in_batch"
    assert table(bad["id"]) == []
    for one in (good, twice):
        technician.waits_until_synced(one["id"])
        (row,) = psa.rows_of(one["id"])
        assert psa.notes(row) == "Router swap"


def test_a_change_needs_the_version_it_is_based_on(technician, psa):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    changed = technician.a_booking(notes="Another day")
    path = f"/v1/time-entries/{entry_id}"
    assert technician.api.call("PUT", path, changed).status_code == 428
    stale = technician.api.call("PUT", path, changed, {"If-Match": '"99"'})
    assert stale.status_code == 412
    assert stale.json()["entry"]["id"] == entry_id
    (row,) = psa.rows_of(entry_id)
    assert psa.notes(row) == "Router swap"


def _put_raw(stack, raw):
    entry_id = str(uuid4())
    token = stack.info.tokens.members[0].token
    with requests.Session() as session:
        session.trust_env = False
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        url = f"{stack.info.api_url}/v1/time-entries/{entry_id}"
        return session.put(url, data=raw, headers=headers, timeout=30), entry_id
