"""The whole product in this process: the real handlers, AWS played by moto, both PSAs simulated."""

import copy
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from moto.dynamodb.models.table import Table

from functions.dead_letter.handler import lambda_handler as dead_letter
from functions.memtime_api.handler import lambda_handler as memtime_api
from functions.pull_worker.handler import lambda_handler as pull_worker
from functions.push_worker.handler import lambda_handler as push_worker
from functions.scheduler.handler import lambda_handler as scheduler
from psa_sync import bootstrap, hook_bootstrap
from psa_sync.aws.job_messages import encode_job
from psa_sync.domain.jobs import PullJob, PushJob
from tests.contract.cases import APPS
from tests.contract.ports.backend import AwsClients, aws_resources, moto_clients
from tests.integration.client import Answer, Client, answer_of, invoked, stored_event
from tests.integration.documented import hold_to_document
from tests.integration.queues import Pump, failures_of, sqs_event
from tests.integration.simulated import SimulatedPsa

ACCOUNT = "alpine-it"
ADMIN = Client(ACCOUNT, "user-admin", "admin", "admin@alpine-it.example")
PAUL = Client(ACCOUNT, "user-paul", email="ppierce@alpine-it.example")
MARIA = Client(ACCOUNT, "user-maria", email="mkeller@alpine-it.example")
STRANGER = Client("other-msp", "user-olga", "admin", "olga@other-msp.example")
USER_NAMES = {PAUL.user_id: "PPierce", MARIA.user_id: "MKeller"}
WAITS_SECONDS = 90.0
"""Much more than anything takes, so that a busy machine fails no test."""

T = TypeVar("T")


@dataclass(frozen=True)
class Deployment:
    """One deployment with nobody in it."""

    name: str
    aws: AwsClients
    psas: dict[str, SimulatedPsa]
    pump: Pump

    def call(
        self, client: Client, method: str, path: str, body: object = None, **more: Any
    ) -> Answer:
        """Call the API as this user."""
        return self.sends(client.event(method, path, body, **more))

    def sends(self, event: dict[str, Any]) -> Answer:
        """Hand an event to the API."""
        answer = answer_of(invoked(memtime_api, event))
        call, sort = event["requestContext"]["http"], answer.headers.get("Content-Type", "")
        hold_to_document(call["method"], call["path"], answer.status, sort, answer.body)
        return answer

    def ok(self, client: Client, method: str, path: str, body: object = None, **more: Any) -> Any:
        """Call the API and expect a success."""
        answer = self.call(client, method, path, body, **more)
        assert answer.status < 400, answer.body
        return answer.json if answer.body else None

    def runs(self, schedule: str) -> int:
        """Let a schedule tick; returns how many jobs it sent."""
        return int(invoked(scheduler, stored_event(f"scheduler/{schedule}"))["sent"])

    def pulls(self) -> None:
        """Let the schedule ask both PSAs what changed."""
        self.runs("pull")
        self.pump.deliver()

    def gives_up(self, *jobs: PushJob | PullJob) -> None:
        """Let jobs arrive as dead letters, as they do after five failures."""
        bodies = [encode_job(job) for job in jobs]
        letters = [
            {"MessageId": f"letter-{n}", "ReceiptHandle": "r", "MD5OfBody": "m", "Body": body}
            for n, body in enumerate(bodies)
        ]
        event = sqs_event(letters, f"{self.name}-any-dead")
        assert failures_of(invoked(dead_letter, event)) == set()

    def until(self, look: Callable[[], T]) -> T:
        """Let queues and sweeps go on until something is found."""
        deadline = time.monotonic() + WAITS_SECONDS
        while True:
            self.pump.deliver()
            found = look()
            if found:
                return found
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.02)
            self.runs("sweep")

    def install(self, app: str, client: Client = ADMIN) -> Answer:
        """Connect the app with the simulator's own credentials."""
        path = f"/v1/connected-apps/{app}/connection"
        return self.call(client, "PUT", path, {"credentials": self.psas[app].credentials})

    def authenticate(self, client: Client, app: str, user_name: str | None = None) -> Answer:
        """Tell who the user is in the PSA."""
        body = {"userName": user_name or USER_NAMES[client.user_id]}
        return self.call(client, "PUT", f"/v1/connected-apps/{app}/authentication", body)

    def a_ticket(self, client: Client, app: str) -> str:
        """A ticket that the user can book on."""
        items = self.ok(client, "GET", "/v1/work-items", app=app, limit="500")["items"]
        return str(next(one["id"] for one in items if one["kind"] == "ticket" and one["bookable"]))

    def entry(self, client: Client, entry_id: str) -> Any:
        """The entry as the user sees it."""
        return self.ok(client, "GET", f"/v1/time-entries/{entry_id}")

    def stored(self) -> dict[tuple[str, str], Any]:
        """Every row of the table, to see that nothing was written.

        The budgets are left out: a call that was made is counted there now and then, whatever came
        of it.
        """
        pages = self.aws.dynamodb.scan(TableName=self.name)
        assert "LastEvaluatedKey" not in pages
        rows = {(item["pk"]["S"], item["sk"]["S"]): item for item in pages["Items"]}
        return {place: item for place, item in rows.items() if place[1] != "BUDGET"}

    def secrets(self) -> dict[str, str]:
        """Every secret of this deployment by its name."""
        names = [one["Name"] for one in self.aws.secrets_manager.list_secrets()["SecretList"]]
        return {
            name: self.aws.secrets_manager.get_secret_value(SecretId=name)["SecretString"]
            for name in names
            if name.startswith(f"{self.name}/")
        }


@contextmanager
def deployed(psas: dict[str, SimulatedPsa], **settings: str) -> Iterator[Deployment]:
    """Deploy an empty product beside the two PSAs, which are reset.

    Args:
        psas: The simulators.
        settings: Variables of the template with other values than here.
    """
    name = f"it-{uuid.uuid4().hex[:12]}"
    for psa in psas.values():
        psa.control("POST", "/reset")
    with pytest.MonkeyPatch.context() as environment, moto_clients() as aws:
        for variable, value in (_environment(name, psas) | settings).items():
            environment.setenv(variable, value)
        environment.setattr(Table, "__deepcopy__", _table_of_contents, raising=False)
        bootstrap.forget()
        hook_bootstrap.forget()
        with aws_resources(aws, name):
            yield Deployment(name, aws, psas, Pump(aws.sqs, _workers(name)))
        bootstrap.forget()


def _table_of_contents(table: Any, _memo: object) -> Any:
    """A copy of a table of moto that shares the rows.

    Moto copies all rows before each transaction, to be able to roll back. Our transactions put and
    delete whole rows, which leaves the former ones as they are.
    """
    copied = copy.copy(table)
    copied.items = defaultdict(dict, {place: dict(rows) for place, rows in table.items.items()})
    return copied


def _workers(name: str) -> dict[str, Any]:
    ways = {"push": push_worker, "pull": pull_worker}
    return {f"{name}-{app}-{way}": worker for app in APPS for way, worker in ways.items()}


def _environment(name: str, psas: dict[str, SimulatedPsa]) -> dict[str, str]:
    return {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "TABLE_NAME": name,
        "QUEUE_PREFIX": name,
        "SECRET_PREFIX": f"{name}/connections",
        "PSA_HOSTS": ",".join(psa.host for psa in psas.values()),
        "AUTOTASK_ZONE_URLS": ",".join(psa.zone_url for psa in psas.values() if psa.zone_url),
        "CONNECTWISE_CLIENT_ID": "",
        "AUTOTASK_INTEGRATION_CODE": "",
        "SETTLE_SECONDS": "2",
        "PSA_TIMEOUT_SECONDS": "1",
        "RETRY_FLOOR_SECONDS": "1",
        "RETRY_CEILING_SECONDS": "1",
        "HOURLY_CEILINGS": ",".join(f"{app}=240000" for app in APPS),  # seconds, not minutes, here
        "BACKFILL_DAYS": "1",
        "KEEP_UNINSTALLED_DAYS": "30",
        "FEED_OVERLAP_SECONDS": "1",
        "PUBLIC_URL": "",
        "POWERTOOLS_METRICS_NAMESPACE": "PsaSync",
        "JWT_ISSUER": "https://login.example",
        "JWT_AUDIENCE": "psa-sync",
        "PORTAL_CLIENT_ID": "portal",
    }
