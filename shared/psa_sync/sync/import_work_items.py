"""Bring a person's work items up to date, with progress that the person can watch."""

from dataclasses import replace

from psa_sync.domain.connection import Connection
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.watched_progress import Watched


def import_work_items(
    job: PullJob, _connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Write what is new or changed, and forget what is not the person's any more.

    Raises:
        TransientError, CredentialsError: After noting it on the progress that people watch.
    """
    link = effects.connections.link_of(job.account, job.app, job.user_id or "")
    if link is None:
        return
    with Watched(job, effects) as watched:
        known = {
            item.id: item for item in effects.work_items.of_user(job.account, link.user_id, job.app)
        }
        seen: set[str] = set()
        page: str | None = None
        while True:
            found = psa.work_items(link.psa_user, page)
            seen.update(item.id for item in found.items)
            changed = [item for item in found.items if _differs(item, known.get(item.id))]
            stamped = [replace(item, updated_at=effects.clock()) for item in changed]
            effects.work_items.put(job.account, link.user_id, stamped)
            watched.moved(len(found.items), found.total)
            page = found.next_page
            if page is None:
                break
        gone = sorted(known.keys() - seen)
        effects.work_items.remove(job.account, link.user_id, gone)
        watched.finish()
    rules = replace(job, kind=PullKind.RULES, progress_id=None, attempt=0)
    effects.queue.pull([rules])


def _differs(item: WorkItem, known: WorkItem | None) -> bool:
    """Facts that were read by themselves meanwhile are no change where they say the same."""
    if known is None:
        return True
    return replace(known, updated_at=None, facts_as_of=None) != replace(item, updated_at=None)
