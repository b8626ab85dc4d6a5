"""What surrounds one job of a queue: its ids in every log line, its wait, and who pays for it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from psa_sync import bootstrap
from psa_sync.domain.jobs import PullJob, PushJob


@contextmanager
def job_frame(record: SQSRecord, job: PushJob | PullJob, logger: Logger) -> Iterator[None]:
    """Work on the job within: whatever is logged there says for whom, and in which message.

    A push job's wait counts as the age of the queue, a pull job's does not: many are sent to
    arrive later.
    """
    meter, sent = bootstrap.meter(), record.attributes.get("SentTimestamp")
    if isinstance(job, PushJob) and sent:
        at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(sent))
        meter.waited(job.account, job.app, (bootstrap.clock() - at).total_seconds())
    with ExitStack() as frame:
        frame.enter_context(logger.append_context_keys(**_about(record, job)))
        frame.enter_context(meter.paid_by(job.account, job.app))
        yield


def _about(record: SQSRecord, job: PushJob | PullJob) -> dict[str, str]:
    """The ids of the job; never what people wrote."""
    known = {"account": job.account, "app": job.app, "job": record.message_id}
    if isinstance(job, PushJob):
        return known | {"entry": job.entry_id}
    further = {"kind": job.kind.value, "user": job.user_id, "progress": job.progress_id}
    return known | {name: value for name, value in further.items() if value}
