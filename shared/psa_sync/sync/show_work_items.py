"""Let a person's work items appear anew in the change feed, after a choice of what to see."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from psa_sync.domain.connection import Connection
from psa_sync.domain.jobs import PullJob
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItem
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects

AT_ONCE: Final = 500
Some = Callable[[list[WorkItem]], None]


def show_anew(job: PullJob, connection: Connection, effects: Effects) -> None:
    """Let the person's work items appear in the change feed again, by their new names.

    Raises:
        TransientError: Our own store is away; doing it again is harmless.
    """
    account, user_id = connection.account, job.user_id or ""

    def again(items: list[WorkItem]) -> None:
        now = effects.clock()
        effects.work_items.put(account, user_id, [replace(item, updated_at=now) for item in items])

    _each(job, again, effects)


def keep_to_scope(job: PullJob, connection: Connection, effects: Effects) -> None:
    """Forget what is beyond everybody's own, and let second assignments appear or leave.

    Those are kept in every scope, so that a wider one has them at once.

    Raises:
        TransientError: Our own store is away; doing it again is harmless.
    """
    account, user_id = connection.account, job.user_id or ""
    scope = settings_for(connection, user_id, effects).import_scope
    kept = ImportScope.ALL if scope is ImportScope.ALL else ImportScope.ASSIGNED

    def sort_out(items: list[WorkItem]) -> None:
        gone = [item.id for item in items if not item.is_in(kept)]
        if gone:
            effects.work_items.remove(account, user_id, gone)
        now = effects.clock()
        second = [item for item in items if item.assigned is Assigned.SECONDARY]
        if second:
            again = [replace(item, updated_at=now) for item in second]
            effects.work_items.put(account, user_id, again)

    _each(job, sort_out, effects)


def _each(job: PullJob, do: Some, effects: Effects) -> None:
    """Go through the person's work items; another message goes on when the time is up."""
    items = effects.work_items.of_user(job.account, job.user_id or "", job.app, behind=job.page)
    for some in _chunks(items):
        do(some)
        if len(some) == AT_ONCE and effects.remaining() < effects.limits.call * 2:
            effects.queue.pull([replace(job, page=some[-1].id)])
            return


def _chunks(items: Iterator[WorkItem]) -> Iterator[list[WorkItem]]:
    while some := list(islice(items, AT_ONCE)):
        yield some
