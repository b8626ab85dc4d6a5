"""A pull as it is deployed: a message, and each message in which it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psa_sync import bootstrap
from psa_sync.aws.clients import sqs
from psa_sync.sync.run_pull import run_pull

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan
    from psa_sync.domain.jobs import PullJob, PullKind

INVOCATION_MILLISECONDS: Final = 120_000


class Lambda:
    """The context of an invocation that has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        """As Lambda's own context tells it."""
        return INVOCATION_MILLISECONDS


def work_off(job: PullJob | None, plan: Plan) -> tuple[int, int]:
    """Run the job, and what follows it; gives the number of messages and of changed entries."""
    messages = changed = 0
    while job is not None:
        with bootstrap.invocation(Lambda()):
            changed += run_pull(job, effects=bootstrap.effects())
        messages, job = messages + 1, next_job(plan, job.kind)
    return messages, changed


def next_job(plan: Plan, kind: PullKind) -> PullJob | None:
    """Take the next message of this kind; what else was asked for besides is left."""
    queue = sqs().get_queue_url(QueueName=plan["pullQueue"])["QueueUrl"]
    while found := sqs().receive_message(QueueUrl=queue).get("Messages"):
        sqs().delete_message(QueueUrl=queue, ReceiptHandle=found[0]["ReceiptHandle"])
        job = bootstrap.pull_job(found[0]["Body"])
        if job.kind is kind:
            return job
    return None
