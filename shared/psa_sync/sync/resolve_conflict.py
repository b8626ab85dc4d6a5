"""End a conflict as the person chose; both sides then become equal."""

from psa_sync.domain.conflicts import Side, decided
from psa_sync.domain.entry import Entry, Event, SyncState
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.effects import Effects
from psa_sync.sync.mending import mend
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError


def resolve_conflict(viewer: Viewer, entry_id: str, keep: Side, *, effects: Effects) -> Entry:
    """Keep one side; the values of the other stay in the history.

    Raises:
        RefusedError: Unknown entry, or `no_conflict`.
        TransientError: Our own store is away.
    """

    def choose(entry: Entry, policy: SyncPolicy) -> tuple[Entry, Event]:
        now = effects.clock()
        if sync_state(entry, policy, now) is not SyncState.CONFLICT:
            raise RefusedError("no_conflict", entry=entry)
        return decided(entry, keep, now=now)

    return mend(viewer, entry_id, choose, effects)
