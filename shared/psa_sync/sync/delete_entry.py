"""Delete a time entry for a client: a tombstone first, then the PSA row."""

from typing import Final

from psa_sync.domain.client_edits import EditRefusedError, deleted
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError
from psa_sync.sync.accept_entries import PolicyOf, send_on
from psa_sync.sync.choices import is_manual
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.saving import save

_TRIES: Final = 4


def delete_entry(
    account: str, user_id: str, entry_id: str, if_match: int | None, *, effects: Effects
) -> tuple[Entry, bool]:
    """Return the tombstone, and whether this call made it.

    Raises:
        RefusedError: Unknown entry, missing or wrong version, locked by the PSA.
        TransientError: Our own store is away.
    """
    policy_of = PolicyOf(account, effects)
    for _ in range(_TRIES):
        stored = effects.entries.get(account, entry_id)
        if stored is None or stored.user_id != user_id:
            raise RefusedError("entry_unknown")
        try:
            draft = is_manual(policy_of.connection(stored.app), user_id, effects)
            entry = deleted(stored, if_match, now=effects.clock(), draft=draft)
            if entry is stored:
                return entry, False
            event = Event(at=effects.clock(), what="deleted_by_client", detail={})
            entry = save(entry, policy_of(entry.app), effects, [event])
        except EditRefusedError as refusal:
            raise RefusedError(
                refusal.code, entry=refusal.entry, detail=refusal.detail
            ) from refusal
        except StaleError:
            continue
        send_on([entry], policy_of, effects)
        return entry, True
    raise RefusedError("busy")
