"""Remove a connection's hooks from its PSA before the key is forgotten, and say what is left."""

from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import SyncError
from psa_sync.ports import Credentials
from psa_sync.ports.webhooks import Hooks
from psa_sync.sync.effects import Effects
from psa_sync.sync.keep_hooks import OpenHooks
from psa_sync.sync.prepare_hooks import secrets_of


def remove_hooks(
    account: str,
    app: PsaName,
    *,
    hooks: Hooks,
    open_hooks: OpenHooks,
    credentials: Credentials,
    effects: Effects,
) -> tuple[str, ...]:
    """Remove what can be removed; what stays calls an address that knows nobody any more.

    Returns:
        A sentence for each hook that an administrator of the PSA must remove.

    Raises:
        TransientError: Our own store is away; calling again finishes the work.
    """
    connection, known = effects.connections.get(account, app), hooks.of(account, app)
    if connection is None or known is None:
        return ()
    # Forgotten first, so that a worker which looks just now registers nothing anew.
    hooks.forget(known)
    left: tuple[str, ...] = ()
    if connection.installed:
        try:
            left = open_hooks(connection).remove(known.token)
        except SyncError:
            left = (
                f"The PSA did not answer: remove hooks whose URL ends with {known.token[-6:]}.",
            )
    credentials.delete(account, secrets_of(app))
    return left
