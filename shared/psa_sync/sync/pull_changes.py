"""Read what changed in the PSA since the last time, page by page, and take it in."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.refresh_facts import facts_are_due

LEASE: Final = timedelta(minutes=3)
"""Longer than a pull function lives, and over when the next poll comes after a killed worker."""


def pull_changes(job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects) -> None:
    """Walk all changed rows; the cursor moves only after the last page is durably applied.

    Raises:
        TransientError, CredentialsError: The walk starts again from the old cursor.
    """
    links = effects.connections.links(job.account, job.app)
    if not links or not _begin(job, effects):
        return
    observer = Observer(connection, {link.psa_user.id: link for link in links}, effects)
    done = False
    try:
        done = _walk(job, links, psa, observer)
    finally:
        if not done:
            effects.cursors.release(job.account, job.app)


def _begin(job: PullJob, effects: Effects) -> bool:
    now = effects.clock()
    return effects.cursors.lease(job.account, job.app, now=now, until=now + LEASE)


def _walk(job: PullJob, links: list[UserLink], psa: PsaConnector, observer: Observer) -> bool:
    effects = observer.effects
    cursor = effects.cursors.read(job.account, job.app)
    since = cursor.position
    people = sorted((link.psa_user for link in links), key=lambda person: person.id)
    page, newest = job.page, job.newest
    while True:
        found = psa.changed_rows(people, since, effects.clock(), page)
        observer.take_in(found.rows)
        # The newest row may have been deleted since: the position never moves back.
        newest = max(filter(None, (since, newest, found.newest)), default=None)
        page = found.next_page
        if page is None:
            now = effects.clock()
            effects.cursors.finish(job.account, job.app, position=newest, at=now)
            if facts_are_due(job.account, cursor.finished_at, now):
                effects.queue.pull([PullJob(account=job.account, app=job.app, kind=PullKind.RULES)])
            return True
        if effects.remaining() < effects.limits.call * 2:
            effects.cursors.release(job.account, job.app)
            effects.queue.pull([replace(job, page=page, newest=newest)])
            return True
