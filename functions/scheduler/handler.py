"""Schedules: `sweep` sends a job for each due entry, the others one for connections."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.schedule_pulls import schedule_pulls
from psa_sync.sync.schedule_purges import schedule_purges
from psa_sync.sync.sweep_entries import sweep_entries

logger = bootstrap.logger()
_PULLS = {
    "pull": PullKind.CHANGES,
    "reconcile": PullKind.RECONCILE,
    "webhooks": PullKind.WEBHOOKS,
}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Run the schedule that the event names; returns how many jobs were sent."""
    name = event.get("schedule")
    with bootstrap.invocation(context):
        if name in _PULLS:
            sent = schedule_pulls(
                _PULLS[name], connections=bootstrap.connections(), queue=bootstrap.queue()
            )
        elif name == "purge":
            sent = schedule_purges(
                belongings=hook_bootstrap.belongings(),
                queue=bootstrap.queue(),
                clock=bootstrap.clock,
                keep=bootstrap.settings().keep_uninstalled,
            )
        elif name == "sweep":
            sent = sweep_entries(
                entries=bootstrap.entries(), queue=bootstrap.queue(), clock=bootstrap.clock
            )
        else:
            message = f"no such schedule: {name!r}"
            raise ValueError(message)
    logger.info("schedule", schedule=name, sent=sent)
    return {"sent": sent}
