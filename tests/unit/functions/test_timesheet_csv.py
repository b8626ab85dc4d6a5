import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from functions.memtime_api.timesheet_csv import COLUMNS, csv_of, harmless
from psa_sync.domain.timesheet import Difference, Timesheet, TimesheetDay
from psa_sync.sync.read_timesheet import Statement
from tests.builders import CONNECTWISE, NOW, USER, a_psa_user, an_id

QUEUED = Difference(entry_id=an_id(), psa_id=None, seconds=-1800, cause="queued", notes="Router")
DAY = TimesheetDay(date=date(2025, 3, 4), memtime_seconds=3600, psa_seconds=5400)


def a_statement(*differences, **changes):
    day = replace(DAY, differences=list(differences))
    found = Statement(
        app=CONNECTWISE,
        user_id=USER,
        person=a_psa_user(),
        time_zone="America/New_York",
        sheet=Timesheet(days=(day,), unexplained_seconds=0),
        read_at=NOW,
        unread="",
    )
    return replace(found, **changes)


def rows(found):
    text = csv_of(found)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_day_and_each_of_its_differences_have_a_line():
    day, queued = rows(a_statement(QUEUED))
    assert list(day) == list(COLUMNS)
    assert (day["line"], day["date"], day["psa_user"]) == ("day", "2025-03-04", "PPierce")
    assert (day["memtime_seconds"], day["psa_seconds"]) == ("3600", "5400")
    assert (day["difference_seconds"], queued["difference_seconds"]) == ("-1800", "-1800")
    assert (queued["cause"], queued["entry_id"], queued["psa_id"]) == ("queued", an_id(), "")
    assert queued["explanation"] == "The entry is on its way to the PSA."


def test_lines_end_as_rfc_4180_has_it_and_letters_survive():
    text = csv_of(a_statement(replace(QUEUED, notes='Über "Köln", 東京')))
    assert text.count("\r\n") == 3
    assert text.replace("\r\n", "").count("\n") == 0
    assert '"Über ""Köln"", 東京"' in text


def test_somebody_who_left_has_no_name():
    (day,) = rows(a_statement(person=None))
    assert day["psa_user"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", '"=1', "\u00a0=1",
        "\u201c=1", "\ufeff=1", "\u200b=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", "\u22121",
        '"\t=cmd|\' /C calc\'!A0', "`=1", "\x00=1", "\u3000=1",
    ],
)  # fmt: skip
def test_no_text_is_a_formula(text):
    (_, cell) = rows(a_statement(replace(QUEUED, notes=text)))
    assert cell["notes"].startswith("'")


@pytest.mark.parametrize("text", ["x;=1+1", "x; =1", 'x";"=1', "x|=1", "x;\t@A", "a;b;-1"])
def test_no_formula_begins_behind_another_countrys_separator(text):
    (_, cell) = rows(a_statement(replace(QUEUED, notes=text)))
    for part in cell["notes"].replace("|", ";").split(";")[1:]:
        assert part.startswith("'") or part.lstrip()[:1].isalnum()


def test_ordinary_words_stay_as_they_are():
    for text in ("Router swap", "a - b", "1+1", "x@y.example", "50% = half; rest"):
        assert harmless(text) == text
    assert harmless("two\r\nlines\tand a tab") == "two lines and a tab"
    assert (harmless(-1800), harmless(None)) == ("-1800", "")


def test_long_notes_are_cut():
    (_, cell) = rows(a_statement(replace(QUEUED, notes="x" * 5000)))
    assert len(cell["notes"]) == 200
