"""Open a PSA for a pull, if it may be called: pushes and the customer's other tools go first."""

from datetime import timedelta
from math import ceil
from typing import Final

from psa_sync.domain.admission import QUEUED, Priority
from psa_sync.domain.budget import instant_of
from psa_sync.domain.connection import Connection
from psa_sync.domain.errors import NotAdmittedError, TransientError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.watched_progress import Watched

LOOK_AT_OTHERS: Final = timedelta(minutes=4, seconds=30)
"""Every five minutes, as the poll comes by; half a minute less, since no poll is punctual."""


def admitted(job: PullJob, connection: Connection, effects: Effects) -> PsaConnector:
    """The connection's PSA, with the right to call it.

    Raises:
        NotAdmittedError: Not now; it says in how many seconds.
        CredentialsError: There are none.
        TransientError: Our own store is away.
    """
    account, app = connection.account, connection.app
    reconciles = job.kind is PullKind.RECONCILE
    priority = Priority.RECONCILE if reconciles else Priority.PULL
    gate = effects.gate()
    psa = gate.watched(account, app, priority, effects.connect(connection))
    refusal = gate.admit(account, app, priority)
    if job.kind is PullKind.CHANGES and refusal is not None and refusal.code == QUEUED:
        look_at_others(connection, psa, effects)
        refusal = gate.admit(account, app, priority)
    if refusal is not None:
        message = "no call is left for pulls"
        wait = max(1, ceil((refusal.until - effects.clock()).total_seconds()))
        with Watched(job, effects, goes_on=True):  # who watches sees what it waits for
            raise NotAdmittedError(message, retry_after=wait, code=refusal.code)
    return psa


def look_at_others(connection: Connection, psa: PsaConnector, effects: Effects) -> None:
    """Ask how much of a shared limit is used by all; the pull itself does not depend on it."""
    account, app = connection.account, connection.app
    known = effects.budgets.read(account, app).shared
    if known is not None and effects.clock() - instant_of(known.seen_at) < LOOK_AT_OTHERS:
        return
    try:
        counted = psa.calls_of_all()
    except TransientError:
        return  # the walk meets the same, and says so; or only this is not shown to us
    if counted is not None:
        effects.gate().saw_shared(account, app, *counted)
