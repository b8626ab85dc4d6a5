"""Try an entry again at once that waits or was refused."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from psa_sync.domain.admission import SLOWED
from psa_sync.domain.entry import Entry, Event, SyncState
from psa_sync.domain.problem import GAVE_UP
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.effects import Effects
from psa_sync.sync.end_silence import end_silence
from psa_sync.sync.mending import mend
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError

STUCK: Final = frozenset({SyncState.WAITING, SyncState.REJECTED})


def retry_entry(viewer: Viewer, entry_id: str, *, effects: Effects) -> Entry:
    """Take the problem away, so that the next job tries; what still stands shows itself again.

    Raises:
        RefusedError: Unknown entry, or `retry_not_needed`: it neither waits nor was refused.
        TransientError: Our own store is away.
    """

    def mending(entry: Entry, policy: SyncPolicy) -> tuple[Entry, Event]:
        changed = tried_again(entry, policy, now=effects.clock())
        if entry.problem is not None and entry.problem.code == SLOWED:
            end_silence(entry.account, entry.app, effects)
        return changed

    return mend(viewer, entry_id, mending, effects)


def tried_again(entry: Entry, policy: SyncPolicy, *, now: datetime) -> tuple[Entry, Event]:
    """The entry with a fresh start.

    Raises:
        RefusedError: `retry_not_needed`.
    """
    problem = entry.problem
    given_up = problem is not None and problem.code == GAVE_UP
    if problem is None or not (given_up or sync_state(entry, policy, now) in STUCK):
        raise RefusedError("retry_not_needed", entry=entry)
    free = replace(entry, problem=None, waiting_until=None, failures=0)
    return free, Event(at=now, what="retried", detail={"code": problem.code})
