"""Decide whose work items are imported again, whole or only as far as they changed."""

from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import ImportScope
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects
from psa_sync.sync.refresh_facts import HOUR, is_due

DAY: Final = timedelta(days=1)
LOOK_BACK: Final = HOUR + timedelta(minutes=15)
"""What changed since the walk before, with time for clocks that differ."""


def imports_due(
    links: list[UserLink], connection: Connection, last: datetime, now: datetime, effects: Effects
) -> list[PullJob]:
    """What is to be imported by a schedule that came by at `last`.

    A person's own work is a few pages, read whole every hour. All open work may be very much: once
    an hour what changed is read, for all who have it at once, and once a day everything.

    Raises:
        TransientError: Our own store is away.
    """
    account, app = connection.account, connection.app
    jobs: list[PullJob] = []
    changes = is_due(f"{account}/{app}", last, now)
    for link in links:
        name = f"{account}/{link.user_id}"
        hourly, daily = is_due(name, last, now), is_due(name, last, now, every=DAY)
        if not (hourly or daily or changes):
            continue  # nothing depends on what the person chose
        everything = settings_for(connection, link.user_id, effects).import_scope is ImportScope.ALL
        if daily if everything else hourly:
            jobs.append(
                PullJob(account=account, app=app, kind=PullKind.WORK_ITEMS, user_id=link.user_id)
            )
        if everything and changes:
            changes = False
            kind = PullKind.CHANGED_WORK_ITEMS
            jobs.append(PullJob(account=account, app=app, kind=kind, since=last - LOOK_BACK))
    return jobs
