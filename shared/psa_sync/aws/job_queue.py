"""The queues: standard SQS queues, fair between accounts."""

import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from psa_sync.aws.job_messages import encode_job
from psa_sync.aws.store_errors import store_errors, store_unavailable
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PushJob

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH: Final = 10
_GROUP: Final = re.compile(r"[!-~]{1,128}")
"""What SQS takes as a group: up to 128 letters, digits and punctuation, no spaces."""


class SqsJobQueue:
    """The port `JobQueue`.

    Args:
        client: SQS client; retries and time-outs are set there.
        prefix: Queues are named `{prefix}-{app}-push` and `{prefix}-{app}-pull`.
    """

    def __init__(self, client: "SQSClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._urls: dict[str, str] = {}

    def push(self, jobs: Sequence[PushJob], *, delay: timedelta = timedelta(0)) -> None:
        """See the port."""
        self._send(jobs, "push", int(delay.total_seconds()))

    def pull(self, jobs: Sequence[PullJob], *, delay: timedelta = timedelta(0)) -> None:
        """See the port."""
        self._send(jobs, "pull", int(delay.total_seconds()))

    def _send(
        self, jobs: Sequence[PushJob] | Sequence[PullJob], direction: str, delay: int = 0
    ) -> None:
        failed = 0
        for app in dict.fromkeys(job.app for job in jobs):
            url = self._url(app, direction)
            mine = [job for job in jobs if job.app == app]
            for start in range(0, len(mine), _BATCH):
                failed += self._send_batch(url, mine[start : start + _BATCH], delay)
        if failed:
            reason = f"{failed} of {len(jobs)} {direction} jobs were not queued"
            raise store_unavailable(reason)

    def _send_batch(self, url: str, jobs: Sequence[PushJob | PullJob], delay: int) -> int:
        """Send at most ten jobs and return how many of them failed."""
        entries: list[Any] = [
            {
                "Id": str(place),
                "MessageBody": encode_job(job),
                "MessageGroupId": fairness_group(job.account),
                "DelaySeconds": delay,
            }
            for place, job in enumerate(jobs)
        ]
        with store_errors():
            answer = self._client.send_message_batch(QueueUrl=url, Entries=entries)
        return len(answer.get("Failed", []))

    def _url(self, app: PsaName, direction: str) -> str:
        name = f"{self._prefix}-{app}-{direction}"
        if name not in self._urls:
            with store_errors():
                self._urls[name] = self._client.get_queue_url(QueueName=name)["QueueUrl"]
        return self._urls[name]


def fairness_group(account: str) -> str:
    """The account as a message group; a digest where SQS does not take the name itself."""
    if _GROUP.fullmatch(account):
        return account
    return blake2b(account.encode(), digest_size=16).hexdigest()
