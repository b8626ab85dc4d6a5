"""Joins what hooks and leaving need, beside `bootstrap`: addresses, keepers, readers, leftovers."""
# ruff: noqa: PLC0415, SLF001

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from psa_sync import bootstrap, store
from psa_sync.domain.connection import Connection, PsaName

if TYPE_CHECKING:
    from psa_sync.ports.belongings import Belongings
    from psa_sync.ports.webhooks import HookReader, Hooks, PsaHooks
    from psa_sync.sync.take_message import Doorway

KEY_SECONDS: Final = 1.5
"""How long a PSA may take to tell the key of a message: it waits 5 seconds for our answer."""


@cache
def hooks() -> "Hooks":
    """Where connections' hooks call."""
    from psa_sync.aws.hooks import DynamoHooks

    return DynamoHooks(store.table())


@cache
def belongings() -> "Belongings":
    """What uninstalled apps have left behind."""
    from psa_sync.aws.belongings import DynamoBelongings

    return DynamoBelongings(store.table())


def doorway() -> "Doorway":
    """What judges a PSA's message."""
    from psa_sync.sync.take_message import Doorway

    return Doorway(
        hooks=hooks(),
        connections=bootstrap.connections(),
        read_hooks=read_hooks,
        queue=bootstrap.queue(),
        clock=bootstrap.clock,
    )


def open_hooks(connection: Connection) -> "PsaHooks":
    """The keeper of a connection's hooks, with its own stored credentials.

    Raises:
        CredentialsError: There are none, or they cannot be.
    """
    from psa_sync.connectors.registry import CONNECTORS

    fields = _credentials(connection.account, connection.app)
    spec = CONNECTORS[connection.app]
    environment = bootstrap.environment_of(connection.account, connection.app)
    return spec.open_hooks(fields, connection.endpoint, environment)


def secret_names(connection: Connection) -> tuple[str, ...]:
    """The hooks of the connection's PSA that want a secret of ours."""
    return open_hooks(connection).secret_names


def read_hooks(connection: Connection, token: str) -> "HookReader":
    """The reader of a connection's hooks; kept with the keys that it fetched.

    A new install has a token and secrets of its own, and never meets the reader of the former one.
    """
    fields = tuple(sorted(connection.shown_credentials.items()))
    return _reader((connection.account, connection.app), connection.endpoint, fields, token)


def retry_status(app: str) -> int:
    """The HTTP status after which the PSA sends a message again; 503 where there is no such PSA."""
    from psa_sync.connectors.registry import CONNECTORS

    spec = CONNECTORS.get(PsaName(app))
    return spec.hook_retry_status if spec else HTTPStatus.SERVICE_UNAVAILABLE


def public_url(request: Mapping[str, Any]) -> str:
    """Where PSAs reach this API, by API Gateway's own words of a request; empty: they cannot."""
    url = bootstrap.settings().public_url
    for name in ("apiId", "domainName"):
        url = url.replace(f"{{{name}}}", str(request.get(name, "")))
    return url


def forget() -> None:
    """Drop everything that was built."""
    for function in (hooks, belongings, _reader):
        function.cache_clear()


@lru_cache(maxsize=bootstrap.WARM_CONNECTIONS)
def _reader(
    owner: tuple[str, PsaName], endpoint: str, fields: tuple[tuple[str, str], ...], _token: str
) -> "HookReader":
    from psa_sync.connectors.registry import CONNECTORS
    from psa_sync.ports.webhooks import HookHome
    from psa_sync.sync.prepare_hooks import secrets_of

    account, app = owner
    home = HookHome(
        endpoint=endpoint,
        fields=dict(fields),
        secrets=lambda: bootstrap.credentials().get(account, secrets_of(app)) or {},
        credentials=lambda: _credentials(account, app),
    )
    usual = bootstrap._environment()
    policy = replace(usual.policy, read_timeout=KEY_SECONDS, connect_timeout=KEY_SECONDS / 2)
    return CONNECTORS[app].read_hooks(home, replace(usual, policy=policy))


def _credentials(account: str, app: PsaName) -> dict[str, str]:
    from psa_sync.domain.errors import CredentialsError

    stored = bootstrap.credentials().get(account, app)
    if stored is None:
        message = "The connection's API key is not stored any more; enter it again."
        raise CredentialsError(message)
    return dict(stored)
