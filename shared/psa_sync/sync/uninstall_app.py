"""Uninstall a connected app: no call to the PSA any more, no secret kept, no entry lost."""

from dataclasses import replace

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.domain.webhook import HookState
from psa_sync.ports import Credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError

_TRIES = 4


def uninstall_app(
    account: str, app: PsaName, *, credentials: Credentials, effects: Effects
) -> Connection:
    """Stop the connection and forget its secret; idempotent.

    Entries, what they are mapped to, people's links and settings stay, so that a new install of
    the same PSA company goes on where this one ended, and sends nothing twice.

    Raises:
        RefusedError: `app_not_installed`, or `busy` when others keep writing the connection.
        TransientError: Our own store did not answer; calling again finishes the work.
    """
    removed = _stopped(account, app, effects)
    # Only now: while the connection was active, a worker without a secret would have failed.
    credentials.delete(account, app)
    return removed


def _stopped(account: str, app: PsaName, effects: Effects) -> Connection:
    for _ in range(_TRIES):
        connection = effects.connections.get(account, app)
        if connection is None:
            raise RefusedError("app_not_installed", detail=app)
        if connection.status is ConnectionStatus.REMOVED:
            return connection
        try:
            return effects.connections.save(_removed(connection, effects))
        except StaleError:
            continue
    raise RefusedError("busy")


def _removed(connection: Connection, effects: Effects) -> Connection:
    return replace(
        connection,
        status=ConnectionStatus.REMOVED,
        status_text="The connected app was uninstalled; entries wait for a new install.",
        since=effects.clock(),
        shown_credentials={},
        checks=(),
        problem=None,
        hook_state=HookState.NONE,
        hook_problem=None,
    )
