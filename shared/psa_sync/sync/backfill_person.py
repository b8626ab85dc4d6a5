"""Read a person's recent rows once, when the person has authenticated or asks for a refresh."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from psa_sync.domain.backfill_walk import DayRange, from_token, split, token
from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.watched_progress import Watched

RANGES: Final = 3
MANY: Final = 1_000
"""Rows that are worth several lists at once; fewer are a page or two."""


def backfill_person(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Take in the person's rows of the last days, to tomorrow.

    Many rows are read in ranges of days at once, as far as the PSA allows. No more than a page of
    each range is in memory, and what is left when time runs out goes on in a new message.

    Raises:
        TransientError, CredentialsError: The message returns to the queue and starts again.
    """
    link = effects.connections.link_of(job.account, job.app, job.user_id or "")
    if link is None:
        return
    reader = _Reader(Observer(connection, {link.psa_user.id: link}, effects), link)
    with Watched(job, effects, goes_on=True) as watched:
        if job.page is None:
            ranges = _begun(job, psa, link, watched, effects)
        else:
            ranges = from_token(job.page)
        done = job.done
        while True:
            ranges, rows = _round(ranges, reader, psa)
            done += rows
            watched.reached(done)
            if not ranges:
                watched.finish()
                return
            if effects.remaining() < effects.limits.call * 2:
                effects.queue.pull([replace(job, page=token(ranges), done=done)])
                return


def _begun(
    job: PullJob, psa: PsaConnector, link: UserLink, watched: Watched, effects: Effects
) -> tuple[DayRange, ...]:
    """Ask how much there is, which also shows that the key works before it is used three times."""
    today = work_date(effects.clock(), link.psa_user.time_zone)
    first = today - timedelta(days=effects.limits.backfill_days)
    last = today + timedelta(days=1)
    count = psa.count_of_days(link.psa_user, first, last)
    watched.expects(job.done + count)
    return split(first, last, RANGES if count > MANY else 1)


def _round(
    ranges: tuple[DayRange, ...], reader: "_Reader", psa: PsaConnector
) -> tuple[tuple[DayRange, ...], int]:
    """Read a page of each range; returns what is left, and how many rows there were."""
    steps = [partial(reader.read, days) for days in ranges]
    if len(steps) == 1:
        read = [steps[0](psa)]
    else:
        effects = reader.observer.effects
        read = effects.at_once(steps, psa, reader.observer.connection, effects)
    left = tuple(days for days, _ in read if days.page is not None)
    return left, sum(rows for _, rows in read)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads pages of one person's rows."""

    observer: Observer
    link: UserLink

    def read(self, days: DayRange, psa: PsaConnector) -> tuple[DayRange, int]:
        """Take in a page; returns where to go on, and how many rows it had."""
        found = psa.rows_of_days(self.link.psa_user, days.first, days.last, days.page)
        self.observer.take_in(found.rows)
        return replace(days, page=found.next_page), len(found.rows)
