"""Forget who a Memtime user is in the PSA; their entries stay, and wait."""

from psa_sync.domain.connection import PsaName
from psa_sync.sync.effects import Effects


def deauthenticate_user(account: str, app: PsaName, user_id: str, *, effects: Effects) -> None:
    """Untie the user from their PSA person; idempotent.

    What is queued is parked with `user_not_authenticated` and goes out after the next
    authentication. The PSA person is free for another Memtime user at once.

    Raises:
        TransientError: Our own store did not answer.
    """
    effects.connections.unlink(account, app, user_id)
