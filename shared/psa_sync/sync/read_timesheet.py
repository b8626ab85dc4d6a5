"""A person's timesheet: what Memtime and the PSA say, day by day."""

from datetime import date, timedelta

from psa_sync.domain.connection import PsaName
from psa_sync.domain.timesheet import Timesheet, timesheet
from psa_sync.domain.work_dates import day_span
from psa_sync.sync.accept_entries import PolicyOf
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError

MARGIN = timedelta(days=2)
"""The PSA may count an entry on a neighbouring day."""


def read_timesheet(
    account: str, user_id: str, app: PsaName, first: date, last: date, *, effects: Effects
) -> Timesheet:
    """Both sides of the days, inclusive, in the person's zone.

    Raises:
        RefusedError: The user is not authenticated with the app.
    """
    link = effects.connections.link_of(account, app, user_id)
    if link is None:
        raise RefusedError("user_not_authenticated", detail=app)
    zone = link.psa_user.time_zone
    policy = PolicyOf(account, effects)(app)
    start, end = day_span(first - MARGIN, last + MARGIN, zone)
    entries = []
    cursor: str | None = None
    while True:
        page = effects.entries.of_user(
            account, user_id, start=start, end=end, cursor=cursor, limit=500
        )
        entries += [entry for entry in page.entries if entry.app == app]
        cursor = page.cursor
        if cursor is None:
            break
    both = ((entry, policy) for entry in entries)
    return timesheet(both, first, last, time_zone=zone, now=effects.clock())
