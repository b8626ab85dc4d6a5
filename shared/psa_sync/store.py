"""What the AWS side of a process is made of, each part made when it is first needed, and once."""
# ruff: noqa: PLC0415 - an invocation loads only what it uses

from functools import cache
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from psa_sync.config import Settings, read_settings
from psa_sync.domain.jobs import PullJob, PushJob
from psa_sync.invocation import at_the_end, clock

if TYPE_CHECKING:
    from psa_sync.aws.process_meter import ProcessMeter
    from psa_sync.aws.stamps import Stamps
    from psa_sync.aws.table import Table
    from psa_sync.ports import Connections, Credentials, Entries, JobQueue
    from psa_sync.ports.meter import Readings


@cache
def settings() -> Settings:
    """This process's settings."""
    return read_settings()


@cache
def entries() -> "Entries":
    """Time entries in the table."""
    from psa_sync.aws.entries import DynamoEntries

    return DynamoEntries(table(), stamps())


@cache
def connections() -> "Connections":
    """Connections in the table."""
    from psa_sync.aws.connections import DynamoConnections

    return DynamoConnections(table())


@cache
def queue() -> "JobQueue":
    """The queues."""
    from psa_sync.aws.clients import sqs
    from psa_sync.aws.job_queue import SqsJobQueue

    return SqsJobQueue(sqs(), settings().queue_prefix)


@cache
def meter() -> "ProcessMeter":
    """This process's numbers; they are told with each invocation."""
    from psa_sync.aws.process_meter import ProcessMeter

    made = ProcessMeter(clock, readings)
    at_the_end(made.flush)
    return made


def readings() -> "Readings":
    """What was counted of connections, in the table."""
    from psa_sync.aws.readings import DynamoReadings

    return DynamoReadings(table())


def prices_as_of() -> str:
    """The day of the prices that costs are told in."""
    from psa_sync.aws.prices import AS_OF

    return AS_OF


def credentials() -> "Credentials":
    """The secrets, read anew."""
    from psa_sync.aws.clients import secrets_manager
    from psa_sync.aws.credentials import SecretsManagerCredentials

    return SecretsManagerCredentials(secrets_manager(), settings().secret_prefix, clock)


def push_job(body: str) -> PushJob:
    """Read a push queue's message.

    Raises:
        ValueError: It is none of ours.
    """
    from psa_sync.aws.job_messages import decode_push_job

    return decode_push_job(body)


def pull_job(body: str) -> PullJob:
    """Read a pull queue's message.

    Raises:
        ValueError: It is none of ours.
    """
    from psa_sync.aws.job_messages import decode_pull_job

    return decode_pull_job(body)


@cache
def table() -> "Table":
    """The one table."""
    from psa_sync.aws.clients import dynamodb
    from psa_sync.aws.table import Table

    return Table(dynamodb(), settings().table_name, random=SystemRandom())


@cache
def stamps() -> "Stamps":
    """Makes the places of changes in the feed."""
    from psa_sync.aws.stamps import Stamps

    overlap = settings().feed_overlap.total_seconds()
    return Stamps(clock, SystemRandom(), overlap_seconds=overlap)


def forget() -> None:
    """Drop everything that was built, so that the next use reads the environment again."""
    cached: tuple[Any, ...] = (settings, entries, connections, queue, meter, table, stamps)
    for function in cached:
        function.cache_clear()
