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

from functions.pull_worker.work import work_off
from psa_sync import bootstrap
from psa_sync.job_frame import job_frame

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
    with job_frame(record, job, logger):
        logger.info("pull")
        work_off(job)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Work off one batch."""
    with bootstrap.invocation(context):
        return process_partial_response(
            event=event, record_handler=pull, processor=processor, context=context
        )
