"""Our pull as it is deployed: rows become entries in the table, message by message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from benchmarks.pull_ways.measured import run
from psa_sync import bootstrap
from psa_sync.aws.call_counts import calls_made
from psa_sync.aws.clients import sqs
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.sync.run_pull import run_pull

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan

INVOCATION_MILLISECONDS: Final = 120_000


class _Lambda:
    """The context of an invocation that has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        return INVOCATION_MILLISECONDS


def read(plan: Plan) -> dict[str, Any]:
    """Run the pull job, and every message in which it goes on."""
    account, app = plan["account"], plan["app"]
    job: PullJob | None = PullJob(account=account, app=app, kind=PullKind.CHANGES)
    before, messages, changed = calls_made(), 0, 0
    while job is not None:
        with bootstrap.invocation(_Lambda()):
            changed += run_pull(job, effects=bootstrap.effects())
        messages, job = messages + 1, _following(plan)
    made = dict(calls_made() - before)
    return {"rows": plan["rows"], "changed": changed, "messages": messages, "awsCalls": made}


def _following(plan: Plan) -> PullJob | None:
    """The message in which the walk goes on; what the end of a walk asks for besides is left."""
    queue = sqs().get_queue_url(QueueName=plan["pullQueue"])["QueueUrl"]
    while found := sqs().receive_message(QueueUrl=queue).get("Messages"):
        sqs().delete_message(QueueUrl=queue, ReceiptHandle=found[0]["ReceiptHandle"])
        job = bootstrap.pull_job(found[0]["Body"])
        if job.kind is PullKind.CHANGES:
            return job
    return None


if __name__ == "__main__":
    run(read)
