"""Our import as it is deployed: one person with all open work, message by message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final

import boto3

from benchmarks.many_tickets import ME
from benchmarks.pull_table import NAME
from benchmarks.pull_ways.measured import run
from psa_sync import bootstrap
from psa_sync.aws.call_counts import calls_made, count_calls
from psa_sync.aws.clients import CLIENT_CONFIG, sqs
from psa_sync.aws.stamps import Stamps
from psa_sync.aws.table import Table
from psa_sync.aws.work_items import DynamoWorkItems
from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName, PsaUser, UserLink
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.start_refresh import start_refresh

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan

INVOCATION_MILLISECONDS: Final = 120_000
USER: Final = "user-everything"


class _Lambda:
    """The context of an invocation that has just begun."""

    def get_remaining_time_in_millis(self) -> int:
        return INVOCATION_MILLISECONDS


def bring(plan: Plan) -> dict[str, Any]:
    """Install if nobody has, then import, and every message in which it goes on."""
    account, app = plan["account"], PsaName(plan["app"])
    if bootstrap.connections().get(account, app) is None:
        _install(plan, account, app)
    with bootstrap.invocation(_Lambda()):
        effects = replace(bootstrap.effects(), work_items=_work_items(plan))
        progress = start_refresh(account, app, USER, effects=effects)
    before, messages = calls_made(), 0
    job = _following(plan)
    while job is not None:
        with bootstrap.invocation(_Lambda()):
            run_pull(job, effects=effects)
        messages, job = messages + 1, _following(plan)
    made = dict(calls_made() - before)
    seen = effects.progress.get(account, progress.id)
    if seen is None or seen.status != "done":
        message = f"the import did not end well: {seen}"
        raise RuntimeError(message)
    return {"items": seen.done, "total": seen.total, "messages": messages, "awsCalls": made}


def _install(plan: Plan, account: str, app: PsaName) -> None:
    now = datetime.now(UTC)
    bootstrap.credentials().put(account, app, plan["credentials"])
    bootstrap.connections().save(
        Connection(
            account=account,
            app=app,
            tenant=f"{app}/{account}",
            endpoint=plan["endpoint"],
            own_id=None,
            shown_credentials={},
            status=ConnectionStatus.ACTIVE,
            status_text="",
            since=now,
            settings=ConnectionSettings(import_scope=ImportScope.ALL),
        )
    )
    person = PsaUser(id=str(ME), user_name="Me", name="Me", time_zone="Etc/UTC")
    link = UserLink(account=account, app=app, user_id=USER, psa_user=person, linked_at=now)
    bootstrap.connections().link(link)


def _work_items(plan: Plan) -> DynamoWorkItems:
    """The same adapter with the same client's settings, beside a table that is fast enough."""
    session, random = boto3.Session(), Random()
    count_calls(session)
    client = session.client("dynamodb", endpoint_url=plan["workItemsUrl"], config=CLIENT_CONFIG)
    stamps = Stamps(
        bootstrap.clock, random, overlap_seconds=bootstrap.settings().feed_overlap.seconds
    )
    return DynamoWorkItems(Table(client, NAME, random=random), stamps, bootstrap.clock)


def _following(plan: Plan) -> PullJob | None:
    """The message in which the import goes on; what else was asked for is left."""
    queue = sqs().get_queue_url(QueueName=plan["pullQueue"])["QueueUrl"]
    while found := sqs().receive_message(QueueUrl=queue).get("Messages"):
        sqs().delete_message(QueueUrl=queue, ReceiptHandle=found[0]["ReceiptHandle"])
        job = bootstrap.pull_job(found[0]["Body"])
        if job.kind is PullKind.WORK_ITEMS:
            return job
    return None


if __name__ == "__main__":
    run(bring)
