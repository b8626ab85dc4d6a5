"""Lists that hold less than there is: rows lost on the way, and rows our role does not show."""

from datetime import date

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import CredentialsError, TransientError
from tests.builders import NOW
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    connector_of,
    refusal,
    time_entry,
)

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
DAY = date(2026, 3, 2)
MORE = '<https://x/?pageId=90341>; rel="next"'


def of_the_day(http, page=None):
    return connector_of(http).rows_of_days(JANE, DAY, DAY, page)


def changes(http, page=None):
    return connector_of(http).changed_rows([JANE], "2026-03-02T10:00:00Z", NOW, page)


@pytest.mark.parametrize("read", [of_the_day, changes])
@pytest.mark.parametrize("rows", [[], [time_entry()]], ids=["none", "one"])
def test_a_list_with_fewer_rows_than_are_counted_is_not_believed(read, rows):
    http = ScriptedHttp(answer(200, rows), answer(200, rows))
    http.beside["/time/entries/count"] = answer(200, {"count": 2})
    with pytest.raises(TransientError) as caught:
        read(http)
    assert caught.value.code == "psa_answer_senseless"
    asked = http.asked[-1].params["conditions"]
    assert [counted.params["conditions"] for counted in http.asked_beside] == [asked]


def test_only_the_last_page_is_counted_and_only_what_is_behind_the_one_before():
    http = ScriptedHttp(answer(200, [time_entry()], Link=MORE), answer(200, [time_entry(90342)]))
    http.beside["/time/entries/count"] = answer(200, {"count": 1})
    first = of_the_day(http)
    assert http.asked_beside == []
    assert [row.psa_id for row in of_the_day(http, first.next_page).rows] == ["90342"]
    (counted,) = http.asked_beside
    assert counted.params["conditions"].endswith("AND id > 90341)")


def test_an_empty_page_that_says_it_goes_on_is_counted_like_a_last_one():
    http = ScriptedHttp(answer(200, [], Link=MORE))
    http.beside["/time/entries/count"] = answer(200, {"count": 4})
    with pytest.raises(TransientError):
        of_the_day(http, "instants:7")


def a_role(level: object) -> list[dict[str, object]]:
    return [
        {"moduleFunctionName": "Time Approval", "inquireLevel": "None"},
        {"moduleFunctionName": "Time Entry", "inquireLevel": level},
    ]


@pytest.mark.parametrize("read", [of_the_day, changes])
@pytest.mark.parametrize("level", ["My", "None"])
def test_nothing_is_not_believed_where_our_role_does_not_show_everything(read, level):
    http = ScriptedHttp(answer(200, []), answer(200, []))
    http.beside["/system/mySecurity"] = answer(200, a_role(level))
    with pytest.raises(TransientError) as caught:
        read(http)
    assert caught.value.code == "permission_missing"


@pytest.mark.parametrize(
    "security",
    [
        answer(200, a_role("All")),
        answer(200, a_role(None)),
        answer(200, []),
        answer(200, {"something": "else"}),
        answer(500, b""),
        refusal(403, "Unauthorized", "You do not have security permission to perform this action."),
        refusal(404, "NotFound", "none"),
    ],
)
def test_nothing_is_believed_where_our_role_shows_everything_or_does_not_tell(security):
    http = ScriptedHttp(answer(200, []), answer(200, []))
    http.beside["/system/mySecurity"] = security
    assert of_the_day(http).rows == ()


def test_keys_that_are_refused_when_we_look_at_our_role_stop_the_connection():
    http = ScriptedHttp(answer(200, []))
    http.beside["/system/mySecurity"] = refusal(401, "Unauthorized", "Your keys are wrong.")
    with pytest.raises(CredentialsError):
        changes(http)


def test_a_page_with_rows_needs_no_look_at_our_role():
    http = ScriptedHttp(answer(200, [time_entry()]))
    changes(http)
    assert [asked.path for asked in http.asked_beside] == ["/time/entries/count"]
