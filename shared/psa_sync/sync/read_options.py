"""The choices that a person has for an entry, asked of the PSA."""

from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import CredentialsError
from psa_sync.domain.work_item import Options
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.refusal import RefusedError


def read_options(account: str, app: PsaName, user_id: str, *, effects: Effects) -> Options:
    """Work types, work roles and billing choices valid for the user.

    Raises:
        RefusedError: The app is not installed or stopped, or the user is not authenticated.
        TransientError: The PSA or our own store did not answer.
    """
    connection = installed_connection(account, app, effects)
    link = effects.connections.link_of(account, app, user_id)
    if link is None:
        raise RefusedError("user_not_authenticated", detail=app)
    if not connection.status.sends:
        raise RefusedError("connection_stopped", detail=connection.status_text)
    try:
        return effects.connect(connection).options(link.psa_user)
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        raise RefusedError("connection_stopped", detail=error.reason) from None
