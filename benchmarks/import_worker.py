"""Our import as it is deployed: one person with all open work, message by message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from benchmarks.many_tickets import ME
from benchmarks.pull_ways.measured import run
from benchmarks.pull_ways.messages import Lambda, next_job, work_off
from psa_sync import bootstrap
from psa_sync.aws.call_counts import calls_made
from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName, PsaUser, UserLink
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope
from psa_sync.sync.start_refresh import start_refresh

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan

USER: Final = "user-everything"


def bring(plan: Plan) -> dict[str, Any]:
    """Install if nobody has, then import, and every message in which it goes on."""
    account, app = plan["account"], PsaName(plan["app"])
    if bootstrap.connections().get(account, app) is None:
        _install(plan, account, app)
    with bootstrap.invocation(Lambda()):
        progress = start_refresh(account, app, USER, effects=bootstrap.effects())
    before = calls_made()
    messages, _ = work_off(next_job(plan, PullKind.WORK_ITEMS), plan)
    made = dict(calls_made() - before)
    seen = bootstrap.effects().progress.get(account, progress.id)
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


if __name__ == "__main__":
    run(bring)
