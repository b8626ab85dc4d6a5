"""Uninstall a connected app: no call to the PSA any more, no hook, no secret, no entry lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.domain.webhook import HookState
from psa_sync.ports import Credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError

_TRIES = 4
RemoveHooks = Callable[[Connection], tuple[str, ...]]
"""Removes a connection's hooks from its PSA; returns a sentence for each that stays."""


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The connection as it is now, and a sentence for each hook that an admin must remove."""

    connection: Connection
    left: tuple[str, ...]


def uninstall_app(
    account: str,
    app: PsaName,
    *,
    remove_hooks: RemoveHooks,
    credentials: Credentials,
    effects: Effects,
) -> Uninstalled:
    """Stop the connection, remove its hooks and forget its secret; idempotent.

    Entries, what they are mapped to, people's links and settings stay for a while, so that a new
    install of the same PSA company goes on where this one ended, and sends nothing twice.

    Raises:
        RefusedError: `app_not_installed`, or `busy` when others keep writing the connection.
        TransientError: Our own store did not answer; calling again finishes the work.
    """
    before, removed = _stopped(account, app, effects)
    # The key is still there for this; nobody registers hooks of a connection that is stopped.
    left = remove_hooks(before)
    # Only now: while the connection was active, a worker without a secret would have failed.
    credentials.delete(account, app)
    return Uninstalled(removed, left)


def _stopped(account: str, app: PsaName, effects: Effects) -> tuple[Connection, Connection]:
    """The connection as it was, and as it is now."""
    for _ in range(_TRIES):
        connection = effects.connections.get(account, app)
        if connection is None or connection.emptied:
            raise RefusedError("app_not_installed", detail=app)
        if not connection.installed:
            return connection, connection
        try:
            return connection, effects.connections.save(_removed(connection, effects))
        except StaleError:
            continue
    raise RefusedError("busy")


def _removed(connection: Connection, effects: Effects) -> Connection:
    now = effects.clock()
    return replace(
        connection,
        status=ConnectionStatus.REMOVED,
        status_text=_promise(effects.limits.keep_uninstalled),
        since=now,
        shown_credentials={},
        checks=(),
        problem=None,
        hook_state=HookState.NONE,
        hook_problem=None,
    )


def _promise(keep: timedelta) -> str:
    return (
        "The connected app was uninstalled. Its entries wait for a new install, "
        f"for {keep.days} days; then they are removed here, and stay in the PSA."
    )
