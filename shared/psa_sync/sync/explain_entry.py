"""Tell the whole story of one entry to whom it concerns."""

from dataclasses import dataclass

from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.explanation import Explanation, explained
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.accept_entries import PolicyOf
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_entries import Viewer, read_entry


@dataclass(frozen=True, slots=True)
class Story:
    """An entry, what is the matter with it, and all that happened to it, oldest first."""

    entry: Entry
    explanation: Explanation
    events: tuple[Event, ...]


def explain_entry(viewer: Viewer, entry_id: str, *, effects: Effects) -> Story:
    """Read the story of an entry.

    Raises:
        RefusedError: There is no such entry, or it is not the viewer's to see.
    """
    entry = read_entry(viewer, entry_id, effects=effects)
    policy = PolicyOf(viewer.account, effects)(entry.app)
    explanation = explained(entry, sync_state(entry, policy, effects.clock()))
    return Story(entry, explanation, tuple(effects.entries.history(entry.account, entry.id)))
