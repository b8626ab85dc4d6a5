"""Read a person's recent rows once, when the person has authenticated or asks for a refresh."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.watched_progress import Watched


def backfill_person(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Take in the person's rows of the last days, to tomorrow.

    Raises:
        TransientError, CredentialsError: The message returns to the queue and starts again.
    """
    link = effects.connections.link_of(job.account, job.app, job.user_id or "")
    if link is None:
        return
    with Watched(job, effects, goes_on=True) as watched:
        _walk(job, psa, Observer(connection, {link.psa_user.id: link}, effects), link, watched)


def _walk(
    job: PullJob, psa: PsaConnector, observer: Observer, link: UserLink, watched: Watched
) -> None:
    effects, person = observer.effects, link.psa_user
    today = work_date(effects.clock(), person.time_zone)
    first = today - timedelta(days=effects.limits.backfill_days)
    page = job.page
    while True:
        found = psa.rows_of_days(person, first, today + timedelta(days=1), page)
        observer.take_in(found.rows)
        page = found.next_page
        if page is None:
            watched.finish()
            return
        if effects.remaining() < effects.limits.call * 2:
            effects.queue.pull([replace(job, page=page)])
            return
