"""What Autotask may refuse by switches that no call shows: it decides, and is then explained."""

from typing import Final

from psa_sync.domain.rule import Unreadable

_HELP: Final = "vendor help, TimeEntries entity"
_TIMESHEETS: Final = "a setting of timesheets; whether it holds over REST is not written down"

UNREADABLE: Final = (
    Unreadable(
        name="timesheet_open",
        code="period_closed",
        what="The timesheet of the week is neither submitted nor approved.",
        source="no call shows timesheets; met as a refusal by integrators",
    ),
    Unreadable(
        name="notes_required",
        code="notes_required",
        what="Time on tickets and tasks needs summary notes.",
        source="a tenant's setting seen on the screen",
    ),
    Unreadable(
        name="midnight",
        code="spans_midnight",
        what="An entry may not span midnight.",
        source=f"{_HELP}: Allow time entries to span over midnight",
    ),
    Unreadable(
        name="complete_ticket",
        code="work_item_closed",
        what="A completed ticket takes no time.",
        source="the ticket category's setting; whether it holds over REST is not written down",
    ),
    Unreadable(
        name="proxy_time",
        code="proxy_time_off",
        what="The API user may not enter other people's time.",
        source=f"{_HELP}: Proxy Time Entry",
    ),
    Unreadable(
        name="overlap",
        code="time_overlaps",
        what="Two entries of a resource may not overlap.",
        source=_TIMESHEETS,
    ),
    Unreadable(
        name="future_time",
        code="work_date_refused",
        what="Time may not lie in the future.",
        source=_TIMESHEETS,
    ),
    Unreadable(
        name="old_time",
        code="work_date_refused",
        what="Time may not lie too far back.",
        source=_TIMESHEETS,
    ),
)
