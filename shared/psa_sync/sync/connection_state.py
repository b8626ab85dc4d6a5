"""How failures and successes of PSA calls move a connection's state."""

import logging
from dataclasses import replace

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.ports.meter import Measure
from psa_sync.sync.effects import Effects

log = logging.getLogger(__name__)


def latch_credentials(connection: Connection, reason: str, effects: Effects) -> None:
    """Stop the connection: a refused key is not tried again, since logins lock accounts."""
    if _move(connection, ConnectionStatus.AUTH_FAILED, reason, effects):
        about = {"account": connection.account, "app": connection.app}
        log.warning("the PSA refuses the key", extra=about)
        effects.meter.count(Measure.KEYS_REFUSED, connection.app)


def note_own_id(connection: Connection, own_id: str, effects: Effects) -> Connection:
    """Remember how the PSA names our API user, learned from a row it made for us."""
    try:
        return effects.connections.save(connection.known_as(own_id))
    except StaleError:
        return connection  # another worker learned it too; the next read has it


def note_endpoint(account: str, app: PsaName, endpoint: str, effects: Effects) -> None:
    """Remember where the PSA lives now; the tenant is the same, so links and rows stay.

    Whoever calls has its answer already: what goes wrong here is mended by the next that is told.
    """
    try:
        connection = effects.connections.get(account, app)
        if connection is not None and connection.endpoint != endpoint:
            effects.connections.save(replace(connection, endpoint=endpoint))
    except (StaleError, TransientError):
        log.warning("a move of the PSA was not stored", extra={"account": account, "app": app})


def _move(connection: Connection, status: ConnectionStatus, text: str, effects: Effects) -> bool:
    """True where the state was changed, by us."""
    if connection.status is status:
        return False
    moved = replace(connection, status=status, status_text=text, since=effects.clock())
    try:
        effects.connections.save(moved)
    except StaleError:
        # Somebody changed the connection meanwhile, maybe by entering a new key: theirs holds.
        return False
    return True
