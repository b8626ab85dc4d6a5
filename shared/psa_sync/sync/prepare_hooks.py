"""Give a connection the address and the secrets of its hooks, and have them registered."""

from collections.abc import Sequence
from typing import Final

from psa_sync.domain.connection import Connection, PsaName
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.ports import Credentials
from psa_sync.ports.webhooks import Hooks
from psa_sync.sync.effects import Effects

_DASH: Final = "-"


def secrets_of(app: PsaName) -> PsaName:
    """Name the place where the secrets of a connection's hooks are kept, beside its key."""
    return PsaName(f"{app}.hooks")


def prepare_hooks(
    connection: Connection,
    base_url: str,
    secret_names: Sequence[str],
    *,
    hooks: Hooks,
    credentials: Credentials,
    effects: Effects,
) -> None:
    """Make token and secrets where there are none yet; a worker registers the hooks.

    Args:
        connection: Whose.
        base_url: Where PSAs reach us; empty where they cannot, and then polling is all there is.
        secret_names: The hooks that want a secret of ours.
        hooks: Where addresses are kept.
        credentials: Where secrets are kept.
        effects: The ports.

    Raises:
        TransientError: Our own store is away; installing again finishes the work.
    """
    if not base_url:
        return
    account, app = connection.account, connection.app
    place = secrets_of(app)
    if secret_names and credentials.get(account, place) is None:
        credentials.put(account, place, {name: _secret(effects) for name in secret_names})
    known = hooks.of(account, app)
    token = known.token if known else effects.new_id().replace(_DASH, "")
    url = f"{base_url.rstrip('/')}/webhooks/{app}/{token}"
    hooks.save(ConnectionHooks(account=account, app=app, token=token, url=url))
    effects.queue.pull([PullJob(account=account, app=app, kind=PullKind.WEBHOOKS)])


def _secret(effects: Effects) -> str:
    """64 characters, the most that Autotask keeps; each half is as hard to guess as an id."""
    return (effects.new_id() + effects.new_id()).replace(_DASH, "")
