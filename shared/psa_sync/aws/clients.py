"""The AWS clients of a process: one session, each client made once, when it is first needed."""

from functools import cache
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from psa_sync.aws.call_counts import count_calls

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

CLIENT_CONFIG: Final = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
)
"""Three tries of at most seven seconds: an API call fails before API Gateway gives up on it."""


@cache
def _session() -> boto3.Session:
    session = boto3.Session()
    count_calls(session)
    return session


@cache
def dynamodb() -> "DynamoDBClient":
    """The client of the table."""
    return _session().client("dynamodb", config=CLIENT_CONFIG)


@cache
def sqs() -> "SQSClient":
    """The client of the queues."""
    return _session().client("sqs", config=CLIENT_CONFIG)


@cache
def secrets_manager() -> "SecretsManagerClient":
    """The client of the secrets."""
    return _session().client("secretsmanager", config=CLIENT_CONFIG)
