"""Making, changing and removing rows: what is confirmed, doubtful or refused, and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from psa_sync.connectors.connectwise.conditions import INSTANT
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import (
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)
from psa_sync.domain.hours import hours_of
from psa_sync.ports import Draft
from tests.builders import a_content, a_marker
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    connector_of,
    refusal,
    time_entry,
)

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
CONTENT = a_content(
    work_item_id="connectwise:service_ticket:5012",
    start=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    end=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
    break_seconds=900,
    work_type_id="3",
    work_role_id="11",
)
DRAFT = Draft(
    content=CONTENT,
    person=JANE,
    marker=a_marker(),
    hours=hours_of(CONTENT.duration_seconds),
    work_date=CONTENT.start.date(),
)
NOT_FOUND = refusal(404, "NotFound", "TimeEntry 90341 not found")
REFUSED = refusal(400, "InvalidObject", "Computer says no")
WORKS = answer(200, [{"id": 1}])


def stored(**fields: object) -> dict[str, object]:
    return time_entry(**({"internalNotes": str(a_marker())} | fields))  # type: ignore[arg-type]


def test_a_new_row_is_sent_once_and_the_answer_is_what_was_stored():
    http = ScriptedHttp(answer(201, stored()))
    written = connector_of(http).create(DRAFT)
    assert (written.psa_id, written.row and written.row.content) == ("90341", CONTENT)
    assert [(asked.method, asked.path, asked.writes) for asked in http.asked] == [
        ("POST", "/time/entries", True)
    ]
    assert http.asked[0].headers["Content-Type"] == "application/json"
    assert http.asked[0].body["timeStart"] == CONTENT.start.strftime(INSTANT)


def test_a_break_that_was_ignored_is_set_afterwards():
    http = ScriptedHttp(answer(201, stored(hoursDeduct=None)), answer(200, stored()))
    written = connector_of(http).create(DRAFT)
    assert written.row is not None
    assert written.row.content.break_seconds == 900
    assert http.asked[1].method == "PATCH"
    assert http.asked[1].body == [{"op": "replace", "path": "hoursDeduct", "value": 0.25}]


@pytest.mark.parametrize("lost", [answer(500, b""), InDoubtError("x"), REFUSED, answer(200, b"?")])
def test_a_break_that_cannot_be_set_does_not_unmake_the_row(lost):
    http = ScriptedHttp(answer(201, stored(hoursDeduct=None)), lost)
    written = connector_of(http).create(DRAFT)
    assert (written.psa_id, written.row) == ("90341", None)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b"[]", b"{}", b'{"id": 0}', b'{"id": "x"}']
)
def test_a_confirmation_without_an_id_leaves_the_write_in_doubt(body):
    with pytest.raises(InDoubtError):
        connector_of(ScriptedHttp(answer(201, body))).create(DRAFT)


def test_a_confirmation_with_an_id_and_nonsense_beside_it_is_a_confirmation():
    for body in ({"id": 7, "timeStart": "soon"}, {"id": 7}):
        written = connector_of(ScriptedHttp(answer(201, body))).create(DRAFT)
        assert (written.psa_id, written.row) == ("7", None)


@pytest.mark.parametrize("lost", [answer(500, b""), answer(504, b"<html>"), InDoubtError("x")])
def test_a_lost_answer_is_never_sent_again(lost):
    http = ScriptedHttp(lost)
    with pytest.raises(InDoubtError):
        connector_of(http).create(DRAFT)
    assert len(http.asked) == 1


STATUSES = [
    {"id": 4, "name": "Waiting", "timeEntryNotAllowed": True},
    {"id": 5, "name": "Done", "closedStatus": True},
    {"id": 6, "name": "New"},
]


def a_ticket(status: int) -> dict[str, object]:
    return {"id": 5012, "board": {"id": 2}, "status": {"id": status}}


@pytest.mark.parametrize(
    ("looked_at", "code"),
    [
        ([answer(200, a_ticket(4)), answer(200, STATUSES)], "work_item_closed"),
        ([answer(200, a_ticket(5)), answer(200, STATUSES)], "work_item_closed"),
        ([answer(200, a_ticket(6)), answer(200, STATUSES)], "psa_refused"),
        ([answer(200, {"id": 5012, "closedFlag": True})], "work_item_closed"),
        ([NOT_FOUND], "work_item_missing"),
        ([answer(503, b"")], "psa_refused"),
    ],
)
def test_a_refusal_without_a_known_reason_is_looked_into(looked_at, code):
    with pytest.raises(RejectedError) as caught:
        connector_of(ScriptedHttp(REFUSED, *looked_at)).create(DRAFT)
    assert (caught.value.code, caught.value.vendor_words) == (code, "Computer says no")


DAYS = {"dateStart": "2026-03-01T00:00:00Z", "dateEnd": "2026-03-07T00:00:00Z"}
A_WEEK = {"id": 7, "member": {"id": 243}} | DAYS


@pytest.mark.parametrize(
    ("weeks", "code"),
    [
        ([A_WEEK | {"status": "PendingApproval"}], "period_closed"),
        ([A_WEEK | {"status": "Rejected"}], "psa_refused"),
        ([A_WEEK | {"dateStart": "2026-03-03", "status": "PendingApproval"}], "psa_refused"),
        ([{"id": 7}, A_WEEK], "psa_refused"),
        ([A_WEEK | {"member": {"id": 9}, "status": "PendingApproval"}], "psa_refused"),
    ],
)
def test_a_refusal_of_a_row_on_good_work_may_be_about_the_week(weeks, code):
    http = ScriptedHttp(REFUSED, answer(200, a_ticket(6)), answer(200, STATUSES))
    http.beside["/time/sheets"] = answer(200, weeks)
    with pytest.raises(RejectedError, match=code):
        connector_of(http).create(DRAFT)


def test_a_refusal_on_a_charge_code_has_no_ticket_to_look_at():
    content = replace(CONTENT, work_item_id="connectwise:charge_code:7")
    with pytest.raises(RejectedError, match="psa_refused"):
        connector_of(ScriptedHttp(REFUSED)).create(replace(DRAFT, content=content))


def test_a_refusal_whose_words_are_known_needs_no_look():
    http = ScriptedHttp(refusal(400, "InvalidObject", "No report periods exist"))
    with pytest.raises(RejectedError, match="period_closed"):
        connector_of(http).create(DRAFT)
    assert len(http.asked) == 1


def test_a_change_sends_only_its_groups():
    http = ScriptedHttp(answer(200, stored()))
    written = connector_of(http).update("90341", DRAFT, frozenset({Group.NOTES}))
    assert written.row is not None
    assert [change["path"] for change in http.asked[0].body] == ["notes", "internalNotes"]
    assert http.asked[0].path == "/time/entries/90341"


@pytest.mark.parametrize(
    ("group", "old"),
    [
        (Group.NOTES, {"notes": "before"}),
        (Group.TIME, {"timeEnd": "2026-03-02T11:00:00Z"}),
        (Group.TARGET, {"workType": {"id": 9}}),
    ],
)
def test_a_200_that_changed_nothing_is_not_handed_on_as_the_stored_row(group, old):
    http = ScriptedHttp(answer(200, stored(**old)))
    written = connector_of(http).update("90341", DRAFT, frozenset({group}))
    assert (written.psa_id, written.row) == ("90341", None)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id": 0}', b"[]"])
def test_a_confirmed_change_without_its_row_leaves_the_write_in_doubt(body):
    with pytest.raises(InDoubtError):
        connector_of(ScriptedHttp(answer(200, body))).update("90341", DRAFT, frozenset(Group))


def test_what_is_left_to_connectwise_is_not_compared():
    draft = replace(DRAFT, content=replace(CONTENT, work_type_id=None))
    http = ScriptedHttp(answer(200, stored()))
    assert connector_of(http).update("90341", draft, frozenset({Group.TARGET})).row is not None


def test_a_group_that_connectwise_decides_by_itself_is_not_sent():
    draft = replace(DRAFT, content=replace(CONTENT, billable=Billable.DEFAULT))
    http = ScriptedHttp()
    written = connector_of(http).update("90341", draft, frozenset({Group.BILLABLE}))
    assert (written.psa_id, written.row, http.asked) == ("90341", None, [])


def test_a_change_of_a_row_that_is_gone_says_so():
    http = ScriptedHttp(NOT_FOUND, NOT_FOUND, WORKS)
    with pytest.raises(MissingError):
        connector_of(http).update("90341", DRAFT, frozenset({Group.NOTES}))


def test_a_404_on_a_row_that_is_there_is_about_its_new_ticket():
    http = ScriptedHttp(NOT_FOUND, answer(200, stored()))
    with pytest.raises(RejectedError, match="work_item_missing"):
        connector_of(http).update("90341", DRAFT, frozenset({Group.TARGET}))


LOCKED = answer(200, stored(status="ApprovedByTierOne"))
CONFLICT = refusal(409, "ConflictWithOtherRecord", "in use")


@pytest.mark.parametrize("said", [REFUSED, CONFLICT])
def test_a_refused_change_of_a_locked_row_is_told_as_the_lock(said):
    for change in (
        lambda connector: connector.update("90341", DRAFT, frozenset({Group.NOTES})),
        lambda connector: connector.delete("90341"),
    ):
        with pytest.raises(RejectedError, match="entry_locked"):
            change(connector_of(ScriptedHttp(said, LOCKED)))


def test_a_conflict_on_an_open_row_passes_by_itself():
    for change in (
        lambda connector: connector.update("90341", DRAFT, frozenset({Group.NOTES})),
        lambda connector: connector.delete("90341"),
    ):
        with pytest.raises(TransientError):
            change(connector_of(ScriptedHttp(CONFLICT, answer(200, stored()))))


def test_a_change_of_ticket_that_is_refused_is_looked_into():
    http = ScriptedHttp(
        REFUSED, answer(200, stored()), answer(200, a_ticket(4)), answer(200, STATUSES)
    )
    with pytest.raises(RejectedError, match="work_item_closed"):
        connector_of(http).update("90341", DRAFT, frozenset({Group.TARGET}))


def test_a_row_is_removed_once():
    http = ScriptedHttp(answer(204, b""))
    connector_of(http).delete("90341")
    assert [(asked.method, asked.path) for asked in http.asked] == [
        ("DELETE", "/time/entries/90341")
    ]


def test_a_row_that_is_gone_counts_as_removed_when_connectwise_is_in_its_right_mind():
    connector_of(ScriptedHttp(NOT_FOUND, WORKS)).delete("90341")
    with pytest.raises(TransientError):
        connector_of(ScriptedHttp(NOT_FOUND, answer(503, b""))).delete("90341")


def test_an_unanswered_removal_is_in_doubt():
    with pytest.raises(InDoubtError):
        connector_of(ScriptedHttp(answer(502, b"<html>"))).delete("90341")


def test_a_removal_that_is_refused_for_a_reason_nobody_knows_keeps_the_vendors_words():
    with pytest.raises(RejectedError) as caught:
        connector_of(ScriptedHttp(REFUSED, answer(200, stored()))).delete("90341")
    assert (caught.value.code, caught.value.vendor_words) == ("psa_refused", "Computer says no")


LOCK = refusal(400, "InvalidObject", "The time entry cannot be changed: its status is Billed.")


def test_a_lock_that_refuses_a_new_row_is_the_weeks():
    good = [answer(200, a_ticket(6)), answer(200, STATUSES)]
    with pytest.raises(RejectedError, match="period_closed") as caught:
        connector_of(ScriptedHttp(LOCK, *good)).create(DRAFT)
    assert "status is Billed" in caught.value.vendor_words
    assert "Time Approval" in caught.value.place


@pytest.mark.parametrize(
    ("row", "groups", "code"),
    [
        (stored(status="Billed"), {Group.TIME}, "entry_locked"),
        (stored(), {Group.TIME}, "period_closed"),
        (stored(), {Group.NOTES}, "entry_locked"),
    ],
)
def test_a_lock_that_refuses_a_change_may_be_the_rows_or_the_weeks(row, groups, code):
    http = ScriptedHttp(LOCK, answer(200, row))
    http.beside["/time/sheets"] = answer(200, [A_WEEK | {"status": "PendingApproval"}])
    with pytest.raises(RejectedError, match=code):
        connector_of(http).update("90341", DRAFT, frozenset(groups))
