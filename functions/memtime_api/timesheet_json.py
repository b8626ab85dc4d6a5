"""A timesheet as JSON, with the words for each cause that it names."""

from functions.memtime_api import report_shapes as shapes
from functions.memtime_api.representations import instant, psa_user_json
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.timesheet import TimesheetDay
from psa_sync.domain.timesheet_causes import kind_of
from psa_sync.sync.read_timesheet import Statement


def timesheet_json(found: Statement) -> shapes.Timesheet:
    """Both sides, day by day."""
    causes = sorted({one.cause for one in found.sheet.differences})
    return {
        "app": found.app,
        "userId": found.user_id,
        "psaUser": psa_user_json(found.person) if found.person else None,
        "timeZone": found.time_zone,
        "psa": _psa_json(found),
        "days": [_day_json(day) for day in found.sheet.days],
        "unexplainedSeconds": found.sheet.unexplained_seconds,
        "causes": {cause: _words(cause) for cause in causes},
    }


def _psa_json(found: Statement) -> shapes.PsaSide:
    """Whether the PSA's side is of now."""
    reason = PROBLEMS[found.unread].message if found.unread else None
    return {
        "live": found.read_at is not None,
        "readAt": instant(found.read_at),
        "code": found.unread or None,
        "reason": reason,
    }


def _day_json(day: TimesheetDay) -> shapes.TimesheetDay:
    return {
        "date": day.date.isoformat(),
        "memtimeSeconds": day.memtime_seconds,
        "psaSeconds": day.psa_seconds,
        "billableSeconds": day.billable_seconds,
        "differences": [
            {
                "entryId": one.entry_id,
                "psaId": one.psa_id,
                "seconds": one.seconds,
                "cause": one.cause,
            }
            for one in day.differences
        ],
    }


def _words(cause: str) -> shapes.CauseWords:
    kind = kind_of(cause)
    return {"message": kind.message, "fix": kind.fix, "who": kind.who, "where": kind.where}
