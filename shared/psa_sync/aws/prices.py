"""What AWS charges, so that calls can be told in money; the one place where prices stand.

Prices are list prices of us-east-1 on demand, without free tiers, as published on the pages named
beside them. They move seldom; who needs today's looks there and changes this file.
"""

from collections.abc import Mapping
from typing import Final

AS_OF: Final = "2025-11-01"
REGION: Final = "us-east-1"

NANO_PER_REQUEST: Final[Mapping[str, int]] = {
    # aws.amazon.com/dynamodb/pricing/on-demand: $0.125 a million reads, $0.625 a million writes.
    # Every read here is strongly consistent: one unit for 4 KB. A page of a batch or a query is
    # taken for a handful of small rows, a write for the row and the two index places it moves.
    "dynamodb.GetItem": 125,
    "dynamodb.BatchGetItem": 1_250,
    "dynamodb.Query": 250,
    "dynamodb.PutItem": 1_875,
    "dynamodb.UpdateItem": 625,
    "dynamodb.DeleteItem": 625,
    "dynamodb.BatchWriteItem": 15_625,
    "dynamodb.TransactWriteItems": 5_000,
    # aws.amazon.com/sqs/pricing: $0.40 a million requests of a standard queue. A job that is sent
    # is also received and deleted, by Lambda's own poller, hence three requests for each.
    "sqs.SendMessageBatch": 1_200,
    "sqs.GetQueueUrl": 400,
    # aws.amazon.com/secrets-manager/pricing: $0.05 for 10,000 calls.
    "secrets-manager.GetSecretValue": 5_000,
    "secrets-manager.PutSecretValue": 5_000,
    "secrets-manager.CreateSecret": 5_000,
    "secrets-manager.UpdateSecret": 5_000,
    "secrets-manager.DeleteSecret": 5_000,
}
"""Billionths of a US dollar, by operation as `call_counts` names it."""

NANO_PER_MILLISECOND: Final = 7
"""aws.amazon.com/lambda/pricing: $0.0000133334 a GB-second on arm64, at 512 MB."""

NANO_PER_INVOCATION: Final = 200
"""The same page: $0.20 a million."""

NANO_PER_API_REQUEST: Final = 1_000
"""aws.amazon.com/api-gateway/pricing: $1.00 a million requests of an HTTP API."""


def cost_of(calls: Mapping[str, int], milliseconds: int) -> int:
    """What these calls and this time of a function cost, in billionths of a US dollar."""
    called = sum(NANO_PER_REQUEST.get(name, 0) * number for name, number in calls.items())
    return called + NANO_PER_MILLISECOND * milliseconds
