"""How much of a PSA's budget is used, why calls wait, and until when: for people and for health."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psa_sync.domain.admission import PSA_DOWN, QUEUED, SLOWED
from psa_sync.domain.budget import (
    HOUR_SECONDS,
    Budget,
    Direction,
    SharedUse,
    hourly,
    instant_of,
    micros,
    used,
)
from psa_sync.domain.connection import PsaName
from psa_sync.sync.effects import Effects


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetUse:
    """One connection's budget as people see it.

    Attributes:
        used: Calls of the last hour, counted in parts of five minutes.
        ceiling: Calls that any hour may have.
        now_hourly: Calls an hour that may be made now: less than the ceiling where the PSA asked
            to slow down, or others need the rest of a limit that all share.
        window: The time that `used` and `ceiling` are about.
        shared: What the PSA counts of all integrations together, None where it does not.
        waits_for: The problem that says why calls wait now, None where they do not.
        drained_at: When the last of the entries that wait has its turn, None where none waits.
        failures: Calls in a row that got no answer, by direction.
    """

    used: int
    ceiling: int
    now_hourly: int
    window: timedelta
    shared: SharedUse | None
    waits_for: str | None
    drained_at: datetime | None
    failures: dict[str, int]


def budget_of(account: str, app: PsaName, *, effects: Effects) -> BudgetUse:
    """Read the budget of one connection; one read, no write, no call of the PSA.

    Raises:
        TransientError: Our own store is away.
    """
    budget = effects.budgets.read(account, app)
    ceilings, now = effects.gate().ceilings(app), micros(effects.clock())
    waits = budget.turn > now
    return BudgetUse(
        used=used(budget, now),
        ceiling=ceilings.hourly,
        now_hourly=hourly(budget, ceilings, now),
        window=timedelta(seconds=HOUR_SECONDS),
        shared=budget.shared,
        waits_for=_cause(budget, now) or (QUEUED if waits else None),
        drained_at=instant_of(budget.turn) if waits else None,
        failures={one.value: budget.breaker(one).failures for one in Direction},
    )


def _cause(budget: Budget, now: int) -> str | None:
    if not (budget.push.is_closed and budget.pull.is_closed):
        return PSA_DOWN
    return SLOWED if now < budget.quiet_until else None
