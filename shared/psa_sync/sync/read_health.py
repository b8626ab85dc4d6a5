"""How each connection of an account does: what its administrator looks at first."""

from dataclasses import dataclass
from datetime import datetime

from psa_sync.domain.budget import Budget
from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.connection_view import as_seen
from psa_sync.domain.latencies import Latencies
from psa_sync.domain.reading import Reading, queue_age
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.ports.meter import Readings
from psa_sync.ports.webhooks import Hooks
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_budget import BudgetUse, budget_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One connection.

    Attributes:
        connection: With the state that its calls prove.
        last_day: What was counted in this hour and the 23 before it.
        queue_age: Seconds that a job had waited which was taken lately; None where none was.
        last_pull_at: When a poll last reached its end.
    """

    connection: Connection
    budget: BudgetUse
    hooks: ConnectionHooks | None
    last_day: Reading
    queue_age: int | None
    last_pull_at: datetime | None


def read_health(
    account: str, *, readings: Readings, hooks: Hooks, effects: Effects
) -> list[Health]:
    """The installed connections of the account, by app.

    Raises:
        TransientError: Our own store is away.
    """
    return [
        _health(connection, readings, hooks, effects)
        for connection in effects.connections.of_account(account)
        if connection.installed
    ]


def connection_now(connection: Connection, effects: Effects) -> Connection:
    """The connection with the state that its calls prove.

    Raises:
        TransientError: Our own store is away.
    """
    account, app = connection.account, connection.app
    is_active = connection.status is ConnectionStatus.ACTIVE
    budget = effects.budgets.read(account, app) if is_active else Budget(account=account, app=app)
    return as_seen(connection, budget, effects.clock())


def freshness_of(account: str, app: PsaName, readings: Readings, effects: Effects) -> Latencies:
    """How long the changes of the last day took, both ways together."""
    hours = readings.by_hour(account, app, now=effects.clock())
    return sum(hours, Reading()).both_ways


def _health(connection: Connection, readings: Readings, hooks: Hooks, effects: Effects) -> Health:
    account, app, now = connection.account, connection.app, effects.clock()
    hours = readings.by_hour(account, app, now=now)
    return Health(
        connection=connection_now(connection, effects),
        budget=budget_of(account, app, effects=effects),
        hooks=hooks.of(account, app),
        last_day=sum(hours, Reading()),
        queue_age=queue_age(hours),
        last_pull_at=effects.cursors.read(account, app).finished_at,
    )
