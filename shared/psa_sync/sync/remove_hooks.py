"""Remove a connection's hooks from its PSA before the key is forgotten, and say what is left."""

from psa_sync.domain.connection import Connection, ConnectionStatus
from psa_sync.domain.errors import CredentialsError, SyncError
from psa_sync.ports import Credentials
from psa_sync.ports.webhooks import Hooks
from psa_sync.sync.keep_hooks import OpenHooks
from psa_sync.sync.prepare_hooks import secrets_of

_REFUSED = frozenset({ConnectionStatus.AUTH_FAILED, ConnectionStatus.PERMISSION_LOST})


def remove_hooks(
    former: Connection,
    *,
    hooks: Hooks,
    open_hooks: OpenHooks,
    credentials: Credentials,
) -> tuple[str, ...]:
    """Remove what can be removed; what stays calls an address that knows nobody any more.

    Their address is forgotten only when the PSA was asked, so that an uninstall that ended half-way
    goes on where it stopped.

    Args:
        former: The connection as it was before it was stopped.
        hooks: Where addresses are kept.
        open_hooks: Opens the PSA's hooks with the stored key.
        credentials: Where the hooks' secrets are kept.

    Returns:
        A sentence for each hook that an administrator of the PSA must remove.

    Raises:
        TransientError: Our own store is away; calling again finishes the work.
    """
    account, app = former.account, former.app
    known = hooks.of(account, app)
    left: tuple[str, ...] = ()
    if known is not None:
        left = _removed(former, known.token, open_hooks)
        hooks.forget(known)
    credentials.delete(account, secrets_of(app))
    return left


def _removed(former: Connection, token: str, open_hooks: OpenHooks) -> tuple[str, ...]:
    ours = f"remove the hooks whose URL holds {token[-6:]}"
    refused = (f"The PSA refuses the key: {ours}.",)
    if former.status in _REFUSED:
        return refused  # it is not tried again: failed logins lock accounts
    try:
        return open_hooks(former).remove(token)
    except CredentialsError:
        return refused
    except SyncError:
        return (f"The PSA did not answer: {ours}.",)
