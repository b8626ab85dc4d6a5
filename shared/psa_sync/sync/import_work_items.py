"""Bring a person's work items up to date, page by page, with progress that the person can watch."""

from dataclasses import replace
from typing import Final

from psa_sync.domain.connection import Connection
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import Onlooker, PsaConnector
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects
from psa_sync.sync.shelve_work_items import Shelf
from psa_sync.sync.watched_progress import Watched, end_unrun

TIDYING: Final = "tidying"
"""The part of the walk behind the PSA's last page; no connector names a page so."""


def import_work_items(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Write what is new or changed, and forget what is not the person's any more.

    Each page stands for itself, so nothing but its name is remembered between two: memory stays
    flat, another message may go on, and a page that is read twice changes nothing.

    Raises:
        TransientError, CredentialsError: After noting it on the progress that people watch.
    """
    link = effects.connections.link_of(job.account, job.app, job.user_id or "")
    if link is None:
        end_unrun(job, "user_not_authenticated", effects)
        return
    scope = settings_for(connection, link.user_id, effects).import_scope
    with Watched(job, effects) as watched:
        if not _walk(job, Onlooker(link.psa_user, scope), psa, Shelf(link, effects), watched):
            return
        Shelf(link, effects).tidy()
        watched.finish()
    rules = replace(job, kind=PullKind.RULES, page=None, progress_id=None, done=0, attempt=0)
    effects.queue.pull([rules])


def _walk(job: PullJob, one: Onlooker, psa: PsaConnector, shelf: Shelf, watched: Watched) -> bool:
    """True at the end; False where another message goes on, since the time is up."""
    effects, page, done = shelf.effects, job.page, job.done
    if page is None and watched.by_somebody:
        watched.expects(psa.count_work_items(one.person, one.scope))
    while page != TIDYING:
        found = psa.work_items(one.person, one.scope, page)
        shelf.take_page(found)
        done += found.read
        watched.reached(done)
        page = found.next_page or TIDYING
        if effects.remaining() < effects.limits.call * 2:
            effects.queue.pull([replace(job, page=page, done=done, attempt=0)])
            return False
    return True
