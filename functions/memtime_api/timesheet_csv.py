"""A timesheet as a table (RFC 4180) that a spreadsheet opens and in which nothing is a formula."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from psa_sync.domain.timesheet import Difference, TimesheetDay
from psa_sync.domain.timesheet_causes import kind_of
from psa_sync.sync.read_timesheet import Statement

CSV: Final = "text/csv"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, Excel reads the file in the machine's own code page."""
LONGEST_NOTES: Final = 200
COLUMNS: Final = (
    "date",
    "time_zone",
    "user_id",
    "psa_user",
    "app",
    "line",
    "memtime_seconds",
    "psa_seconds",
    "billable_seconds",
    "difference_seconds",
    "cause",
    "explanation",
    "entry_id",
    "psa_id",
    "notes",
)
_INVISIBLE: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+"
)
_QUOTES: Final = r"\s'\"`\u2018-\u201f"
_SIGNS: Final = r"=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
_FORMULA: Final = re.compile(rf"(^|[;|])(?=[{_QUOTES}]*[{_SIGNS}])")
"""Where a formula could begin: in front, or behind what other countries' Excel takes for the
separator; also behind quotation marks, and in the full-width forms that East Asian Excel folds.

Source: OWASP, CSV Injection.
"""

Cell = str | int | None


def csv_of(found: Statement) -> str:
    """One line for each day, followed by one for each difference of that day."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    text.write(BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for day in found.sheet.days:
        for line in _lines(day):
            cells = _about(found) | {"date": day.date.isoformat()} | line
            writer.writerow([harmless(cells.get(name)) for name in COLUMNS])
    return text.getvalue()


def harmless(cell: Cell) -> str:
    """The cell as text; a text that a spreadsheet would reckon gets an apostrophe before it.

    Numbers are ours and stay numbers, also below zero.
    """
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return _FORMULA.sub(r"\1'", _INVISIBLE.sub(" ", cell).strip())


def _about(found: Statement) -> dict[str, Cell]:
    return {
        "time_zone": found.time_zone,
        "user_id": found.user_id,
        "psa_user": found.person.user_name if found.person else None,
        "app": found.app,
    }


def _lines(day: TimesheetDay) -> Iterator[dict[str, Cell]]:
    yield {
        "line": "day",
        "memtime_seconds": day.memtime_seconds,
        "psa_seconds": day.psa_seconds,
        "billable_seconds": day.billable_seconds,
        "difference_seconds": day.memtime_seconds - day.psa_seconds,
    }
    yield from map(_difference, day.differences)


def _difference(one: Difference) -> dict[str, Cell]:
    return {
        "line": "difference",
        "difference_seconds": one.seconds,
        "cause": one.cause,
        "explanation": kind_of(one.cause).message,
        "entry_id": one.entry_id,
        "psa_id": one.psa_id,
        "notes": one.notes[:LONGEST_NOTES],
    }
