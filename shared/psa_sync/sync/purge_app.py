"""Remove what is stored of an app that was uninstalled long ago, piece by piece, for good.

A purge that was begun is finished: from its first write on, the app cannot be installed again until
all is gone, so nothing that is removed can belong to a new connection. Everything is looked
through twice, a while apart, since somebody may have been at work when the purge began.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum
from typing import Final

from psa_sync.domain.connection import Connection, ConnectionStatus
from psa_sync.domain.errors import StaleError
from psa_sync.domain.jobs import PullJob
from psa_sync.ports import Credentials
from psa_sync.ports.belongings import Belongings
from psa_sync.sync.effects import Effects
from psa_sync.sync.prepare_hooks import secrets_of

log = logging.getLogger(__name__)
ID_STAYS_USED: Final = timedelta(days=400)
"""So long an old client may come back with an entry that was deleted, or purged."""
BETWEEN_THE_LOOKS: Final = timedelta(minutes=15)
"""Longer than any invocation lasts, and than any index lags."""
LAST_MOMENTS: Final = timedelta(seconds=15)
AT_ONCE: Final = 100
PURGED: Final = "The app was uninstalled, and its data was removed."


class Look(IntEnum):
    """How far a purge is."""

    FIRST = 1
    SECOND = 2
    REST = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an earlier message stopped: in which look, at which user, behind which entries."""

    look: Look = Look.FIRST
    user_id: str = ""
    cursor: str | None = None

    @classmethod
    def of(cls, page: str | None) -> "_Place":
        look, user_id, cursor = json.loads(page) if page else (Look.FIRST, "", None)
        return cls(Look(look), user_id, cursor)

    @property
    def page(self) -> str:
        return json.dumps([self.look, self.user_id, self.cursor])


@dataclass(frozen=True, slots=True)
class _Purge:
    connection: Connection
    belongings: Belongings
    credentials: Credentials
    effects: Effects

    def has_time(self) -> bool:
        return self.effects.remaining() > LAST_MOMENTS


def purge_app(
    job: PullJob, *, belongings: Belongings, credentials: Credentials, effects: Effects
) -> None:
    """Do as much as there is time for, and go on in a new message; safe to run twice.

    Raises:
        TransientError: Our own store is away; the message returns to the queue.
    """
    connection = _claimed(job, effects)
    if connection is None:
        return
    now = effects.clock()
    if not effects.cursors.lease(job.account, job.app, now=now, until=now + effects.remaining()):
        # Whoever holds it is dead by then at the latest, and never works beside us.
        effects.queue.pull([job], delay=BETWEEN_THE_LOOKS)
        return
    purge = _Purge(connection, belongings, credentials, effects)
    place = _Place.of(job.page)
    following = _rest(purge) if place.look is Look.REST else _look_through(place, purge)
    effects.cursors.release(job.account, job.app)
    if following is not None:
        delay = BETWEEN_THE_LOOKS if following == _Place(Look.SECOND) else timedelta(0)
        effects.queue.pull([replace(job, page=following.page)], delay=delay)


def _claimed(job: PullJob, effects: Effects) -> Connection | None:
    """The connection, once nobody can install it any more; None where there is nothing to purge."""
    known = effects.connections.get(job.account, job.app)
    if known is None or known.installed or known.emptied:
        return None
    if known.purging:
        return known
    if effects.clock() < known.since + effects.limits.keep_uninstalled:
        return None
    try:
        return effects.connections.save(replace(known, purging=True))
    except StaleError:
        return None  # installed again in this moment; if not, the next schedule finds it


def _look_through(place: _Place, purge: _Purge) -> _Place | None:
    """Remove everybody's work items and entries; returns where to go on."""
    account, app = purge.connection.account, purge.connection.app
    for user_id in purge.belongings.members(account, app):
        if user_id < place.user_id:
            continue
        cursor = place.cursor if user_id == place.user_id else None
        for reached in _remove_all_of(user_id, cursor, purge):
            if not purge.has_time():
                return _Place(place.look, user_id, reached)
    return _Place(Look(place.look + 1))


def _remove_all_of(user_id: str, cursor: str | None, purge: _Purge) -> Iterator[str | None]:
    """Remove what is the user's, and tell after each part behind which entries to go on."""
    account, app = purge.connection.account, purge.connection.app
    effects = purge.effects
    while purge.belongings.forget_work_items(account, user_id, app, limit=AT_ONCE):
        yield cursor
    until = effects.clock() + ID_STAYS_USED
    while True:
        page = effects.entries.of_user(account, user_id, cursor=cursor, limit=AT_ONCE)
        for entry in page.entries:
            if entry.app == app:
                purge.belongings.forget_entry(entry, until=until)
                yield cursor
        if page.cursor is None:
            return
        cursor = page.cursor
        yield cursor


def _rest(purge: _Purge) -> _Place | None:
    """Remove what is nobody's own, and leave a shell that anything can be installed in."""
    connection, effects = purge.connection, purge.effects
    account, app = connection.account, connection.app
    while purge.belongings.forget_rows(account, app, limit=AT_ONCE):
        if not purge.has_time():
            return _Place(Look.REST)
    # Of an uninstall that ended half-way.
    for secret in (app, secrets_of(app)):
        purge.credentials.delete(account, secret)
    purge.belongings.forget_rest(account, app)
    try:
        effects.connections.save(_shell(connection, effects))
    except StaleError:
        return _Place(Look.REST)
    log.info("an uninstalled app is purged", extra={"account": account, "app": app})
    return None


def _shell(connection: Connection, effects: Effects) -> Connection:
    """What stays: that there was one, so that its revision and its entries' ids are not reused."""
    now = effects.clock()
    return Connection(
        account=connection.account,
        app=connection.app,
        tenant="",
        endpoint="",
        own_id=None,
        shown_credentials={},
        status=ConnectionStatus.REMOVED,
        status_text=PURGED,
        since=now,
        purged_at=now,
        revision=connection.revision,
    )
