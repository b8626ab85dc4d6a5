"""A person's change of an entry that got stuck: read, change, save, send on."""

from collections.abc import Callable
from typing import Final

from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError
from psa_sync.domain.settings import SyncPolicy
from psa_sync.sync.accept_entries import PolicyOf, send_on
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_entries import Viewer, read_entry
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.saving import save

_TRIES: Final = 4
Mending = Callable[[Entry, SyncPolicy], tuple[Entry, Event]]
"""Changes the entry, or raises RefusedError where there is nothing to mend."""


def mend(viewer: Viewer, entry_id: str, mending: Mending, effects: Effects) -> Entry:
    """Save the mended entry and let a worker look at it now.

    Raises:
        RefusedError: Unknown entry, not the viewer's, nothing to mend, or too much going on.
        TransientError: Our own store is away.
    """
    policy_of = PolicyOf(viewer.account, effects)
    for _ in range(_TRIES):
        entry = read_entry(viewer, entry_id, effects=effects)
        policy = policy_of(entry.app)
        mended, event = mending(entry, policy)
        try:
            saved = save(mended, policy, effects, [event])
        except StaleError:
            continue
        send_on([saved], policy_of, effects)
        return saved
    raise RefusedError("busy")
