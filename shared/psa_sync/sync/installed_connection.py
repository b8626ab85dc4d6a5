"""The connection that an app needs before anything can be done with it."""

from psa_sync.domain.connection import Connection, PsaName
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError


def installed_connection(account: str, app: PsaName, effects: Effects) -> Connection:
    """The account's connection.

    Raises:
        RefusedError: `app_not_installed`, also where it was uninstalled.
    """
    connection = effects.connections.get(account, app)
    if connection is None or not connection.installed:
        raise RefusedError("app_not_installed", detail=app)
    return connection
