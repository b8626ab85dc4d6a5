"""Batches: each entry has its own result, and a bad one never stops the others."""

import pytest

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import MARIA, PAUL
from tests.integration.refusals import nothing_is_written

PATH = "/v1/time-entries"


@pytest.fixture(scope="module")
def work(settled):
    return settled.a_ticket(PAUL, "autotask")


def sends(settled, *entries):
    answer = settled.call(PAUL, "POST", PATH, {"entries": list(entries)})
    assert answer.status == 200, answer.body
    return answer.json["results"]


def test_every_bad_entry_stands_alone(settled, work):
    good, last, taken = new_id(), new_id(), new_id()
    settled.ok(MARIA, "PUT", path_of(taken), a_booking(settled.a_ticket(MARIA, "autotask")))
    entries = [
        (a_booking(work, id=good), 201, None),
        (a_booking(work, id=good.upper()), 409, "duplicate_in_batch"),
        (a_booking(work), 422, "validation_failed"),
        (a_booking(work, id=7), 422, "validation_failed"),
        (a_booking(work, id="\ud800"), 422, "validation_failed"),
        (a_booking(work, id=new_id(), hours=1), 422, "validation_failed"),
        (a_booking(work, id=new_id(), start="tomorrow"), 422, "validation_failed"),
        (a_booking("autotask:ticket:1", id=new_id()), 422, "unknown_work_item"),
        (a_booking(work, id=taken), 404, "entry_unknown"),
        (a_booking(work, id=new_id(), ifMatch=1), 412, "version_conflict"),
        (a_booking(work, id=new_id(), ifMatch=True), 422, "validation_failed"),
        ({}, 422, "validation_failed"),
        (7, 422, "validation_failed"),
        (None, 422, "validation_failed"),
        ([], 422, "validation_failed"),
        (a_booking(work, id=last), 201, None),
    ]
    results = sends(settled, *(entry for entry, _, _ in entries))
    codes = [one["problem"]["code"] if "problem" in one else None for one in results]
    assert [one["status"] for one in results] == [status for _, status, _ in entries]
    assert codes == [code for _, _, code in entries]
    assert [one["problem"]["status"] for one in results if "problem" in one] == [
        status for _, status, code in entries if code
    ]
    for entry_id in (good, last):
        assert settled.entry(PAUL, entry_id)["version"] == 1


def test_a_change_carries_its_version_in_the_body(settled, work):
    entry_id = new_id()
    sends(settled, a_booking(work, id=entry_id))
    changed = a_booking(work, "Changed", id=entry_id)
    (missing,) = sends(settled, changed)
    (wrong,) = sends(settled, changed | {"ifMatch": 9})
    (right,) = sends(settled, changed | {"ifMatch": '"1"'})
    assert (missing["status"], missing["problem"]["code"]) == (428, "version_required")
    assert (wrong["status"], wrong["problem"]["code"]) == (412, "version_conflict")
    assert wrong["problem"]["entry"]["version"] == 1
    assert (right["status"], right["entry"]["version"]) == (200, 2)


def test_an_empty_batch_has_no_results(settled):
    with nothing_is_written():
        assert sends(settled) == []


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"entries": [{}] * 101}, "entries", "invalid_value"),
        ({"entries": {}}, "entries", "invalid_value"),
        ({"entries": None}, "entries", "invalid_value"),
        ({}, "entries", "missing_field"),
        ({"entries": [], "more": 1}, "more", "unknown_field"),
    ],
    ids=lambda value: str(value)[:32],
)
def test_what_is_no_batch_is_refused_as_a_whole(settled, body, field, code):
    with nothing_is_written():
        answer = settled.call(PAUL, "POST", PATH, body)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.field_codes == {(field, code)}
