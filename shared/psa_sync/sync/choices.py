"""The settings of a connection as they hold for one person."""

from psa_sync.domain.connection import Connection
from psa_sync.domain.settings import ConnectionSettings, Mode, chosen_by
from psa_sync.sync.effects import Effects


def settings_for(connection: Connection, user_id: str, effects: Effects) -> ConnectionSettings:
    """The connection's settings, with the person's own preferences above them."""
    account, app = connection.account, connection.app
    return chosen_by(connection.settings, effects.connections.preferences(account, app, user_id))


def is_manual(connection: Connection | None, user_id: str, effects: Effects) -> bool:
    """True where what this person books stays a draft until they say "sync now"."""
    if connection is None:
        return False
    return settings_for(connection, user_id, effects).entry_sync is Mode.MANUAL
