"""What a PSA's folder offers to the registry, and what it gets from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.side_by_side import WHILE_SOMEBODY_WAITS, Pace
from psa_sync.domain.budget import Ceilings
from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Group
from psa_sync.domain.permission import PermissionGuide
from psa_sync.domain.rule import Broken, Facts, Rule, Unreadable
from psa_sync.ports import Clock, Draft, PsaConnector
from psa_sync.ports.webhooks import HookHome, HookReader, PsaHooks


def unpaid() -> None:
    """Nobody counts the calls, as before an app is installed."""


def unheard(_address: str) -> None:
    """Nobody keeps the new address, as before an app is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorEnvironment:
    """The service's own settings, the same for every connection.

    Attributes:
        defaults: Credentials of the service itself, used where a connection brings none:
            `connectwise_client_id`, `autotask_integration_code`.
        autotask_zone_urls: Addresses of zone discovery, asked in order.
        moved: Told the new base address when a PSA says that this connection's tenant lives
            elsewhere now and answers there; it differs between connections, as the next does.
        pace: How hurried the check of a key is.
        pay: Called right before each call; it raises NotAdmittedError where none may be made.
    """

    policy: HttpPolicy
    defaults: Mapping[str, str]
    autotask_zone_urls: tuple[str, ...]
    clock: Clock
    moved: Callable[[str], object] = unheard
    pace: Pace = WHILE_SOMEBODY_WAITS
    pay: Callable[[], object] = unpaid


Connect = Callable[[Mapping[str, str], str | None, ConnectorEnvironment], PsaConnector]
"""Takes credentials, stored endpoint (None at install) and environment; calls nobody yet."""

OpenHooks = Callable[[Mapping[str, str], str | None, ConnectorEnvironment], PsaHooks]
"""Takes the same; what it makes keeps our hooks."""

ReadHooks = Callable[[HookHome, ConnectorEnvironment], HookReader]
"""Takes whose hooks they are; calls nobody yet."""

Check = Callable[[Draft, Facts, frozenset[Group]], tuple[Broken, ...]]
"""Says which rules a write of these groups breaks, as far as the facts tell; calls nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorSpec:
    """One PSA as the product offers it.

    Attributes:
        app: Its short name, used in addresses, queues and ids.
        name: Its name as people know it.
        form: JSON Schema of the fields to fill in at install, with titles and help texts.
        secret_fields: Fields of the form that are never shown again.
        connect: Makes the connector of one connection.
        open_hooks: Makes the keeper of one connection's hooks.
        read_hooks: Makes the reader of one connection's hooks.
        hook_retry_status: HTTP status after which the PSA sends a message again.
        check: Holds a write against the rules.
        rules: The rules that `check` knows.
        ceilings: The calls it gets from us for one customer, unless a parameter says otherwise.
        unreadable: What this PSA may refuse besides, by switches of the tenant that no call shows.
        permissions: The fewest rights that the API user needs, and how they are given.
    """

    app: PsaName
    name: str
    form: dict[str, Any]
    secret_fields: frozenset[str]
    connect: Connect
    open_hooks: OpenHooks
    read_hooks: ReadHooks
    hook_retry_status: int
    check: Check
    rules: tuple[Rule, ...]
    ceilings: Ceilings
    unreadable: tuple[Unreadable, ...]
    permissions: PermissionGuide
