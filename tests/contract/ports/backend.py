"""Every port by one implementation, and what a test needs to look behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from threading import Lock
from typing import Any

import boto3
from moto import mock_aws

from psa_sync import ports
from psa_sync.aws.belongings import DynamoBelongings
from psa_sync.aws.budgets import DynamoBudgets
from psa_sync.aws.change_feed import DynamoChangeFeed
from psa_sync.aws.clients import CLIENT_CONFIG
from psa_sync.aws.connections import DynamoConnections
from psa_sync.aws.credentials import SecretsManagerCredentials
from psa_sync.aws.cursors import DynamoCursors
from psa_sync.aws.entries import DynamoEntries
from psa_sync.aws.hooks import DynamoHooks
from psa_sync.aws.job_messages import decode_pull_job, decode_push_job
from psa_sync.aws.job_queue import SqsJobQueue
from psa_sync.aws.progress import DynamoProgressBoard
from psa_sync.aws.readings import DynamoReadings
from psa_sync.aws.rule_facts import DynamoRuleFacts
from psa_sync.aws.stamps import Stamps
from psa_sync.aws.table import Table
from psa_sync.aws.work_items import DynamoWorkItems
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import PullJob, PushJob
from psa_sync.ports.belongings import Belongings
from psa_sync.ports.budgets import Budgets
from psa_sync.ports.meter import Readings
from psa_sync.ports.webhooks import Hooks
from tests.contract.ports.table import table_definition
from tests.fakes.clock import FakeClock
from tests.fakes.world import FakeWorld

OVERLAP_SECONDS = 30


@dataclass(kw_only=True)
class Backend:
    """One implementation of all ports over one empty store.

    Attributes:
        another: Makes the same ports as another process would have them, over the same store.
        pushed: Takes the push jobs of a queue off it.
        pulled: Takes the pull jobs of a queue off it.
    """

    clock: FakeClock
    entries: ports.Entries
    change_feed: ports.ChangeFeed
    connections: ports.Connections
    work_items: ports.WorkItems
    rule_facts: ports.RuleFacts
    cursors: ports.Cursors
    progress: ports.ProgressBoard
    queue: ports.JobQueue
    credentials: ports.Credentials
    hooks: Hooks
    belongings: Belongings
    budgets: Budgets
    readings: Readings
    another: Callable[[], "Backend"]
    pushed: Callable[[PsaName], list[PushJob]]
    pulled: Callable[[PsaName], list[PullJob]]


def fake_backend(world: FakeWorld | None = None) -> Backend:
    """The in-memory implementation."""
    world = world or FakeWorld()
    return Backend(
        clock=world.clock,
        entries=world.entries,
        change_feed=world.change_feed,
        connections=world.connections,
        work_items=world.work_items,
        rule_facts=world.rule_facts,
        cursors=world.cursors,
        progress=world.progress,
        queue=world.queue,
        credentials=world.credentials,
        hooks=world.hooks,
        belongings=world.belongings,
        budgets=world.budgets,
        readings=world.readings,
        another=lambda: fake_backend(world),
        pushed=lambda app: [job for job in world.queue.take_pushed() if job.app == app],
        pulled=lambda app: [job for job in world.queue.take_pulled() if job.app == app],
    )


@dataclass(frozen=True)
class AwsCredentials:
    """Who calls, and where; an emulator without access control takes anybody."""

    access_key: str = "test"
    secret_key: str = "test"
    region: str = "eu-central-1"


@dataclass(kw_only=True)
class AwsClients:
    """The clients that the adapters take."""

    dynamodb: Any
    sqs: Any
    secrets_manager: Any

    @classmethod
    def at(cls, endpoint: str | None, credentials: "AwsCredentials") -> "AwsClients":
        """Clients of an emulator, or of whatever answers in its place."""
        session = boto3.Session(
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            region_name=credentials.region,
        )
        clients = [
            session.client(name, endpoint_url=endpoint, config=CLIENT_CONFIG)
            for name in ("dynamodb", "sqs", "secretsmanager")
        ]
        return cls(dynamodb=clients[0], sqs=clients[1], secrets_manager=clients[2])


class OneAtATime:
    """A client whose calls never overlap: each is atomic, as AWS promises and moto does not."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = Lock()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def alone(**arguments: Any) -> Any:
            with self._lock:
                return call(**arguments)

        return alone


def aws_backend(
    clients: AwsClients, name: str, *, clock: FakeClock | None = None, seed: int = 0
) -> Backend:
    """The adapters over a table, queues and secrets whose names begin with the given one."""
    random = Random(seed)
    clock = clock or FakeClock()
    table = Table(clients.dynamodb, name, random=random, sleep=lambda _seconds: None)
    stamps = Stamps(clock, random, overlap_seconds=OVERLAP_SECONDS)
    return Backend(
        clock=clock,
        entries=DynamoEntries(table, stamps),
        change_feed=DynamoChangeFeed(table),
        connections=DynamoConnections(table),
        work_items=DynamoWorkItems(table, stamps, clock),
        rule_facts=DynamoRuleFacts(table),
        cursors=DynamoCursors(table),
        progress=DynamoProgressBoard(table, clock),
        queue=SqsJobQueue(clients.sqs, name),
        credentials=SecretsManagerCredentials(clients.secrets_manager, name, clock),
        hooks=DynamoHooks(table),
        belongings=DynamoBelongings(table),
        budgets=DynamoBudgets(table),
        readings=DynamoReadings(table),
        another=lambda: aws_backend(clients, name, clock=clock, seed=random.getrandbits(32)),
        pushed=lambda app: [
            decode_push_job(body) for body in taken_bodies(clients.sqs, f"{name}-{app}-push")
        ],
        pulled=lambda app: [
            decode_pull_job(body) for body in taken_bodies(clients.sqs, f"{name}-{app}-pull")
        ],
    )


def taken_bodies(sqs: Any, queue: str) -> list[str]:
    """Take all messages off a queue."""
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    bodies = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def queue_names(name: str) -> list[str]:
    """The queues of all apps."""
    return [f"{name}-{app}-{way}" for app in CONNECTORS for way in ("push", "pull")]


@contextmanager
def aws_resources(clients: AwsClients, name: str) -> Iterator[AwsClients]:
    """An empty table and empty queues, removed afterwards."""
    clients.dynamodb.create_table(**table_definition(name))
    urls = [clients.sqs.create_queue(QueueName=each)["QueueUrl"] for each in queue_names(name)]
    try:
        yield clients
    finally:
        clients.dynamodb.delete_table(TableName=name)
        for url in urls:
            clients.sqs.delete_queue(QueueUrl=url)


@contextmanager
def moto_clients() -> Iterator[AwsClients]:
    """Clients of AWS as moto plays it inside this process."""
    with mock_aws():
        yield _clients_of_moto()


@cache
def _clients_of_moto() -> AwsClients:
    clients = AwsClients.at(None, AwsCredentials())
    return replace(clients, dynamodb=OneAtATime(clients.dynamodb))
