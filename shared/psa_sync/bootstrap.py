"""The one place that joins settings, AWS, the PSAs and the engine; all of it lazily, and once.

Modules are imported inside the functions on purpose: an invocation loads only what it uses, so the
scheduler starts without a PSA connector and a read of the API without an HTTP client.
"""
# ruff: noqa: PLC0415

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from threading import get_ident
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from psa_sync import store
from psa_sync.domain.connection import Connection, PsaName
from psa_sync.domain.errors import CredentialsError
from psa_sync.invocation import OUTSIDE_AN_INVOCATION as OUTSIDE_AN_INVOCATION
from psa_sync.invocation import at_the_end
from psa_sync.invocation import clock as clock
from psa_sync.invocation import invocation as invocation
from psa_sync.invocation import logger as logger
from psa_sync.invocation import remaining as remaining
from psa_sync.store import connections as connections
from psa_sync.store import credentials as credentials
from psa_sync.store import entries as entries
from psa_sync.store import meter as meter
from psa_sync.store import prices_as_of as prices_as_of
from psa_sync.store import pull_job as pull_job
from psa_sync.store import push_job as push_job
from psa_sync.store import queue as queue
from psa_sync.store import readings as readings
from psa_sync.store import settings as settings
from psa_sync.store import stamps, table

if TYPE_CHECKING:
    from psa_sync.connectors.catalogue import Catalogue
    from psa_sync.connectors.environment import ConnectorEnvironment
    from psa_sync.domain.budget import Ceilings
    from psa_sync.domain.content import Group
    from psa_sync.domain.rule import Broken, Facts
    from psa_sync.ports import Draft, PsaConnector
    from psa_sync.sync.effects import Effects
    from psa_sync.sync.gate import Gate

LONGEST_CALL_OF_A_CHECK = 10.0
"""Seconds; with the time after which a check begins no call, less than API Gateway waits."""
WARM_CONNECTIONS = 64
"""Connections that a process keeps open; it may meet any number of customers."""


@cache
def effects() -> "Effects":
    """Every port, ready for the use cases."""
    from psa_sync.aws.budgets import DynamoBudgets
    from psa_sync.aws.change_feed import DynamoChangeFeed
    from psa_sync.aws.cursors import DynamoCursors
    from psa_sync.aws.progress import DynamoProgressBoard
    from psa_sync.aws.rule_facts import DynamoRuleFacts
    from psa_sync.aws.work_items import DynamoWorkItems
    from psa_sync.sync.effects import Effects, Limits
    from psa_sync.sync.side_by_side import side_by_side

    chosen = settings()
    return Effects(
        clock=clock,
        entries=entries(),
        feed=DynamoChangeFeed(table()),
        connections=connections(),
        work_items=DynamoWorkItems(table(), stamps(), clock),
        rule_facts=DynamoRuleFacts(table()),
        check_rules=check_rules,
        cursors=DynamoCursors(table()),
        progress=DynamoProgressBoard(table(), clock),
        queue=queue(),
        budgets=DynamoBudgets(table()),
        gate=gate,
        meter=meter(),
        connect=connect,
        new_id=lambda: str(uuid4()),
        remaining=remaining,
        at_once=side_by_side(),
        limits=Limits(
            settle=chosen.settle,
            call=chosen.psa_timeout,
            retry_floor=chosen.retry_floor,
            retry_ceiling=chosen.retry_ceiling,
            backfill_days=chosen.backfill_days,
            feed_overlap=chosen.feed_overlap,
            keep_uninstalled=chosen.keep_uninstalled,
        ),
    )


@cache
def gate() -> "Gate":
    """This process's place at the budgets; slots that are missed go back with the invocation."""
    from time import sleep

    from psa_sync.connectors.registry import CONNECTORS
    from psa_sync.sync.gate import Gate

    chosen = settings()

    def ceilings(app: PsaName) -> "Ceilings":
        usual = CONNECTORS[app].ceilings
        return replace(
            usual,
            hourly=chosen.hourly_ceilings.get(app, usual.hourly),
            longest_pause=min(
                usual.longest_pause, chosen.retry_ceiling // timedelta(microseconds=1)
            ),
        )

    made = Gate(
        effects().budgets,
        ceilings,
        clock=clock,
        holder=str(uuid4()),
        call=chosen.psa_timeout,
        remaining=remaining,
        sleep=sleep,
        meter=meter(),
    )
    at_the_end(made.release)
    return made


def connect(connection: Connection) -> "PsaConnector":
    """Open the connection's PSA with its own stored credentials.

    Raises:
        CredentialsError: There are none.
    """
    minute = clock().replace(second=0, microsecond=0)
    secret = _secret(connection.account, connection.app, connection.since, minute)
    owner = connection.account, connection.app
    return _connector(owner, secret, connection.endpoint, connection.since, get_ident())


@lru_cache(maxsize=WARM_CONNECTIONS)
def _secret(
    account: str, app: PsaName, _since: datetime, _minute: datetime
) -> tuple[tuple[str, str], ...]:
    """Read the key once a minute, and anew when `since` tells that one was stored.

    A process with the former key would be refused, and stop a connection that was just mended.
    """
    stored = credentials().get(account, app)
    if stored is None:
        message = "The connection's API key is not stored any more; enter it again."
        raise CredentialsError(message)
    return tuple(sorted(stored.items()))


@cache
def catalogue() -> "Catalogue":
    """The connected apps there are."""
    from psa_sync.connectors.catalogue import Catalogue
    from psa_sync.connectors.registry import CONNECTORS

    return Catalogue(CONNECTORS, lambda app, fields: _open(app, fields, None, _of_a_check()))


def _of_a_check() -> "ConnectorEnvironment":
    """For the calls of a check: a person waits, and no single one may take up the time of all."""
    usual = _environment()
    seconds = min(usual.policy.read_timeout, LONGEST_CALL_OF_A_CHECK)
    return replace(usual, policy=replace(usual.policy, read_timeout=seconds))


def check_rules(
    app: PsaName, draft: "Draft", facts: "Facts", groups: "frozenset[Group]"
) -> "tuple[Broken, ...]":
    """The rules of a PSA, which is loaded by the first who asks."""
    return catalogue().check(app, draft, facts, groups)


@lru_cache(maxsize=WARM_CONNECTIONS)
def _connector(
    owner: tuple[str, PsaName],
    secret: tuple[tuple[str, str], ...],
    endpoint: str,
    _since: datetime,
    _thread: int,
) -> "PsaConnector":
    """One connector per thread, hence one HTTP session; a new one after a refusal it remembers."""
    return _open(owner[1], dict(secret), endpoint, environment_of(*owner))


def environment_of(account: str, app: PsaName) -> "ConnectorEnvironment":
    """What a connection's connector gets: it pays for its calls, and tells where its PSA moved."""
    from psa_sync.sync.connection_state import note_endpoint

    return replace(
        _environment(),
        moved=lambda to: note_endpoint(account, app, to, effects()),
        pay=lambda: _pay(account, app),
    )


def _pay(account: str, app: PsaName) -> None:
    from psa_sync.ports.meter import Measure

    gate().spend(account, app)
    meter().count(Measure.PSA_CALLS, app)


def _open(
    app: PsaName, fields: dict[str, str], endpoint: str | None, environment: "ConnectorEnvironment"
) -> "PsaConnector":
    from psa_sync.connectors.registry import CONNECTORS

    return CONNECTORS[app].connect(fields, endpoint, environment)


@cache
def _environment() -> "ConnectorEnvironment":
    from psa_sync.connectors.environment import ConnectorEnvironment
    from psa_sync.connectors.http import HttpPolicy

    chosen = settings()
    seconds = chosen.psa_timeout.total_seconds()
    policy = HttpPolicy(
        allowed_hosts=chosen.psa_hosts,
        read_timeout=seconds,
        connect_timeout=min(seconds, 5.0),
    )
    return ConnectorEnvironment(
        policy=policy,
        defaults=chosen.connector_defaults,
        autotask_zone_urls=chosen.autotask_zone_urls,
        clock=clock,
    )


def forget() -> None:
    """Drop everything that was built, so that the next use reads the environment again."""
    cached: tuple[Any, ...] = (effects, gate, catalogue, _secret, _connector, _environment)
    for function in cached:
        function.cache_clear()
    store.forget()
    at_the_end()
