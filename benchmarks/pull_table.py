"""A table that does not slow down with its rows, queues, and how a worker finds them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from local.environments import clean_environment
from local.stack_file import AwsAccess
from local.table_definition import table_definition
from psa_sync.config import VARIABLES

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan
    from local.processes import Processes

NAME: Final = "bench-pull"
ACCOUNT: Final = "alpine-it"
START_SECONDS: Final = 60
_NUMBERS: Final = {
    "SETTLE_SECONDS": "300",
    "PSA_TIMEOUT_SECONDS": "20",
    "RETRY_FLOOR_SECONDS": "15",
    "RETRY_CEILING_SECONDS": "600",
    "BACKFILL_DAYS": "30",
    "KEEP_UNINSTALLED_DAYS": "30",
    "FEED_OVERLAP_SECONDS": "30",
}


def start_table(processes: Processes) -> AwsAccess:
    """Start what stands in for DynamoDB, empty."""
    command = [sys.executable, "-m", "benchmarks.plain_table"]
    served = processes.start("table", command, clean_environment())
    port = processes.announced_port(served, START_SECONDS)
    return AwsAccess(endpoint_url=f"http://127.0.0.1:{port}")


def engine_plan(plan: Plan, aws: AwsAccess, table: AwsAccess) -> Plan:
    """Make table and queues, and complete the plan with the environment of a worker.

    Args:
        plan: Which PSA is read.
        aws: The emulator.
        table: Stands in for DynamoDB.
    """
    app = plan["app"]
    table.client("dynamodb").create_table(**table_definition(NAME))
    for way in ("push", "pull"):
        aws.client("sqs").create_queue(QueueName=f"{NAME}-{app}-{way}")
    chosen = {
        "AWS_ENDPOINT_URL": aws.endpoint_url,
        "AWS_ENDPOINT_URL_DYNAMODB": table.endpoint_url,
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
