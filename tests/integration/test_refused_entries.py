"""Time entries that are refused: each with its reason, and nothing is stored."""

import json

import pytest

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import ADMIN, MARIA, PAUL
from tests.integration.refusals import nothing_is_written

KNOWN = "8c6f3c1a-4c2a-4a57-9a53-5b0c8c0a9d10"


@pytest.fixture(scope="module")
def work(settled):
    return settled.a_ticket(PAUL, "connectwise")


def refused(settled, client, method, path, body=None, **more):
    with nothing_is_written():
        return settled.call(client, method, path, body, **more)


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        ("", 400, "json_malformed"),
        ('{"notes": "half a', 400, "json_malformed"),
        ("{'notes': 1}", 400, "json_malformed"),
        ('{"breakSeconds": NaN}', 400, "json_malformed"),
        ('{"breakSeconds": -Infinity}', 400, "json_malformed"),
        ('{"breakSeconds": ' + "9" * 5000 + "}", 400, "json_malformed"),
        ("\ufeff{}", 400, "json_malformed"),
        ("\ud800", 400, "json_malformed"),
        ("[" * 17 + "]" * 17, 400, "json_too_deep"),
        ("[" * 100_000, 400, "json_too_deep"),
        ('{"notes":' * 20 + "1" + "}" * 20, 400, "json_too_deep"),
        (json.dumps({"notes": "x" * 512 * 1024}), 413, "body_too_large"),
        ("null", 422, "validation_failed"),
        ("[]", 422, "validation_failed"),
        ('"text"', 422, "validation_failed"),
        ("{}", 422, "validation_failed"),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, str) else None,
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_is_no_entry(settled, method, raw, status, code):
    path = path_of(new_id()) if method == "PUT" else "/v1/time-entries"
    answer = refused(settled, PAUL, method, path, raw=raw)
    assert (answer.status, answer.code) == (status, code)


def test_sixteen_levels_are_not_too_deep(settled):
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), raw="[" * 16 + "]" * 16)
    assert answer.status == 422


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"hours": 1.5}, "hours", "unknown_field"),
        ({"half a \ud800": 1}, "", "text_invalid"),
        ({"work_item_id": "x"}, "work_item_id", "unknown_field"),
        ({"start": None}, "start", "instant_invalid"),
        ({"start": 1772442000}, "start", "instant_invalid"),
        ({"start": "yesterday"}, "start", "instant_invalid"),
        ({"start": "2026-02-30T09:00:00Z"}, "start", "instant_invalid"),
        ({"start": "2026-13-01T09:00:00Z"}, "start", "instant_invalid"),
        ({"start": "2026-03-02T25:00:00Z"}, "start", "instant_invalid"),
        ({"start": "2026-03-02T09:00:61Z"}, "start", "instant_invalid"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start", "instant_invalid"),
        ({"end": "9999-12-31T23:59:59-14:00"}, "end", "instant_invalid"),
        ({"start": "1999-12-31T23:59:59Z"}, "start", "instant_invalid"),
        ({"end": "2100-01-01T00:00:00Z"}, "end", "instant_invalid"),
        ({"start": "2026-03-02T09:00:00"}, "start", "instant_without_offset"),
        ({"start": "2026-03-02"}, "start", "instant_without_offset"),
        ({"end": "2026-03-02T09:00:00Z"}, "", "end_before_start"),
        ({"end": "2026-03-02T08:59:59Z"}, "", "end_before_start"),
        ({"end": "2026-03-02T09:00:00.999Z"}, "", "end_before_start"),
        ({"end": "2026-03-03T09:00:01Z"}, "", "span_too_long"),
        ({"end": "2026-03-03T10:00:00Z"}, "", "span_too_long"),
        ({"breakSeconds": 5400}, "", "break_too_long"),
        ({"breakSeconds": 10**12}, "", "break_too_long"),
        ({"breakSeconds": -1}, "breakSeconds", "invalid_value"),
        ({"breakSeconds": 1.5}, "breakSeconds", "invalid_value"),
        ({"breakSeconds": "60"}, "breakSeconds", "invalid_value"),
        ({"breakSeconds": True}, "breakSeconds", "invalid_value"),
        ({"timeZone": "Mars/Olympus"}, "timeZone", "unknown_time_zone"),
        ({"timeZone": ""}, "timeZone", "unknown_time_zone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone", "unknown_time_zone"),
        ({"timeZone": "Europe"}, "timeZone", "unknown_time_zone"),
        ({"timeZone": "Europe/Berlin\x00"}, "timeZone", "unknown_time_zone"),
        ({"timeZone": "+01:00"}, "timeZone", "unknown_time_zone"),
        ({"timeZone": None}, "timeZone", "invalid_value"),
        ({"notes": "half a \ud83d"}, "notes", "text_invalid"),
        ({"internalNotes": "\udfff"}, "internalNotes", "text_invalid"),
        ({"notes": "a\x00b"}, "notes", "text_invalid"),
        ({"notes": "x" * 32_001}, "notes", "invalid_value"),
        ({"notes": ["x"]}, "notes", "invalid_value"),
        ({"notes": None}, "notes", "invalid_value"),
        ({"billable": "maybe"}, "billable", "invalid_value"),
        ({"billable": None}, "billable", "invalid_value"),
        ({"workTypeId": 2}, "workTypeId", "invalid_value"),
        ({"workTypeId": ""}, "workTypeId", "invalid_value"),
        ({"workItemId": "\ud800"}, "workItemId", "text_invalid"),
        ({"workItemId": "x" * 101}, "workItemId", "invalid_value"),
        ({"id": "7"}, "id", "invalid_value"),
        ({"id": "z" * 36}, "id", "id_invalid"),
        ({"id": KNOWN}, "id", "id_mismatch"),
    ],
    ids=lambda value: ascii(value)[:48],
)
def test_a_field_that_is_wrong(settled, work, changes, field, code):
    times = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:30:00Z"}
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), a_booking(work) | times | changes)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert (field, code) in answer.field_codes


@pytest.mark.parametrize("field", ["workItemId", "start", "end", "timeZone"])
def test_a_field_that_is_missing(settled, work, field):
    booking = a_booking(work)
    del booking[field]
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), booking)
    assert answer.status == 422
    assert answer.field_codes == {(field, "missing_field")}


@pytest.mark.parametrize("entry_id", ["7", "not-a-uuid", "z" * 36, "%00", "ä" * 36])
def test_an_address_that_is_no_uuid(settled, work, entry_id):
    answer = refused(settled, PAUL, "PUT", path_of(entry_id), a_booking(work))
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.field_codes == {("id", "id_invalid")}
    for method in ("GET", "DELETE"):
        answer = refused(settled, PAUL, method, path_of(entry_id))
        assert (answer.status, answer.code) == (404, "entry_unknown")


@pytest.mark.parametrize(
    ("work_item", "code"),
    [
        ("connectwise:service_ticket:999999", "unknown_work_item"),
        ("connectwise:", "unknown_work_item"),
        ("nonsense", "unknown_work_item"),
        ("connectwise:service_ticket:1#2%23", "unknown_work_item"),
        ("nopsa:ticket:1", "app_not_installed"),
    ],
)
def test_a_work_item_that_nobody_knows(settled, work_item, code):
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), a_booking(work_item))
    assert (answer.status, answer.code) == (422, code)
    assert answer.field_codes == {("workItemId", code)}


def test_a_work_item_of_somebody_else(settled):
    items = {
        client.user_id: {
            one["id"]
            for one in settled.ok(client, "GET", "/v1/work-items", limit="500")["items"]
            if one["bookable"]
        }
        for client in (PAUL, MARIA)
    }
    theirs = sorted(items[MARIA.user_id] - items[PAUL.user_id])[0]
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), a_booking(theirs))
    assert (answer.status, answer.code) == (422, "unknown_work_item")


def test_a_work_item_that_takes_no_time(settled, app):
    items = settled.ok(PAUL, "GET", "/v1/work-items", app=app, limit="500")["items"]
    company = next(one for one in items if not one["bookable"])
    assert company["notBookableReason"]
    answer = refused(settled, PAUL, "PUT", path_of(new_id()), a_booking(company["id"]))
    assert (answer.status, answer.code) == (422, "work_item_not_bookable")


def test_an_admin_who_is_nobody_in_the_psa(settled, work):
    nobody = type(ADMIN)(ADMIN.account, "user-newcomer", "admin")
    answer = refused(settled, nobody, "PUT", path_of(new_id()), a_booking(work))
    assert (answer.status, answer.code) == (422, "user_not_authenticated")


def test_an_account_without_the_app(settled, work):
    stranger = type(PAUL)("empty-account", PAUL.user_id)
    answer = refused(settled, stranger, "PUT", path_of(new_id()), a_booking(work))
    assert (answer.status, answer.code) == (422, "app_not_installed")


def test_fractions_of_seconds_are_cut_off_and_never_rounded(settled, work):
    times = {"start": "2026-03-02T09:00:00.999999Z", "end": "2026-03-02T10:30:00.5+01:00"}
    booking = a_booking(work) | times | {"end": "2026-03-02T12:30:59.9999999+01:00"}
    entry = settled.ok(PAUL, "PUT", path_of(new_id()), booking)
    assert (entry["start"], entry["end"]) == ("2026-03-02T09:00:00Z", "2026-03-02T11:30:59Z")
    assert entry["durationSeconds"] == 9059


def test_versions_and_tombstones_guard_what_is_stored(settled, work):
    path, booking = path_of(entry_id := new_id()), a_booking(work)
    other = booking | {"notes": "Another"}
    assert refused(settled, PAUL, "PUT", path, booking, if_match=1).code == "version_conflict"
    settled.ok(PAUL, "PUT", path, booking)

    for method, body in (("PUT", other), ("DELETE", None)):
        missing = refused(settled, PAUL, method, path, body)
        assert (missing.status, missing.code) == (428, "version_required")
        for wrong in (7, "*", '"one"', "W/", ""):
            conflict = refused(settled, PAUL, method, path, body, if_match=wrong)
            assert (conflict.status, conflict.code) == (412, "version_conflict"), wrong
            assert conflict.json["entry"]["id"] == entry_id
            assert conflict.json["entry"]["notes"] == "Router swap"

    assert settled.call(PAUL, "DELETE", path, if_match=1).status == 202
    gone = refused(settled, PAUL, "PUT", path, other, if_match=1)
    assert (gone.status, gone.code) == (409, "entry_deleted")
    assert gone.json["entry"]["deletedAt"] is not None
    tombstone = gone.json["entry"]["version"]
    again = settled.call(PAUL, "PUT", path, other, if_match=tombstone)
    assert (again.status, again.json["deletedAt"]) == (200, None)


def test_an_id_belongs_to_whoever_took_it_first(settled):
    path = path_of(new_id())
    settled.ok(PAUL, "PUT", path, a_booking(settled.a_ticket(PAUL, "connectwise")))
    hers = a_booking(settled.a_ticket(MARIA, "connectwise"))
    for method, body in (("PUT", hers), ("GET", None), ("DELETE", None)):
        answer = refused(settled, MARIA, method, path, body, if_match=1)
        assert (answer.status, answer.code) == (404, "entry_unknown")
    assert settled.call(ADMIN, "GET", path).status == 200
    for method, body in (("PUT", hers), ("DELETE", None)):
        assert refused(settled, ADMIN, method, path, body, if_match=1).status == 404
