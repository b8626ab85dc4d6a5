"""What saves and looks mean in numbers: counts of what happened, and how long changes took."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.latencies import Way
from psa_sync.domain.plan import Action
from psa_sync.ports.meter import Measure
from psa_sync.sync.effects import Effects

ARRIVED: Final = frozenset({"created", "updated", "deleted", "adopted"})
"""Words of history that say that the PSA has what Memtime had."""
COUNTED: Final[Mapping[str, Measure]] = {
    **dict.fromkeys(ARRIVED, Measure.PUSHED),
    **dict.fromkeys(
        ("imported", "accepted_from_psa", "restored", "deleted_in_psa", "reappeared"),
        Measure.PULLED,
    ),
    "outcome_unknown": Measure.IN_DOUBT,
    **dict.fromkeys(
        ("refused", "foreseen", "asked", "held", "gave_up", "duplicate_kept"),
        Measure.PROBLEMS_OPENED,
    ),
}
"""What each word of history is counted as; the others are in the history alone."""


def meter_saved(entry: Entry, events: Sequence[Event], effects: Effects) -> None:
    """Count what was just written down of the entry.

    A change arrived in the PSA when its confirmation is recorded. It began when its person made
    it or let it go, so that waiting for a PSA that is down counts, and waiting as a draft does not.
    """
    words = {event.what for event in events}
    for what in sorted(words & COUNTED.keys()):
        effects.meter.count(COUNTED[what], entry.app)
    if words & ARRIVED:
        took = (effects.clock() - entry.updated_at).total_seconds()
        effects.meter.arrived(entry.account, entry.app, Way.TO_PSA, took)


def meter_seen(
    entries: Sequence[Entry], links_by_person: Mapping[str, UserLink], effects: Effects
) -> None:
    """Note how old the PSA's changes were that these entries just took over.

    What changed before its person was authenticated is history that is read in, and none of it
    arrives late. The PSA's clock tells when a change was made; one that runs ahead makes it seem
    to arrive at once.
    """
    now = effects.clock()
    for entry in entries:
        row = entry.remote
        made = _instant(row.last_updated) if row is not None else None
        link = links_by_person.get(row.person_id) if row is not None else None
        if made is None or link is None or made <= link.linked_at:
            continue
        took = max(0.0, (now - made).total_seconds())
        effects.meter.arrived(entry.account, entry.app, Way.FROM_PSA, took)


def meter_doubt(action: Action, entry: Entry, effects: Effects) -> None:
    """Note how old a doubt is that the PSA is now asked about."""
    if action is Action.RESOLVE and entry.intent is not None:
        age = effects.clock() - entry.intent.started_at
        effects.meter.count(Measure.DOUBT_AGE, entry.app, age.total_seconds())


def _instant(stamp: str) -> datetime | None:
    """The PSA's own stamp as an instant; both PSAs write RFC 3339, in UTC where no zone stands."""
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
