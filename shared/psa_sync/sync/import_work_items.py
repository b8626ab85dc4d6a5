"""Bring a person's work items up to date, with progress that the person can watch."""

from dataclasses import replace

from psa_sync.domain.connection import Connection
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PullKind
from psa_sync.domain.work_item import WorkItem
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import problem_now


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
    progress = _begin(job, effects)
    try:
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
            progress = _note(progress, len(found.items), found.total, effects)
            page = found.next_page
            if page is None:
                break
        gone = sorted(known.keys() - seen)
        effects.work_items.remove(job.account, link.user_id, gone)
    except (TransientError, CredentialsError) as error:
        _finish(progress, ProgressStatus.FAILED, effects, error)
        raise
    _finish(progress, ProgressStatus.DONE, effects, None)
    rules = replace(job, kind=PullKind.RULES, progress_id=None, attempt=0)
    effects.queue.pull([rules])


def _differs(item: WorkItem, known: WorkItem | None) -> bool:
    """Facts that were read by themselves meanwhile are no change where they say the same."""
    if known is None:
        return True
    return replace(known, updated_at=None, facts_as_of=None) != replace(item, updated_at=None)


def _begin(job: PullJob, effects: Effects) -> Progress | None:
    if job.progress_id is None:
        return None
    progress = effects.progress.get(job.account, job.progress_id)
    if progress is None:
        return None
    running = replace(
        progress, status=ProgressStatus.RUNNING, done=0, finished_at=None, problem=None
    )
    effects.progress.save(running)
    return running


def _note(
    progress: Progress | None, count: int, total: int | None, effects: Effects
) -> Progress | None:
    if progress is None:
        return None
    moved = replace(progress, done=progress.done + count, total=total or progress.total)
    effects.progress.save(moved)
    return moved


def _finish(
    progress: Progress | None,
    status: ProgressStatus,
    effects: Effects,
    error: TransientError | CredentialsError | None,
) -> None:
    if progress is None:
        return
    code = error.code if isinstance(error, TransientError) else "credentials_refused"
    ended = replace(
        progress,
        status=status,
        finished_at=effects.clock(),
        total=progress.done if error is None else progress.total,
        problem=problem_now(code, effects) if error else None,
    )
    effects.progress.save(ended)
