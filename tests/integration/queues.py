"""The queues as Lambda reads them: a batch at a time, and only what failed stays."""

from collections.abc import Callable
from typing import Any

from tests.integration.client import invoked

BATCH_SIZES = {"push": 5, "pull": 1}
Handler = Callable[[dict[str, Any], Any], Any]


def sqs_event(messages: list[dict[str, Any]], queue: str) -> dict[str, Any]:
    """The event of a batch, from what ReceiveMessage answered."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-central-1:111122223333:{queue}",
                "awsRegion": "eu-central-1",
            }
            for message in messages
        ]
    }


class Pump:
    """Carries messages from the queues to the workers."""

    def __init__(self, sqs: Any, queues: dict[str, Handler]) -> None:
        self._sqs = sqs
        self._queues = queues

    def deliver(self) -> int:
        """Work the queues off; messages that failed become visible again later.

        Returns:
            How many messages were done.
        """
        done = 0
        while delivered := sum(self._batch(name, worker) for name, worker in self._queues.items()):
            done += delivered
        return done

    def _batch(self, queue: str, worker: Handler) -> int:
        url = self._sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        size = BATCH_SIZES[queue.rpartition("-")[2]]
        found = self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=size, MessageSystemAttributeNames=["All"]
        )
        messages = found.get("Messages", [])
        if not messages:
            return 0
        failed = failures_of(invoked(worker, sqs_event(messages, queue)))
        done = [message for message in messages if message["MessageId"] not in failed]
        for message in done:
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(done)


def failures_of(response: Any) -> set[str]:
    """The messages that a worker gives back, in exactly the shape that Lambda reads."""
    assert list(response) == ["batchItemFailures"]
    assert all(list(one) == ["itemIdentifier"] for one in response["batchItemFailures"])
    return {one["itemIdentifier"] for one in response["batchItemFailures"]}
