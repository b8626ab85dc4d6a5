"""Reading rows back: whose, of which days, since when, and when an answer is not believed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from psa_sync.connectors.connectwise.schemas import ChargeCode
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import CredentialsError, MissingError, TransientError
from psa_sync.domain.work_dates import day_span
from tests.builders import NOW
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    client_of,
    connector_of,
    refusal,
    time_entry,
)

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
NOT_FOUND = refusal(404, "NotFound", "TimeEntry 90341 not found")
COMPANY = answer(200, {"CompanyName": "Acme", "Codebase": "v2026_1/"})


def a_row(row_id: int, start: str, **fields: object) -> dict[str, object]:
    end = datetime.fromisoformat(start) + timedelta(minutes=30)
    return time_entry(row_id, timeStart=start, timeEnd=end.isoformat(), **fields)


def test_one_row_is_read_by_its_id():
    http = ScriptedHttp(answer(200, time_entry()))
    assert connector_of(http).read("90341", JANE).psa_id == "90341"
    assert http.asked[0].path == "/time/entries/90341"


def test_another_row_than_the_one_asked_for_is_not_believed():
    with pytest.raises(TransientError) as caught:
        connector_of(ScriptedHttp(answer(200, time_entry(7)))).read("90341", JANE)
    assert caught.value.code == "psa_answer_senseless"


def test_a_missing_row_is_believed_beside_a_call_that_works():
    http = ScriptedHttp(NOT_FOUND, answer(200, [{"id": 1}]))
    with pytest.raises(MissingError):
        connector_of(http).read("90341", JANE)
    assert http.asked[1].params == {"pageSize": "1", "fields": "id"}


def test_a_missing_row_is_not_believed_when_nothing_else_works():
    for broken in (answer(503, b""), NOT_FOUND.__class__(404, {}, b""), answer(200, {"id": 1})):
        http = ScriptedHttp(NOT_FOUND, broken, COMPANY, answer(200, []))
        with pytest.raises(TransientError):
            connector_of(http).read("90341", JANE)


def test_a_404_without_a_record_is_wrong_keys_in_disguise():
    http = ScriptedHttp(answer(404, b""), COMPANY, refusal(401, "Unauthorized"))
    with pytest.raises(CredentialsError):
        connector_of(http).read("90341", JANE)
    assert http.asked[1].headers == {}
    assert "/v2026_1/apis/3.0/time/entries" in http.asked[2].url


def test_a_404_of_the_true_release_leaves_only_the_keys_to_blame():
    no_endpoint = refusal(404, "ConnectWiseApi", "The endpoint does not exist.")
    http = ScriptedHttp(no_endpoint, COMPANY, no_endpoint)
    with pytest.raises(CredentialsError, match="Private key"):
        connector_of(http).read("90341", JANE)


def test_a_404_of_a_company_that_is_gone_names_the_company():
    http = ScriptedHttp(answer(404, b""), answer(200, None))
    with pytest.raises(CredentialsError, match="Company ID"):
        connector_of(http).read("90341", JANE)


@pytest.mark.parametrize(
    "following",
    [
        [answer(500, b"")],
        [answer(200, b"<html>")],
        [answer(200, {"CompanyName": "Acme"})],
        [COMPANY, answer(503, b"")],
        [COMPANY, answer(200, [])],
        [COMPANY, answer(404, b"")],
    ],
)
def test_a_404_that_stays_unexplained_is_tried_again_later(following):
    with pytest.raises(TransientError):
        connector_of(ScriptedHttp(answer(404, b""), *following)).read("90341", JANE)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b"{}", b"[{}]", b'[{"id":"x"}]', b"\xff"]
)
def test_a_200_that_makes_no_sense_is_tried_again_later(body):
    with pytest.raises(TransientError) as caught:
        connector_of(ScriptedHttp(answer(200, body))).changed_rows([JANE], None, NOW, None)
    assert caught.value.code == "psa_answer_senseless"


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Berlin", "Pacific/Apia", "America/Santiago"]
)
@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 9, 6), date(2026, 12, 31)],
)
def test_a_day_holds_what_begins_between_its_two_midnights_however_long_it_is(zone, day):
    person = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone=zone)
    begin, end = day_span(day, day, zone)
    second = timedelta(seconds=1)
    starts = [begin - second, begin, begin + timedelta(hours=2), end - second, end]
    rows = [a_row(number, at.isoformat()) for number, at in enumerate(starts, start=1)]
    found = connector_of(ScriptedHttp(answer(200, rows))).rows_of_days(person, day, day, None)
    assert [row.psa_id for row in found.rows] == ["2", "3", "4"]


def test_the_window_is_asked_for_a_day_wider_and_only_for_the_person():
    http = ScriptedHttp(answer(200, [a_row(1, "2026-03-03T12:00:00Z")]))
    connector_of(http).rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 4), None)
    asked = http.asked[0]
    assert asked.params["conditions"] == (
        "(member/id = 243 AND (timeStart > [2026-03-01T05:00:00Z] "
        "AND timeStart < [2026-03-06T05:00:00Z]))"
    )
    assert asked.params["pageSize"] == "1000"
    assert "pageId" not in asked.params
    assert "orderBy" not in asked.params
    assert asked.headers["pagination-type"] == "forward-only"
    assert "_info" in asked.params["fields"].split(",")


def test_an_empty_window_is_asked_for_in_days_before_it_is_believed():
    http = ScriptedHttp(
        answer(200, []),
        answer(200, [a_row(5, "2026-03-02T12:00:00Z")], Link='<https://x/?pageId=5>; rel="next"'),
        answer(200, [a_row(6, "2026-03-02T13:00:00Z")], Link=""),
    )
    connector = connector_of(http)
    first = connector.rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None)
    assert [row.psa_id for row in first.rows] == ["5"]
    second = connector.rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), first.next_page)
    assert ([row.psa_id for row in second.rows], second.next_page) == (["6"], None)
    in_days = "(timeStart > [2026-03-01] AND timeStart < [2026-03-04])"
    assert all(in_days in asked.params["conditions"] for asked in http.asked[1:])


def test_a_release_that_reads_no_days_leaves_the_window_empty():
    http = ScriptedHttp(answer(200, []), refusal(400, "ApiFindCondition", "no such date"))
    found = connector_of(http).rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None)
    assert (found.rows, found.next_page, found.newest) == ((), None, None)
    down = ScriptedHttp(answer(200, []), answer(503, b""))
    with pytest.raises(TransientError):
        connector_of(down).rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None)


STRANGERS = [
    a_row(1, "2026-03-02T12:00:00Z", member={"id": 9}),
    a_row(1, "2026-03-02T12:00:00Z", member=None),
    a_row(1, "2026-02-20T12:00:00Z"),
]


@pytest.mark.parametrize("stranger", STRANGERS, ids=["other person", "nobody", "other days"])
def test_a_row_that_the_filter_should_have_kept_back_stops_the_reading(stranger):
    http = ScriptedHttp(answer(200, [stranger, a_row(2, "2026-03-02T12:00:00Z")]))
    with pytest.raises(TransientError) as caught:
        connector_of(http).rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None)
    assert caught.value.code == "psa_answer_senseless"


def changed_at(row_id: int, stamp: str | None) -> dict[str, object]:
    return time_entry(row_id, _info={"lastUpdated": stamp} if stamp else None)


def test_changes_are_asked_for_with_the_overlap_taken_back():
    rows = [changed_at(1, "2026-03-02T10:31:07Z"), changed_at(2, "2026-03-02T09:55:00Z")]
    http = ScriptedHttp(answer(200, rows))
    found = connector_of(http).changed_rows([JANE], "2026-03-02T10:00:00Z", NOW, None)
    assert http.asked[0].params["conditions"] == (
        "(lastUpdated >= [2026-03-02T09:50:00Z] AND member/id in (243))"
    )
    assert (found.newest, found.next_page) == ("2026-03-02T10:31:07Z", None)
    assert [row.psa_id for row in found.rows] == ["1", "2"]


def test_without_a_position_a_day_is_read():
    http = ScriptedHttp(answer(200, []))
    found = connector_of(http).changed_rows([JANE], None, datetime(2026, 3, 2, tzinfo=UTC), None)
    assert "lastUpdated >= [2026-02-28T23:50:00Z]" in http.asked[0].params["conditions"]
    assert (found.rows, found.newest, found.next_page) == ((), None, None)


def test_a_change_from_before_the_position_stops_the_reading():
    http = ScriptedHttp(answer(200, [changed_at(1, "2026-03-01T00:00:00Z")]))
    with pytest.raises(TransientError):
        connector_of(http).changed_rows([JANE], "2026-03-02T10:00:00Z", NOW, None)


@pytest.mark.parametrize("stamp", ["yesterday", "2026-13-01T00:00:00Z"])
def test_a_stamp_that_is_no_instant_stops_the_reading(stamp):
    http = ScriptedHttp(answer(200, [changed_at(1, stamp)]))
    with pytest.raises(TransientError):
        connector_of(http).changed_rows([JANE], "2026-03-02T10:00:00Z", NOW, None)


@pytest.mark.parametrize("info", [{}, None, {"updatedBy": "jdoe"}, {"lastUpdated": ""}])
def test_a_row_without_the_stamp_that_was_asked_for_is_not_believed(info):
    rows = answer(200, [time_entry(1, _info=info)])
    for read in (
        lambda one: one.changed_rows([JANE], None, NOW, None),
        lambda one: one.rows_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None),
        lambda one: one.stamps_of_days(JANE, date(2026, 3, 2), date(2026, 3, 2), None),
    ):
        with pytest.raises(TransientError) as caught:
            read(connector_of(ScriptedHttp(rows)))
        assert caught.value.code == "psa_answer_senseless"


def test_nobody_has_no_changes_and_connectwise_is_not_asked():
    http = ScriptedHttp()
    assert connector_of(http).changed_rows([], None, NOW, None).rows == ()
    assert http.asked == []


def test_many_people_are_asked_for_in_chunks_each_read_to_its_end():
    people = [
        PsaUser(id=str(number), user_name=f"m{number}", name="", time_zone="Europe/Berlin")
        for number in range(120, 0, -1)
    ]
    more = '<https://elsewhere.example/?pageId=8>; rel="next"'
    http = ScriptedHttp(
        answer(200, [time_entry(8, member={"id": 1})], Link=more),
        answer(200, [time_entry(9, member={"id": 50})], Link=""),
        answer(200, []),
        answer(200, [time_entry(3, member={"id": 120})]),
    )
    connector, page, seen = connector_of(http), None, []
    while True:
        found = connector.changed_rows(people, "2026-03-02T10:00:00Z", NOW, page)
        seen += [row.psa_id for row in found.rows]
        page = found.next_page
        if page is None:
            break
    assert seen == ["8", "9", "3"]
    assert [asked.params.get("pageId") for asked in http.asked] == [None, "8", None, None]
    asked_for = [asked.params["conditions"].count(",") + 1 for asked in http.asked]
    assert asked_for == [50, 50, 50, 20]
    assert all(len(asked.params["conditions"]) < 1000 for asked in http.asked)


def test_a_full_page_without_a_link_goes_on_and_a_short_one_ends():

    http = ScriptedHttp(answer(200, [{"id": 1}, {"id": 2}]), answer(200, [{"id": 3}]))
    client = client_of(http)
    first = client.page("/time/chargeCodes", ChargeCode, size=2)
    assert first.after == 2
    assert client.page("/time/chargeCodes", ChargeCode, size=2, after=2).after is None


@pytest.mark.parametrize("ids", [[2, 1], [1, 1], [7, 8], [5]])
def test_a_page_that_does_not_go_forward_is_not_believed(ids):
    http = ScriptedHttp(answer(200, [time_entry(row_id) for row_id in ids]))
    with pytest.raises(TransientError) as caught:
        connector_of(http).changed_rows([JANE], None, NOW, "0:7")
    assert caught.value.code == "psa_answer_senseless"
