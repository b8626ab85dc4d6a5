"""When a job will have ended: as its own pace tells, and no sooner than the budget allows."""

from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Final

from psa_sync.domain.admission import Priority, Refused, Request, admit
from psa_sync.domain.breaker import SECOND
from psa_sync.domain.budget import MILLION, Budget, Ceilings, hourly, inflow, micros
from psa_sync.domain.jobs import Progress

ROWS_A_CALL: Final = 500
"""No PSA's pages are smaller; with larger ones a job ends sooner than it is told here."""


def has_pace(progress: Progress) -> bool:
    """True where anything can be told: the job is not over, and some of a known number is done."""
    return progress.finished_at is None and progress.total is not None and progress.done > 0


def seconds_left(progress: Progress, budget: Budget, ceilings: Ceilings, now: datetime) -> int:
    """How long a job that has a pace still needs.

    It waits first, where its PSA may not be called now. Then it is as fast as it has been, or as
    the calls that it needs flow in, whichever takes longer. What pushes take meanwhile, which go
    first, is not foreseen.
    """
    rows = max(0, (progress.total or 0) - progress.done)
    pace = (now - progress.started_at).total_seconds() * rows / progress.done
    waiting, flowing = _held_up(max(1, ceil(rows / ROWS_A_CALL)), budget, ceilings, micros(now))
    return ceil(waiting + max(0, pace, flowing))


def _held_up(calls: int, budget: Budget, ceilings: Ceilings, now: int) -> tuple[float, float]:
    """Seconds until a pull may call at all, and then until it has got so many calls."""
    # Whoever calls just now is done in a moment, and may be the very job that is asked about.
    budget = replace(budget, leases=())
    request = Request(holder="", priority=Priority.PULL, least=1, most=calls)
    moment = now
    while isinstance(answer := admit(budget, ceilings, request, moment)[1], Refused):
        moment = answer.until
    missing = (calls - answer.calls) * MILLION
    return (moment - now) / SECOND, missing / inflow(hourly(budget, ceilings, moment))
