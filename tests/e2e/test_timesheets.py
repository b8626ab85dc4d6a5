"""The statement through the real gateway: what the PSA has now, also for a spreadsheet."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.e2e.technician import SLOT


def test_what_is_deleted_in_the_psa_is_missing_from_the_statement_at_once(technician, psa):
    booking = technician.a_booking()
    entry_id = technician.books(**booking)
    technician.waits_until_synced(entry_id)
    day = day_of(technician, booking)
    (before,) = statement(technician, day)["days"]
    psa.breaks("drop_webhooks")
    (row,) = psa.rows_of(entry_id)
    psa.person_deletes(row)

    found = statement(technician, day)
    (after,) = found["days"]

    assert found["psa"]["live"] is True
    assert found["unexplainedSeconds"] == 0
    assert before["psaSeconds"] - after["psaSeconds"] == SLOT.total_seconds()
    mine = [one for one in after["differences"] if one["entryId"] == entry_id]
    # Reconciliation may have been faster than the question.
    assert {one["cause"] for one in mine} <= {"deleted_in_psa"}


def test_a_spreadsheet_gets_a_table_without_formulas(technician, psa):
    psa.breaks("down", psa.case.create_call)
    booking = technician.a_booking(notes="=1+1;@SUM(A1)")
    entry_id = technician.books(**booking)
    day = day_of(technician, booking)
    query = f"app={technician.app}&from={day}&to={day}"
    answer = technician.api.call(
        "GET", f"/v1/timesheet?{query}", headers={"Accept": "text/csv, */*;q=0.1"}
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    (mine,) = (one for one in lines if one["entry_id"] == entry_id)
    assert mine["notes"] == "'=1+1;'@SUM(A1)"
    assert mine["difference_seconds"] == str(int(SLOT.total_seconds()))
    psa.heals()
    technician.waits_until_synced(entry_id)


def statement(technician, day):
    return technician.api.ok("GET", f"/v1/timesheet?app={technician.app}&from={day}&to={day}")


def day_of(technician, booking):
    zone = ZoneInfo(technician.time_zone())
    return datetime.fromisoformat(booking["start"]).astimezone(zone).date().isoformat()
