"""A table of its own in the emulator, and how a worker finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.table_definition import table_definition
from psa_sync.config import VARIABLES

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan
    from local.stack_file import AwsAccess

NAME: Final = "bench-pull"
ACCOUNT: Final = "alpine-it"
_NUMBERS: Final = {
    "SETTLE_SECONDS": "300",
    "PSA_TIMEOUT_SECONDS": "20",
    "RETRY_FLOOR_SECONDS": "15",
    "RETRY_CEILING_SECONDS": "600",
    "BACKFILL_DAYS": "30",
    "KEEP_UNINSTALLED_DAYS": "30",
    "FEED_OVERLAP_SECONDS": "30",
}


def engine_plan(plan: Plan, aws: AwsAccess) -> Plan:
    """Make table and queues, and complete the plan with the environment of a worker."""
    app = plan["app"]
    aws.client("dynamodb").create_table(**table_definition(NAME))
    for way in ("push", "pull"):
        aws.client("sqs").create_queue(QueueName=f"{NAME}-{app}-{way}")
    chosen = {
        "AWS_ENDPOINT_URL": aws.endpoint_url,
        "AWS_ACCESS_KEY_ID": aws.access_key_id,
        "AWS_SECRET_ACCESS_KEY": aws.secret_access_key,
        "AWS_DEFAULT_REGION": aws.region,
        "POWERTOOLS_METRICS_NAMESPACE": NAME,
        "TABLE_NAME": NAME,
        "QUEUE_PREFIX": NAME,
        "SECRET_PREFIX": NAME,
        "PSA_HOSTS": plan["host"],
        "AUTOTASK_ZONE_URLS": ",".join(plan["zoneUrls"]),
        # The good neighbour's budget would be all that is measured.
        "HOURLY_CEILINGS": f"{app}=10000000",
    }
    environment = dict.fromkeys(VARIABLES, "") | _NUMBERS | chosen
    queue = f"{NAME}-{app}-pull"
    return plan | {"environment": environment, "account": ACCOUNT, "pullQueue": queue}
