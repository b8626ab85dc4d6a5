"""Run one pull job of whatever kind, for a connection that may call its PSA."""

from collections.abc import Callable
from typing import Final

from psa_sync.domain.connection import Connection
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.ports import PsaConnector
from psa_sync.sync.backfill_person import backfill_person
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.import_work_items import import_work_items
from psa_sync.sync.pull_changes import pull_changes

_KINDS: Final[dict[PullKind, Callable[[PullJob, Connection, PsaConnector, Effects], None]]] = {
    PullKind.CHANGES: pull_changes,
    PullKind.BACKFILL: backfill_person,
    PullKind.WORK_ITEMS: import_work_items,
}


def run_pull(job: PullJob, *, effects: Effects) -> None:
    """Run the job; safe to run twice.

    Raises:
        TransientError: The message returns to the queue. Not for a poll of changes while the PSA
            is away: the next tick of the schedule is its retry, from the same cursor.
    """
    connection = effects.connections.get(job.account, job.app)
    if connection is None or not connection.status.sends:
        return
    try:
        _KINDS[job.kind](job, connection, effects.connect(connection), effects)
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
    except TransientError as error:
        if job.kind is not PullKind.CHANGES or error.code == "store_unavailable":
            raise
