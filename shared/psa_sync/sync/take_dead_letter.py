"""Turn a job that was given up into a problem that people see, on what the job was about."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError
from psa_sync.domain.intents import parked
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob, PushJob
from psa_sync.domain.plan import DUE, is_parked, plan
from psa_sync.domain.problem import GAVE_UP, Problem
from psa_sync.ports.meter import Measure
from psa_sync.sync.accept_entries import PolicyOf
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import problem_now, save

SHORTEST_PAUSE: Final = timedelta(minutes=15)
LONGEST_PAUSE: Final = timedelta(hours=6)
_TRIES: Final = 4


def take_dead_letter(job: PushJob | PullJob, *, effects: Effects) -> None:
    """Record the problem; a letter that comes twice, or too late, changes nothing.

    The letter itself is needed no more: everything that is due is in the rows.

    Raises:
        TransientError: Our own store is away; the letter comes back.
        StaleError: Others kept writing the row; the letter comes back.
    """
    for _ in range(_TRIES):
        try:
            _take(job, effects)
        except StaleError:
            continue
        effects.meter.count(Measure.DEAD_LETTERS, job.app)
        return
    message = "the row kept moving under a dead letter"
    raise StaleError(message)


def _take(job: PushJob | PullJob, effects: Effects) -> None:
    if isinstance(job, PushJob):
        _take_push(job, effects)
    else:
        _take_pull(job, effects)


def _take_push(job: PushJob, effects: Effects) -> None:
    entry = effects.entries.get(job.account, job.entry_id)
    if entry is None:
        return
    policy, now = PolicyOf(job.account, effects)(job.app), effects.clock()
    if plan(entry, policy, now).action not in DUE or is_parked(entry, now):
        return  # done meanwhile, waiting for its time, or another worker is at it
    given_up = _given_up(entry, now)
    save(given_up, policy, effects, [Event(at=now, what="gave_up", detail={})])


def _given_up(entry: Entry, now: datetime) -> Entry:
    """Leave the entry alone for as long again as it has failed already."""
    known = entry.problem
    problem = known if known and known.code == GAVE_UP else Problem(code=GAVE_UP, since=now)
    pause = problem.as_long_again(now, shortest=SHORTEST_PAUSE, longest=LONGEST_PAUSE)
    return parked(entry, problem, now + pause)


def _take_pull(job: PullJob, effects: Effects) -> None:
    watched = effects.progress.get(job.account, job.progress_id) if job.progress_id else None
    if watched is not None:
        _end(watched, effects)
        return
    connection = effects.connections.get(job.account, job.app)
    if connection is None:
        return
    problem = problem_now(GAVE_UP, effects, detail=job.kind.value)
    effects.connections.save(replace(connection, problem=problem))


def _end(progress: Progress, effects: Effects) -> None:
    """Whoever watches the job sees that it failed, and may start it anew."""
    if progress.finished_at is not None:
        return
    failed = replace(
        progress,
        status=ProgressStatus.FAILED,
        finished_at=effects.clock(),
        problem=problem_now(GAVE_UP, effects),
    )
    effects.progress.save(failed)
