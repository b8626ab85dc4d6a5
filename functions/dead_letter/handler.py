"""SQS dead letters: each becomes a problem that people see, and is then needed no more."""

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

from psa_sync import bootstrap
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.domain.jobs import PullJob, PushJob
from psa_sync.sync.take_dead_letter import take_dead_letter

logger = bootstrap.logger()
processor = BatchProcessor(
    event_type=EventType.SQS,
    raise_on_entire_batch_failure=False,
    logger=logging.getLogger("psa_sync.jobs"),
)


def take(record: SQSRecord) -> None:
    """Show one letter; it comes back only while our own store is away, so that none goes round."""
    facts = {"letter": record.message_id, "queue": record.event_source_arn.rpartition(":")[2]}
    try:
        job = _job(record.body)
    except ValueError:
        logger.error("a dead letter makes no sense", extra=facts)
        return
    about = {"entry": job.entry_id} if isinstance(job, PushJob) else {"kind": job.kind.value}
    facts |= {"account": job.account, "app": job.app, **about}
    logger.warning("dead letter", extra=facts)
    try:
        take_dead_letter(job, effects=bootstrap.effects())
    except (StaleError, TransientError):
        raise
    except Exception:
        logger.exception("a dead letter cannot be shown", extra=facts)


def _job(body: str) -> PushJob | PullJob:
    """Read a letter of either kind; what names an entry is a push."""
    try:
        return bootstrap.push_job(body)
    except ValueError:
        return bootstrap.pull_job(body)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take one batch."""
    with bootstrap.invocation(context):
        return process_partial_response(
            event=event, record_handler=take, processor=processor, context=context
        )
