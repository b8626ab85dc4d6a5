"""A person's timesheet: what Memtime and the PSA say, day by day, and why they differ."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from psa_sync.domain.connection import (
    Connection,
    ConnectionStatus,
    PsaName,
    PsaUser,
    UserLink,
)
from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.timesheet import Sides, Timesheet, as_known, timesheet
from psa_sync.domain.work_dates import day_span
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.look_at_days import Glance, sides_now
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.refusal import RefusedError

log = logging.getLogger(__name__)
MARGIN: Final = timedelta(days=2)
"""The PSA may count an entry on a neighbouring day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A timesheet, and what it is made from.

    Attributes:
        person: Whose in the PSA; None once they are not authenticated any more.
        time_zone: In which the days are.
        read_at: When the PSA was asked; None where its side is what was last seen of it.
        unread: Code that says why it was not asked; empty where it was.
    """

    app: PsaName
    user_id: str
    person: PsaUser | None
    time_zone: str
    sheet: Timesheet
    read_at: datetime | None
    unread: str


def read_timesheet(
    account: str, user_id: str, app: PsaName, first: date, last: date, *, effects: Effects
) -> Statement:
    """Both sides of the days, inclusive, in the person's zone; the PSA's side is read from it now.

    Where the PSA cannot be asked, its side is what was last seen of it, and the statement says so.

    Raises:
        RefusedError: The user is not authenticated with the app, and has no entries in these days.
        TransientError: Our own store is away.
    """
    link = effects.connections.link_of(account, app, user_id)
    connection = effects.connections.get(account, app)
    start, end = day_span(first - MARGIN, last + MARGIN, link.psa_user.time_zone if link else "UTC")
    held = [one for one in _entries(account, user_id, start, end, effects) if one.app == app]
    if link is None and not held:
        raise RefusedError("user_not_authenticated", detail=app)
    now = effects.clock()
    sides, unread = _looked(link, connection, held, (first, last), effects)
    zone = link.psa_user.time_zone if link else held[-1].local.time_zone
    policy = connection.settings.policy if connection else SyncPolicy()
    sheet = timesheet(sides, first, last, policy=policy, time_zone=zone, now=now)
    if sheet.unexplained_seconds:
        facts = {"account": account, "app": app, "seconds": sheet.unexplained_seconds}
        log.error("a timesheet has unexplained time", extra=facts)
    return Statement(
        app=app,
        user_id=user_id,
        person=link.psa_user if link else None,
        time_zone=zone,
        sheet=sheet,
        read_at=None if unread else now,
        unread=unread,
    )


def _looked(
    link: UserLink | None,
    connection: Connection | None,
    held: Sequence[Entry],
    days: tuple[date, date],
    effects: Effects,
) -> tuple[list[Sides], str]:
    """Both sides, and the code of why the PSA's is not of now."""
    known = [as_known(entry) for entry in held]
    if link is None:
        return known, "user_not_authenticated"
    if connection is None or not connection.status.sends:
        return known, _stopped(connection)
    try:
        glance = Glance(
            link=link,
            psa=effects.connect(connection),
            observer=Observer(connection, {link.psa_user.id: link}, effects),
            held={entry.id: entry for entry in held},
            first=days[0],
            last=days[1],
        )
        return sides_now(glance), ""
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        return known, "credentials_refused"
    except TransientError as error:
        if error.code == "store_unavailable":
            raise
        log.warning("a timesheet without the PSA", extra={"code": error.code, "cause": str(error)})
        return known, error.code


def _stopped(connection: Connection | None) -> str:
    if connection is None or not connection.installed:
        return "connection_missing"
    paused = connection.status is ConnectionStatus.PAUSED
    return "connection_paused" if paused else "credentials_refused"


def _entries(
    account: str, user_id: str, start: datetime, end: datetime, effects: Effects
) -> Iterator[Entry]:
    cursor: str | None = None
    while True:
        page = effects.entries.of_user(
            account, user_id, start=start, end=end, cursor=cursor, limit=500
        )
        yield from page.entries
        cursor = page.cursor
        if cursor is None:
            return
