"""Read what changed in the PSA since the last time, page by page, and take it in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import Mode
from psa_sync.ports import PsaConnector
from psa_sync.sync.admitted_pull import look_at_others
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.refresh_facts import is_due
from psa_sync.sync.schedule_imports import imports_due

LEASE: Final = timedelta(minutes=3)
"""Longer than a pull function lives, and over when the next poll comes after a killed worker."""


def pull_changes(job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects) -> int:
    """Walk all changed rows; the cursor moves only after the last page is durably applied.

    Returns:
        How many entries changed.

    Raises:
        TransientError, CredentialsError: The walk starts again from the old cursor.
    """
    links = effects.connections.links(job.account, job.app)
    if not links or not _begin(job, effects):
        return 0
    observer = Observer(connection, {link.psa_user.id: link for link in links}, effects)
    changed: int | None = None
    try:
        changed = _walk(job, links, psa, observer)
    finally:
        if changed is None:
            effects.cursors.release(job.account, job.app)
    return changed


def _begin(job: PullJob, effects: Effects) -> bool:
    now = effects.clock()
    return effects.cursors.lease(job.account, job.app, now=now, until=now + LEASE)


def _walk(job: PullJob, links: list[UserLink], psa: PsaConnector, observer: Observer) -> int:
    effects = observer.effects
    look_at_others(observer.connection, psa, effects)
    cursor = effects.cursors.read(job.account, job.app)
    since = cursor.position
    people = sorted((link.psa_user for link in links), key=lambda person: person.id)
    page, newest, changed = job.page, job.newest, 0
    while True:
        found = psa.changed_rows(people, since, effects.clock(), page)
        changed += observer.take_in(found.rows)
        # The newest row may have been deleted since: the position never moves back.
        newest = max(filter(None, (since, newest, found.newest)), default=None)
        page = found.next_page
        if page is None:
            now = effects.clock()
            effects.cursors.finish(job.account, job.app, position=newest, at=now)
            hourly = _jobs_due(job, links, observer, cursor.finished_at, now)
            if hourly:
                effects.queue.pull(hourly)
            return changed
        if effects.remaining() < effects.limits.call * 2:
            effects.cursors.release(job.account, job.app)
            effects.queue.pull([replace(job, page=page, newest=newest)])
            return changed


def _jobs_due(
    job: PullJob,
    links: list[UserLink],
    observer: Observer,
    last: datetime | None,
    now: datetime,
) -> list[PullJob]:
    """What is read now and then: the rules' facts, and work items if so chosen."""
    jobs: list[PullJob] = []
    if is_due(job.account, last, now):
        jobs.append(PullJob(account=job.account, app=job.app, kind=PullKind.RULES))
    connection = observer.connection
    if last is None or connection.settings.project_sync is Mode.MANUAL:
        return jobs  # the first poll follows the import that came with the authentication
    return jobs + imports_due(links, connection, last, now, observer.effects)
