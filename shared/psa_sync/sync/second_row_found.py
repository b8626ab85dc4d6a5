"""Write down that the PSA holds a second row of an entry; the push worker judges it."""

from psa_sync.domain.entry import Entry, Event, RemoteRow
from psa_sync.domain.observations import settled
from psa_sync.domain.second_rows import noted
from psa_sync.domain.settings import SyncPolicy
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import save


def save_second(entry: Entry, row: RemoteRow, policy: SyncPolicy, effects: Effects) -> Entry | None:
    """Note the row on its entry; None when it is known as it is.

    Raises:
        StaleError, TransientError: As the port says.
    """
    now = effects.clock()
    found = noted(entry, row, now=now)
    if found is entry:
        return None
    decided, events = settled(found, policy, now=now)
    if all(one.psa_id != row.psa_id for one in entry.seconds):
        events.append(Event(at=now, what="duplicate_found", detail={"psaId": row.psa_id}))
    return save(decided, policy, effects, events)
