"""SQS pull jobs: each record is one use case; what failed goes back alone."""

import logging
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.keep_hooks import keep_hooks
from psa_sync.sync.run_pull import run_pull

logger = bootstrap.logger()
# A batch whose records all failed goes back record by record too, instead of failing the function.
processor = BatchProcessor(
    event_type=EventType.SQS,
    raise_on_entire_batch_failure=False,
    logger=logging.getLogger("psa_sync.jobs"),
)


def pull(record: SQSRecord) -> None:
    """Read one thing from a PSA."""
    job = bootstrap.pull_job(record.body)
    logger.info("pull", account=job.account, app=job.app, kind=job.kind.value, user=job.user_id)
    if job.kind is PullKind.WEBHOOKS:
        keep_hooks(
            job,
            hooks=hook_bootstrap.hooks(),
            open_hooks=hook_bootstrap.open_hooks,
            credentials=bootstrap.credentials(),
            effects=bootstrap.effects(),
        )
        return
    changed = run_pull(job, effects=bootstrap.effects())
    if changed and job.kind in {PullKind.HINT, PullKind.CHANGES}:
        found = {"by_hook" if job.kind is PullKind.HINT else "by_poll": changed}
        hook_bootstrap.hooks().found(job.account, job.app, **found)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Work off one batch."""
    with bootstrap.invocation(context):
        return process_partial_response(
            event=event, record_handler=pull, processor=processor, context=context
        )
