"""Route by which an administrator sees how the account's connections do."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import report_shapes as shapes
from functions.memtime_api.answers import answer
from functions.memtime_api.caller import caller_of
from functions.memtime_api.representations import freshness_json, instant
from functions.memtime_api.routing import new_router
from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.budget import instant_of
from psa_sync.domain.reading import Reading
from psa_sync.sync.read_budget import BudgetUse
from psa_sync.sync.read_health import Health, read_health

router = new_router()


@router.get("/v1/health/connections")
def get_health_of_connections() -> Response[str]:
    """State, freshness, queue, budget, hooks and cost of each installed connection."""
    caller = caller_of(router.current_event.raw_event)
    caller.require_admin()
    found = read_health(
        caller.account,
        readings=bootstrap.readings(),
        hooks=hook_bootstrap.hooks(),
        effects=bootstrap.effects(),
    )
    items: shapes.ConnectionsHealth = {"items": [_health_json(one) for one in found]}
    return answer(HTTPStatus.OK, items)


def _health_json(health: Health) -> shapes.ConnectionHealth:
    connection, hooks = health.connection, health.hooks
    return {
        "app": connection.app,
        "status": connection.status,
        "statusText": connection.status_text,
        "since": instant(connection.since),
        "freshness": {
            **freshness_json(health.last_day.both_ways),
            "changes": health.last_day.both_ways.number,
            "toPsa": freshness_json(health.last_day.to_psa),
            "fromPsa": freshness_json(health.last_day.from_psa),
        },
        "queueAgeSeconds": health.queue_age,
        "lastPullAt": instant(health.last_pull_at),
        "webhooks": {
            "state": connection.hook_state,
            "lastReceivedAt": instant(hooks.last_received_at if hooks else None),
            "foundByHook": hooks.by_hook if hooks else 0,
            "foundByPoll": hooks.by_poll if hooks else 0,
        },
        "budget": _budget_json(health.budget),
        "cost": _cost_json(health.last_day),
    }


def _budget_json(budget: BudgetUse) -> shapes.CallBudget:
    """The calls of the last hour, ours and, where the PSA counts them, everybody's."""
    shared = budget.shared
    return {
        "callsInLastHour": budget.used,
        "callsAllowed": budget.ceiling,
        "usedPercent": 100 * budget.used // budget.ceiling,
        "callsAllowedNow": budget.now_hourly,
        "waitsFor": budget.waits_for,
        "drainedAt": instant(budget.drained_at),
        "shared": None
        if shared is None
        else {
            "callsInLastHour": shared.calls,
            "callsAllowed": shared.limit,
            "usedPercent": shared.percent,
            "seenAt": instant(instant_of(shared.seen_at)),
        },
    }


def _cost_json(reading: Reading) -> shapes.Cost:
    return {
        "usdPerThousandEntries": reading.usd_per_thousand_entries,
        "entries": reading.entries,
        "pricesAsOf": bootstrap.prices_as_of(),
    }
