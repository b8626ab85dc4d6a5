"""Tell people how long the job that they watch will still take."""

from psa_sync.domain.forecast import has_pace, seconds_left
from psa_sync.domain.jobs import Progress
from psa_sync.sync.effects import Effects


def foresee_end(progress: Progress, *, effects: Effects) -> int | None:
    """Seconds until the job will have ended; None where nobody can know, or it is over.

    Raises:
        TransientError: Our own store is away.
    """
    if not has_pace(progress):
        return None
    budget = effects.budgets.read(progress.account, progress.app)
    ceilings = effects.gate().ceilings(progress.app)
    return seconds_left(progress, budget, ceilings, effects.clock())
